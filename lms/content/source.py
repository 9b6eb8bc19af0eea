"""The folder `courses/`, read strictly: programmes as documents, and every mistake at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lms.content import complaints as c
from lms.content.desk import Desk, Found
from lms.content.facts import read_facts
from lms.content.fields import NAME, Fields
from lms.content.lessons import read_lesson
from lms.content.modules import read_modules
from lms.content.problems import Place, Problem, Problems
from lms.content.questions import QuestionReader
from lms.content.tree import parse_yaml
from lms.people.service import WorkingGroup
from lms.programme.document import Completion, Lesson, Module, Objective, Programme, Question, Quiz

TAGS = ("dcs", "st", "briefing")
FORMS = ("online",)
_OWN_FILES = frozenset({"README.md", "facts.csv", "targets.yaml"})
_ENDINGS = {"vi": "– phần %d", "en": "– part %d"}


@dataclass(frozen=True, slots=True)
class Courses:
    """What `courses/` holds; `programmes` are to be used only if there are no problems."""

    programmes: tuple[Programme, ...]
    problems: tuple[Problem, ...]
    media: Mapping[str, Found]  # by SHA-256


def read_courses(root: Path) -> Courses:
    """Read everything below `root`."""
    reader = _Reader(Desk(root.resolve(), Problems()))
    programmes = reader.read()
    desk = reader.desk
    return Courses(programmes, desk.problems.in_order(), desk.media)


@dataclass(slots=True)
class _Reader:
    """One reading; remembers which keys and codes are taken, and where."""

    desk: Desk
    taken: dict[tuple[str, str], Place] = field(default_factory=dict)

    def read(self) -> tuple[Programme, ...]:
        root, desk = self.desk.root, self.desk
        text = desk.read(root / "facts.csv")
        if text is not None:
            desk.facts = read_facts(text, desk.place(root / "facts.csv"), desk.problems)
        entries = _visible(root)
        for path in entries:
            if path.is_file() and path.name not in _OWN_FILES:
                desk.problems.add(desk.place(path), c.UNLISTED, name=path.name, list="courses")
        return tuple(self._programme(path) for path in entries if path.is_dir())

    def _fields(self, path: Path) -> Fields:
        text = self.desk.read(path)
        start = self.desk.place(path)
        node = parse_yaml(text, start, self.desk.problems) if text is not None else None
        return Fields(node, self.desk.problems)

    def _claim(self, fields: Fields, key: str, kind: str, value: str) -> None:
        """Complain if `value` was used before as the same kind of key or code."""
        node = fields.node(key, needed=False)
        if not value or node is None:
            return
        earlier = self.taken.setdefault((kind, value), node.place)
        if earlier != node.place:
            other = f"{earlier.file}:{earlier.line}"
            fields.complain(c.TAKEN, key, value=value, other=other)

    def _programme(self, folder: Path) -> Programme:
        fields = self._fields(folder / "programme.yaml")
        key, code = fields.name("key"), fields.text("code")
        if key and key != folder.name:
            fields.complain(c.KEY_IS_FOLDER, "key", key=key, folder=folder.name)
        self._claim(fields, "code", "programme code", code.upper())
        title = fields.texts("title")
        edition = fields.number("edition", 1, 99, needed=False) or None
        in_depth = fields.flag("in_depth")
        if edition:
            _check_edition(fields, title, edition, in_depth=in_depth)
        audience, summary = fields.texts("audience"), fields.texts("summary")
        content_code, form = fields.number("content_code", 1, 5), fields.choice("form", FORMS)
        made_for = tuple(name for name, _ in fields.words("made_for", tuple(WorkingGroup)))
        completion = _completion(fields)
        modules = self._modules(fields, folder, key)
        fields.done()
        return Programme(
            key=key,
            code=code,
            title=title,
            edition=edition,
            audience=audience,
            summary=summary,
            content_code=content_code,
            form=form,
            made_for=made_for,
            in_depth=in_depth,
            periods=sum(module.periods for module in modules),
            tags=tuple(sorted({tag for module in modules for tag in module.tags})),
            completion=completion,
            modules=modules,
        )

    def _modules(self, fields: Fields, folder: Path, programme: str) -> tuple[Module, ...]:
        problems = self.desk.problems
        listed = read_modules(fields.items("modules"), folder, problems)
        own = {path.name for path, _ in listed if path.parent == folder}
        for path in _visible(folder):
            if path.name not in {*own, "programme.yaml"}:
                place = self.desk.place(path)
                problems.add(place, c.UNLISTED, name=path.name, list="modules")
        modules = []
        for path, place in listed:
            if not path.is_dir():
                problems.add(place, c.MISSING_FILE, name=path.name)
                continue
            modules.append(self._module(path, programme))
        return tuple(modules)

    def _module(self, folder: Path, programme: str) -> Module:
        fields = self._fields(folder / "module.yaml")
        key, code = fields.name("key"), fields.text("code")
        self._claim(fields, "key", "module key", key)
        self._claim(fields, "code", f"module code in {programme}", code)
        title, periods = fields.texts("title"), fields.number("periods", 1, 200)
        tags = tuple(name for name, _ in fields.words("tags", TAGS, low=0))
        objectives = _objectives(fields)
        known = tuple(objective.key for objective in objectives)
        stems = dict(fields.words("lessons"))
        lessons = self._lessons(folder, key, stems, known)
        quiz = self._quiz(fields, folder, key, known, tuple(stems))
        counts_as = fields.text("counts_as", needed=False) or None
        fields.done()
        return Module(key, code, title, periods, tags, objectives, lessons, quiz, counts_as)

    def _lessons(
        self, folder: Path, key: str, stems: Mapping[str, Place], known: tuple[str, ...]
    ) -> tuple[Lesson, ...]:
        expected = {f"{stem}.{language}.md" for stem in stems for language in ("vi", "en")}
        for path in _visible(folder):
            if path.name not in expected | {"module.yaml", "quiz.yaml", "media"}:
                place = self.desk.place(path)
                self.desk.problems.add(place, c.UNLISTED, name=path.name, list="lessons")
        good = [stem for stem in stems if NAME.fullmatch(stem)]
        for stem in stems.keys() - set(good):
            self.desk.problems.add(stems[stem], c.BAD_NAME, value=stem)
        return tuple(read_lesson(folder, key, stem, known, self.desk) for stem in good)

    def _quiz(
        self,
        module: Fields,
        folder: Path,
        key: str,
        objectives: tuple[str, ...],
        lessons: tuple[str, ...],
    ) -> Quiz | None:
        path = folder / "quiz.yaml"
        rule = module.child("quiz", needed=False)
        if rule is None:
            if path.exists():
                place = self.desk.place(path)
                self.desk.problems.add(place, c.UNLISTED, name=path.name, list="quiz")
            return None
        draw, attempts = rule.number("draw", 1, 100), rule.number("attempts", 1, 20)
        pass_mark = rule.fraction("pass_mark")
        limit = rule.number("time_limit_minutes", 1, 600, needed=False) or None
        rule.done()
        fields = self._fields(path)
        questions = _questions(fields, key, objectives, lessons)
        if questions and draw > len(questions):
            rule.complain(c.DRAWS_TOO_MANY, "draw", draw=draw, count=len(questions))
        return Quiz(key, draw, pass_mark, attempts, limit, questions)


def _visible(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _check_edition(
    fields: Fields, title: Mapping[str, str], edition: int, *, in_depth: bool
) -> None:
    for language, ending in _ENDINGS.items():
        if title[language] and not re.search(re.escape(ending % edition) + "$", title[language]):
            fields.complain(c.EDITION_TITLE, "title", ending=ending % edition)
    if in_depth:
        fields.complain(c.NOT_A_CHOICE, "in_depth", value="true", known="false")


def _completion(fields: Fields) -> Completion:
    rule = fields.child("completion")
    if rule is None:
        return Completion()
    lessons, quizzes = rule.choice("lessons", ("required",)), rule.choice("quizzes", ("all",))
    rule.done()
    return Completion(lessons, quizzes)


def _objectives(fields: Fields) -> tuple[Objective, ...]:
    objectives: dict[str, Objective] = {}
    for entry in fields.children("objectives", 1, 20):
        key = entry.name("key")
        if key in objectives:
            entry.complain(c.DUPLICATE_KEY, "key", key=key)
        texts = {language: entry.text(language) for language in ("vi", "en")}
        objectives[key] = Objective(key, texts)
    return tuple(objectives.values())


def _questions(
    fields: Fields, module: str, objectives: tuple[str, ...], lessons: tuple[str, ...]
) -> tuple[Question, ...]:
    """Read the bank; every objective of the module must be tested by some question."""
    reader, questions = QuestionReader(), dict[str, Question]()
    for entry in fields.children("questions", 1, 200):
        objective, lesson = entry.choice("objective", objectives), entry.choice("lesson", lessons)
        question = reader.read(entry, "key", objective=objective, lesson=f"{module}/{lesson}")
        if question.key in questions:
            entry.complain(c.DUPLICATE_KEY, "key", key=question.key)
        questions[question.key] = question
    fields.done()
    if questions:
        tested = {question.objective for question in questions.values()}
        for objective in objectives:
            if objective not in tested:
                fields.complain(c.UNTESTED_OBJECTIVE, "questions", key=objective)
    return tuple(questions.values())
