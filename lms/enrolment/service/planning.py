"""What the rules would do about some people now. Reads; writes nothing."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from lms.enrolment import queries
from lms.enrolment.rules import Candidate, Step, Terms, candidates, decide, kept_out

CHUNK = 500


def plan(
    session: Session, people: Sequence[int], rules: Sequence[Terms], *, today: date
) -> list[Step]:
    """Return the steps that bring these people's enrolments to what `rules` say."""
    steps: list[Step] = []
    for start in range(0, len(people), CHUNK):
        steps += _plan(session, people[start : start + CHUNK], rules, today)
    return steps


def _plan(session: Session, ids: Sequence[int], rules: Sequence[Terms], today: date) -> list[Step]:
    posts = queries.posts_of_people(session, ids)
    current = queries.current_of(session, ids)
    trained = queries.trained_in(session, ids, today=today)
    taken_out = queries.taken_out(session, ids)
    steps = []
    for person_id in ids:
        winners: dict[str, Candidate] = {}
        for found in candidates(rules, posts.get(person_id, ()), today):
            key = found.terms.programme_key
            if not kept_out(found.terms, taken_out.get((person_id, key), ())):
                winners.setdefault(key, found)
        for key, winner in winners.items():
            now_in = current.pop((person_id, key), None)
            is_trained = (person_id, key) in trained
            steps.append(decide(person_id, winner, now_in, trained=is_trained))
    steps += [decide(owner, None, left, trained=False) for (owner, _), left in current.items()]
    return [step for step in steps if step is not None]
