"""What is wrong with an installation, in sentences."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from typing_extensions import override

from lms.core import migrate
from lms.core.mail import ServerAway, outgoing
from lms.core.resources import Resources

FULL = 2  # SQLite's synchronous=FULL


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know; an error must be mended before people rely on the system."""

    is_error: bool
    sentence: str

    @override
    def __str__(self) -> str:
        return f"{'LỖI' if self.is_error else 'LƯU Ý'}: {self.sentence}"


def examine(resources: Resources) -> list[Finding]:
    """Return everything found, errors first."""
    found = [
        *_addresses(resources),
        *_keys(resources),
        *_database(resources),
        *_files(resources),
        *_mail(resources),
    ]
    return sorted(found, key=lambda finding: not finding.is_error)


def _addresses(resources: Resources) -> Iterator[Finding]:
    settings = resources.settings
    if not settings.https:
        yield Finding(
            is_error=False,
            sentence=f"PUBLIC_URL là {settings.public_url}: chỉ dùng được trên máy này; "
            "khi phục vụ thật phải là địa chỉ https.",
        )
    if not settings.support_phone:
        yield Finding(
            is_error=False,
            sentence="SUPPORT_PHONE chưa đặt: chân trang không có số điện thoại hỗ trợ.",
        )


def _keys(resources: Resources) -> Iterator[Finding]:
    for path in sorted((resources.settings.data_dir / "keys").glob("*.key")):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            yield Finding(
                is_error=True,
                sentence=f"{path} có quyền {mode:o}; hãy chạy: chmod 600 {path}",
            )


def _database(resources: Resources) -> Iterator[Finding]:
    try:
        with resources.database.reading() as session:
            if session.get_bind().dialect.name == "sqlite":
                durable = session.scalar(text("PRAGMA synchronous")) >= FULL
            else:
                durable = session.scalar(text("SHOW fsync")) == "on"
    except SQLAlchemyError as error:
        yield Finding(is_error=True, sentence=f"Không mở được cơ sở dữ liệu: {error}")
        return
    if not durable:
        yield Finding(
            is_error=True,
            sentence="Cơ sở dữ liệu không ghi chắc xuống đĩa (fsync): mất điện sẽ mất dữ liệu.",
        )
    if not migrate.is_current(resources.settings.database_url):
        yield Finding(
            is_error=True,
            sentence="Cơ sở dữ liệu chưa ở phiên bản mới nhất; hãy chạy: flask lms migrate",
        )


def _files(resources: Resources) -> Iterator[Finding]:
    try:
        resources.files.write("doctor/probe", b"probe")
        resources.files.delete("doctor/probe")
    except OSError as error:
        yield Finding(is_error=True, sentence=f"Không ghi được vào kho tệp: {error}")


def _mail(resources: Resources) -> Iterator[Finding]:
    """Look whether letters can leave; a folder is for trying out."""
    settings = resources.settings
    if settings.mail_url.startswith("file:") and settings.https:
        yield Finding(
            is_error=False,
            sentence="MAIL_URL là một thư mục: thư chỉ nằm thành tệp ở đó, không đến người nhận.",
        )
    elif not settings.mail_url.startswith("file:") and settings.mail_from.endswith("@localhost>"):
        yield Finding(
            is_error=True,
            sentence="MAIL_FROM chưa đặt: thư cần địa chỉ người gửi của cơ quan.",
        )
    try:
        with outgoing(settings.mail_url) as place:
            place.check()
    except ServerAway as failure:
        yield Finding(
            is_error=True, sentence=f"Chưa gửi được thư qua MAIL_URL (lý do: {failure.code})."
        )
