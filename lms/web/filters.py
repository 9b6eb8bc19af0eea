"""How templates write dates, numbers and bilingual texts, in the reader's language."""

from datetime import date, datetime

from flask import Flask

from lms.core import text
from lms.core.clock import local_time
from lms.core.i18n import language, number, pick, raw_gettext, raw_ngettext, share

_MIB = 1024 * 1024


def day(value: date | datetime | None) -> str:
    """Write a day, or the local day of a moment, as 05/02/2026."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = local_time(value).date()
    return text.short_date(value)


def moment(value: datetime | None) -> str:
    """Write a moment as a wall clock in Việt Nam shows it: 14:32 05/02/2026."""
    if value is None:
        return ""
    local = local_time(value)
    return f"{local:%H:%M} {text.short_date(local.date())}"


def megabytes(size: int) -> str:
    """Write a size in bytes as "1,6 MB"."""
    tenths = max(size * 10 // _MIB, 1)
    return f"{tenths // 10}{',' if language() == 'vi' else '.'}{tenths % 10} MB"


def init_app(app: Flask) -> None:
    """Give the templates of `app` these filters and both languages."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        raw_gettext, raw_ngettext, newstyle=True
    )
    app.jinja_env.filters.update(
        day=day, moment=moment, number=number, megabytes=megabytes, pick=pick, msg=raw_gettext
    )
    app.jinja_env.globals["percent"] = share
