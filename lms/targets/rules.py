"""What a target says: a value, and the JSON that is stored of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from lms.organisations.service import OrganisationKind
from lms.people.service import WorkingGroup
from lms.programme.document import Texts


class Who(StrEnum):
    """Whom of a working group a target counts."""

    FULL_TIME = "full_time"
    EVERYONE = "everyone"


class Register(StrEnum):
    """Whom a unit's list must hold completely before the target can be counted there."""

    COMMUNICATION = "communication_staff"
    ALL_STAFF = "all_staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One version of a target.

    Source of those that are delivered: Quyết định 1169/QĐ-TTg, 16/06/2025.
    """

    key: str
    name: Texts
    short_name: Texts
    basis: Texts
    groups: Mapping[WorkingGroup, Who]
    counted: tuple[OrganisationKind, ...]
    apart: tuple[OrganisationKind, ...]  # with all below them: never in the official figure
    tags: tuple[str, ...]  # completed programmes must cover them together
    in_depth: bool  # only programmes in depth count
    counts_from: date  # the first day on which a completion counts
    counts_to: date | None = None  # the last such day
    outside: bool = True  # training from elsewhere counts, once it was recognised
    register: Register = Register.COMMUNICATION
    threshold: Fraction
    due_on: date
    pooled: bool  # False: each working group must reach the threshold

    def counts_post(self, group: WorkingGroup, *, full_time: bool) -> bool:
        """Tell whether a post in `group` puts its holder in the population."""
        who = self.groups.get(group)
        return who is Who.EVERYONE or (who is Who.FULL_TIME and full_time)

    def counts_day(self, day: date) -> bool:
        """Tell whether a completion on `day` counts."""
        return self.counts_from <= day and (self.counts_to is None or day <= self.counts_to)

    def is_met_by(self, done: Iterable[tuple[str, bool, date]]) -> bool:
        """Tell whether what a person completed, as (tag, in depth, day), makes them trained."""
        found = {
            tag for tag, deep, on in done if self.counts_day(on) and (deep or not self.in_depth)
        }
        return found.issuperset(self.tags)


def rule_document(rule: Rule) -> dict[str, Any]:
    """Return `rule` as the JSON that is stored."""
    return {
        "key": rule.key,
        "name": rule.name,
        "short_name": rule.short_name,
        "basis": rule.basis,
        "groups": {group.value: who.value for group, who in rule.groups.items()},
        "counted": [kind.value for kind in rule.counted],
        "apart": [kind.value for kind in rule.apart],
        "tags": list(rule.tags),
        "in_depth": rule.in_depth,
        "counts_from": rule.counts_from.isoformat(),
        "counts_to": rule.counts_to.isoformat() if rule.counts_to else None,
        "outside": rule.outside,
        "register": rule.register.value,
        "threshold": str(rule.threshold),
        "due_on": rule.due_on.isoformat(),
        "pooled": rule.pooled,
    }


def rule_from(document: Mapping[str, Any]) -> Rule:
    """Return the rule that `rule_document` wrote; groups come in the order of `WorkingGroup`.

    Documents of before there were these settings have none of the last day, of training from
    elsewhere and of the register: they meant what is the default now.
    """
    groups, last = document["groups"], document.get("counts_to")
    return Rule(
        key=document["key"],
        name=document["name"],
        short_name=document["short_name"],
        basis=document["basis"],
        groups={group: Who(groups[group]) for group in WorkingGroup if group in groups},
        counted=tuple(map(OrganisationKind, document["counted"])),
        apart=tuple(map(OrganisationKind, document["apart"])),
        tags=tuple(document["tags"]),
        in_depth=document["in_depth"],
        counts_from=date.fromisoformat(document["counts_from"]),
        counts_to=date.fromisoformat(last) if last else None,
        outside=document.get("outside", True),
        register=Register(document.get("register", Register.COMMUNICATION)),
        threshold=Fraction(document["threshold"]),
        due_on=date.fromisoformat(document["due_on"]),
        pooled=document["pooled"],
    )
