"""Publishing makes immutable versions, only when something changed and nothing is wrong."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from lms.catalog.models import Media
from lms.catalog.service import (
    CoursesBroken,
    ProgrammeVersion,
    UnknownProgramme,
    current_programmes,
    current_version,
    document_of,
    find_programme_by_code,
    get_version,
    media_key,
    programme_document,
    publish,
    stored_media,
    version_digest,
    version_tags,
)
from lms.core.audit import AuditEvent
from lms.core.errors import NotFound
from lms.core.storage import Folder
from tests.support.courses import replace_in, write_courses

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
LESSON = "thu/01-mot/01-bai.vi.md"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_courses(tmp_path)


@pytest.fixture
def files(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "files")


def count_versions(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(ProgrammeVersion)) or 0


def test_publishing_makes_version_one(session: Session, files: Folder, root: Path) -> None:
    (result,) = publish(session, files, courses_dir=root, now=NOW)

    assert (result.code, result.number, result.is_new) == ("THU", 1, True)
    version = current_version(session, "thu")
    assert version.digest == result.digest
    assert version.title == {"vi": "Chương trình thử – phần 1", "en": "Trial programme – part 1"}
    assert (version.periods, version.edition, version.in_depth) == (4, 1, False)
    assert version.tags == ["dcs"]


def test_publishing_again_makes_nothing_new(session: Session, files: Folder, root: Path) -> None:
    first = publish(session, files, courses_dir=root, now=NOW)
    second = publish(session, files, courses_dir=root, now=NOW)

    assert [result.is_new for result in second] == [False]
    assert second[0].digest == first[0].digest
    assert count_versions(session) == 1
    assert session.scalar(select(func.count()).select_from(AuditEvent)) == 1


def test_a_changed_comma_makes_a_new_version(session: Session, files: Folder, root: Path) -> None:
    publish(session, files, courses_dir=root, now=NOW)
    first = current_version(session, "thu")
    replace_in(root / LESSON, "Hết.", "Hết,")

    (result,) = publish(session, files, courses_dir=root, now=NOW)

    assert (result.number, result.is_new) == (2, True)
    assert current_version(session, "thu").number == 2
    assert (
        "Hết." in programme_document(session, first.id).modules[0].lessons[0].blocks["vi"][2].html
    )


def test_going_back_points_to_the_version_there_was(
    session: Session, files: Folder, root: Path
) -> None:
    publish(session, files, courses_dir=root, now=NOW)
    replace_in(root / LESSON, "Hết.", "Hết,")
    publish(session, files, courses_dir=root, now=NOW)
    replace_in(root / LESSON, "Hết,", "Hết.")

    (result,) = publish(session, files, courses_dir=root, now=NOW)

    assert (result.number, result.is_new) == (1, False)
    assert count_versions(session) == 2
    actions = session.scalars(select(AuditEvent.action)).all()
    assert actions == ["programme.published"] * 3


def test_nothing_is_published_while_anything_is_wrong(
    session: Session, files: Folder, root: Path
) -> None:
    replace_in(root / LESSON, "[F01]", "[F99]")

    with pytest.raises(CoursesBroken) as refused:
        publish(session, files, courses_dir=root, now=NOW)

    assert "2" in refused.value.sentence()
    assert count_versions(session) == 0


def test_a_document_is_read_from_the_database_once(
    session: Session, files: Folder, root: Path
) -> None:
    publish(session, files, courses_dir=root, now=NOW)
    version = current_version(session, "thu")
    document = programme_document(session, version.id)
    session.expunge_all()
    statements: list[str] = []

    def note(*args: object) -> None:
        statements.append(str(args[2]))

    bind = session.connection()
    event.listen(bind, "before_cursor_execute", note)
    assert programme_document(session, version.id) is document
    assert document_of(session, version.digest) is document
    assert version_digest(session, version.id) == version.digest
    event.remove(bind, "before_cursor_execute", note)

    assert statements == []
    assert document.modules[0].quiz is not None


def test_a_programme_is_found_by_its_code(session: Session, files: Folder, root: Path) -> None:
    publish(session, files, courses_dir=root, now=NOW)

    assert find_programme_by_code(session, " thu ").programme_key == "thu"
    assert [version.code for version in current_programmes(session)] == ["THU"]


def test_unknown_programmes_are_not_found(session: Session) -> None:
    with pytest.raises(UnknownProgramme):
        find_programme_by_code(session, "KHAC")
    with pytest.raises(UnknownProgramme):
        current_version(session, "khac")
    with pytest.raises(UnknownProgramme):
        get_version(session, 999_999)
    with pytest.raises(UnknownProgramme):
        document_of(session, "0" * 64)
    with pytest.raises(NotFound):
        stored_media(session, "0" * 64)


def test_tags_can_be_asked_for_in_sql(session: Session, files: Folder, root: Path) -> None:
    publish(session, files, courses_dir=root, now=NOW)
    version = current_version(session, "thu")

    assert [tuple(row) for row in session.execute(version_tags())] == [
        (version.id, "thu", False, "dcs")
    ]


def test_media_are_kept_by_their_digest(session: Session, files: Folder, root: Path) -> None:
    (root / "thu/01-mot/media/anh.png").write_bytes(PNG)
    replace_in(root / LESSON, "Hết.", "![Ảnh chụp](media/anh.png)")
    publish(session, files, courses_dir=root, now=NOW)
    publish(session, files, courses_dir=root, now=NOW)

    (media,) = session.scalars(select(Media)).all()

    assert (media.content_type, media.size) == ("image/png", 28)
    assert files.read(media_key(media.digest)) == PNG
    assert stored_media(session, media.digest) is media
    html = programme_document(session, current_version(session, "thu").id)
    block = html.modules[0].lessons[0].blocks["vi"][2].html
    assert f'<img src="/hoc-lieu/{media.digest}/anh.png" alt="Ảnh chụp"' in block
