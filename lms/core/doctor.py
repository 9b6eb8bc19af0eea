"""What is wrong with an installation, in sentences."""

import shutil
import socket
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from typing_extensions import override

from lms.core import migrate
from lms.core.clock import utc_now
from lms.core.jobs import Job, due_jobs
from lms.core.mail import ServerAway, outgoing
from lms.core.resources import Resources

FULL = 2  # SQLite's synchronous=FULL
LATE = timedelta(minutes=10)  # no job waits so long for a worker that is there
LEAST_FREE_BYTES = 2**30
QUEUE_SECONDS = 2.0
REDIS_PORT = 6379


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
        *_queue(resources),
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
    elif settings.trusted_proxies == 0:
        yield Finding(
            is_error=False,
            sentence="TRUSTED_PROXIES là 0: sau một proxy (nginx), mọi người bị coi là cùng một "
            "địa chỉ khi nhập sai mật khẩu; hãy đặt bằng số proxy đứng trước.",
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
        return
    yield from _work(resources)


def _work(resources: Resources) -> Iterator[Finding]:
    """Look whether background work is being done, and what was given up."""
    with resources.database.reading() as session:
        late = len(due_jobs(session, now=utc_now() - LATE))
        failed = session.scalar(select(func.count(Job.id)).where(Job.failed_at.is_not(None)))
    if late:
        yield Finding(
            is_error=True,
            sentence="Có việc nền chờ quá 10 phút; hãy xem chương trình nền có đang chạy không "
            "(flask lms worker, hoặc Celery khi dùng QUEUE_URL).",
        )
    if failed:
        yield Finding(
            is_error=False,
            sentence=f"{failed} việc nền đã thử nhiều lần mà không xong; lý do ở bảng core_job, "
            "cột error.",
        )


def _queue(resources: Resources) -> Iterator[Finding]:
    if not resources.settings.uses_redis:
        return
    parts = urlsplit(resources.settings.queue_url)
    try:
        if parts.scheme == "unix":
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(QUEUE_SECONDS)
                line.connect(parts.path)
        else:
            address = (parts.hostname or "localhost", parts.port or REDIS_PORT)
            socket.create_connection(address, timeout=QUEUE_SECONDS).close()
    except OSError as error:
        yield Finding(
            is_error=True,
            sentence=f"QUEUE_URL không trả lời ({error.strerror or error}): việc nền sẽ chậm.",
        )


def _files(resources: Resources) -> Iterator[Finding]:
    try:
        resources.files.write("doctor/probe", b"probe")
        resources.files.delete("doctor/probe")
    except OSError as error:
        yield Finding(is_error=True, sentence=f"Không ghi được vào kho tệp: {error}")
    if shutil.disk_usage(resources.settings.data_dir).free < LEAST_FREE_BYTES:
        yield Finding(
            is_error=False,
            sentence=f"Ổ đĩa của {resources.settings.data_dir} còn chưa đến 1 GB trống.",
        )


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
