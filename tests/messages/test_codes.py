"""One-time codes by e-mail: asked for by HR, made when the message goes, standing nowhere else."""

import re
from email.message import EmailMessage

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.service import account_of, ensure_account, open_account
from lms.core.jobs import Job
from lms.core.permissions import Role
from lms.messages import service
from lms.messages.models import Kind
from lms.people.service import Person
from tests.messages.world import DAY, MORNING, World
from tests.support.factories import NOON, PASSWORD, add_staff, give_password, give_role
from tests.support.mail import html_of, text_of

CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")


def ask(world: World, *people: Person, days: int = 0) -> list[service.Refusal | None]:
    with world.resources.database.transaction() as session:
        officer = account_of(session, world.people.binh.id)
        assert officer is not None
        outcome = service.request_activation(
            session,
            person_ids=[person.id for person in people],
            weekly=3,
            actor=officer.uuid,
            now=MORNING + days * DAY,
        )
    return [outcome[person.id] for person in people]


def code_in(letter: EmailMessage) -> str:
    (code,) = CODE.findall(text_of(letter))
    assert code in html_of(letter)
    return str(code)


def in_tables(session: Session) -> str:
    """Return everything that the tables of jobs and messages hold."""
    jobs = [(job.payload, job.error) for job in session.scalars(select(Job))]
    return f"{jobs}"


def test_the_code_in_the_message_opens_the_account(world: World) -> None:
    assert ask(world, world.people.an) == [None]
    world.send()
    (letter,) = world.office.letters
    code = code_in(letter)
    assert "https://lantoa.test/kich-hoat" in text_of(letter)
    assert "đến hết ngày 16/03/2026" in text_of(letter)
    assert code not in letter["Subject"]
    with world.resources.database.transaction() as session:
        keys = world.resources.keys
        account = open_account(session, keys, code=code, password=PASSWORD, now=MORNING + DAY)
        assert account.person_id == world.people.an.id
        assert code not in in_tables(session)
    assert code not in str([vars(message) for message in world.log()])


def test_a_second_try_makes_a_second_code_and_the_first_dies(world: World) -> None:
    ask(world, world.people.an)
    world.office.replies["RCPT"] = ["451 later"]
    world.send()
    world.send(MORNING + DAY)
    (letter,) = world.office.letters
    assert world.message.tries == 1
    with world.resources.database.transaction() as session:
        open_account(
            session,
            world.resources.keys,
            code=code_in(letter),
            password=PASSWORD,
            now=MORNING + DAY,
        )


def test_who_gets_none_is_said(world: World) -> None:
    people = world.people
    with world.resources.database.transaction() as session:
        keys = world.resources.keys
        shared = [
            add_staff(session, keys, f"Đỗ Văn {n}", people.xa_a, email="vp@xa-a.test")
            for n in (1, 2)
        ]
        opened = add_staff(session, keys, "Đỗ Thị Ba", people.xa_a, email="ba@xa-a.test")
        give_password(session, opened)
        for person in shared:
            ensure_account(session, person_id=person.id, now=NOON)
    asked = ask(world, people.an, shared[0], opened, people.binh, people.manager)
    refusals = service.Refusal
    assert asked == [None, refusals.SHARED, refusals.OPEN, refusals.ROLE, refusals.NOBODY]
    assert ask(world, people.an) == [refusals.WAITING]
    world.send()
    assert len(world.office.letters) == 1


@pytest.mark.parametrize("how", ["opened", "promoted", "shared"])
def test_what_changed_meanwhile_stops_the_code(world: World, how: str) -> None:
    ask(world, world.people.an)
    with world.resources.database.transaction() as session:
        an = session.get_one(Person, world.people.an.id)
        match how:
            case "opened":
                give_password(session, an)
            case "promoted":
                give_role(session, an, Role.HR, world.people.xa_a)
            case _:
                add_staff(
                    session, world.resources.keys, "Đỗ Văn Tư", world.people.xa_a, email=an.email
                )
    world.send()
    assert world.office.letters == []
    assert world.message.cancelled_at == MORNING


def test_a_full_week_delays_it_and_it_delays_other_letters(world: World) -> None:
    an = world.people.an
    world.enrol(an, "mot", now=MORNING)
    world.work()
    world.enrol(an, "hai", now=MORNING + DAY)
    world.work(MORNING + DAY)
    assert ask(world, an, days=2) == [None]
    world.enrol(an, "ba", now=MORNING + 2 * DAY)
    for days in range(2, 7):
        world.work(MORNING + days * DAY)
    assert len(world.office.letters) == 2
    world.work(MORNING + 7 * DAY)
    assert [m.kind for m in world.log()] == [Kind.LETTER, Kind.LETTER, Kind.ACTIVATION]
    assert len(world.office.letters) == 3
    world.work(MORNING + 8 * DAY)
    assert [m.kind for m in world.log()][3:] == [Kind.LETTER]
