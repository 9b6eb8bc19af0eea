"""The few questions that figures and names ask of the database: one set for screens and files."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    cast,
    distinct,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from lms.catalog.service import ProgrammeVersion, version_tags
from lms.core.clock import local_day
from lms.learning.service import CompletionKind, completions_at
from lms.organisations.service import Organisation, below, versions_at, versions_in_tree_of
from lms.people.service import Person, posts_at
from lms.targets.basis import Basis, TreeOf, Wanted
from lms.targets.reasons import Part, State
from lms.targets.rules import Rule, Who

Rows = Select[*tuple[Any, ...]]


def versions(basis: Basis) -> Rows:
    """Select (organisation_id, parent_id, path, name, kind) of the units in the basis's tree.

    In today's tree a unit that has ended stands where its successor stands, without a parent.
    """
    if basis.tree is TreeOf.TODAY:
        return versions_in_tree_of(day=local_day(basis.known_at), known_at=basis.known_at)
    version = versions_at(**basis.at).subquery()
    return select(*version.c)


def units(basis: Basis) -> Rows:
    """Select (organisation_id, path, kind) of the unit, of all below it and of those above it."""
    version = versions(basis).subquery()
    above = [int(part) for part in (basis.path or "").strip("/").split("/") if part]
    return select(version.c.organisation_id, version.c.path, version.c.kind).where(
        or_(below(version.c.path, basis.scope), version.c.organisation_id.in_(above))
    )


def children(basis: Basis) -> Rows:
    """Select (id, uuid, name, kind) of the units right below, as they were, in order of name."""
    version = versions(basis).subquery()
    return (
        select(Organisation.id, Organisation.uuid, version.c.name, version.c.kind)
        .join(version, version.c.organisation_id == Organisation.id)
        .where(version.c.parent_id == basis.organisation_id)
        .order_by(Organisation.sort_key, Organisation.id)
    )


def places(basis: Basis) -> Rows:
    """Select (unit, group, person, people, trained): whom the rule counts, and where.

    Whoever is in one unit and group only is counted there, without a person; whoever is in several
    comes as a row for each.
    """
    member = _members(basis).cte("member")
    person = _by_person(member)
    trained = _trained(basis, member)
    alone = (
        select(
            person.c.organisation_id,
            person.c.working_group,
            cast(null(), Person.id.type).label("person_id"),
            func.count(),
            func.count(trained.c.person_id),
        )
        .select_from(person)
        .outerjoin(trained, trained.c.person_id == person.c.person_id)
        .where(person.c.places == 1)
        .group_by(person.c.organisation_id, person.c.working_group)
    )
    several = (
        select(
            member.c.organisation_id,
            member.c.working_group,
            member.c.person_id,
            literal(1),
            case((trained.c.person_id.is_(None), 0), else_=1),
        )
        .select_from(member)
        .join(person, person.c.person_id == member.c.person_id)
        .outerjoin(trained, trained.c.person_id == member.c.person_id)
        .where(person.c.places > 1)
    )
    both = union_all(alone, several).subquery()
    return select(*both.c)


def names(basis: Basis, wanted: Wanted) -> Select[int, str]:
    """Select (id, full name) of the people behind a number, by given name."""
    people = select(Person.id, Person.full_name).order_by(Person.sort_key, Person.id)
    if wanted.state is State.OUTSIDE:
        member = _members(basis, Wanted()).subquery()
        held = _posts_below(basis).subquery()
        return people.where(
            Person.id.in_(select(held.c.person_id)),
            Person.id.not_in(select(member.c.person_id)),
        )
    listed = _members(basis, wanted).cte("member")
    people = people.where(Person.id.in_(select(listed.c.person_id)))
    if wanted.state is None:
        return people
    trained = select(_trained(basis, listed).c.person_id)
    is_trained = Person.id.in_(trained)
    return people.where(is_trained if wanted.state is State.TRAINED else ~is_trained)


def standing_places(basis: Basis) -> Rows:
    """Select (person, unit, group) of the official figure's people, each once."""
    return _members(basis, Wanted())


def trained_people(basis: Basis) -> Select[int]:
    """Select the ids of those of them who are trained."""
    return select(_trained(basis, standing_places(basis).cte()).c.person_id)


def posts_of(basis: Basis, people: Collection[int]) -> Rows:
    """Select (person, unit id, group, full-time, title) of `people`, in any unit."""
    post = posts_at(**basis.at).subquery()
    columns = (post.c.person_id, post.c.organisation_id, post.c.working_group)
    return (
        select(*columns, post.c.full_time, post.c.title)
        .where(post.c.person_id.in_(people))
        .order_by(post.c.valid_from, post.c.id)
    )


def unit_names(basis: Basis, units: Collection[int]) -> Rows:
    """Select (id, name) of those of `units` that are the basis's unit or below it."""
    version = versions(basis).subquery()
    return select(version.c.organisation_id, version.c.name).where(
        below(version.c.path, basis.scope), version.c.organisation_id.in_(units)
    )


def completions_of(basis: Basis, people: Collection[int]) -> Rows:
    """Select (person, programme version, day, kind) of what they completed."""
    done = completions_at(**basis.at).subquery()
    return (
        select(done.c.person_id, done.c.version_id, done.c.completed_on, done.c.kind)
        .where(done.c.person_id.in_(people))
        .order_by(done.c.completed_on, done.c.completion_id)
    )


def programmes(versions: Collection[int]) -> Rows:
    """Select (version, title vi, title en, tags, in depth) of programme versions."""
    version = ProgrammeVersion
    return select(
        version.id, version.title_vi, version.title_en, version.tags, version.in_depth
    ).where(version.id.in_(versions))


def published_tags(basis: Basis) -> Rows:
    """Select (in depth, tag) of what had been published by the moment of knowing, each once."""
    tag = version_tags().where(ProgrammeVersion.published_at <= basis.known_at).subquery()
    return select(tag.c.in_depth, tag.c.tag).where(tag.c.tag.in_(basis.rule.tags)).distinct()


def _posts_below(basis: Basis) -> Rows:
    post = posts_at(**basis.at).subquery()
    version = versions(basis).subquery()
    inside = select(version.c.organisation_id).where(below(version.c.path, basis.scope))
    withdrawn = select(Person.id).where(
        Person.id == post.c.person_id, Person.withdrawn_at <= basis.known_at
    )
    return select(
        post.c.person_id, post.c.organisation_id, post.c.working_group, post.c.full_time
    ).where(post.c.organisation_id.in_(inside), ~withdrawn.exists())


def _members(basis: Basis, wanted: Wanted | None = None) -> Rows:
    """Select (person, unit, group) of the population, each once.

    Without `wanted` units outside the official figure are there too: the tally parts them.
    """
    post = _posts_below(basis).subquery()
    columns = (post.c.person_id, post.c.organisation_id, post.c.working_group)
    member = select(*columns).where(in_population(basis.rule, post)).distinct()
    if wanted is None:
        return member
    unit = post.c.organisation_id
    match wanted.part:
        case Part.APART:
            member = member.where(unit.in_(written_in(basis.apart)))
        case Part.UNLISTED:
            member = member.where(unit.in_(written_in(basis.unlisted - basis.apart)))
        case _:
            member = member.where(unit.not_in(written_in(basis.apart | basis.unlisted)))
    if wanted.part is Part.OWN:
        version = versions(basis).subquery()
        own = select(version.c.organisation_id).where(version.c.path == basis.path)
        member = member.where(post.c.organisation_id.in_(own))
    if wanted.group is not None:
        member = member.where(post.c.working_group == wanted.group)
    return member


def qualifying(rule: Rule, done: FromClause, tag: FromClause) -> list[ColumnElement[bool]]:
    """Return the conditions under which a tag of a completed programme counts."""
    counts = [done.c.completed_on >= rule.counts_from, tag.c.tag.in_(rule.tags)]
    if rule.counts_to is not None:
        counts.append(done.c.completed_on <= rule.counts_to)
    if not rule.outside:
        counts.append(done.c.kind != CompletionKind.RECOGNISED)
    if rule.in_depth:
        counts.append(tag.c.in_depth)
    return counts


def in_population(rule: Rule, post: FromClause) -> ColumnElement[bool]:
    """Return the condition that a post puts its holder in the population."""
    return or_(
        *(
            and_(post.c.working_group == group, *([post.c.full_time] * (who is Who.FULL_TIME)))
            for group, who in rule.groups.items()
        )
    )


def _by_person(member: CTE) -> CTE:
    return (
        select(
            member.c.person_id,
            func.count().label("places"),
            func.min(member.c.organisation_id).label("organisation_id"),
            func.min(member.c.working_group).label("working_group"),
        )
        .group_by(member.c.person_id)
        .cte("person")
    )


def _trained(basis: Basis, member: CTE) -> CTE:
    """Select the members whose completed programmes cover the rule's tags together."""
    rule = basis.rule
    done = completions_at(**basis.at).subquery()
    tag = version_tags().subquery()
    return (
        select(done.c.person_id)
        .join(tag, tag.c.version_id == done.c.version_id)
        .where(done.c.person_id.in_(select(member.c.person_id)), *qualifying(rule, done, tag))
        .group_by(done.c.person_id)
        .having(func.count(distinct(tag.c.tag)) == len(rule.tags))
        .cte()
    )


def written_in(ids: Collection[int]) -> ColumnElement[Any]:
    """Return `ids` written into the statement: thousands of parameters are too many."""
    return bindparam(
        None, sorted(ids), expanding=True, literal_execute=True, unique=True, type_=Person.id.type
    )
