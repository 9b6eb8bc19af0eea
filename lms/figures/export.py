"""A figure as tables for XLSX and CSV, and how it was counted, in sentences."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from lms.core.i18n import gettext, msgid, pick
from lms.core.spreadsheets.writing import Column, Kind, Sheet, Value
from lms.core.text import short_date
from lms.figures.wording import how_counted
from lms.people.service import GROUP_NAMES
from lms.targets.service import (
    STATE_NAMES,
    Child,
    Confirmed,
    Figure,
    Line,
    Named,
    Rule,
    line_of,
    time_words,
    word_text,
)

REACHED = msgid("Đạt")
NOT_REACHED = msgid("Chưa đạt")
NOBODY = msgid("Không có đối tượng")
NO_LIST = msgid("Chưa có danh sách toàn thể")
NUMBERS = 7  # columns of a line before those of its groups


def result_words(reached: bool | None) -> str:  # noqa: FBT001 - the value of a line
    """Return the msgid of a line's result."""
    if reached is None:
        return NOBODY
    return REACHED if reached else NOT_REACHED


def sheets(
    figure: Figure,
    confirmed: Confirmed,
    *,
    unit: str,
    version: int,
    people: Iterable[tuple[Named, str]],
) -> list[Sheet]:
    """Return the whole workbook: summary, by unit, names, how it was counted."""
    rule = figure.basis.rule
    day = gettext("Số liệu đến ngày %(day)s", day=short_date(figure.basis.as_of))
    heads = (pick(rule.name), unit, day)
    said = (*how_counted(figure, version=version), confirmed.sentence)
    how = [[sentence] for sentence in said if sentence]
    return [
        summary_sheet(figure, notes=heads),
        units_sheet(figure, confirmed, unit=unit, notes=heads),
        names_sheet(people, notes=heads),
        Sheet(gettext("Cách tính"), (Column(gettext("Cách tính"), width=120),), how),
    ]


def summary_sheet(figure: Figure, *, notes: tuple[str, ...] = ()) -> Sheet:
    """Return the total, each working group, and what is apart."""
    columns = _columns(gettext("Nội dung"))
    return Sheet(gettext("Tổng hợp"), columns, _summary(figure), notes)


def units_sheet(
    figure: Figure, confirmed: Confirmed, *, unit: str, notes: tuple[str, ...] = ()
) -> Sheet:
    """Return the lines of the figure: units below, the unit itself, the total, what is apart."""
    groups = tuple(
        Column(gettext(heading, group=gettext(GROUP_NAMES[group])), Kind.NUMBER)
        for group in figure.basis.rule.groups
        for heading in (msgid("%(group)s: tổng số"), msgid("%(group)s: đã bồi dưỡng"))
    )
    rows: list[tuple[str, Line, str]] = [
        (child.name, child.line, _list_words(child, confirmed)) for child in figure.children
    ]
    rows += [
        (gettext("Riêng %(unit)s", unit=unit), figure.own, word_text(confirmed.own)),
        (gettext("Tổng số (mỗi người một lần)"), figure.total, confirmed.sentence),
        (gettext("Ngoài số liệu chính thức (Đảng, Mặt trận, báo chí)"), figure.apart, ""),
    ]
    written = (
        (*_cells(name, line, figure.basis.rule), *_group_cells(line), said)
        for name, line, said in rows
    )
    last = Column(gettext("Xác nhận danh sách"), width=40)
    columns = (*_columns(gettext("Đơn vị")), *groups, last)
    return Sheet(gettext("Theo đơn vị"), columns, written, notes)


def _list_words(child: Child, confirmed: Confirmed) -> str:
    if child.lacks_list:
        return gettext(NO_LIST)
    return word_text(confirmed.children.get(child.uuid))


def names_sheet(people: Iterable[tuple[Named, str]], *, notes: tuple[str, ...] = ()) -> Sheet:
    """Return the people behind the figure."""
    columns = (
        Column(gettext("STT"), Kind.NUMBER, 6),
        Column(gettext("Họ và tên"), width=26),
        Column(gettext("Số định danh"), width=16),
        Column(gettext("Đơn vị"), width=36),
        Column(gettext("Chức vụ"), width=26),
        Column(gettext("Nhóm công tác"), width=22),
        Column(gettext("Chuyên trách/kiêm nhiệm"), width=16),
        Column(gettext("Kết quả"), width=18),
        Column(gettext("Lý do"), width=70),
    )
    return Sheet(gettext("Danh sách"), columns, _name_rows(people), notes)


def _columns(first: str) -> tuple[Column, ...]:
    return (
        Column(first, width=44),
        Column(gettext("Tổng số"), Kind.NUMBER, 12),
        Column(gettext("Đã bồi dưỡng"), Kind.NUMBER, 12),
        Column(gettext("Tỷ lệ"), Kind.RATIO, 10),
        Column(gettext("Mục tiêu"), Kind.RATIO, 10),
        Column(gettext("Còn thiếu"), Kind.NUMBER, 12),
        Column(gettext("Kết quả"), width=20),
    )


def _cells(name: str, line: Line, rule: Rule) -> tuple[Value, ...]:
    people, trained = line.whole.people, line.whole.trained
    goal = Decimal(rule.threshold.numerator) / rule.threshold.denominator
    ratio = Decimal(trained) / people if people else None
    result = gettext(result_words(line.reached))
    return (name, people, trained, ratio, goal, line.needed, result)


def _group_cells(line: Line) -> Iterator[int]:
    for count in line.groups.values():
        yield count.people
        yield count.trained


def _summary(figure: Figure) -> Iterator[tuple[Value, ...]]:
    rule = figure.basis.rule
    yield _cells(gettext("Tổng số"), figure.total, rule)
    for group, line in group_lines(figure):
        yield _cells(group, line, rule)
    apart = gettext("Ngoài số liệu chính thức (Đảng, Mặt trận, báo chí)")
    yield _cells(apart, figure.apart, rule)


def group_lines(figure: Figure) -> list[tuple[str, Line]]:
    """Return the total by working group: (name, line)."""
    rule = figure.basis.rule
    return [
        (gettext(GROUP_NAMES[group]), line_of(rule.threshold, count))
        for group, count in figure.total.groups.items()
    ]


def _name_rows(people: Iterable[tuple[Named, str]]) -> Iterator[tuple[Value, ...]]:
    for number, (person, masked) in enumerate(people, start=1):
        posts = person.posts
        yield (
            number,
            person.name,
            masked,
            "; ".join(dict.fromkeys(post.unit for post in posts)),
            "; ".join(dict.fromkeys(post.title for post in posts if post.title)),
            "; ".join(dict.fromkeys(gettext(GROUP_NAMES[post.group]) for post in posts)),
            "; ".join(
                dict.fromkeys(gettext(time_words(full_time=post.full_time)) for post in posts)
            ),
            gettext(STATE_NAMES[person.state]),
            person.reason,
        )
