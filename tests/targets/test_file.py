"""The targets' file is read strictly; publishing makes versions only of what changed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from lms.targets.service import TargetsBroken, check_targets, sync_targets, targets_at
from tests.support.courses import replace_in
from tests.targets.world import FILE

NOW = datetime(2025, 7, 1, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    copy = tmp_path / "courses" / "targets.yaml"
    copy.parent.mkdir()
    copy.write_bytes(FILE.read_bytes())
    return copy


def test_the_delivered_file_has_no_mistake() -> None:
    assert check_targets(FILE) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("threshold: 7/10", "threshold: 70%", "7/10"),
        ("due_on: 31/12/2025", "due_on: 31/02/2025", "31/02/2025"),
        ("from: 16/06/2025", "from: hôm qua", "hôm qua"),
        ("communication: full_time", "communication: half", "full_time, everyone"),
        ("      communication: full_time\n    organ", "      {}\n    organ", "nhóm công tác"),
        ("party, front, press", "party, front", "press"),
        ("party, front, press", "party, front, press, commune", "commune"),
        ("tags: [dcs]", "tags: [xyz]", "dcs, st, briefing"),
        ("pooled: true", "poold: true", "poold"),
        ("key: t8", "key: t5", "t5"),
        ("in_depth: false", 'in_depth: "no"', "true"),
        ("register: all_staff", "register: some", "communication_staff, all_staff"),
        ("outside: true", "outside: true, to: 31/04/2026", "31/04/2026"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(path: Path, old: str, new: str, said: str) -> None:
    replace_in(path, old, new)

    problems = [str(problem) for problem in check_targets(path)]

    assert any(said in problem for problem in problems), problems
    assert all(problem.startswith("courses/targets.yaml:") for problem in problems)


def test_publishing_again_makes_nothing_new(session: Session, path: Path) -> None:
    assert len(sync_targets(session, path, now=NOW)) == 3
    assert sync_targets(session, path, now=NOW) == []


def test_a_changed_target_is_a_new_version_and_the_old_one_stays_known(
    session: Session, path: Path
) -> None:
    sync_targets(session, path, now=NOW)
    later = NOW + timedelta(days=1)
    replace_in(path, "threshold: 7/10", "threshold: 8/10")

    (changed,) = sync_targets(session, path, now=later)

    assert (changed.key, changed.number) == ("t5", 2)
    now_known = targets_at(session, known_at=later)
    assert [(target.key, target.number) for target in now_known] == [
        ("t5", 2),
        ("t8", 1),
        ("t2", 1),
    ]
    assert [target.number for target in targets_at(session, known_at=NOW)] == [1, 1, 1]


def test_a_target_that_left_the_file_is_no_longer_in_force(session: Session, path: Path) -> None:
    sync_targets(session, path, now=NOW)
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("  - key: t8")], encoding="utf-8")

    assert sync_targets(session, path, now=NOW + timedelta(days=1)) == []

    known = targets_at(session, known_at=NOW + timedelta(days=1))
    assert [target.key for target in known] == ["t5", "t2"]


def test_a_broken_file_changes_nothing(session: Session, path: Path) -> None:
    sync_targets(session, path, now=NOW)
    replace_in(path, "threshold: 7/10", "threshold: bảy phần mười")

    with pytest.raises(TargetsBroken):
        sync_targets(session, path, now=NOW)

    assert len(targets_at(session, known_at=NOW)) == 3


def test_a_missing_file_is_said(session: Session, tmp_path: Path) -> None:
    with pytest.raises(TargetsBroken):
        sync_targets(session, tmp_path / "targets.yaml", now=NOW)
