"""What other rooms may ask of the catalogue. `__all__` is the room's face."""

import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from lms.catalog.errors import CoursesBroken, UnknownProgramme
from lms.catalog.models import Media, ProgrammeTag, ProgrammeVersion, PublishedProgramme
from lms.content.service import Courses, canonical, digest, read_courses
from lms.core import audit
from lms.core.errors import NotFound
from lms.core.storage import FileStore
from lms.programme.document import (
    Block,
    Gap,
    Lesson,
    MediaFile,
    Module,
    Objective,
    Option,
    Pair,
    Programme,
    Question,
    QuestionType,
    Quiz,
    Recording,
    Step,
    Texts,
    programme_from,
)

__all__ = [
    "Block",
    "CoursesBroken",
    "Gap",
    "Lesson",
    "MediaFile",
    "Module",
    "Objective",
    "Option",
    "Pair",
    "Programme",
    "ProgrammeTag",
    "ProgrammeVersion",
    "Publication",
    "Question",
    "QuestionType",
    "Quiz",
    "Recording",
    "Step",
    "Texts",
    "UnknownProgramme",
    "current_programmes",
    "current_version",
    "document_of",
    "find_programme_by_code",
    "get_version",
    "media_key",
    "programme_document",
    "publish",
    "publish_programme",
    "stored_media",
    "version_digest",
    "version_tags",
]

KEPT_DOCUMENTS = 64
"""How many programme documents a process keeps at hand; the one read first leaves first."""

_documents: OrderedDict[str, Programme] = OrderedDict()
_digests: WeakKeyDictionary[Any, dict[int, str]] = WeakKeyDictionary()  # by database


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing did with one programme."""

    key: str
    code: str
    number: int  # of the version that is now current
    digest: str
    is_new: bool


def publish(
    session: Session,
    files: FileStore,
    *,
    courses_dir: Path,
    now: datetime,
    actor: UUID | None = None,
) -> Sequence[Publication]:
    """Make a new version of each programme whose document changed, or raise `CoursesBroken`.

    Nothing is published while any file has a mistake. Learners who started stay where they are.
    """
    courses = read_courses(courses_dir)
    if courses.problems:
        raise CoursesBroken(count=len(courses.problems), problems=courses.problems)
    _store_media(session, files, courses, now)
    return [
        publish_programme(session, programme=programme, now=now, actor=actor)
        for programme in courses.programmes
    ]


def publish_programme(
    session: Session, *, programme: Programme, now: datetime, actor: UUID | None = None
) -> Publication:
    """Make `programme` current; a document published before becomes current again as it was."""
    text = canonical(programme)
    address = digest(text)
    version = session.scalars(
        select(ProgrammeVersion).where(ProgrammeVersion.digest == address)
    ).one_or_none()
    is_new = version is None
    if version is None:
        version = _add_version(session, programme, text, now)
    if _point_to(session, version):
        audit.record(
            session,
            at=now,
            actor=actor,
            action="programme.published",
            subject=("programme_version", version.uuid),
            detail={"key": programme.key, "number": version.number, "digest": address},
        )
    return Publication(programme.key, programme.code, version.number, address, is_new)


def current_programmes(session: Session) -> Sequence[ProgrammeVersion]:
    """Return the version of each programme that new learners get, by code."""
    return session.scalars(_current().order_by(PublishedProgramme.code)).all()


def newest_versions() -> Select[str, int]:
    """Select (programme_key, version_id) of what new learners get."""
    return select(
        PublishedProgramme.key.label("programme_key"),
        PublishedProgramme.current_version_id.label("version_id"),
    )


def current_version(session: Session, key: str) -> ProgrammeVersion:
    """Return the version of programme `key` that new learners get or raise `UnknownProgramme`."""
    version = session.scalars(_current().where(PublishedProgramme.key == key)).one_or_none()
    if version is None:
        raise UnknownProgramme(key=key)
    return version


def find_programme_by_code(session: Session, code: str) -> ProgrammeVersion:
    """Return the current version of the programme with this printed code, in any case of letters.

    Raises `UnknownProgramme`.
    """
    by_code = _current().where(func.upper(PublishedProgramme.code) == code.strip().upper())
    version = session.scalars(by_code).one_or_none()
    if version is None:
        raise UnknownProgramme(code=code)
    return version


def get_version(session: Session, version_id: int) -> ProgrammeVersion:
    """Return the version with this id or raise `UnknownProgramme`."""
    version = session.get(ProgrammeVersion, version_id)
    if version is None:
        raise UnknownProgramme(id=version_id)
    return version


def programme_document(session: Session, version_id: int) -> Programme:
    """Return the programme of this version; no query once this process has read it."""
    return document_of(session, version_digest(session, version_id))


def version_digest(session: Session, version_id: int) -> str:
    """Return the digest of this version's document; no query once this process has asked."""
    known: dict[int, str] = _digests.setdefault(session.get_bind(), {})
    if version_id not in known:
        known[version_id] = get_version(session, version_id).digest
    return known[version_id]


def document_of(session: Session, address: str) -> Programme:
    """Return the programme whose document has this digest; no query once it has been read."""
    document = _documents.get(address)
    if document is None:
        wanted = select(ProgrammeVersion.document).where(ProgrammeVersion.digest == address)
        text = session.scalar(wanted)
        if text is None:
            raise UnknownProgramme(digest=address)
        document = _documents[address] = programme_from(json.loads(text))
        if len(_documents) > KEPT_DOCUMENTS:
            _documents.popitem(last=False)
    return document


def version_tags() -> Select[int, str, bool, str]:
    """Return rows (version_id, programme_key, in_depth, tag), one for each tag of each version."""
    return select(
        ProgrammeVersion.id.label("version_id"),
        ProgrammeVersion.programme_key,
        ProgrammeVersion.in_depth,
        ProgrammeTag.tag,
    ).join(ProgrammeTag, ProgrammeTag.version_id == ProgrammeVersion.id)


def stored_media(session: Session, address: str) -> Media:
    """Return what is known of the media file with this digest or raise `NotFound`."""
    media = session.get(Media, address)
    if media is None:
        raise NotFound
    return media


def media_key(address: str) -> str:
    """Return where the file with this digest lies in the file store."""
    return f"media/{address[:2]}/{address}"


def _current() -> Select[ProgrammeVersion]:
    joined = PublishedProgramme.current_version_id == ProgrammeVersion.id
    return select(ProgrammeVersion).join(PublishedProgramme, joined)


def _add_version(
    session: Session, programme: Programme, text: str, now: datetime
) -> ProgrammeVersion:
    last = select(func.max(ProgrammeVersion.number)).where(
        ProgrammeVersion.programme_key == programme.key
    )
    version = ProgrammeVersion(
        programme_key=programme.key,
        number=(session.scalar(last) or 0) + 1,
        digest=digest(text),
        code=programme.code,
        title_vi=programme.title["vi"],
        title_en=programme.title["en"],
        edition=programme.edition,
        in_depth=programme.in_depth,
        periods=programme.periods,
        tags=list(programme.tags),
        document=text,
        published_at=now,
    )
    session.add(version)
    session.flush()  # the tags and the pointer need its id
    session.add_all(ProgrammeTag(version_id=version.id, tag=tag) for tag in programme.tags)
    return version


def _point_to(session: Session, version: ProgrammeVersion) -> bool:
    """Make `version` its programme's current one; tell whether that changed anything."""
    pointer = session.scalars(
        select(PublishedProgramme).where(PublishedProgramme.key == version.programme_key)
    ).one_or_none()
    if pointer is None:
        pointer = PublishedProgramme(key=version.programme_key)
        session.add(pointer)
    elif pointer.current_version_id == version.id:
        return False
    pointer.code, pointer.current_version_id = version.code, version.id
    return True


def _store_media(session: Session, files: FileStore, courses: Courses, now: datetime) -> None:
    """Keep every media file that the programmes use and that is not kept yet."""
    for address, found in courses.media.items():
        if session.get(Media, address) is not None:
            continue
        content = found.path.read_bytes()
        if sha256(content).hexdigest() != address:
            raise NotFound
        files.write(media_key(address), content)
        session.add(
            Media(digest=address, content_type=found.content_type, size=len(content), stored_at=now)
        )
