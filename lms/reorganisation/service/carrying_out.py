"""A change of units with all that is in them.

Units, posts, staff codes and roles change in one transaction, recorded at one moment, so that no
figure ever sees a person between two units.
"""

from collections.abc import Mapping, Sequence
from typing import cast

from sqlalchemy.orm import Session

from lms.accounts.service import end_grants_over
from lms.organisations.service import (
    Organisation,
    OrganisationKind,
    Succession,
    SuccessionKind,
    add_code,
    add_organisation,
    carve_organisation,
    children,
    close_organisation,
    codes_of,
    get_organisation,
    merge_organisations,
    move_organisation,
    rekind_organisation,
    rename_organisation,
    split_organisation,
    top_level,
    top_level_id,
)
from lms.people.service import (
    follow_succession,
    follow_with_staff_codes,
    groups_from,
    people_from,
)
from lms.reorganisation.service.asking import Found, Request, find_units
from lms.reorganisation.service.foreseeing import refuse_staff


def carry_out(session: Session, request: Request, found: Found | None = None) -> Organisation:
    """Do what is asked; return the unit that goes on.

    `found`: the units that the wish names, if they were looked up before.

    Posts go on in the successor, staff codes in the new ministry or province, roles over a unit
    that ends end now. Raises the errors of `lms.organisations` and of this room.
    """
    found, unit = found or find_units(session, request), request.unit
    match request.wish.kind:
        case SuccessionKind.RENAME | SuccessionKind.REKIND:
            _revise(session, request)
            return unit
        case SuccessionKind.TRANSFER:
            return _move(session, request, found)
        case SuccessionKind.CLOSE:
            refuse_staff(session, request)
            close_organisation(session, organisation=unit, decision=request.decision)
            _end_roles(session, request, found)
            return get_organisation(session, cast("int", unit.parent_id))
        case SuccessionKind.MERGE:
            return _merge(session, request, found)
        case SuccessionKind.SPLIT | SuccessionKind.CARVE:
            return _split(session, request, found)


def _revise(session: Session, request: Request) -> None:
    unit, wish = request.unit, request.wish
    if wish.unit_kind is None:
        rename_organisation(
            session,
            organisation=unit,
            name=wish.name,
            short_name=wish.short_name,
            decision=request.decision,
        )
    else:
        rekind_organisation(
            session, organisation=unit, kind=wish.unit_kind, decision=request.decision
        )


def _move(session: Session, request: Request, found: Found) -> Organisation:
    unit, old = request.unit, top_level_id(request.unit.path)
    parent = cast("Organisation", found.target)
    move_organisation(session, organisation=unit, parent=parent, decision=request.decision)
    session.flush()  # people are looked for at the new path
    follow_with_staff_codes(session, old=old, new=top_level(session, unit), path=unit.path)
    return unit


def _merge(session: Session, request: Request, found: Found) -> Organisation:
    wish, codes = request.wish, _codes(session, found)
    target = found.target or _new_unit(session, request, found, wish.name, wish.short_name)
    before = {unit.id: unit.path for unit in found.ending}
    rows = merge_organisations(
        session, organisations=found.ending, successor=target, decision=request.decision
    )
    if wish.code:
        _give_code(session, target, wish.code, codes, request)
    _follow(session, request, rows, {}, before)
    _end_roles(session, request, found)
    return target


def _split(session: Session, request: Request, found: Found) -> Organisation:
    unit, wish, codes = request.unit, request.wish, _codes(session, found)
    before = {unit.id: unit.path}
    units = [_new_unit(session, request, found, part.name, None) for part in wish.parts]
    goes_on = wish.kind == SuccessionKind.CARVE
    places = [unit, *units] if goes_on else units
    chosen = _chosen(session, request, places)
    _move_chosen(session, request, places)
    change = carve_organisation if goes_on else split_organisation
    rows = change(session, organisation=unit, successors=units, decision=request.decision)
    for new, part in zip(units, wish.parts, strict=True):
        if part.code:
            _give_code(session, new, part.code, codes, request)
    _follow(session, request, rows, chosen, before)
    _end_roles(session, request, found)
    return places[0]


def _chosen(session: Session, request: Request, places: Sequence[Organisation]) -> dict[int, int]:
    """Return the unit of each person who leaves: as chosen for the person, else for the group."""
    unit, wish = request.unit, request.wish
    groups = groups_from(session, organisation_id=unit.id, day=wish.effective_on)
    chosen = {}
    for person in people_from(session, organisation_id=unit.id, day=wish.effective_on):
        number = wish.placed.get(str(person.uuid), wish.groups.get(groups[person.id], 0))
        chosen[person.id] = _place(places, number).id
    return {person_id: place for person_id, place in chosen.items() if place != unit.id}


def _move_chosen(session: Session, request: Request, places: Sequence[Organisation]) -> None:
    """Put the units right below under the part chosen for them; the others are not named here."""
    for child in children(session, request.unit):
        number = request.wish.below.get(str(child.uuid), 0)
        if 0 < number < len(places):
            move_organisation(
                session, organisation=child, parent=places[number], decision=request.decision
            )


def _place(places: Sequence[Organisation], number: int) -> Organisation:
    return places[number] if number < len(places) else places[0]


def _new_unit(
    session: Session, request: Request, found: Found, name: str, short_name: str | None
) -> Organisation:
    """Add a unit beside the one that ends, of its kind."""
    return add_organisation(
        session,
        parent=found.parent,
        name=name,
        short_name=short_name,
        kind=OrganisationKind(request.unit.kind),
        valid_from=request.wish.effective_on,
        now=request.now,
        actor=request.actor,
    )


def _codes(session: Session, found: Found) -> dict[str, str]:
    """Return the schemes of the codes that the units which end bear."""
    return {code.code: code.scheme for unit in found.ending for code in codes_of(session, unit.id)}


def _give_code(
    session: Session, unit: Organisation, code: str, known: Mapping[str, str], request: Request
) -> None:
    add_code(
        session,
        organisation=unit,
        scheme=known.get(code, "internal"),
        code=code,
        valid_from=request.wish.effective_on,
        now=request.now,
    )


def _follow(
    session: Session,
    request: Request,
    rows: Sequence[Succession],
    chosen: Mapping[int, int],
    before: Mapping[int, str],
) -> None:
    """Let posts and staff codes go on in the successors."""
    goes_on = request.wish.kind == SuccessionKind.CARVE
    session.flush()  # posts are looked for by what was written
    for row in rows:
        if row.is_main:
            follow_succession(
                session,
                succession=row,
                chosen=chosen,
                others_stay=goes_on,
                actor=request.actor,
                now=request.now,
            )
    for row in rows:
        heir = get_organisation(session, row.successor_id)
        old = top_level_id(before[row.predecessor_id])
        follow_with_staff_codes(session, old=old, new=top_level(session, heir), path=heir.path)


def _end_roles(session: Session, request: Request, found: Found) -> None:
    for unit in found.ending:
        end_grants_over(
            session,
            organisation=unit,
            actor=request.actor,
            now=request.now,
            today=request.today,
        )
