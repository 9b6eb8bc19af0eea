"""What stands on a certificate: values in, values out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.core.i18n import msgid
from lms.core.text import administrative_date, short_date
from lms.credentials.models import Certificate, DocumentType, Issuer
from lms.learning.service import CompletionKind

PURPOSE = "certificate"
# Recognised training has a document of its own; a waiver certifies nothing.
CERTIFIED = frozenset({CompletionKind.COMPLETED})
NO_ISSUER = msgid("Chưa có đơn vị cấp nào khai báo đủ thông tin in.")
NO_POST = msgid("Người học không có vị trí công tác vào ngày hoàn thành.")
CURES: Mapping[str, str] = {  # by what is missing
    NO_ISSUER: msgid(
        "Khai báo tên cơ quan và người ký ở trang Đơn vị cấp, hoặc nhờ đơn vị cấp trên khai báo."
    ),
    NO_POST: msgid("Mở trang của người học ở mục Nhân sự, thêm vị trí đã giữ vào ngày hoàn thành."),
}
TITLES: Mapping[DocumentType, str] = {
    DocumentType.COMPLETION: "GIẤY CHỨNG NHẬN HOÀN THÀNH",
    DocumentType.DIPLOMA: "CHỨNG CHỈ",
}
SYMBOLS: Mapping[DocumentType, str] = {DocumentType.COMPLETION: "GCN", DocumentType.DIPLOMA: "CC"}


class Status(StrEnum):
    """What the public page says."""

    VALID = "valid"
    REPLACED = "replaced"
    REVOKED = "revoked"


def status_of(certificate: Certificate) -> Status:
    """Return whether the certificate holds; a revocation outweighs a replacement."""
    if certificate.revoked_at is not None:
        return Status.REVOKED
    return Status.REPLACED if certificate.replaced_at is not None else Status.VALID


def printed_number(serial: int, year: int, kind: DocumentType) -> str:
    """Return the number as printed, four digits or more: "0412/2026/GCN"."""
    return f"{serial:04d}/{year}/{SYMBOLS[kind]}"


def is_complete(issuer: Issuer) -> bool:
    """Tell whether nothing would be printed empty. A superior body is not everyone's."""
    return all((issuer.printed_name, issuer.place, issuer.signer_title, issuer.signer_name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """Whom and what the certificate is about, on the day of completion."""

    full_name: str
    born_on: date | None
    unit: str
    programme_title: str
    programme_code: str
    version_digest: str
    periods: int
    started_on: date
    completed_on: date
    sample: bool


def snapshot(
    learner: Learner, issuer: Issuer, *, number: str, issued_on: date
) -> dict[str, object]:
    """Return every printed field, in Vietnamese, as it stands for ever."""
    born_on = learner.born_on if issuer.prints_birth_date else None
    return {
        "title": TITLES[DocumentType(issuer.document_type)],
        "number": number,
        "superior": issuer.superior_name,
        "issuer": issuer.printed_name,
        "place_and_date": f"{issuer.place}, {administrative_date(issued_on)}",
        "signer_title": issuer.signer_title,
        "signer_name": issuer.signer_name,
        "name": learner.full_name,
        "born_on": short_date(born_on) if born_on else None,
        "unit": learner.unit,
        "programme": learner.programme_title,
        "programme_code": learner.programme_code,
        "version": learner.version_digest[:12],
        "periods": learner.periods,
        "started_on": short_date(learner.started_on),
        "completed_on": short_date(learner.completed_on),
        "issued_on": short_date(issued_on),
        "sample": learner.sample,
    }


def statement_fields(printed: Mapping[str, object]) -> dict[str, str | int | None]:
    """Return what the QR code says offline: no birth date, no ID number."""
    return {
        "n": str(printed["number"]),
        "p": str(printed["name"]),
        "c": str(printed["programme_code"]),
        "d": str(printed["completed_on"]),
        "i": str(printed["issuer"]),
    }


def inside_a_line(name: str) -> str:
    """Return a name as it stands inside a line: "Tỉnh B" becomes "tỉnh B"."""
    kinds = ("Tỉnh ", "Thành phố ", "Ủy ban ")
    return f"{name[0].lower()}{name[1:]}" if name.startswith(kinds) else name
