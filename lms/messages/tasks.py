"""Background work of the room: plan what is to be told, send what is due."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from lms.core import jobs
from lms.core.clock import local_time, utc_now
from lms.core.jobs import Task
from lms.core.mail import MailFailure, Outgoing, ServerAway, outgoing
from lms.core.resources import Resources
from lms.core.working_days import is_quiet
from lms.messages import service
from lms.messages.letters import Envelope
from lms.messages.queries import to_write_to

PLAN = "messages.plan"
AT_ONCE = 500  # people planned in one transaction
PEOPLE_A_RUN = 20_000  # the rest is a job of its own, so that other work comes between
ENOUGH_SECONDS = 20.0  # for one run: other work waits behind it on one machine
CLAIMED = 20  # messages held by a worker; if it dies they wait for the end of the lease


def plan_at(resources: Resources, now: datetime, after: int = 0) -> None:
    """Plan letters, in batches, outside quiet hours, for the people behind `after`."""
    settings = resources.settings
    if is_quiet(local_time(now), settings.mail_quiet):
        return
    weekly, off = settings.mail_weekly, settings.mail_days_off
    with resources.database.reading() as session:
        people = to_write_to(session, now=now, limit=PEOPLE_A_RUN, after=after)
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        with resources.database.transaction() as session:
            service.plan_letters(session, person_ids=some, weekly=weekly, off=off, now=now)
    with resources.database.transaction() as session:
        if len(people) == PEOPLE_A_RUN:
            jobs.enqueue(session, name=PLAN, payload={"after": people[-1]}, now=now)
        else:
            service.plan_digests(session, weekly=weekly, off=off, now=now)


def send_at(resources: Resources, now: datetime) -> None:
    """Send what is due, at most as much as the mail server may be given in a minute."""
    settings, left = resources.settings, resources.settings.mail_per_minute
    if is_quiet(local_time(now), settings.mail_quiet):
        return
    end = monotonic() + ENOUGH_SECONDS
    with outgoing(settings.mail_url) as place:
        while left > 0 and monotonic() < end:
            with resources.database.transaction() as session:
                ids = service.claim_due(
                    session, now=now, limit=min(CLAIMED, left), off=settings.mail_days_off
                )
            if not ids or not _send_all(resources, place, ids, now):
                return
            left -= len(ids)


def _send_all(resources: Resources, place: Outgoing, ids: list[int], now: datetime) -> bool:
    """Send the claimed messages; False if the server is away: then the rest is given back."""
    for position, message_id in enumerate(ids):
        if not _send_one(resources, place, message_id, now):
            with resources.database.transaction() as session:
                service.release(session, message_ids=ids[position + 1 :])
            return False
    return True


def _send_one(resources: Resources, place: Outgoing, message_id: int, now: datetime) -> bool:
    """Write, hand over and note down one message; False if the server is away.

    A worker that dies after the server took the message and before that is noted sends it again,
    under the same Message-ID.
    """
    settings, off = resources.settings, resources.settings.mail_days_off
    envelope = Envelope(
        sender=settings.mail_from,
        public_url=settings.public_url,
        support_phone=settings.support_phone,
    )
    with resources.database.transaction() as session:
        ready = service.compose(
            session, resources.keys, message_id=message_id, envelope=envelope, now=now, off=off
        )
    if ready is None:
        return True
    failure: MailFailure | None = None
    try:
        place.send(ready.letter, key=ready.key)
    except MailFailure as error:
        failure = error
    with resources.database.transaction() as session:
        if failure is None:
            service.record_sent(session, message_id=message_id, channel=place.channel, now=now)
        else:
            service.record_failure(session, message_id=message_id, failure=failure, now=now)
    return not isinstance(failure, ServerAway)


def plan(resources: Resources, payload: Mapping[str, Any]) -> None:
    """Plan what there is to tell now; `after`: to the people behind this id."""
    plan_at(resources, utc_now(), after=payload.get("after", 0))


def send(resources: Resources, _payload: Mapping[str, Any]) -> None:
    """Send what is due now."""
    send_at(resources, utc_now())


TASKS = (
    Task(PLAN, plan, every=timedelta(minutes=10)),
    Task("messages.send", send, every=timedelta(minutes=1)),
)
