"""What was learned in one programme counts in another that has the same module."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from lms.catalog.service import Programme
from lms.core.clock import local_day, utc_now
from lms.core.resources import Resources
from lms.learning.models import Enrolment
from lms.learning.service import course_of, release, revoke_completion
from tests.learning.learner import Learner, send_to, text_of, with_second_module

ACTOR = UUID(int=9)


def in_other(programme: Programme, **changes: object) -> Programme:
    """Return another programme with the same module."""
    module = replace(programme.modules[0], **changes)  # type: ignore[arg-type]
    title = {"vi": "Chương trình khác", "en": "Another"}
    return replace(programme, key="khac", code="KHAC", title=title, modules=(module,))


def credited(resources: Resources, uuid: UUID) -> list[str]:
    with resources.database.reading() as session:
        own = session.scalars(select(Enrolment).where(Enrolment.uuid == uuid)).one()
        return sorted(course_of(session, own).credited)


def test_who_passed_it_elsewhere_is_shown_only_what_is_missing(
    an: Learner, programme: Programme
) -> None:
    an.finish_lessons()
    an.take_quiz()
    larger = with_second_module(in_other(programme))
    other = replace(an, enrolment=send_to(an.resources, an.person, larger))
    page = text_of(an.browser.get(other.programme))
    assert "Đã học ở chương trình “Chương trình thử – phần 1”" in page
    an.browser.post(f"{other.programme}/bai/t2/01-bai")
    (_, completion) = an.completions()
    assert completion.programme_key == "khac"
    assert completion.evidence["lessons"] == ["t2/01-bai"]
    assert completion.evidence["credited"] == {
        "t1": {"enrolment": str(an.enrolment), "programme": "thu"}
    }


def test_where_nothing_is_missing_one_click_records_it(an: Learner, programme: Programme) -> None:
    other = replace(an, enrolment=send_to(an.resources, an.person, in_other(programme)))
    an.browser.post(f"{other.programme}/hoan-thanh")
    assert an.completions() == []
    an.finish_lessons()
    an.take_quiz()
    assert "Ghi nhận hoàn thành" in an.browser.get(other.programme).text
    an.browser.post(f"{other.programme}/hoan-thanh")
    an.browser.post(f"{other.programme}/hoan-thanh")
    assert len(an.completions()) == 2
    assert "Đã hoàn thành chương trình" in an.browser.get(other.programme).text


def test_a_half_done_or_a_different_module_does_not_count(
    an: Learner, programme: Programme
) -> None:
    uuid = send_to(an.resources, an.person, in_other(programme))
    an.finish_lessons()
    assert credited(an.resources, uuid) == []
    an.take_quiz()
    assert credited(an.resources, uuid) == ["t1"]
    changed = send_to(
        an.resources, an.person, replace(in_other(programme, periods=5), key="x", code="X")
    )
    assert credited(an.resources, changed) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_revoked_completion_and_a_completed_same_programme_do_not_count(
    an: Learner, programme: Programme
) -> None:
    an.finish_lessons()
    an.take_quiz()
    again = send_to(an.resources, an.person, programme)
    assert credited(an.resources, again) == []
    uuid = send_to(an.resources, an.person, in_other(programme))
    (completion,) = an.completions()
    with an.resources.database.transaction() as session:
        revoke_completion(
            session,
            completion=completion,
            effective_on=local_day(utc_now()),
            reason="Nhờ người khác làm",
            actor=ACTOR,
            now=utc_now(),
        )
    assert credited(an.resources, uuid) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_who_was_released_and_comes_back_keeps_finished_modules(
    an: Learner, programme: Programme
) -> None:
    larger = with_second_module(programme)
    first = replace(an, enrolment=send_to(an.resources, an.person, larger))
    first.finish_lessons()
    first.take_quiz()
    with an.resources.database.transaction() as session:
        own = session.scalars(select(Enrolment).where(Enrolment.uuid == first.enrolment)).one()
        release(session, enrolment=own, reason="Chuyển đi", actor=None, now=utc_now())
    back = send_to(an.resources, an.person, larger)
    assert credited(an.resources, back) == ["t1"]
