"""A worker killed in the middle loses no message, and sends none twice that it had noted."""

import time
from collections import Counter
from datetime import timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import update

from lms.accounts.service import ensure_account
from lms.messages.models import Message
from tests.messages import sender
from tests.messages.world import DAY, MORNING, World
from tests.support.factories import NOON, add_staff
from tests.support.length import sized
from tests.support.mail import END, HANG

pytestmark = pytest.mark.live

KILLS = sized(3, 50)
PEOPLE = max(12, 2 * KILLS)
DONE_SECONDS = 120.0


def hire(world: World) -> None:
    with world.resources.database.transaction() as session:
        staff = [
            add_staff(
                session,
                world.resources.keys,
                f"Đỗ Văn {number}",
                world.people.xa_a,
                email=f"so{number}@xa-a.test",
            )
            for number in range(PEOPLE)
        ]
        for person in staff:
            ensure_account(session, person_id=person.id, now=NOON)
    for person in staff:
        world.enrol(person, now=MORNING)
    world.plan()


def start(world: World, mail_url: str, minutes: int) -> ForkServerProcess:
    settings = world.resources.settings
    variables = {
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "PUBLIC_URL": settings.public_url,
        "MAIL_URL": mail_url,
    }
    return sender.start(variables, MORNING + timedelta(minutes=minutes))


def kill(world: World, process: ForkServerProcess) -> None:
    """Kill -9; then let the leases of what it held end, as ten minutes would."""
    process.kill()
    process.join()
    process.close()
    with world.resources.database.transaction() as session:
        session.execute(update(Message).values(claimed_until=None))


def finish(world: World, mail_url: str, minutes: int) -> None:
    process = start(world, mail_url, minutes)
    process.join(DONE_SECONDS)
    assert process.exitcode == 0
    process.close()
    assert all(message.sent_at is not None for message in world.log())


def test_over_smtp_each_goes_once_but_for_what_was_taken_and_not_noted(world: World) -> None:
    hire(world)
    office, url = world.office, f"{world.office.url}0"  # twenty seconds: the kill comes first
    for number in range(KILLS):
        if number % 3 == 2:
            office.replies["RCPT"] = [HANG]  # killed before anything is taken
        else:
            office.replies[END] = ["250 taken"] * (number % 3) + [f"250 {HANG}"]
        process = start(world, url, number)
        end = time.monotonic() + DONE_SECONDS
        while any(office.replies.values()) and time.monotonic() < end:
            time.sleep(0.01)
        kill(world, process)
    office.replies.clear()
    finish(world, url, KILLS)
    times = Counter(str(letter["Message-ID"]) for letter in office.letters)
    assert set(times) == {f"<{message.uuid}@lantoa.test>" for message in world.log()}
    assert 0 < sum(times.values()) - PEOPLE <= KILLS


def test_into_a_folder_each_message_goes_exactly_once(world: World, tmp_path: Path) -> None:
    hire(world)
    folder, rng = tmp_path / "mail", Random(1169)  # noqa: S311 - when to kill
    for number in range(KILLS):
        process = start(world, f"file:{folder}", number)
        enough, end = len(list(folder.rglob("*.eml"))) + 1, time.monotonic() + DONE_SECONDS
        while len(list(folder.rglob("*.eml"))) < enough and time.monotonic() < end:
            time.sleep(rng.uniform(0, 0.01))
        kill(world, process)
    finish(world, f"file:{folder}", KILLS)
    finish(world, f"file:{folder}", int(DAY.total_seconds() // 60))
    names = sorted(path.stem for path in folder.rglob("*.eml"))
    assert names == sorted(str(message.uuid) for message in world.log())
