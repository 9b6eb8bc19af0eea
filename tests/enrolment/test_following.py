"""Enrolments follow the rules: opened, moved, released; what people did by hand stays."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.catalog.service import current_version
from lms.core.audit import AuditEvent
from lms.core.secrets import Keyring
from lms.enrolment.service import Anchor, change_rule, end_rule
from lms.learning.models import Completion, Revocation
from lms.learning.service import CompletionKind, Enrolment, Source, enrol, extend
from lms.people.service import (
    PostTerms,
    WorkingGroup,
    begin_post,
    current_posts,
    end_post,
    merge_people,
)
from lms.selection.service import choose
from lms.sending.service import due_changes, release_many
from tests.enrolment.ruled import (
    OFFICER,
    TODAY,
    enrolments,
    follow_all,
    rule_for,
    rule_terms,
)
from tests.support.factories import BEGAN, NOON, People, add_staff

DAY = timedelta(days=1)


def by_hand(session: Session, people: People, due_on: date | None = None) -> Enrolment:
    return enrol(
        session,
        person_id=people.an.id,
        programme_key="thu",
        source=Source.HR,
        reason="Kế hoạch",
        due_on=due_on,
        actor=OFFICER,
        now=NOON,
    )


def move_an(session: Session, people: People, on: date) -> None:
    """Let An's post end and one in the other province begin."""
    (post,) = current_posts(session, person_id=people.an.id, today=TODAY)
    end_post(session, post=post, valid_to=on, source="test", actor=None, now=NOON)
    terms = PostTerms(
        organisation_id=people.elsewhere.id,
        working_group=WorkingGroup.COMMUNICATION,
        full_time=True,
        valid_from=on,
    )
    begin_post(session, person=people.an, terms=terms, source="test", actor=None, now=NOON)
    session.flush()  # the follower reads them


def test_who_fits_is_enrolled_once_and_told_why(session: Session, people: People) -> None:
    rule = rule_for(session, people.province)

    assert follow_all(session, [people.an, people.chi]) == (1, 0, 0)
    assert follow_all(session, [people.an, people.chi]) == (0, 0, 0)

    (enrolment,) = enrolments(session, people.an)
    assert enrolment.source == Source.RULE
    assert enrolment.rule_uuid == rule.thread
    assert enrolment.reason == "Theo quy tắc “Bồi dưỡng năm đầu”, căn cứ Quyết định số 5/QĐ"
    assert enrolment.due_on == BEGAN + 60 * DAY
    assert enrolments(session, people.chi) == []


def test_one_event_with_a_count_says_what_a_rule_did(session: Session, people: People) -> None:
    rule = rule_for(session, people.province)
    follow_all(session, [people.an, people.binh, people.manager])
    events = session.scalars(
        select(AuditEvent).where(AuditEvent.action == "enrolment.opened_by_rule")
    ).all()
    assert [(event.subject_uuid, event.detail) for event in events] == [(rule.thread, {"count": 3})]


def test_groups_and_days_of_the_rule_count(session: Session, people: People) -> None:
    rule_for(session, people.province, working_groups=[WorkingGroup.SPOKESPERSON])
    rule_for(session, people.province, valid_from=TODAY + DAY)
    rule_for(session, people.province, valid_to=TODAY)
    assert follow_all(session, [people.an]) == (0, 0, 0)
    assert follow_all(session, [people.an], NOON + DAY) == (1, 0, 0)


def test_who_moves_away_is_released_and_keeps_the_record(session: Session, people: People) -> None:
    rule_for(session, people.province)
    follow_all(session, [people.an])
    move_an(session, people, TODAY)

    assert follow_all(session, [people.an]) == (0, 0, 1)
    (enrolment,) = enrolments(session, people.an)
    assert enrolment.released_at == NOON
    assert enrolment.released_by is None
    assert enrolment.release_reason == "Quy tắc “Bồi dưỡng năm đầu” không còn áp dụng"


def test_a_corrected_day_of_hiring_moves_the_due_date(session: Session, people: People) -> None:
    rule_for(session, people.province, anchor=Anchor.HIRING, valid_from=BEGAN - 100 * DAY)
    follow_all(session, [people.an])
    (enrolment,) = enrolments(session, people.an)
    assert enrolment.due_on == BEGAN + 60 * DAY
    (post,) = current_posts(session, person_id=people.an.id, today=TODAY)
    earlier = PostTerms(
        organisation_id=people.elsewhere.id,
        working_group=WorkingGroup.OTHER,
        full_time=False,
        valid_from=BEGAN - 30 * DAY,
        valid_to=post.valid_from,
    )
    begin_post(session, person=people.an, terms=earlier, source="test", actor=None, now=NOON)

    assert follow_all(session, [people.an]) == (0, 1, 0)
    assert enrolment.due_on == BEGAN + 30 * DAY
    assert [change.was_on for change in due_changes(session, enrolment_id=enrolment.id)] == [
        BEGAN + 60 * DAY
    ]


def test_what_officers_made_and_what_is_completed_stays(session: Session, people: People) -> None:
    rule = rule_for(session, people.province)
    hand = by_hand(session, people)
    follow_all(session, [people.binh])
    (done,) = enrolments(session, people.binh)
    done.completed_at = NOON
    end_rule(session, rule=rule, valid_to=TODAY, reason="Hết", actor=OFFICER, now=NOON)

    assert follow_all(session, [people.an, people.binh]) == (0, 0, 0)
    assert hand.released_at is None
    assert hand.source == Source.HR
    assert done.released_at is None


def test_who_was_taken_out_by_hand_is_not_put_back(session: Session, people: People) -> None:
    rule_for(session, people.province)
    follow_all(session, [people.an])
    (enrolment,) = enrolments(session, people.an)
    release_many(session, [enrolment.id], reason="Nghỉ thai sản", actor=OFFICER, now=NOON)
    assert follow_all(session, [people.an]) == (0, 0, 0)

    rule_for(session, people.province, now=NOON + DAY, name="Quy tắc sau")
    assert follow_all(session, [people.an], NOON + DAY) == (1, 0, 0)


def test_a_changed_rule_moves_the_dates_and_keeps_the_old_ones(
    session: Session, people: People
) -> None:
    rule = rule_for(session, people.province)
    follow_all(session, [people.an])
    terms = rule_terms(people.province, due_on=date(2025, 6, 30))
    fresh = change_rule(
        session, rule=rule, terms=terms, reason="Kế hoạch mới", actor=OFFICER, now=NOON
    )

    assert follow_all(session, [people.an]) == (0, 1, 0)
    (enrolment,) = enrolments(session, people.an)
    assert enrolment.due_on == date(2025, 6, 30)
    (change,) = due_changes(session, enrolment_id=enrolment.id)
    assert (change.was_on, change.changed_by) == (BEGAN + 60 * DAY, None)
    assert fresh.thread == rule.thread == enrolment.rule_uuid
    assert rule.superseded_at == NOON


@pytest.mark.parametrize(("by", "holds"), [(90, 90), (30, 75)])
def test_the_later_of_an_extension_and_the_rules_date_holds(
    session: Session, people: People, by: int, holds: int
) -> None:
    rule = rule_for(session, people.province)
    follow_all(session, [people.an])
    (enrolment,) = enrolments(session, people.an)
    extended = BEGAN + timedelta(days=by)
    extend(session, enrolment=enrolment, due_on=extended, reason="Ốm", actor=OFFICER, now=NOON)
    terms = rule_terms(people.province, due_days=75)
    change_rule(session, rule=rule, terms=terms, reason="Sửa", actor=OFFICER, now=NOON)
    follow_all(session, [people.an])
    assert enrolment.due_on == BEGAN + timedelta(days=holds)


def test_of_two_rules_the_earlier_date_wins_and_the_other_takes_over(
    session: Session, people: People
) -> None:
    rule_for(session, people.province, name="Chậm", due_days=90)
    early = rule_for(session, people.xa_a, name="Sớm", due_days=30)
    assert follow_all(session, [people.an]) == (1, 0, 0)
    (enrolment,) = enrolments(session, people.an)
    assert enrolment.rule_uuid == early.thread

    end_rule(session, rule=early, valid_to=TODAY, reason="Hết", actor=OFFICER, now=NOON)
    assert follow_all(session, [people.an]) == (0, 1, 0)
    assert "“Chậm”" in enrolment.reason
    assert enrolment.due_on == BEGAN + 90 * DAY


def test_who_is_trained_is_not_sent_again_until_the_completion_falls(
    session: Session, people: People
) -> None:
    rule_for(session, people.province)
    completion = Completion(
        person_id=people.an.id,
        programme_key="thu",
        version_id=current_version(session, "thu").id,
        kind=CompletionKind.RECOGNISED,
        started_on=BEGAN,
        completed_on=BEGAN,
        evidence={},
        recorded_at=NOON,
    )
    session.add(completion)
    session.flush()  # gives it the id that the revocation names
    assert follow_all(session, [people.an]) == (0, 0, 0)

    session.add(
        Revocation(
            completion_id=completion.id,
            effective_on=BEGAN,
            reason="Sai",
            revoked_by=UUID(int=1),
            recorded_at=NOON,
        )
    )
    assert follow_all(session, [people.an]) == (1, 0, 0)


def test_two_records_made_one_are_followed_as_one(
    session: Session, people: People, keys: Keyring
) -> None:
    rule = rule_for(session, people.province)
    an = session.merge(people.an)
    twin = add_staff(session, keys, "Trần Thị An", people.xa_b)
    assert follow_all(session, [twin]) == (1, 0, 0)
    merge_people(session, survivor=an, duplicate=twin, reason="Trùng", actor=None, now=NOON)

    assert follow_all(session, [people.an, twin]) == (0, 0, 0)
    (kept,) = enrolments(session, twin)
    assert (kept.rule_uuid, kept.released_at) == (rule.thread, None)
    assert enrolments(session, people.an) == []
    chosen = choose(session, people=[people.an.id], programme_key="thu", again=False, today=TODAY)
    assert (chosen.count, chosen.already_in) == (0, 1)


def test_what_one_record_completed_enrols_the_other_no_more(
    session: Session, people: People, keys: Keyring
) -> None:
    rule_for(session, people.province)
    an = session.merge(people.an)
    twin = add_staff(session, keys, "Trần Thị An", people.xa_b)
    version = current_version(session, "thu")
    session.add(
        Completion(
            person_id=twin.id, programme_key="thu", version_id=version.id,
            kind=CompletionKind.RECOGNISED, started_on=BEGAN, completed_on=BEGAN, evidence={},
            recorded_at=NOON,
        )
    )  # fmt: skip
    merge_people(session, survivor=an, duplicate=twin, reason="Trùng", actor=None, now=NOON)

    assert follow_all(session, [people.an, twin]) == (0, 0, 0)
    chosen = choose(session, people=[people.an.id], programme_key="thu", again=False, today=TODAY)
    assert (chosen.count, chosen.trained) == (0, 1)
