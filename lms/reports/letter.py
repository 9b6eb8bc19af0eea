"""The official letter of a sealed report, as a value that is set as PDF and as DOCX alike. Pure.

Official letters are in Vietnamese, whatever the reader's language: what is written here is no
text of the user interface. Layout: Nghị định 30/2020/NĐ-CP, Phụ lục I. What only the agency can say
stands as a hint in brackets, to be written over in the DOCX.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lms.core.text import administrative_date, percent, short_date, whole_number
from lms.figures.comparing import Change
from lms.reports.rules import Snapshot

LIST_LONGEST = 500  # names in the letter's annex; longer lists stand in the workbook
DIGITS = 16  # of the digest in a group
TITLE = "Báo cáo"
BY_GROUP = "Kết quả theo nhóm công tác"
SEAL = "Khóa số liệu"
SEAL_HEADS = ("Nội dung", "Giá trị")

CHANGES = {
    Change.CAME: "vào đối tượng",
    Change.LEFT: "ra khỏi đối tượng",
    Change.PASSED: "được tính thêm là đã bồi dưỡng",
    Change.LOST: "không còn được tính là đã bồi dưỡng",
    Change.MOVED: "chuyển trong phạm vi đơn vị",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `numbers` are the columns set flush right, `widths` are relative."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    numbers: frozenset[int]


@dataclass(frozen=True, slots=True)
class Hint:
    """What the agency has to write here itself."""

    text: str


Block = str | Table | Hint


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the letter, or an annex."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Everything that is set: text only, in order."""

    superior: str
    agency: str
    place_and_day: str
    subject: str
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    recipients: tuple[str, ...]
    signer_title: tuple[str, ...]
    signer_name: str
    annexes: tuple[Section, ...]  # on wide pages
    seal: tuple[tuple[str, str], ...]  # what stands beside the QR code: (name, value)
    sample: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a letter is written from, beside the snapshot."""

    number: str
    final: bool
    as_of: date
    sealed_on: date
    known: str  # "14:05 23/11/2026"
    digest: str
    code_version: str
    address: str  # of the public page
    basis: str
    threshold: str  # "70%"
    groups: Table
    units: Table
    names: Table
    people: int  # behind the figure; more than `names` holds if there are very many
    how: Sequence[str]


def write_letter(snapshot: Snapshot, contents: Contents) -> Letter:
    """Return the covering report with its annexes."""
    day = short_date(contents.as_of)
    head = snapshot.letterhead
    place = head.get("place", "…………")
    target, short = snapshot.target["vi"], snapshot.short_target["vi"]
    return Letter(
        superior=head["superior"].upper(),
        agency=head["agency"].upper(),
        place_and_day=f"{place}, {administrative_date(contents.sealed_on)}",
        subject=f"Kết quả thực hiện chỉ tiêu “{short}” (số liệu đến ngày {day})",
        opening=(
            f"Căn cứ {contents.basis};",
            f"{snapshot.unit} báo cáo kết quả thực hiện chỉ tiêu “{target}” như sau:",
        ),
        sections=_sections(snapshot, contents),
        recipients=(*([head["recipient"]] if "recipient" in head else []), "Lưu: VT"),
        signer_title=tuple(part.strip() for part in head.get("signer_title", "").split("/")),
        signer_name=head.get("signer_name", ""),
        annexes=_annexes(contents),
        seal=_seal(snapshot, contents),
        sample=snapshot.sample,
    )


def changes_since(snapshot: Snapshot) -> str:
    """Say what changed since the report before, "" if there was none."""
    if snapshot.previous is None or snapshot.previous_as_of is None:
        return ""
    day = short_date(date.fromisoformat(snapshot.previous_as_of))
    said = "; ".join(
        f"{whole_number(people)} người {CHANGES[Change(change)]}"
        for change, (people, _) in snapshot.changes.items()
        if people
    )
    return (
        f"So với báo cáo {snapshot.previous} (số liệu đến ngày {day}): {said or 'không thay đổi'}."
    )


def _sections(snapshot: Snapshot, contents: Contents) -> tuple[Section, ...]:
    state = (
        "Số liệu chính thức: mọi đơn vị có đối tượng đã xác nhận danh sách."
        if contents.final
        else "Số liệu tạm thời: " + " ".join(text["vi"] for text in snapshot.caveats)
    )
    facts: list[Block] = [
        _result(snapshot, contents),
        contents.groups,
        changes_since(snapshot),
        state,
    ]
    return (
        Section(
            "Tình hình triển khai",
            (Hint("[Đơn vị bổ sung: kế hoạch đã ban hành, chuyên mục, các lớp đã tổ chức.]"),),
        ),
        Section("Kết quả bồi dưỡng", tuple(fact for fact in facts if fact)),
        Section("Khó khăn, vướng mắc", (Hint("[Đơn vị bổ sung.]"),)),
        Section("Kế hoạch kỳ tới", (_next_step(snapshot), Hint("[Đơn vị bổ sung.]"))),
        Section("Đề xuất, kiến nghị", (Hint("[Đơn vị bổ sung.]"),)),
    )


def _result(snapshot: Snapshot, contents: Contents) -> str:
    if snapshot.reached is None:
        return "Đơn vị không có đối tượng của chỉ tiêu này."
    share = percent(snapshot.trained, snapshot.people, 2)
    reached = (
        "đã đạt mục tiêu"
        if snapshot.reached
        else f"còn thiếu {whole_number(snapshot.needed)} người"
    )
    return (
        f"Đến ngày {short_date(contents.as_of)}, trong {whole_number(snapshot.people)} người "
        f"thuộc đối tượng có {whole_number(snapshot.trained)} người đã được bồi dưỡng, đạt tỷ lệ "
        f"{share}. Mục tiêu là {contents.threshold} đến ngày "
        f"{short_date(date.fromisoformat(snapshot.due_on))}: {reached}."
    )


def _next_step(snapshot: Snapshot) -> str:
    if not snapshot.needed:
        return "Duy trì kết quả; bồi dưỡng người mới được giao nhiệm vụ."
    return f"Bồi dưỡng thêm ít nhất {whole_number(snapshot.needed)} người để đạt mục tiêu."


def _annexes(contents: Contents) -> tuple[Section, ...]:
    listed: Block = contents.names
    if contents.people > len(contents.names.rows):
        listed = (
            f"Danh sách có {whole_number(contents.people)} người, dài hơn "
            f"{whole_number(LIST_LONGEST)} dòng nên được gửi bằng tệp Excel kèm theo báo cáo này."
        )
    return (
        Section("Kết quả theo đơn vị", (contents.units,)),
        Section("Danh sách đối tượng", (listed,)),
        Section("Cách tính và khóa số liệu", tuple(f"– {sentence}" for sentence in contents.how)),
    )


def _seal(snapshot: Snapshot, contents: Contents) -> tuple[tuple[str, str], ...]:
    digest = contents.digest
    groups = " ".join(digest[at : at + DIGITS] for at in range(0, len(digest), DIGITS))
    return (
        ("Mã báo cáo", contents.number),
        ("Trạng thái", "chính thức" if contents.final else "tạm thời"),
        ("Số liệu đến ngày", short_date(contents.as_of)),
        ("Theo hồ sơ đã ghi đến", contents.known),
        ("Chỉ tiêu", f"{snapshot.target_key}, phiên bản {snapshot.target_version}"),
        ("Mã kiểm tra (SHA-256 của tệp JSON)", groups),
        ("Phiên bản phần mềm", contents.code_version),
        ("Kiểm tra tại", contents.address),
    )
