"""Somebody who learns: goes through the pages as a browser without JavaScript does."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from bs4 import BeautifulSoup, Tag
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.assessment.models import Attempt
from lms.assessment.service import (
    Grade,
    attempts_of,
    drawn_questions,
    grade_of,
    open_attempt,
    right_value,
)
from lms.catalog.service import Module, Option, Programme, Question, Quiz, publish_programme
from lms.core.clock import utc_now
from lms.core.resources import Resources
from lms.learning.models import Completion, Enrolment
from lms.learning.service import Source, course_of, enrol
from lms.people.service import Person
from tests.support.browser import Browser
from tests.support.questions import form_fields, wrong_value

SECRET = "BÍ MẬT"  # in every sentence of `marked` that tells a right answer


@dataclass(frozen=True)
class Learner:
    """A person with one enrolment and a browser."""

    browser: Browser
    resources: Resources
    person: Person
    enrolment: UUID

    @property
    def programme(self) -> str:
        return f"/hoc-tap/{self.enrolment}"

    @property
    def lesson(self) -> str:
        return f"{self.programme}/bai/t1/01-bai"

    @property
    def quiz(self) -> str:
        return f"{self.programme}/kiem-tra/t1"

    def question(self, number: int) -> str:
        return f"{self.quiz}/cau/{number}"

    def result(self, number: int = 1) -> str:
        return f"{self.quiz}/ket-qua/{number}"

    def on_another_device(self, browser: Browser) -> "Learner":
        browser.sign_in(self.person)
        return replace(self, browser=browser)

    def in_another_window(self) -> "Learner":
        return replace(self, browser=self.browser.another_window())

    def finish_lessons(self) -> None:
        self.browser.post(self.lesson)

    def start(self) -> str:
        """Begin or go on with the quiz; return where that leads."""
        self.browser.post(self.quiz)
        return self.location

    @property
    def location(self) -> str:
        assert self.browser.response is not None
        return self.browser.response.headers["Location"]

    def fields(self, number: int, value: object, **more: object) -> dict[str, Any]:
        """Return what the form of this question sends, with an answer's value."""
        sent = form_fields(self.drawn()[number - 1], value)
        return {"attempt": self.open_number(), "sequence": 0, **sent, **more}

    def answer(
        self, number: int, value: object, *, status: int = 302, **more: object
    ) -> BeautifulSoup:
        fields = self.fields(number, value, **more)
        return self.browser.post(self.question(number), fields, status=status)

    def answer_all(self, *, right: int = 99) -> None:
        """Answer every question, the first `right` ones rightly."""
        for number, question in enumerate(self.drawn(), start=1):
            value = right_value(question) if number <= right else wrong_value(question)
            self.answer(number, value)

    def hand_in(self, number: int | None = None, status: int = 302) -> BeautifulSoup:
        fields = {"attempt": number or self.open_number()}
        return self.browser.post(f"{self.quiz}/nop-bai", fields, status=status)

    def take_quiz(self, *, right: int = 99) -> BeautifulSoup:
        """Go through one attempt and look at the result."""
        self.start()
        self.answer_all(right=right)
        self.hand_in()
        return self.browser.follow()

    def drawn(self) -> list[Question]:
        """Return the questions of the newest attempt in their order."""
        with self.resources.database.reading() as session:
            quiz, attempts = self._quiz(session), self._attempts(session)
            return [question for question, _ in drawn_questions(attempts[-1], quiz)]

    def order(self, number: int) -> Mapping[str, Any]:
        with self.resources.database.reading() as session:
            return drawn_questions(self._attempts(session)[-1], self._quiz(session))[number - 1][1]

    def number_of(self, key: str) -> int:
        """Return where the question stands in the newest attempt."""
        return [question.key for question in self.drawn()].index(key) + 1

    def open_number(self) -> int | None:
        with self.resources.database.reading() as session:
            attempt = open_attempt(session, sitting=self.enrolment, quiz_key="t1")
            return attempt.number if attempt else None

    def attempts(self) -> list[tuple[Attempt, Grade | None]]:
        with self.resources.database.reading() as session:
            return [
                (attempt, grade_of(session, attempt) if attempt.submitted_at else None)
                for attempt in self._attempts(session)
            ]

    def record(self) -> Enrolment:
        with self.resources.database.reading() as session:
            return session.scalars(select(Enrolment).where(Enrolment.uuid == self.enrolment)).one()

    def completions(self) -> list[Completion]:
        with self.resources.database.reading() as session:
            own = select(Completion).where(Completion.person_id == self.person.id)
            return list(session.scalars(own.order_by(Completion.id)))

    def let_time_pass(self) -> None:
        """Make the open attempt one whose time is over."""
        with self.resources.database.transaction() as session:
            attempt = open_attempt(session, sitting=self.enrolment, quiz_key="t1")
            assert attempt is not None
            attempt.deadline_at = utc_now() - timedelta(seconds=1)

    def _attempts(self, session: Session) -> list[Attempt]:
        return list(attempts_of(session, sitting=self.enrolment, quiz_key="t1"))

    def _quiz(self, session: Session) -> Quiz:
        own = select(Enrolment).where(Enrolment.uuid == self.enrolment)
        quiz = course_of(session, session.scalars(own).one()).programme.modules[0].quiz
        assert quiz is not None
        return quiz


def text_of(page: Tag) -> str:
    """Return the words of a page or a part of it with single spaces."""
    return " ".join(page.get_text(" ").split())


def send_to(resources: Resources, person: Person, programme: Programme) -> UUID:
    """Publish the programme and send the person to it; return the enrolment's uuid."""
    with resources.database.transaction() as session:
        publish_programme(session, programme=programme, now=utc_now())
        return enrol(
            session,
            person_id=person.id,
            programme_key=programme.key,
            source=Source.HR,
            reason="Kế hoạch năm",
            due_on=None,
            actor=None,
            now=utc_now(),
        ).uuid


def publish_next(resources: Resources, programme: Programme) -> None:
    """Publish another version."""
    with resources.database.transaction() as session:
        publish_programme(session, programme=programme, now=utc_now())


def with_quiz(programme: Programme, **changes: object) -> Programme:
    """Return the programme with another quiz in its first module."""
    first = programme.modules[0]
    assert first.quiz is not None
    quiz = replace(first.quiz, **changes)  # type: ignore[arg-type]
    return replace(programme, modules=(replace(first, quiz=quiz), *programme.modules[1:]))


def with_lesson(programme: Programme, **changes: object) -> Programme:
    """Return the programme with another first lesson."""
    first = programme.modules[0]
    lesson = replace(first.lessons[0], **changes)  # type: ignore[arg-type]
    return replace(programme, modules=(replace(first, lessons=(lesson,)), *programme.modules[1:]))


def with_second_module(programme: Programme) -> Programme:
    """Return the programme with one more module: a lesson, and no quiz."""
    first = programme.modules[0]
    lesson = replace(first.lessons[0], key="t2/01-bai", title={"vi": "Bài hai", "en": "Second"})
    title = {"vi": "Học phần hai", "en": "Module two"}
    second = Module("t2", "T2", title, 2, ("dcs",), (), (lesson,), None)
    return replace(programme, modules=(first, second))


def marked(programme: Programme) -> Programme:
    """Return the programme with `SECRET` in every sentence that tells a right answer."""
    lesson = programme.modules[0].lessons[0]
    blocks = {
        language: tuple(
            replace(block, question=_marked(block.question)) if block.question else block
            for block in blocks
        )
        for language, blocks in lesson.blocks.items()
    }
    quiz = programme.modules[0].quiz
    assert quiz is not None
    changed = with_quiz(programme, questions=tuple(_marked(q) for q in quiz.questions))
    return with_lesson(changed, blocks=blocks)


def _marked(question: Question) -> Question:
    secret = {"vi": SECRET, "en": SECRET}

    def reveal(option: Option) -> Option:
        return replace(option, feedback=secret) if option.correct else option

    return replace(
        question,
        options=tuple(reveal(option) for option in question.options),
        if_true=secret if question.answer else question.if_true,
        if_false=secret if question.answer is False else question.if_false,
        pairs=tuple(replace(pair, feedback=secret) for pair in question.pairs),
        gaps=tuple(
            replace(
                gap,
                options=tuple(reveal(option) for option in gap.options),
                accept=gap.accept and {"vi": (SECRET,), "en": (SECRET,)},
                feedback=secret,
            )
            for gap in question.gaps
        ),
        feedback=secret if question.items else None,
    )
