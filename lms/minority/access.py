"""The only way a view gets the people whose answers are shown."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, select

from lms.core.text import fold
from lms.minority.models import MinorityAnswer
from lms.people.service import Person, read_as, visible_people


def people_asked(
    paths: Sequence[str], *, today: date, text: str, without_answer: bool
) -> Select[Person]:
    """Select the people in `paths` by given name; `text` is a part of the name, marks or not."""
    people = visible_people(paths, today=today)
    if text:
        wanted = fold(text).replace("%", "").replace("_", "")
        people = people.where(Person.fold_key.like(f"%{wanted}%"))
    if without_answer:
        people = people.where(Person.id.not_in(select(read_as(MinorityAnswer.person_id))))
    return people.order_by(Person.sort_key, Person.id)
