"""Text typed for fonts of the time before Unicode. Pure; the reading process imports it too.

TCVN3 (.VnTime …) and VNI keep Vietnamese letters in places where Unicode has other signs, so that
“Nguyễn Văn Lan” arrives as "NguyÔn V¨n Lan" or "Nguyeãn Vaên Lan". There is no telling every
letter back with certainty; the file has to be converted by whoever has it.
"""

import re

# TCVN3: signs that are letters only there, standing at a letter.
_TCVN3 = re.compile(r"[µ¸¹¨©®¬¦§¶·»¼½¾](?=[A-Za-zÀ-ỹ])|(?<=[A-Za-zÀ-ỹ])[µ¸¹¨©®¬¦§¶·»¼½¾«]")  # noqa: RUF001
# VNI: a or e and then a sign for the mark, which no Vietnamese word has; and letters of its own.
_VNI = re.compile(r"[AaEe][ùøûõïêéèúüëâáàåãäơÙØÛÕÏÊÉÈÚÜËÂÁÀÅÃÄƠ]|[öøûïåäëñÖØÛÏÅÄËÑ]")


def is_old_font(text: str) -> bool:
    """Tell whether `text` was typed for a TCVN3 or VNI font."""
    if text.isascii():
        return False
    return _TCVN3.search(text) is not None or _VNI.search(text) is not None
