"""What HR decides about single rows of a preview; the file is then compared again."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core import audit
from lms.roster.errors import NotReady
from lms.roster.models import Action, ChangeSet, Row, State
from lms.roster.service.prepare import compare_again
from lms.staff_files.service import CORRECTION, MOVE, OTHER


def decide(
    session: Session, *, change_set: ChangeSet, choices: Mapping[int, str], now: datetime
) -> None:
    """Take HR's choices ({row: `OTHER`, `CORRECTION`, `MOVE` or a candidate's uuid}) and compare.

    What does not fit its row is left out: only a doubt asks who is meant, only a move can be
    called a correction. Raises `NotReady`, or `FileGone` if the upload is no longer kept.
    """
    if change_set.state != State.READY:
        raise NotReady
    rows = select(Row).where(Row.change_set_id == change_set.id, Row.number.in_(list(choices)))
    decisions = dict(change_set.decisions)
    for row in session.scalars(rows):
        choice = choices[row.number]
        if choice in _offered(row):
            decisions[str(row.number)] = choice
            if choice == MOVE:
                del decisions[str(row.number)]
    change_set.decisions = decisions
    compare_again(session, change_set=change_set, now=now)
    audit.record(
        session,
        at=now,
        actor=change_set.made_by,
        action="roster.decided",
        subject=("change_set", change_set.uuid),
        detail={"rows": decisions},
    )


def _offered(row: Row) -> set[str]:
    match row.action:
        case Action.DOUBT:
            return {OTHER, *(candidate["uuid"] for candidate in row.candidates)}
        case Action.MOVE | Action.CORRECT:
            return {MOVE, CORRECTION}
        case _:
            return set()
