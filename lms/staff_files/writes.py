"""What is written for a row, made ready when it is compared so that applying only has to write.

Pure: values in, values out. Everything is as JSON can carry it; ids of new things are made here.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from lms.core.columns import uuid7_text
from lms.core.secrets import Keyring
from lms.organisations.service import Organisation, top_level_id
from lms.people.service import IDENTITY, TERMS, Identity, Person, Post, person_row
from lms.staff_files.columns import Entry
from lms.staff_files.compare import Plan
from lms.staff_files.known import Known

Content = dict[str, Any]
Terms = dict[str, Any]


def writes_of(
    entry: Entry,
    plan: Plan,
    known: Known,
    *,
    unit: Organisation,
    programme_key: str | None,
    person_uuid: UUID,
    keys: Keyring,
) -> Content:
    """Return everything that applying the row writes, and what it was compared with."""
    ends, posts, events = _posts(entry, plan, unit)
    content: Content = {
        "account": uuid7_text(),
        "was": was_of(known.person, known.held) if known.person else None,
        "new": None,
        "becomes": None,
        "ends": ends,
        "posts": posts,
        "enrolment": _enrolment(entry, known, programme_key) if plan.enrols else None,
        "events": events,
    }
    if plan.creates:
        content["new"] = _texts(person_row(keys, uuid=person_uuid, identity=_given(entry, unit)))
        events.append(["person.added", "person", {}])
    elif plan.rewrites and known.person is not None:
        content["becomes"] = _rewritten(entry, known, known.person, unit, keys)
        columns = [key for key, _, _ in plan.changes if key in _OWN]
        events.append(["person.corrected", "person", {"columns": columns}])
    if content["enrolment"]:
        events.append(_enrolment_event(content["enrolment"]))
    return content


def leaving(person: Person, held: Iterable[Post], post: Post, *, end: date) -> Content:
    """Return what is written when `post` ends before the day `end`."""
    event = ["post.ended", "person", {"post": str(post.uuid), "valid_to": end.isoformat()}]
    return {
        "account": None,
        "was": was_of(person, held),
        "new": None,
        "becomes": None,
        "ends": [_end(post)],
        "posts": [_post(_revision(post, valid_to=end), post.thread)],
        "enrolment": None,
        "events": [event],
    }


def was_of(person: Person, held: Iterable[Post]) -> Content:
    """Return a person's own data and posts as they are now."""
    own = {name: getattr(person, name) for name in IDENTITY}
    posts = [
        {"id": post.id, **_texts({name: getattr(post, name) for name in TERMS})} for post in held
    ]
    return {**_texts(own), "posts": posts}


_OWN = ("name", "born_on", "sex", "email", "phone", "staff_code", "id_number")


def _posts(entry: Entry, plan: Plan, unit: Organisation) -> tuple[list[Any], list[Any], list[Any]]:
    """Return the posts to supersede, the posts to write, and the audit events about them."""
    move, old = plan.move, plan.post
    terms = _terms(entry, unit, move.start)
    if move.kind is None:
        return [], [], []
    if move.kind == "begin" or old is None:
        begun = _post(terms, uuid7_text())
        return [], [begun], [_begun(begun)]
    ends = [_end(old)]
    if move.kind == "move":
        kept: dict[str, object] = {"category": old.category}
        if old.organisation_id == unit.id:
            kept["title"] = old.title
        fresh = _post({**terms, **{k: terms[k] or v for k, v in kept.items()}}, uuid7_text())
        posts = [fresh]
        if move.start and move.start > old.valid_from:
            posts.insert(0, _post(_revision(old, valid_to=move.start), old.thread))
        return ends, posts, [_ended(old, terms["valid_from"]), _begun(fresh)]
    if move.kind == "correct":
        right = {**terms, "valid_to": entry.valid_to or old.valid_to}
        for name in ("category", "title"):
            right[name] = terms[name] or getattr(old, name)
        return ends, [_post(right, old.thread)], [_corrected(old)]
    title = entry.title if entry.title is not None else old.title
    if move.kind == "title":
        revised = _revision(old, valid_to=old.valid_to, title=title)
        return ends, [_post(revised, old.thread)], [_corrected(old)]
    revised = _revision(old, valid_to=entry.valid_to, title=title)
    return ends, [_post(revised, old.thread)], [_ended(old, entry.valid_to)]


def _terms(entry: Entry, unit: Organisation, start: date | None) -> Terms:
    return {
        "organisation_id": unit.id,
        "working_group": entry.group.value,
        "full_time": entry.full_time,
        "category": entry.category.value if entry.category else None,
        "title": entry.title,
        "valid_from": start,
        "valid_to": entry.valid_to,
    }


def _revision(post: Post, **values: object) -> Terms:
    return {**{name: getattr(post, name) for name in TERMS}, **values}


def _post(terms: Terms, thread: UUID | str) -> Content:
    return _texts({"uuid": uuid7_text(), "thread": thread, **terms})


def _end(post: Post) -> Content:
    return {"post": post.id, "renewal": uuid7_text()}


def _begun(post: Content) -> list[Any]:
    detail = {"post": post["uuid"], "valid_from": post["valid_from"]}
    return ["post.begun", "person", detail]


def _ended(post: Post, end: date | None) -> list[Any]:
    detail = {"post": str(post.uuid), "valid_to": end.isoformat() if end else None}
    return ["post.ended", "person", detail]


def _corrected(post: Post) -> list[Any]:
    return ["post.corrected", "person", {"post": str(post.uuid)}]


def _enrolment(entry: Entry, known: Known, key: str | None) -> Content:
    due_on = entry.due_on.isoformat() if entry.due_on else None
    was = known.enrolment
    if was is None:
        return {"uuid": uuid7_text(), "opens": True, "key": key, "due_on": due_on, "was": None}
    before = was.due_on.isoformat() if was.due_on else None
    return {"uuid": str(was.uuid), "opens": False, "key": key, "due_on": due_on, "was": before}


def _enrolment_event(enrolment: Content) -> list[Any]:
    action = "enrolment.opened" if enrolment["opens"] else "enrolment.due_date_set"
    return [action, "enrolment", {"programme": enrolment["key"], "due_on": enrolment["due_on"]}]


def _given(entry: Entry, unit: Organisation) -> Identity:
    """Return the person's own data as the row says it."""
    return Identity(
        full_name=entry.name,
        born_on=entry.born_on,
        sex=entry.sex,
        id_number=entry.id_number,
        email=entry.email,
        phone=entry.phone,
        staff_code=entry.staff_code,
        staff_code_scope=top_level_id(unit.path),
    )


def _rewritten(
    entry: Entry, known: Known, person: Person, unit: Organisation, keys: Keyring
) -> Content:
    """Return the person's own data brought up; an empty cell of the file keeps what is known."""
    code = (person.staff_code, person.staff_code_scope)
    if entry.staff_code:
        code = (entry.staff_code, top_level_id(unit.path))
    identity = Identity(
        full_name=entry.name,
        born_on=entry.born_on or person.born_on,
        sex=entry.sex or person.sex,
        id_number=entry.id_number if known.has_other_number else None,
        email=entry.email or person.email,
        phone=entry.phone or person.phone,
        staff_code=code[0],
        staff_code_scope=code[1],
    )
    row = person_row(keys, uuid=person.uuid, identity=identity)
    if identity.id_number is None:
        for name in ("id_number_cipher", "id_number_index", "id_number_tail"):
            row[name] = getattr(person, name)
    return _texts(row)


def _texts(values: Mapping[str, Any]) -> Content:
    """Return `values` as JSON can carry them."""
    return {
        key: write(value) if (write := _WRITERS.get(type(value))) else value
        for key, value in values.items()
    }


_WRITERS: Mapping[type, Callable[[Any], str]] = {
    date: date.isoformat,
    UUID: str,
    bytes: bytes.hex,
}
