"""A history of two years: its figures are those that were worked out by hand in `golden.md`."""

from dataclasses import replace
from fractions import Fraction
from math import ceil

from lms.core.db import insert_rows
from lms.targets.models import Movement
from lms.targets.service import (
    Basis,
    Figure,
    Line,
    Part,
    State,
    Wanted,
    begin_keeping,
    figure,
    forget,
    movements,
    names,
    open_months,
    rule_of,
    statement,
    target_at,
    targets_at,
)
from tests.support.length import IS_LONG
from tests.targets.golden import Story
from tests.targets.golden_table import (
    Beside,
    Expected,
    Question,
    beside,
    events,
    figures,
    tables,
)
from tests.targets.world import World

THRESHOLDS = {"t2": Fraction(1), "t5": Fraction(7, 10), "t8": Fraction(7, 10)}
RESULTS = {None: "nobody", True: "reached", False: "not reached"}
Names = frozenset[str]


def test_figures_are_those_worked_out_by_hand(world: World) -> None:
    story = Story(world)
    for event in events():
        story.tell(event)

    lines = [(line, counted(story, line)) for line in figures()]
    rows = [(row, shown_beside(story, row)) for row in beside()]
    wrong = [f"table: {said}\nmade:  {made}" for said, made in [*lines, *rows] if said != made]
    assert not wrong, "\n".join(wrong)


def test_what_is_recorded_later_changes_no_byte(world: World) -> None:
    story, lines = Story(world), asked_again()
    said: dict[int, str] = {}
    for event in events():
        due = [line for line in lines if line.known < event.recorded and line.number not in said]
        said |= {line.number: stated(story, line) for line in due}
        story.tell(event)

    at_last = {line.number: stated(story, line) for line in lines}
    assert {number: at_last[number] for number in said} == said
    assert len(said) > len(lines) / 2

    keep_movements(story)
    kept = [line for line in lines if line.key == "t8" or IS_LONG]
    assert all(stated(story, line) == at_last[line.number] for line in kept)


def test_the_reckoning_by_hand_agrees_with_itself() -> None:
    people = {row["Person"] for row in tables()["Person…Full name"]}
    for line in figures():
        assert people >= line.trained | line.not_yet, line
        assert not line.trained & line.not_yet, line
        assert (line.n, line.whole) == (len(line.trained), len(line.trained | line.not_yet)), line
        wanted = ceil(THRESHOLDS[line.key] * line.whole)
        assert line.needed == max(0, wanted - line.n), line
        results = {RESULTS[line.n >= wanted]} if line.whole else {"nobody", "no list"}
        assert line.result in results, line


def test_some_days_have_another_figure_at_another_moment_and_in_another_tree() -> None:
    moments: dict[tuple[object, ...], set[object]] = {}
    trees: dict[tuple[object, ...], set[object]] = {}
    for line in figures():
        answer = (line.trained, line.not_yet)
        moments.setdefault((line.key, line.unit, line.as_of, line.tree), set()).add(answer)
        trees.setdefault((line.key, line.unit, line.as_of, line.known), set()).add(answer)

    assert sum(len(answers) > 1 for answers in moments.values()) >= 10
    assert sum(len(answers) > 1 for answers in trees.values()) >= 5


def test_events_stand_in_the_order_in_which_they_were_recorded() -> None:
    told = events()

    assert [event.number for event in told] == list(range(1, len(told) + 1))
    assert [event.recorded for event in told] == sorted(event.recorded for event in told)
    assert [line.number for line in figures()] == list(range(1, len(figures()) + 1))


def counted(story: Story, line: Expected) -> Expected:
    """Return the line as the program fills it in."""
    made = made_by_program(story, line)
    total = made.total
    trained, not_yet = listed(story, made.basis)
    return replace(
        line,
        trained=trained,
        not_yet=not_yet,
        n=total.whole.trained,
        whole=total.whole.people,
        needed=total.needed,
        result="no list" if made.lacks_list else RESULTS[total.reached],
    )


def shown_beside(story: Story, row: Beside) -> Beside:
    """Return the row as the program fills it in; it says only how many are in several."""
    made = made_by_program(story, row)
    sides = (Part.APART, made.apart), (Part.UNLISTED, made.unlisted)
    apart, unlisted = (counted_names(story, made, part, line) for part, line in sides)
    several = len(row.in_several)
    assert (made.in_several, made.counted_again) == (several, several), row
    return replace(row, apart=apart, unlisted=unlisted)


def counted_names(story: Story, made: Figure, part: Part, line: Line) -> tuple[Names, Names]:
    """Return who is listed in a part, trained and not yet: as many as its line counts."""
    trained, not_yet = listed(story, made.basis, part)
    assert (line.whole.trained, line.whole.people) == (len(trained), len(trained | not_yet))
    return trained, not_yet


def made_by_program(story: Story, line: Question) -> Figure:
    """Return the figure that a line is about."""
    return figure(
        story.session,
        rule=rule_of(target_at(story.session, key=line.key, known_at=line.known_at)),
        organisation=story.units[line.unit],
        as_of=line.as_of,
        known_at=line.known_at,
        tree=line.tree,
    )


def listed(story: Story, basis: Basis, part: Part | None = None) -> tuple[Names, Names]:
    """Return the names behind a figure or a part of it: trained, and not yet."""
    people = {person.id: name for name, person in story.people.items()}
    trained, not_yet = (
        frozenset(people[id_] for id_, _ in story.session.execute(names(basis, wanted)))
        for wanted in (Wanted(State.TRAINED, part), Wanted(State.NOT_YET, part))
    )
    return trained, not_yet


def asked_again() -> list[Expected]:
    """Return the lines whose bytes are compared: of each two moments the one about most people."""
    lines = figures()
    if IS_LONG:
        return lines
    largest = sorted(lines, key=lambda line: line.whole)
    return [*{(line.as_of, line.known, line.tree): line for line in largest}.values()]


def stated(story: Story, line: Question) -> str:
    """Return the statement of a line's figure."""
    return statement(
        story.session,
        target=target_at(story.session, key=line.key, known_at=line.known_at),
        organisation=story.units[line.unit],
        as_of=line.as_of,
        known_at=line.known_at,
        tree=line.tree,
    )


def keep_movements(story: Story) -> None:
    """Keep every target's movements, as the recurring task does."""
    session, now = story.session, events()[-1].now
    for target in targets_at(session, known_at=now):
        before, kept = begin_keeping(session, target=target, now=now)
        for rows in movements(session, kept, rule_of(target)):
            insert_rows(session, Movement, rows)
        open_months(session, kept=kept, now=now)
        for old in before:
            forget(session, old)
