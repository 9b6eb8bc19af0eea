"""Settings: read once from the environment, checked, then passed on as values.

The only module that reads the environment. Every setting has a default that suits one machine;
`flask lms doctor` says which of them do not suit production.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
LEAST_WEEKLY = 3  # one reminder of what is overdue, one report to officers, one of all else


class SettingsError(Exception):
    """A setting is malformed; the process must not start. The message names the setting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that differs between a laptop, the test run and a ministry's servers."""

    data_dir: Path
    database_url: str
    queue_url: str  # "local": the worker polls the job table; "redis://…": Celery
    files_url: str  # "file:/folder"
    public_url: str  # no slash at the end; every link sent or printed begins with it
    mail_url: str  # "file:/folder" or "smtp://user:password@host:port"
    mail_from: str
    mail_quiet: tuple[time, time]  # from, to: no message goes between these times of day
    mail_days_off: frozenset[date]  # nobody is reminded on them; public holidays are known
    mail_weekly: int  # at most so many messages to one person in seven days
    mail_per_minute: int
    attestation_months: int  # how long the period is for which HR confirms its list
    public_targets: frozenset[str]  # keys of the targets whose shares anyone may see
    minority_recorded: bool  # whether HR records who belongs to an ethnic minority
    secret_key: str | None  # None: made at first start and kept in data_dir/keys
    time_zone: ZoneInfo
    support_phone: str
    trusted_proxies: int  # how many proxies in front of us write X-Forwarded-For
    session_idle: timedelta
    session_idle_shared: timedelta  # on a computer that others use too
    session_absolute: timedelta

    @property
    def https(self) -> bool:
        """Whether people reach the product through TLS."""
        return self.public_url.startswith("https://")

    @property
    def uses_redis(self) -> bool:
        """Whether jobs are sent to Celery."""
        return self.queue_url.startswith(("redis://", "rediss://", "unix://"))

    @property
    def courses_dir(self) -> Path:
        """The folder with the content files, beside this module."""
        return Path(__file__).resolve().parent / "courses"


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Build `Settings` from `env` (default: the process's environment) or raise `SettingsError`."""
    source = os.environ if env is None else env  # noqa: TID251 - the one place
    data_dir = Path(source.get("DATA_DIR", "data")).resolve()
    return Settings(
        data_dir=data_dir,
        database_url=_database_url(source.get("DATABASE_URL") or f"sqlite:///{data_dir}/lantoa.db"),
        queue_url=source.get("QUEUE_URL") or "local",
        files_url=_files_url("FILES_URL", source.get("FILES_URL") or f"file:{data_dir}/files"),
        public_url=_public_url(source.get("PUBLIC_URL") or "http://127.0.0.1:8000"),
        mail_url=_mail_url(source.get("MAIL_URL") or f"file:{data_dir}/mail"),
        mail_from=source.get("MAIL_FROM") or "Lan Tỏa <khong-tra-loi@localhost>",
        mail_quiet=_quiet(source.get("MAIL_QUIET") or "21:00-07:00"),
        mail_days_off=_days(source.get("MAIL_DAYS_OFF", "")),
        mail_weekly=_at_least("MAIL_WEEKLY", source, LEAST_WEEKLY, default=LEAST_WEEKLY),
        mail_per_minute=_at_least("MAIL_PER_MINUTE", source, 1, default=600),
        attestation_months=_months(source),
        public_targets=frozenset(_words(source.get("PUBLIC_TARGETS", ""))),
        minority_recorded=_switch("MINORITY_RECORDED", source),
        secret_key=source.get("SECRET_KEY") or None,
        time_zone=_time_zone(source.get("TIME_ZONE") or "Asia/Ho_Chi_Minh"),
        support_phone=source.get("SUPPORT_PHONE") or "",
        trusted_proxies=_count("TRUSTED_PROXIES", source),
        session_idle=_minutes("SESSION_IDLE_MINUTES", source, 30),
        session_idle_shared=_minutes("SESSION_IDLE_SHARED_MINUTES", source, 15),
        session_absolute=_minutes("SESSION_ABSOLUTE_MINUTES", source, 12 * 60),
    )


def _database_url(value: str) -> str:
    """Return the address in SQLAlchemy's form; plain `postgresql://` means psycopg 3."""
    if value.startswith("postgresql://"):
        value = value.replace("postgresql://", "postgresql+psycopg://", 1)
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        msg = "DATABASE_URL must begin with sqlite:/// or postgresql://"
        raise SettingsError(msg)
    return value


def _files_url(name: str, value: str) -> str:
    if not value.startswith("file:"):
        msg = f"{name} must begin with file:"
        raise SettingsError(msg)
    return value


def _mail_url(value: str) -> str:
    parts = urlsplit(value)
    try:
        is_server = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_server = False
    if parts.scheme != "file" and not is_server:
        msg = "MAIL_URL must begin with file:, smtp://host or smtps://host"
        raise SettingsError(msg)
    return value


def _quiet(value: str) -> tuple[time, time]:
    try:
        begin, end = (time.fromisoformat(part.strip()) for part in value.split("-"))
    except ValueError as error:
        msg = "MAIL_QUIET must be two times of day, such as 21:00-07:00"
        raise SettingsError(msg) from error
    return begin, end


def _days(value: str) -> frozenset[date]:
    try:
        return frozenset(date.fromisoformat(part.strip()) for part in value.split(",") if part)
    except ValueError as error:
        msg = "MAIL_DAYS_OFF must be days such as 2027-02-12, with commas between"
        raise SettingsError(msg) from error


def _words(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _at_least(name: str, source: Mapping[str, str], least: int, *, default: int) -> int:
    text = source.get(name) or str(default)
    if not text.isdigit() or int(text) < least:
        msg = f"{name} must be a whole number, {least} or more"
        raise SettingsError(msg)
    return int(text)


def _months(source: Mapping[str, str]) -> int:
    text = source.get("ATTESTATION_MONTHS") or "3"
    if text not in ("1", "3", "6", "12"):
        msg = "ATTESTATION_MONTHS must be 1, 3, 6 or 12"
        raise SettingsError(msg)
    return int(text)


def _public_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        msg = "PUBLIC_URL must be an http or https address"
        raise SettingsError(msg)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        msg = "PUBLIC_URL must be https unless the host is this machine"
        raise SettingsError(msg)
    return value.rstrip("/")


def _time_zone(value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        msg = f"TIME_ZONE is unknown: {value}"
        raise SettingsError(msg) from error


def _count(name: str, source: Mapping[str, str]) -> int:
    text = source.get(name) or "0"
    if not text.isdigit():
        msg = f"{name} must be a whole number, 0 or more"
        raise SettingsError(msg)
    return int(text)


def _switch(name: str, source: Mapping[str, str]) -> bool:
    text = source.get(name) or "off"
    if text not in ("on", "off"):
        msg = f"{name} must be on or off"
        raise SettingsError(msg)
    return text == "on"


def _minutes(name: str, source: Mapping[str, str], default: int) -> timedelta:
    text = source.get(name) or str(default)
    if not text.isdigit() or int(text) < 1:
        msg = f"{name} must be a whole number of minutes, 1 or more"
        raise SettingsError(msg)
    return timedelta(minutes=int(text))
