"""Finding people in scope, a page at a time: as much work among 100,000 people as among 1,000.

Few people, by their posts or by a part of the name, are found, counted and sorted. Where there are
many, nobody counts them: the register is read in the order of names until the page is full.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true, tuple_, union_all
from sqlalchemy.orm import Session, aliased

from lms.core.text import fold
from lms.organisations.service import Organisation, visible_organisations
from lms.people.service import NamePart, Person, Post, WorkingGroup, held_on, not_over

SIZE = 50  # people on a page
MOST = 1_000  # people whom it takes no time to sort
ROOT = 2  # slashes in the path of the root: "/1/"
END = "\U0010ffff"  # sorts behind every letter
_NAMES = (Person.sort_key, Person.id)


class Standing(StrEnum):
    """Where somebody stands on the register; also the word in addresses."""

    CURRENT = "dang-cong-tac"
    TO_COME = "sap-toi"
    LEFT = "da-thoi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Who is looked for: words of the name or a staff code, in units, by post on `today`.

    Group and full-time are asked of a post today; of one to come, or of the last one, with the
    standing that asks for it.
    """

    paths: Sequence[str]
    today: date
    text: str = ""
    group: WorkingGroup | None = None
    full_time: bool | None = None
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the list a page lies: behind a person, before one, at the end, or at the start."""

    after: UUID | None = None
    before: UUID | None = None
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A person as the list shows them, with the posts held today inside the scope."""

    person: Person
    posts: Sequence[tuple[Post, str]]  # post, unit's name


@dataclass(frozen=True, slots=True)
class People:
    """A page of those found, by given name. `total` None: many, not counted."""

    items: Sequence[Person]
    total: int | None
    has_before: bool
    has_after: bool


def find_people(session: Session, wanted: Wanted, place: Place) -> People:
    """Return a page of the people wanted."""
    posts, named = _posts(wanted), _named(wanted.text)
    if not wanted.text:
        few = _few(session, posts.with_only_columns(Post.person_id))
        return _page(session, few, true(), _holds(posts), place)
    few = _few(session, _by_name(wanted.text))
    if few is None and not _is_everywhere(wanted.paths):
        held = posts.join(Person, Person.id == Post.person_id).where(named)
        few = _few(session, held.with_only_columns(Post.person_id))
    return _page(session, few, _holds(posts), and_(named, _holds(posts)), place)


def search_people(wanted: Wanted) -> Select[Person]:
    """Select all the people wanted, by given name."""
    held = Person.id.in_(_posts(wanted).with_only_columns(Post.person_id))
    found = select(Person).where(Person.withdrawn_at.is_(None), held, _named(wanted.text))
    return found.order_by(*_NAMES)


def _posts(wanted: Wanted) -> Select[Post]:
    """Select the posts that put somebody on the list."""
    posts = select(Post).where(Post.superseded_at.is_(None), _in_units(wanted.paths))
    if wanted.group is not None:
        group = Post.working_group
        # Of some units, their posts are the fewer ones: no index of the group is to be used.
        named = group if _is_everywhere(wanted.paths) else func.coalesce(group, "")
        posts = posts.where(named == wanted.group)
    if wanted.full_time is not None:
        posts = posts.where(Post.full_time == wanted.full_time)
    is_narrowed = wanted.group is not None or wanted.full_time is not None
    match wanted.standing:
        case None if not is_narrowed:
            return posts.where(not_over(wanted.today))
        case None | Standing.CURRENT:
            return posts.where(held_on(wanted.today))
        case Standing.TO_COME:
            begins = Post.valid_from > wanted.today
            return posts.where(begins, ~_another(wanted, is_later=False))
        case Standing.LEFT:
            return posts.where(Post.valid_to <= wanted.today, ~_another(wanted, is_later=True))


def _in_units(paths: Sequence[str], post: type[Post] = Post) -> ColumnElement[bool]:
    """Return the condition that a post is in the units; the whole country needs none."""
    if _is_everywhere(paths):
        return true()
    units = visible_organisations(paths).with_only_columns(Organisation.id)
    return post.organisation_id.in_(units)


def _is_everywhere(paths: Sequence[str]) -> bool:
    return any(path.count("/") == ROOT for path in paths)


def _another(wanted: Wanted, *, is_later: bool) -> ColumnElement[bool]:
    """Return the condition that the person holds a post today in scope, or one that ends later."""
    other = aliased(Post)
    own = select(other.id).where(other.person_id == Post.person_id, other.superseded_at.is_(None))
    own = own.offset(0)  # asked of one person at a time: PostgreSQL would first read all posts
    if is_later:
        return own.where(or_(other.valid_to.is_(None), other.valid_to > Post.valid_to)).exists()
    return own.where(
        other.valid_from <= wanted.today,
        or_(other.valid_to.is_(None), other.valid_to > wanted.today),
        _in_units(wanted.paths, other),
    ).exists()


def _holds(posts: Select[Post]) -> ColumnElement[bool]:
    return posts.with_only_columns(Post.id).where(Post.person_id == Person.id).exists()


def _by_name(text: str) -> Select[int]:
    """Select the ids of those in whose names these words stand, or whose staff code it is."""
    words = fold(text)
    named = select(NamePart.person_id).where(NamePart.part >= words, NamePart.part < words + END)
    coded = select(Person.id).where(Person.staff_code == text)
    return select(union_all(named, coded).subquery().c.person_id)  # not distinct: see `_few`


def _named(text: str) -> ColumnElement[bool]:
    """Return the same condition for somebody who has been found otherwise."""
    if not text:
        return true()
    words = fold(text)
    begins = Person.fold_key.startswith(words, autoescape=True)
    holds = Person.fold_key.contains(f" {words}", autoescape=True)
    return or_(begins, holds, Person.staff_code == text)


def _few(session: Session, ids: Select[int]) -> set[int] | None:
    """Return the ids; None if there are more than `MOST`.

    Not made distinct by the database, which would go through all posts in the order of people.
    """
    found = session.scalars(ids.limit(MOST + 1)).all()
    return set(found) if len(found) <= MOST else None


def _page(
    session: Session,
    few: set[int] | None,
    also: ColumnElement[bool],
    who: ColumnElement[bool],
    place: Place,
) -> People:
    """Return the page at `place` of the few who are `also` so; of many: of all who are `who`."""
    if few is None:
        return _page_of_many(session, who, place)
    found = select(Person.id).where(Person.id.in_(few), Person.withdrawn_at.is_(None), also)
    ids = session.scalars(found.order_by(*_NAMES)).all()
    fixed = _fixed(session, place)
    start = ids.index(fixed.id) + 1 if place.after and fixed and fixed.id in ids else 0
    end = min(start + SIZE, len(ids))
    if place.before or place.at_end:
        end = ids.index(fixed.id) if fixed and fixed.id in ids else len(ids)
        start = max(end - SIZE, 0)
    people = select(Person).where(Person.id.in_(ids[start:end])).order_by(*_NAMES)
    return People(session.scalars(people).all(), len(ids), start > 0, end < len(ids))


def _page_of_many(session: Session, who: ColumnElement[bool], place: Place) -> People:
    """Read the register in the order of names, from `place` on, until the page is full."""
    found = select(Person).where(Person.withdrawn_at.is_(None), who)
    backwards = place.at_end or place.before is not None
    fixed = _fixed(session, place)
    if fixed is not None:
        limit, here = tuple_(fixed.sort_key, fixed.id), tuple_(*_NAMES)
        found = found.where(here < limit if backwards else here > limit)
    order = [name.desc() for name in _NAMES] if backwards else _NAMES
    rows = session.scalars(found.order_by(*order).limit(SIZE + 1)).all()  # one more: does it go on?
    goes_on, moved = len(rows) > SIZE, fixed is not None
    if backwards:
        return People(rows[:SIZE][::-1], None, has_before=goes_on, has_after=moved)
    return People(rows[:SIZE], None, has_before=moved, has_after=goes_on)


def _fixed(session: Session, place: Place) -> Person | None:
    """Return the person by whom the page is named, or None."""
    uuid = place.before or place.after
    return session.scalars(select(Person).where(Person.uuid == uuid)).first() if uuid else None


def people_page(
    session: Session, people: Sequence[Person], *, paths: Sequence[str], today: date
) -> list[Listed]:
    """Return the people with their posts in scope."""
    rows = session.execute(
        select(Post, Organisation.name, Organisation.path)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(Post.person_id.in_([person.id for person in people]), Post.superseded_at.is_(None))
        .order_by(Post.valid_from, Post.id)
    ).all()
    own: dict[int, list[tuple[Post, str]]] = {}
    for post, name, path in rows:
        if path.startswith(tuple(paths)):
            own.setdefault(post.person_id, []).append((post, name))
    return [Listed(person, _shown(own.get(person.id, []), today)) for person in people]


def _shown(posts: Sequence[tuple[Post, str]], today: date) -> Sequence[tuple[Post, str]]:
    """Return the posts of today; without one, those to come; without those, the last."""
    now = [pair for pair in posts if pair[0].valid_from <= today and not _is_over(pair[0], today)]
    to_come = [pair for pair in posts if pair[0].valid_from > today]
    return now or to_come or posts[-1:]


def _is_over(post: Post, today: date) -> bool:
    return post.valid_to is not None and post.valid_to <= today
