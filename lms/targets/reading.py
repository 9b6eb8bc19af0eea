"""`targets.yaml` read strictly: every mistake with its line, cause and cure."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from lms.content.service import (
    TAGS,
    Complaint,
    Desk,
    Fields,
    Problem,
    Problems,
    parse_yaml,
)
from lms.core.i18n import msgid
from lms.core.text import parse_date
from lms.organisations.service import OrganisationKind
from lms.people.service import WorkingGroup
from lms.targets.rules import Register, Rule, Who

BAD_DAY = Complaint(
    msgid("“%(key)s” là “%(value)s”, không phải một ngày."),
    msgid("Hãy viết ngày/tháng/năm, ví dụ 31/12/2025."),
)
TAKEN = Complaint(msgid("Khóa chỉ tiêu “%(key)s” đã dùng."), msgid("Hãy chọn khóa khác."))
NOBODY = Complaint(
    msgid("Chỉ tiêu chưa có nhóm công tác nào."),
    msgid("Hãy thêm ít nhất một nhóm, ví dụ communication: full_time."),
)
KIND_TWICE = Complaint(
    msgid("Loại đơn vị “%(kind)s” có ở cả “counted” và “apart”."),
    msgid("Hãy giữ ở một nơi."),
)
KIND_MISSING = Complaint(
    msgid("Loại đơn vị “%(kind)s” chưa có ở “counted” hay “apart”."),
    msgid("Hãy thêm vào một trong hai, để không ai bị bỏ sót mà không biết."),
)
_KINDS = tuple(kind.value for kind in OrganisationKind if kind is not OrganisationKind.ROOT)
_WORST = 50  # targets in a file


class Reading(NamedTuple):
    """What a file says, and its mistakes; the rules may be used only if there is none."""

    rules: tuple[Rule, ...]
    problems: tuple[Problem, ...]


def read_targets(path: Path) -> Reading:
    """Read the file; its folder gives the name under which mistakes are shown."""
    problems = Problems()
    desk = Desk(path.parent, problems)
    text = desk.read(path)
    node = parse_yaml(text, desk.place(path), problems) if text is not None else None
    if node is None:
        return Reading((), problems.in_order())
    fields = Fields(node, problems)
    rules: dict[str, Rule] = {}
    for entry in fields.children("targets", 1, _WORST):
        rule = _rule(entry)
        if rule.key in rules:
            entry.complain(TAKEN, "key", key=rule.key)
        rules[rule.key] = rule
    fields.done()
    return Reading(tuple(rules.values()), problems.in_order())


def _rule(fields: Fields) -> Rule:
    key, name = fields.name("key"), fields.texts("name")
    short_name, basis = fields.texts("short_name"), fields.texts("basis")
    groups = _groups(fields)
    counted, apart = _kinds(fields)
    qualifying = fields.child("qualifying") or Fields(None, fields.problems)
    rule = Rule(
        key=key,
        name=name,
        short_name=short_name,
        basis=basis,
        groups=groups,
        counted=counted,
        apart=apart,
        tags=tuple(tag for tag, _ in qualifying.words("tags", TAGS)),
        in_depth=qualifying.flag("in_depth"),
        counts_from=_day(qualifying, "from"),
        counts_to=_day(qualifying, "to") if qualifying.has("to") else None,
        outside=qualifying.flag("outside"),
        register=_register(fields),
        threshold=_threshold(fields),
        due_on=_day(fields, "due_on"),
        pooled=fields.flag("pooled"),
    )
    qualifying.done()
    return rule


def _register(fields: Fields) -> Register:
    found = fields.choice("register", [register.value for register in Register])
    return Register(found) if found else Register.COMMUNICATION


def _groups(fields: Fields) -> dict[WorkingGroup, Who]:
    population = fields.child("population")
    if population is None:
        return {}
    found = {}
    for group in WorkingGroup:
        if population.has(group.value):
            who = population.choice(group.value, [who.value for who in Who])
            found[group] = Who(who) if who else Who.EVERYONE
    population.done()
    if not found:
        fields.complain(NOBODY, "population")
    return found


def _kinds(fields: Fields) -> tuple[tuple[OrganisationKind, ...], tuple[OrganisationKind, ...]]:
    organisations = fields.child("organisations")
    if organisations is None:
        return (), ()
    counted, apart = (
        [kind for kind, _ in organisations.words(key, _KINDS, low=0)]
        for key in ("counted", "apart")
    )
    for kind in _KINDS:
        if kind in counted and kind in apart:
            organisations.complain(KIND_TWICE, "apart", kind=kind)
        elif kind not in counted and kind not in apart:
            organisations.complain(KIND_MISSING, "counted", kind=kind)
    organisations.done()
    known = set(_KINDS)
    return (
        tuple(OrganisationKind(kind) for kind in counted if kind in known),
        tuple(OrganisationKind(kind) for kind in apart if kind in known),
    )


def _threshold(fields: Fields) -> Fraction:
    try:
        return Fraction(fields.fraction("threshold"))
    except (ValueError, ZeroDivisionError):
        return Fraction(1)  # noted as a mistake already


def _day(fields: Fields, key: str) -> date:
    text = fields.text(key)
    try:
        return parse_date(text)
    except ValueError:
        if text:
            fields.complain(BAD_DAY, key, value=text)
        return date.max
