"""The one source of time. Services take `now` or `today` as an argument; edges call these once."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def utc_now() -> datetime:
    """Return the current instant, timezone-aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place


def local_day(moment: datetime, zone: ZoneInfo = VIETNAM) -> date:
    """Return the calendar day on which `moment` (aware) falls in `zone`."""
    return moment.astimezone(zone).date()


def local_time(moment: datetime, zone: ZoneInfo = VIETNAM) -> datetime:
    """Return `moment` (aware) as a wall clock in `zone` shows it."""
    return moment.astimezone(zone)


def month_ends(day: date, count: int) -> list[date]:
    """Return the last days of the `count` months before `day`'s, oldest first, and `day`."""
    ends = [day]
    for _ in range(count):
        ends.insert(0, ends[0].replace(day=1) - timedelta(days=1))
    return ends
