"""Media go to anybody signed in, are kept by their browser, and to nobody else."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from lms.catalog.models import Media
from lms.catalog.service import publish
from lms.core.resources import Resources
from lms.people.service import Identity, Person, add_person
from tests.support.browser import Browser
from tests.support.courses import replace_in, write_courses

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture
def address(resources: Resources, tmp_path: Path) -> str:
    root = write_courses(tmp_path)
    (root / "thu/01-mot/media/anh.png").write_bytes(PNG)
    replace_in(root / "thu/01-mot/01-bai.vi.md", "Hết.", "![Ảnh chụp](media/anh.png)")
    with resources.database.transaction() as session:
        publish(session, resources.files, courses_dir=root, now=NOW)
        (media,) = session.scalars(select(Media)).all()
        return f"/hoc-lieu/{media.digest}/anh.png"


@pytest.fixture
def learner(resources: Resources) -> Person:
    identity = Identity(full_name="Trần Văn An", born_on=date(1990, 1, 2), staff_code="AN-1")
    with resources.database.transaction() as session:
        return add_person(session, resources.keys, identity=identity, actor=None, now=NOW)


def test_a_learner_gets_the_file_and_may_keep_it(
    browser: Browser, learner: Person, address: str
) -> None:
    browser.sign_in(learner)

    assert browser.download(address) == PNG

    assert browser.response is not None
    assert browser.response.mimetype == "image/png"
    assert "immutable" in browser.response.headers["Cache-Control"]
    assert "private" in browser.response.headers["Cache-Control"]


def test_strangers_are_asked_to_sign_in(browser: Browser, address: str) -> None:
    browser.get(address, status=302)


def test_what_was_never_published_is_not_found(browser: Browser, learner: Person) -> None:
    browser.sign_in(learner)
    browser.get(f"/hoc-lieu/{'0' * 64}/anh.png", status=404)
