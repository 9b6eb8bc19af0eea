"""Where a learner stands: from what was done to what comes next. Values in, values out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from lms.catalog.service import Lesson, Module, Programme, Step


class StepState(StrEnum):
    """What a step on the way shows."""

    DONE = "done"
    OPEN = "open"
    LOCKED = "locked"  # a quiz whose lessons are not done


@dataclass(frozen=True, slots=True)
class Credit:
    """Where a module was passed that counts here too."""

    title: Mapping[str, str]  # of that programme
    programme_key: str
    enrolment: UUID


@dataclass(frozen=True, slots=True)
class Course:
    """A programme as one learner has gone through it so far."""

    programme: Programme
    done_lessons: frozenset[str]
    passed_quizzes: frozenset[str]  # module keys
    last_step: str | None
    credited: Mapping[str, Credit] = field(default_factory=dict)  # by module key

    def is_done(self, step: Step) -> bool:
        """Tell whether the step's lesson is finished or its quiz passed."""
        done = self.done_lessons if isinstance(step.item, Lesson) else self.passed_quizzes
        return step.key in done or step.module.key in self.credited

    def lessons_left(self, module: Module) -> int:
        """Return how many required lessons of the module are not finished."""
        if module.key in self.credited:
            return 0
        return sum(
            lesson.required and lesson.key not in self.done_lessons for lesson in module.lessons
        )

    def state(self, step: Step) -> StepState:
        """Return how the step is shown; lessons are never locked."""
        if self.is_done(step):
            return StepState.DONE
        if not isinstance(step.item, Lesson) and self.lessons_left(step.module):
            return StepState.LOCKED
        return StepState.OPEN

    def module_done(self, module: Module) -> bool:
        """Tell whether the module's required lessons are finished and its quiz is passed."""
        passed = module.key in self.passed_quizzes or module.key in self.credited
        quiz_done = module.quiz is None or passed
        return quiz_done and not self.lessons_left(module)

    @property
    def satisfied(self) -> bool:
        """Tell whether the completion rule holds: required lessons done, every quiz passed."""
        return all(self.module_done(module) for module in self.programme.modules)

    @property
    def steps_done(self) -> int:
        """Return how many lessons and quizzes are behind the learner."""
        return sum(self.is_done(step) for step in self.programme.steps())

    @property
    def minutes_left(self) -> int:
        """Return the reading time of the lessons not finished yet."""
        return sum(
            lesson.minutes
            for module in self.programme.modules
            for lesson in module.lessons
            if lesson.key not in self.done_lessons and module.key not in self.credited
        )

    def next_step(self) -> Step | None:
        """Return where "Học tiếp" leads: the place last visited if unfinished, else the first.

        The first unfinished step in the flat order; None when all is done.
        """
        steps = self.programme.steps()
        for step in steps:
            if step.key == self.last_step and self.state(step) is StepState.OPEN:
                return step
        return next((step for step in steps if not self.is_done(step)), None)


def days_left(due_on: date | None, today: date) -> int | None:
    """Return the days until the due date (0: today; negative: late), None without one."""
    return (due_on - today).days if due_on else None
