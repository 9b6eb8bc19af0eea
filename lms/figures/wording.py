"""How a figure was counted, in sentences: each choice that the target makes is said."""

from collections.abc import Iterator
from fractions import Fraction

from lms.core.clock import local_time
from lms.core.i18n import gettext, language, msgid, number, pick
from lms.core.text import percent, short_date
from lms.organisations.service import KIND_NAMES
from lms.people.service import GROUP_NAMES
from lms.targets.service import Figure, Register, Rule, TreeOf, Who, tag_words


def threshold_words(threshold: Fraction) -> str:
    """Write 7/10 as "70%"; only what is no whole number of percent gets a decimal."""
    whole, rest = divmod(100 * threshold.numerator, threshold.denominator)
    return percent(threshold.numerator, threshold.denominator) if rest else f"{whole}%"


def change_in_points(change: float) -> str:
    """Write a change in percentage points with its sign: "+1,2"; the reader's language."""
    text = f"{change:+.1f}".replace("-", "−")  # noqa: RUF001 - a minus sign
    return text if language() == "en" else text.replace(".", ",")


def how_counted(figure: Figure, *, version: int) -> Iterator[str]:
    """Yield the sentences that say how the figure was counted."""
    basis, rule = figure.basis, figure.basis.rule
    yield from _definitions(rule, short_date(basis.as_of))
    yield gettext(
        "Người có nhiều vị trí được tính một lần trong tổng số và một lần ở mỗi đơn vị: "
        "%(people)s người có ở nhiều dòng, cộng các dòng nhiều hơn tổng số %(again)s.",
        people=number(figure.in_several),
        again=number(figure.counted_again),
    )
    if basis.tree is TreeOf.TODAY:
        yield gettext(
            "Xếp theo cây đơn vị hiện nay: người của đơn vị đã sáp nhập, chia tách hoặc ngừng hoạt "
            "động được tính ở đơn vị kế tiếp."
        )
    yield from _left_out(figure)
    yield gettext(
        "Còn thiếu = %(threshold)s tổng số, làm tròn lên, trừ số đã bồi dưỡng. Đạt hay chưa được "
        "xét trên số người; tỷ lệ được cắt bớt chữ số lẻ, không làm tròn lên.",
        threshold=threshold_words(rule.threshold),
    )
    yield gettext(
        "Đơn vị vượt mục tiêu không bù cho đơn vị khác: cộng số còn thiếu của các đơn vị được "
        "%(sum)s, số còn thiếu chung là %(needed)s.",
        sum=number(sum(line.needed for line in figure.lines)),
        needed=number(figure.total.needed),
    )
    yield gettext(
        msgid("Ngưỡng được xét chung cho các nhóm công tác.")
        if rule.pooled
        else msgid("Ngưỡng được xét riêng cho từng nhóm công tác.")
    )
    known = local_time(basis.known_at)
    yield gettext(
        "Theo hồ sơ đã ghi đến %(moment)s; phiên bản chỉ tiêu số %(version)d.",
        moment=f"{known:%H:%M} {short_date(known.date())}",
        version=version,
    )


def _left_out(figure: Figure) -> Iterator[str]:
    """Yield which units are no part of the figure."""
    rule = figure.basis.rule
    if rule.apart:
        yield gettext(
            "Thống kê riêng, ngoài số liệu chính thức: %(kinds)s và các đơn vị trực thuộc.",
            kinds=", ".join(gettext(KIND_NAMES[kind]) for kind in rule.apart),
        )
    if rule.register is Register.ALL_STAFF:
        yield gettext(
            "Chỉ tính ở đơn vị đã xác nhận danh sách toàn thể; đơn vị khác ghi là chưa có danh "
            "sách toàn thể: %(people)s người ở các đơn vị đó không được tính.",
            people=number(figure.unlisted.whole.people),
        )


def _definitions(rule: Rule, day: str) -> Iterator[str]:
    """Yield who is in the total and who counts as trained."""
    yield gettext("Căn cứ: %(basis)s.", basis=pick(rule.basis))
    yield gettext(
        "Tổng số: người giữ vị trí công tác ngày %(day)s thuộc các nhóm: %(groups)s.",
        day=day,
        groups=_population(rule),
    )
    shallow = msgid(
        "Đã bồi dưỡng: trong số đó, người đã hoàn thành từ %(start)s đến %(day)s các chương "
        "trình cùng có đủ: %(tags)s."
    )
    deep = msgid(
        "Đã bồi dưỡng: trong số đó, người đã hoàn thành từ %(start)s đến %(day)s các chương "
        "trình chuyên sâu cùng có đủ: %(tags)s."
    )
    yield gettext(
        deep if rule.in_depth else shallow,
        start=short_date(rule.counts_from),
        day=day,
        tags=tag_words(rule.tags),
    )
    if rule.counts_to is not None:
        yield gettext("Kết quả sau ngày %(day)s không được tính.", day=short_date(rule.counts_to))
    yield gettext(
        msgid("Bồi dưỡng ở nơi khác được tính khi đã có hai người công nhận.")
        if rule.outside
        else msgid("Bồi dưỡng ở nơi khác không được tính.")
    )
    yield gettext("Miễn học và kết quả đã thu hồi không được tính là đã bồi dưỡng.")


def _population(rule: Rule) -> str:
    return "; ".join(
        gettext(
            msgid("%(group)s (chỉ chuyên trách)")
            if who is Who.FULL_TIME
            else msgid("%(group)s (chuyên trách và kiêm nhiệm)"),
            group=gettext(GROUP_NAMES[group]),
        )
        for group, who in rule.groups.items()
    )
