"""Every mistake in content files is found, at its line, with its cure."""

import unicodedata
from pathlib import Path

import pytest

from lms.content import complaints as c
from lms.content.problems import Complaint
from lms.content.source import read_courses
from lms.core.i18n import in_language
from tests.support.courses import LESSON_VI, SVG, replace_in, write_courses

PROGRAMME_FILE = "thu/programme.yaml"
MODULE_FILE = "thu/01-mot/module.yaml"
QUIZ_FILE = "thu/01-mot/quiz.yaml"
VI = "thu/01-mot/01-bai.vi.md"
EN = "thu/01-mot/01-bai.en.md"
DRAWING = "thu/01-mot/media/so-do.vi.svg"

# file, what is replaced, by what, the complaint, its line
BROKEN: list[tuple[str, str, str, Complaint, int]] = [
    (PROGRAMME_FILE, "form: online", "form: online\nprice: 5", c.UNKNOWN_KEY, 9),
    (PROGRAMME_FILE, "code: THU\n", "", c.MISSING_KEY, 1),
    (PROGRAMME_FILE, ', en: "Testers"', "", c.MISSING_LANGUAGE, 5),
    (PROGRAMME_FILE, '"Testers"', '""', c.NOT_TEXT, 5),
    (PROGRAMME_FILE, '"Testers"', '"<b>Testers</b>"', c.NOT_PLAIN, 5),
    (PROGRAMME_FILE, '"Testers"}', '"Testers", fr: "T"}', c.UNKNOWN_KEY, 5),
    (PROGRAMME_FILE, "key: thu", "key: khac", c.KEY_IS_FOLDER, 1),
    (PROGRAMME_FILE, "key: thu", "key: Thử", c.BAD_NAME, 1),
    (PROGRAMME_FILE, " – phần 1", "", c.EDITION_TITLE, 3),
    (PROGRAMME_FILE, "in_depth: false", "in_depth: true", c.NOT_A_CHOICE, 10),
    (PROGRAMME_FILE, "in_depth: false", "in_depth: no", c.NOT_A_FLAG, 10),
    (PROGRAMME_FILE, "[communication]", "[everybody]", c.NOT_A_CHOICE, 9),
    (PROGRAMME_FILE, "[communication]", "communication", c.NOT_A_LIST, 9),
    (PROGRAMME_FILE, "[communication]", "[]", c.WRONG_COUNT, 9),
    (PROGRAMME_FILE, "content_code: 5", "content_code: 6", c.NOT_A_NUMBER, 7),
    (PROGRAMME_FILE, "[01-mot]", "[01-mot, 02-hai]", c.MISSING_FILE, 11),
    (PROGRAMME_FILE, "[01-mot]", "[01-mot, ../thu]", c.BAD_NAME, 11),
    (PROGRAMME_FILE, "form: online", "form: online\nform: online", c.DUPLICATE_KEY, 9),
    (PROGRAMME_FILE, "form: online", "form: [online", c.BAD_YAML, 9),
    (PROGRAMME_FILE, "form: online", "form: !x online", c.YAML_EXTRA, 8),
    (PROGRAMME_FILE, "quizzes: all", "quizzes: some", c.NOT_A_CHOICE, 12),
    (MODULE_FILE, "{key: t1-1, vi", "t1", c.BAD_YAML, 7),
    (MODULE_FILE, "  - {key: t1-1", "  - [a]\n  - {key: t1-1", c.NOT_A_MAPPING, 7),
    (MODULE_FILE, "7/10", "0.7", c.BAD_FRACTION, 9),
    (MODULE_FILE, "7/10", "11/10", c.BAD_FRACTION, 9),
    (MODULE_FILE, "draw: 6", "draw: 7", c.DRAWS_TOO_MANY, 9),
    (MODULE_FILE, "tags: [dcs]", "tags: [dsc]", c.NOT_A_CHOICE, 5),
    (MODULE_FILE, "lessons: [01-bai]", "lessons: [02-bai]", c.MISSING_FILE, 1),
    (MODULE_FILE, "quiz: {draw: 6, pass_mark: 7/10, attempts: 3}", "", c.UNLISTED, 1),
    (
        MODULE_FILE,
        "lessons:",
        '  - {key: t1-2, vi: "Làm hai", en: "Do two"}\nlessons:',
        c.UNTESTED_OBJECTIVE,
        1,
    ),
    (QUIZ_FILE, "objective: t1-1", "objective: t1-9", c.NOT_A_CHOICE, 4),
    (QUIZ_FILE, "lesson: 01-bai", "lesson: 09-bai", c.NOT_A_CHOICE, 5),
    (QUIZ_FILE, "type: single", "type: essay", c.NOT_A_CHOICE, 3),
    (QUIZ_FILE, "key: q2", "key: q1", c.DUPLICATE_KEY, 11),
    (QUIZ_FILE, "{key: a, correct: true", "{key: a", c.ONE_CORRECT, 7),
    (QUIZ_FILE, "{key: b, text", "{key: b, correct: true, text", c.ONE_CORRECT, 7),
    (QUIZ_FILE, "{key: b, correct: true", "{key: b", c.SOME_CORRECT, 16),
    (QUIZ_FILE, "{key: b, text", "{key: a, text", c.DUPLICATE_KEY, 7),
    (QUIZ_FILE, '{vi: "B", en: "B"}', '{vi: "A", en: "B"}', c.SAME_TEXT, 7),
    (QUIZ_FILE, "answer: true", "answer: yes", c.NOT_A_FLAG, 25),
    (QUIZ_FILE, "{vi: R4, en: R4}", "{vi: R3, en: R4}", c.SAME_TEXT, 33),
    (QUIZ_FILE, "và [[g2]]", "và", c.GAP_PLACES, 53),
    (QUIZ_FILE, "Chọn một?", "Chọn [[g1]]?", c.GAP_PLACES, 6),
    (QUIZ_FILE, "        accept: {vi: [số liệu, con số], en: [figure]}\n", "", c.GAP_KIND, 60),
    (QUIZ_FILE, "Chọn một?", "Chọn một [F01]?", c.NOT_PLAIN, 6),
    (VI, "---\ntitle", "title", c.NO_FRONT_MATTER, 1),
    (VI, "minutes: 12", "minutes: 0", c.NOT_A_NUMBER, 3),
    (VI, "objectives: [t1-1]", "objectives: [t1-7]", c.NOT_A_CHOICE, 5),
    (EN, "minutes: 12", "minutes: 13", c.LANGUAGES_DIFFER, 1),
    (VI, "## Tầng một", "# Tầng một", c.HEADING_ONE, 9),
    (VI, "## Tầng một", "#### Tầng một", c.HEADING_ORDER, 9),
    (VI, "## Tầng một", "### Tầng một", c.HEADING_ORDER, 9),
    (VI, "https://example.vn", "http://example.vn", c.BAD_LINK, 7),
    (VI, "https://example.vn", "javascript:alert(1)", c.BAD_LINK, 7),
    (VI, "Hết.", "Hết.\n<script>alert(1)</script>", c.RAW_HTML, 33),
    (VI, "Hết.", "Hết `mã`.", c.NOT_ALLOWED, 32),
    (VI, "Hết.", "Hết.\n\n---", c.NOT_ALLOWED, 34),
    (VI, "::: warning Cẩn thận", "::: danger", c.UNKNOWN_CALLOUT, 15),
    (VI, "Xem lại.\n:::", "Xem lại.", c.OPEN_CALLOUT, 15),
    (VI, "```check", "```quiz", c.UNKNOWN_FENCE, 23),
    (VI, "Hết.", "- a\n\n  ```check\n  id: k2\n  ```", c.UNKNOWN_FENCE, 34),
    (VI, "[F01]", "[F99]", c.UNKNOWN_FACT, 7),
    (VI, "[F01]", "[F03]", c.WEAK_FACT, 7),
    (VI, "[F01]", "[F01, F02]", c.MALFORMED_FACT, 7),
    (EN, " [F02]", "", c.FACTS_DIFFER, 1),
    (EN, "id: k1", "id: k2", c.CHECKS_DIFFER, 1),
    (EN, "{key: b, text", "{key: c, text", c.CHECKS_DIFFER, 24),
    (VI, ', feedback: "Chưa."', "", c.MISSING_KEY, 28),
    (VI, "correct: true", "correct: false", c.ONE_CORRECT, 27),
    (VI, "Hết.", "Hết ![x](media/so-do.vi.svg) nhé.", c.IMAGE_ALONE, 32),
    (VI, "![Sơ đồ ba bước]", "![]", c.NO_ALT, 19),
    (VI, "media/so-do.vi.svg", "media/khong-co.svg", c.MISSING_MEDIA, 19),
    (VI, "media/so-do.vi.svg", "media/../module.yaml", c.MISSING_MEDIA, 19),
    (VI, "Hết.", "![Lại](media/so-do.vi.svg)", c.DUPLICATE_KEY, 32),
    (DRAWING, "</svg>", "", c.BAD_SVG, 9),
    (DRAWING, "<rect", "<script>x</script><rect", c.UNSAFE_SVG, 4),
    (DRAWING, "<rect", "<foreignObject/><rect", c.UNSAFE_SVG, 4),
    (DRAWING, "<rect", '<a href="https://example.vn"/><rect', c.UNSAFE_SVG, 4),
    (DRAWING, "<rect", "<style>*{}</style><rect", c.UNSAFE_SVG, 4),
    (DRAWING, "<rect", '<rect onclick="x()"', c.UNSAFE_SVG, 4),
    (DRAWING, "<rect", '<rect style="x"', c.UNSAFE_SVG, 4),
    (DRAWING, "<rect", '<rect fill="red"', c.UNSAFE_SVG, 4),
    (DRAWING, 'class="d-box"', 'class="d-box big"', c.UNSAFE_SVG, 4),
    (DRAWING, 'rx="6"', 'transform="scale(2)"', c.UNSAFE_SVG, 4),
    (DRAWING, "url(#so-do-mui)", "url(https://example.vn/x)", c.UNSAFE_SVG, 7),
    (DRAWING, "url(#so-do-mui)", "url(#khac)", c.SVG_ID, 7),
    (DRAWING, 'id="so-do-mui"', 'id="mui"', c.SVG_ID, 2),
    (DRAWING, 'font-size="15"', 'font-size="13"', c.SVG_SMALL_TEXT, 5),
    (DRAWING, "0 0 400 120", "0 0 500 120", c.SVG_SIZE, 1),
    (DRAWING, "viewBox=", 'width="400" viewBox=', c.SVG_SIZE, 1),
    (DRAWING, "<svg", "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg", c.UNSAFE_SVG, 1),
    ("facts.csv", "F02,Another", "F01,Another", c.BAD_FACTS, 3),
]


@pytest.mark.parametrize(
    "broken",
    BROKEN,
    ids=[f"{row[0].rpartition('/')[2]}:{row[4]}:{row[2][:20]!r}" for row in BROKEN],
)
def test_each_mistake_is_named_with_its_line_and_cure(
    tmp_path: Path, broken: tuple[str, str, str, Complaint, int]
) -> None:
    file, old, new, complaint, line = broken
    root = write_courses(tmp_path)
    replace_in(root / file, old, new)

    problems = [p for p in read_courses(root).problems if p.complaint == complaint]

    assert problems, [str(p) for p in read_courses(root).problems]
    if complaint in (c.MISSING_FILE, c.UNLISTED, c.UNTESTED_OBJECTIVE):
        assert line in [p.line for p in problems]
    else:
        assert (f"courses/{file}", line) in [p.place for p in problems]
    for problem in problems:
        with in_language("en"):
            cause, cure = problem.cause, problem.cure
        assert cause != problem.cause
        assert cure != problem.cure


def test_a_folder_without_mistakes_has_no_problems(tmp_path: Path) -> None:
    assert [str(p) for p in read_courses(write_courses(tmp_path)).problems] == []


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    root = write_courses(tmp_path)
    replace_in(root / PROGRAMME_FILE, "code: THU\n", "")
    replace_in(root / QUIZ_FILE, "type: single", "type: essay")
    replace_in(root / VI, "[F01]", "[F99]")

    found = read_courses(root).problems

    assert {c.MISSING_KEY, c.NOT_A_CHOICE, c.UNKNOWN_FACT} <= {p.complaint for p in found}
    assert list(found) == sorted(found, key=lambda p: p.place)


def test_decomposed_letters_and_hidden_characters_are_refused(tmp_path: Path) -> None:
    root = write_courses(tmp_path)
    replace_in(root / VI, "Cẩn thận", unicodedata.normalize("NFD", "Cẩn thận"))
    replace_in(root / MODULE_FILE, "Học phần", "Học\u200b phần")

    places = [p.place for p in read_courses(root).problems if p.complaint == c.NOT_NFC]

    assert places == [(f"courses/{VI}", 15), (f"courses/{MODULE_FILE}", 3)]


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    root = write_courses(tmp_path)
    (root / VI).write_bytes(LESSON_VI.encode("utf-16"))

    assert c.NOT_UTF8 in [p.complaint for p in read_courses(root).problems]


@pytest.mark.parametrize("name", ["thu/02-la", "thu/01-mot/09-la.vi.md", "la.txt"])
def test_what_no_list_mentions_is_refused(tmp_path: Path, name: str) -> None:
    root = write_courses(tmp_path)
    path = root / name
    if path.suffix:
        path.write_text("x", encoding="utf-8")
    else:
        path.mkdir()

    found = [p for p in read_courses(root).problems if p.complaint == c.UNLISTED]

    assert [p.file for p in found] == [f"courses/{name}"]


def test_keys_and_codes_are_unique_in_the_whole_folder(tmp_path: Path) -> None:
    root = write_courses(tmp_path)
    (root / "thu").rename(root / "thu-cu")
    write_courses(tmp_path)
    replace_in(root / "thu-cu/programme.yaml", "key: thu", "key: thu-cu")

    taken = [p.params["value"] for p in read_courses(root).problems if p.complaint == c.TAKEN]

    assert sorted(map(str, taken)) == ["THU", "t1"]


def test_pictures_must_be_what_their_name_says(tmp_path: Path) -> None:
    root = write_courses(tmp_path)
    media = root / "thu/01-mot/media"
    (media / "anh.png").write_text(SVG, encoding="utf-8")
    (media / "anh.jpg").write_bytes(b"\xff\xd8\xff" + bytes(600_000))
    replace_in(root / VI, "Hết.", "![Ảnh](media/anh.png)\n\n![Ảnh](media/anh.jpg)")

    found = {p.complaint: p.line for p in read_courses(root).problems}

    assert found == {c.WRONG_MEDIA: 32, c.BIG_MEDIA: 34}


def test_a_missing_folder_and_missing_facts_are_told(tmp_path: Path) -> None:
    assert [p.complaint for p in read_courses(tmp_path / "courses").problems] == [c.MISSING_FILE]
