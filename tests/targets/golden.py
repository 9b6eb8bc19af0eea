"""The golden history lets its events happen, through the services that the pages call."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from lms.attestation.service import Kind, attest, draft
from lms.catalog.service import Programme, current_version, publish_programme
from lms.learning.service import (
    Completion,
    CompletionKind,
    Earned,
    Enrolment,
    Source,
    complete_if_satisfied,
    completions_of,
    course_of,
    enrol,
    recognise,
    revoke_completion,
    settle_version,
    waive,
)
from lms.organisations.service import Organisation, OrganisationKind, SuccessionKind
from lms.people.service import (
    Post,
    PostTerms,
    WorkingGroup,
    add_concurrent_post,
    leave_post,
    merge_people,
    move_post,
    posts_of,
    return_person,
    revise_post,
    terms_of,
)
from lms.reorganisation.service import Part, Request, Wish, carry_out
from tests.targets.golden_table import Event, Row, names_in, tables
from tests.targets.world import EARLY, World


class Story:
    """The country of the tables, in which one event after the other happens."""

    def __init__(self, world: World) -> None:
        self.world, self.session = world, world.session
        founded = (world.root, world.province, world.commune, world.other, world.ministry)
        self.units = {unit.name: unit for unit in founded}
        read = tables()
        for row in read["Unit…Below"]:
            kind, above = OrganisationKind(row["Kind"]), self.units[row["Below"]]
            if row["Unit"] not in self.units:
                self.units[row["Unit"]] = world.unit(row["Unit"], kind, above)
            made = self.units[row["Unit"]]
            assert (made.kind, made.parent_id) == (kind, above.id)
        self.people = {
            row["Person"]: world.person(row["Full name"]) for row in read["Person…Full name"]
        }
        for row in read["Programme…In depth"]:
            publish_programme(self.session, programme=programme_of(row), now=EARLY)
        self.session.flush()
        self._tellers: dict[str, Callable[[Event], object]] = {
            "hired": self._hire,
            "post added": self._hire,
            "returned": self._return,
            "post changed": self._change,
            "left": self._leave,
            "start corrected": self._correct,
            "records merged": self._merge_records,
            "completed": self._complete,
            "waived": self._waive,
            "recognised": self._recognise,
            "revoked": self._revoke,
            "units merged": self._merge_units,
            "unit split": self._split,
            "unit moved": self._move_unit,
            "list confirmed": self._confirm,
        }

    def tell(self, event: Event) -> None:
        """Let the event happen at the moment at which it was recorded."""
        self._tellers[event.what](event)
        self.session.flush()

    def _hire(self, event: Event) -> None:
        add_concurrent_post(
            self.session, person=self.people[event.who], terms=self._terms(event), **how(event)
        )

    def _return(self, event: Event) -> None:
        return_person(
            self.session, person=self.people[event.who], terms=self._terms(event), **how(event)
        )

    def _change(self, event: Event) -> None:
        before, _, after = event.details.partition(" → ")
        post, terms = self._post(event.who, before), self._terms(event, after)
        move_post(self.session, post=post, terms=terms, **how(event))

    def _leave(self, event: Event) -> None:
        post = self._post(event.who, event.details)
        leave_post(self.session, post=post, valid_to=event.day, **how(event))

    def _correct(self, event: Event) -> None:
        post = self._post(event.who, event.details)
        terms = replace(terms_of(post), valid_from=event.day)
        revise_post(self.session, post=post, terms=terms, **how(event))

    def _merge_records(self, event: Event) -> None:
        merge_people(
            self.session,
            survivor=self.people[event.details],
            duplicate=self.people[event.who],
            reason="Trùng",
            actor=None,
            now=event.now,
        )

    def _complete(self, event: Event) -> None:
        assert event.day == event.recorded  # the server saw it on that day
        enrolment = self._enrolment(event)
        course = course_of(self.session, enrolment)
        assert complete_if_satisfied(
            self.session, enrolment=enrolment, course=course, now=event.now
        )

    def _waive(self, event: Event) -> None:
        assert event.day == event.recorded
        waive(
            self.session,
            enrolment=self._enrolment(event),
            reason="Được miễn",
            actor=uuid4(),
            now=event.now,
        )

    def _recognise(self, event: Event) -> None:
        version = current_version(self.session, event.details.lower())
        training = Earned(
            person_id=self.people[event.who].id,
            programme_key=version.programme_key,
            version_id=version.id,
            kind=CompletionKind.RECOGNISED,
            started_on=event.day,
            completed_on=event.day,
            evidence={},
        )
        recognise(self.session, [training], actor=uuid4(), now=event.now)

    def _revoke(self, event: Event) -> None:
        revoke_completion(
            self.session,
            completion=self._completion(event),
            effective_on=event.day,
            reason="Nhầm",
            actor=uuid4(),
            now=event.now,
        )

    def _merge_units(self, event: Event) -> None:
        first, *others = event.who.split(", ")
        wish = Wish(
            kind=SuccessionKind.MERGE, others=tuple(others), name=event.details, **decided(event)
        )
        self.units[event.details] = self._carry_out(first, wish, event)

    def _split(self, event: Event) -> None:
        parts = dict(part.split(": ") for part in event.details.split("; "))
        placed = {
            str(self.people[name].uuid): number
            for number, names in enumerate(parts.values())
            for name in names_in(names)
        }
        wish = Wish(
            kind=SuccessionKind.SPLIT,
            parts=tuple(Part(name, None) for name in parts),
            placed=placed,
            **decided(event),
        )
        self._carry_out(event.who, wish, event)
        born = self.session.scalars(select(Organisation).where(Organisation.name.in_(parts)))
        self.units |= {unit.name: unit for unit in born}

    def _move_unit(self, event: Event) -> None:
        wish = Wish(kind=SuccessionKind.TRANSFER, target=event.details, **decided(event))
        self._carry_out(event.who, wish, event)

    def _carry_out(self, unit: str, wish: Wish, event: Event) -> Organisation:
        scope = (self.world.root.path,)
        return carry_out(self.session, Request(self.units[unit], wish, None, scope, event.now))

    def _confirm(self, event: Event) -> None:
        assert event.day == event.recorded
        unit = self.units[event.who]
        seen = draft(self.session, organisation=unit, months=12, now=event.now).seen
        attest(
            self.session,
            organisation=unit,
            months=12,
            seen=seen,
            explanations=dict.fromkeys(Kind, "Đã soát"),
            fewer_reason="Đã soát",
            covers_all_staff={"all staff": True, "communication staff": False}[event.details],
            actor=uuid4(),
            now=event.now,
        )

    def _terms(self, event: Event, details: str = "") -> PostTerms:
        unit, group, hours = (details or event.details).split(", ")
        return PostTerms(
            organisation_id=self.units[unit].id,
            working_group=WorkingGroup(group),
            full_time={"full-time": True, "part-time": False}[hours],
            valid_from=event.day,
        )

    def _post(self, who: str, unit: str) -> Post:
        """Return the one post that the person holds in the unit."""
        held = posts_of(self.session, person_id=self.people[who].id)
        organisation_id = self.units[unit].id
        (post,) = (
            post
            for post in held
            if post.organisation_id == organisation_id and post.valid_to is None
        )
        return post

    def _enrolment(self, event: Event) -> Enrolment:
        enrolment = enrol(
            self.session,
            person_id=self.people[event.who].id,
            programme_key=event.details.lower(),
            source=Source.HR,
            reason="Kế hoạch",
            due_on=None,
            actor=None,
            now=event.now,
        )
        settle_version(self.session, enrolment)
        return enrolment

    def _completion(self, event: Event) -> Completion:
        """Return the one completion of the programme that the person has."""
        done = completions_of(self.session, person_id=self.people[event.who].id)
        (completion,) = (one for one in done if one.programme_key == event.details.lower())
        return completion


def how(event: Event) -> dict[str, Any]:
    """Return how a change of posts is written down."""
    return {"source": "test", "reason": "Quyết định", "actor": None, "now": event.now}


def decided(event: Event) -> dict[str, Any]:
    """Return day and basis of a change of units."""
    return {"effective_on": event.day, "basis": "Nghị quyết"}


def programme_of(row: Row) -> Programme:
    """Return a programme whose modules are left out: it is completed once it is begun."""
    text = {"vi": row["Title"], "en": row["Title"]}
    return Programme(
        key=row["Programme"].lower(),
        code=row["Programme"],
        title=text,
        audience=text,
        summary=text,
        content_code=5,
        form="online",
        made_for=(),
        in_depth={"yes": True, "no": False}[row["In depth"]],
        periods=4,
        tags=tuple(row["Tags"].split(", ")),
        modules=(),
    )
