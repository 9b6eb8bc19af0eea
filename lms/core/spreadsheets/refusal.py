"""How the reading process says no. Its sentence is found in `errors` on the other side."""

from enum import StrEnum


class Why(StrEnum):
    """The reasons; each value is the name of a class in `errors`."""

    FILE_EMPTY = "FileEmpty"
    FILE_TOO_LARGE = "FileTooLarge"
    FILE_BROKEN = "FileBroken"
    OLD_EXCEL = "OldExcel"
    OPEN_DOCUMENT = "OpenDocument"
    OTHER_KIND = "OtherKind"
    UNKNOWN_KIND = "UnknownKind"
    ENCRYPTED = "Encrypted"
    HAS_MACROS = "HasMacros"
    HAS_LINKS = "HasLinks"
    HAS_EMBEDDED = "HasEmbedded"
    HAS_DOCTYPE = "HasDoctype"
    STRANGE_ARCHIVE = "StrangeArchive"
    TOO_MANY_ENTRIES = "TooManyEntries"
    UNPACKED_TOO_LARGE = "UnpackedTooLarge"
    NO_SHEET = "NoSheet"
    SHEET_EMPTY = "SheetEmpty"
    WRONG_ENCODING = "WrongEncoding"
    OLD_FONT = "OldFont"
    TOO_MANY_ROWS = "TooManyRows"
    TOO_MANY_COLUMNS = "TooManyColumns"
    CELL_TOO_LONG = "CellTooLong"
    TOO_HEAVY = "TooHeavy"


class Refusal(Exception):
    """The file is refused; `params` fill in the sentence."""

    def __init__(self, why: Why, **params: str | int) -> None:
        super().__init__(why)
        self.why = why
        self.params = params
