"""Who would be trained if what they learn now were completed, and who is nearest to that."""

from typing import Any

from sqlalchemy import Select, distinct, func, select, union_all

from lms.catalog.service import newest_versions, version_tags
from lms.learning.service import Enrolment, LessonProgress, completions_at
from lms.people.service import read_as
from lms.targets.service import Basis, Rule, State, Wanted, names, qualifying

Rows = Select[*tuple[Any, ...]]


def would_be_trained(basis: Basis) -> Select[int]:
    """Select the untrained whose completed and open programmes together have all that is asked."""
    done, tag = completions_at(**basis.at).subquery(), version_tags().subquery()
    completed = (
        select(done.c.person_id, tag.c.tag)
        .join(tag, tag.c.version_id == done.c.version_id)
        .where(*qualifying(basis.rule, done, tag))
    )
    both = union_all(completed, _under_way(basis.rule)).subquery()
    untrained = names(basis, Wanted(state=State.NOT_YET)).order_by(None).subquery()
    return (
        select(both.c.person_id)
        .where(both.c.person_id.in_(select(untrained.c.id)))
        .group_by(both.c.person_id)
        .having(func.count(distinct(both.c.tag)) == len(basis.rule.tags))
    )


def nearest(basis: Basis, most: int) -> Rows:
    """Select (enrolment, person) of those people, who have finished most lessons first."""
    learning = _open(basis.rule).subquery()
    finished = select(func.count()).where(
        LessonProgress.enrolment_id == Enrolment.id, LessonProgress.done_at.is_not(None)
    )
    return (
        select(Enrolment, learning.c.person_id)
        .join(learning, learning.c.id == Enrolment.id)
        .where(learning.c.person_id.in_(would_be_trained(basis)))
        .order_by(finished.scalar_subquery().desc(), Enrolment.due_on, Enrolment.id)
        .limit(most)
    )


def _open(rule: Rule) -> Rows:
    """Select (id, person_id) of open enrolments in what has a content that is asked for."""
    tags = _open_tags(rule).subquery()
    return select(tags.c.id, tags.c.person_id).distinct()


def _under_way(rule: Rule) -> Rows:
    tags = _open_tags(rule).subquery()
    return select(tags.c.person_id, tags.c.tag)


def _open_tags(rule: Rule) -> Rows:
    """Select (id, person_id, tag) of open enrolments; before the first lesson, of the newest."""
    newest, tag = newest_versions().subquery(), version_tags().subquery()
    version = func.coalesce(Enrolment.version_id, newest.c.version_id)
    found = (
        select(Enrolment.id, read_as(Enrolment.person_id).label("person_id"), tag.c.tag)
        .join(newest, newest.c.programme_key == Enrolment.programme_key)
        .join(tag, tag.c.version_id == version)
        .where(
            Enrolment.completed_at.is_(None),
            Enrolment.released_at.is_(None),
            tag.c.tag.in_(rule.tags),
        )
    )
    return found.where(tag.c.in_depth) if rule.in_depth else found
