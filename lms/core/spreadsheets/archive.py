"""Look at an XLSX archive before anything in it is unpacked."""

import zipfile
from io import BytesIO
from zipfile import ZipFile, ZipInfo

from lms.core.spreadsheets.limits import MIB, Limits
from lms.core.spreadsheets.refusal import Refusal, Why

_ENCRYPTED = 0x1
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ARCHIVES = (".zip", ".xlsx", ".xlsm", ".xlsb", ".docx", ".pptx", ".7z", ".rar", ".gz")
_MANIFEST = "[Content_Types].xml"


def open_archive(content: bytes, limits: Limits) -> ZipFile:
    """Return the XLSX archive in `content`; raise `Refusal` if any limit is passed."""
    try:
        archive = ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        # The last is what zipfile raises for an archive of a version that it cannot read.
        raise Refusal(Why.FILE_BROKEN) from error
    entries = archive.infolist()
    if len(entries) > limits.entries:
        raise Refusal(Why.TOO_MANY_ENTRIES, limit=limits.entries)
    _check_kind({entry.filename for entry in entries})
    _check_names([entry.filename for entry in entries])
    for entry in entries:
        _check_entry(entry, limits)
    if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise Refusal(Why.UNPACKED_TOO_LARGE, megabytes=limits.unpacked_bytes // MIB)
    return archive


def _check_kind(names: set[str]) -> None:
    """Tell an XLSX from its look-alikes, which are zip archives too."""
    folders = {name.partition("/")[0] for name in names}
    if "mimetype" in names and "content.xml" in names:
        raise Refusal(Why.OPEN_DOCUMENT)
    if "word" in folders or "ppt" in folders:
        raise Refusal(Why.OTHER_KIND, kind="Word / PowerPoint")
    if "xl/workbook.bin" in names:
        raise Refusal(Why.OTHER_KIND, kind="XLSB")
    if _MANIFEST not in names:
        raise Refusal(Why.OTHER_KIND, kind="ZIP")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refusal(Why.HAS_MACROS)
    if any(name.lower().startswith("xl/externallinks/") for name in names):
        raise Refusal(Why.HAS_LINKS)
    if any(name.lower().endswith(_ARCHIVES) for name in names):
        raise Refusal(Why.HAS_EMBEDDED)


def _check_names(names: list[str]) -> None:
    for name in names:
        parts = name.rstrip("/").split("/")
        if not all(part and part not in (".", "..") for part in parts):
            raise Refusal(Why.STRANGE_ARCHIVE)
        if "\\" in name or ":" in name or "\0" in name:
            raise Refusal(Why.STRANGE_ARCHIVE)
    if len({name.lower() for name in names}) != len(names):
        raise Refusal(Why.STRANGE_ARCHIVE)


def _check_entry(entry: ZipInfo, limits: Limits) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise Refusal(Why.ENCRYPTED)
    if entry.compress_type not in _PACKINGS:
        raise Refusal(Why.STRANGE_ARCHIVE)
    if entry.file_size > MIB and entry.file_size > limits.ratio * max(entry.compress_size, 1):
        raise Refusal(Why.UNPACKED_TOO_LARGE, megabytes=limits.unpacked_bytes // MIB)
