"""Lessons become safe, accessible blocks, the same in both languages."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from lms.content.desk import Desk
from lms.content.drawing import inline_drawing
from lms.content.problems import Place, Problems
from lms.content.render import read_body, sanitise
from lms.content.source import read_courses
from lms.programme.document import Block, Lesson
from tests.support.courses import VIDEO, replace_in, write_courses

HERE = Place("courses/x/hinh.vi.svg")


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    courses = read_courses(write_courses(tmp_path))
    return courses.programmes[0].modules[0].lessons[0]


def page(blocks: tuple[Block, ...]) -> BeautifulSoup:
    return BeautifulSoup("".join(block.html for block in blocks), "html5lib")


def render(text: str) -> str:
    desk = Desk(Path("/nowhere"), Problems())
    body = read_body(text, Place("courses/x.vi.md"), "vi", Path("/nowhere"), desk)
    return "".join(block.html for block in body.blocks)


def test_a_check_stands_between_stretches_of_text(lesson: Lesson) -> None:
    assert [block.kind for block in lesson.blocks["vi"]] == ["html", "check", "html", "html"]
    assert [block.kind for block in lesson.blocks["en"]] == ["html", "check", "html", "html"]


def test_a_check_is_one_question_in_both_languages(lesson: Lesson) -> None:
    (check,) = lesson.checks
    assert lesson.blocks["en"][1].question == check
    assert check.prompt == {"vi": "Chọn câu nào?", "en": "Which sentence?"}
    assert [option.correct for option in check.options] == [False, True]
    assert check.options[1].feedback == {"vi": "Đúng.", "en": "Right."}


def test_headings_have_stable_ids_and_no_h1(lesson: Lesson) -> None:
    html = page(lesson.blocks["vi"])
    assert [(h.name, h["id"]) for h in html.find_all(["h1", "h2", "h3"])] == [
        ("h2", "m-tang-mot"),
        ("h3", "m-nho-hon"),
        ("h2", "nguon"),
    ]
    assert render("## A\n\n## A").count('id="m-a-2"') == 1


def test_facts_become_numbered_references_to_a_list_of_sources(lesson: Lesson) -> None:
    html = page(lesson.blocks["vi"])
    assert [ref.get_text() for ref in html.select("sup.ref a")] == ["[1]", "[2]"]
    for ref in html.select("sup.ref a"):
        assert html.find(id=str(ref["href"]).removeprefix("#")) is not None
    sources = html.select("section.sources li")
    assert [item.get_text() for item in sources] == [
        "example.vn, 05/02/2026",
        "example.vn; example.vn",
    ]
    assert page(lesson.blocks["en"]).select_one("#nguon").get_text() == "Sources"  # type: ignore[union-attr]


def test_cells_bear_their_column_for_narrow_screens(lesson: Lesson) -> None:
    html = page(lesson.blocks["vi"])
    assert html.select_one("div.tw > table.tc") is not None
    assert [cell["data-l"] for cell in html.find_all("td")] == ["Nên", "Không nên"]
    assert [cell["scope"] for cell in html.find_all("th")] == ["col", "col"]
    assert [cell.get("class") for cell in html.find_all("td")] == [None, ["num"]]


def test_callouts_have_a_title_and_an_icon(lesson: Lesson) -> None:
    vi, en = (
        page(lesson.blocks[language]).select_one("div.note.warn") for language in ("vi", "en")
    )
    assert vi is not None
    assert en is not None
    assert vi.select_one(".note-title").get_text() == "Cẩn thận"  # type: ignore[union-attr]
    assert en.select_one(".note-title").get_text() == "Caution"  # type: ignore[union-attr]
    assert vi.select_one("svg.i[aria-hidden=true]") is not None


def test_a_drawing_stands_in_the_page_with_its_name_and_caption(lesson: Lesson) -> None:
    figure = page(lesson.blocks["vi"]).find("figure")
    assert figure is not None
    drawing = figure.find("svg")
    assert drawing is not None
    assert drawing["role"] == "img"
    assert drawing["aria-label"] == "Sơ đồ ba bước"
    assert figure.find("figcaption").get_text() == "Hình 1. Ba bước"  # type: ignore[union-attr]
    assert "1 & 2" in drawing.get_text()


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        '![x" onerror="alert(1)](media/a.png)',
        '::: note <img src=x onerror="alert(1)">\nx\n:::',
        '## <svg onload="alert(1)">',
        '| <x-insert n="0"></x-insert> |\n|---|\n| <b onclick="x">b</b> |',
        "`<script>`",
        "[F01]<script>",
    ],
)
def test_nothing_that_runs_gets_through(hostile: str) -> None:
    html = BeautifulSoup(render(hostile), "html5lib")
    assert not html.find_all(["script", "img", "iframe", "style", "object", "x-insert"])
    for element in html.select("*"):
        assert not [name for name in element.attrs if name.startswith("on") or name == "style"]
        assert not str(element.get("href", "#")).startswith(("javascript", "data"))


def test_the_sanitiser_keeps_only_its_list() -> None:
    assert sanitise('<p class="a" style="x" onclick="y">t<iframe></iframe></p>') == (
        '<p class="a">t</p>'
    )
    assert sanitise('<a href="javascript:x">t</a>') == "<a>t</a>"


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<foreignObject><body/></foreignObject>",
        '<image href="https://example.vn/x.png"/>',
        '<use href="#x"/>',
        '<rect onload="alert(1)" x="1"/>',
        '<a xlink:href="javascript:x" xmlns:xlink="http://www.w3.org/1999/xlink"><text>x</text></a>',
        '<rect style="fill:url(https://example.vn)"/>',
        '<animate attributeName="x"/>',
        '<set attributeName="onmouseover" to="alert(1)"/>',
        '<text aria-label="&quot; onclick=&quot;x">x</text>',
        "<style>*{fill:red}</style>",
    ],
)
def test_a_drawing_is_written_anew_without_what_is_not_allowed(inside: str) -> None:
    problems = Problems()
    text = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 10">{inside}</svg>'

    drawing = inline_drawing(text, HERE, problems, 'tên" onload="x')

    assert problems.found
    html = BeautifulSoup(drawing, "html5lib")
    (root,) = html.find_all("svg")
    assert root["aria-label"] == 'tên" onload="x'
    for element in root.select("*"):
        assert element.name in {"rect", "text"}
        assert not element.attrs or set(element.attrs) == {"x"}


def test_a_drawing_with_entities_does_not_grow() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 20 if n else "ha"}">' for n in range(10))
    problems = Problems()
    text = f'<!DOCTYPE svg [{entities}]><svg viewBox="0 0 400 10"><text>&e9;</text></svg>'

    assert len(inline_drawing(text, HERE, problems, "x")) < 10_000
    assert problems.found


def test_a_video_comes_with_captions_and_a_transcript(tmp_path: Path) -> None:
    root = write_courses(tmp_path)
    media = root / "thu/01-mot/media"
    (media / "1.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(20))
    (media / "1.vtt").write_text("WEBVTT\n", encoding="utf-8")
    for language in ("vi", "en"):
        path = root / f"thu/01-mot/01-bai.{language}.md"
        path.write_text(path.read_text(encoding="utf-8") + VIDEO, encoding="utf-8")

    courses = read_courses(root)

    assert [str(p) for p in courses.problems] == []
    block = courses.programmes[0].modules[0].lessons[0].blocks["vi"][3]
    assert block.kind == "video"
    assert block.recording is not None
    assert block.recording.transcript == "<p>Một &lt;b&gt;.</p><p>Hai.</p>"
    assert block.recording.captions is not None
    assert block.recording.captions.content_type == "text/vtt"
    assert courses.media[block.recording.source.digest].path == media / "1.mp4"


def test_a_video_needs_captions(tmp_path: Path) -> None:
    root = write_courses(tmp_path)
    path = root / "thu/01-mot/01-bai.vi.md"
    replace_in(path, "Hết.", VIDEO.replace("captions: media/1.vtt\n", ""))

    assert "“captions”" in " ".join(str(p) for p in read_courses(root).problems)
