"""The outlook in sentences, and its readings as points of a chart."""

from collections.abc import Sequence
from math import floor

from lms.core.i18n import gettext, language, number
from lms.outlook.rules import BASE, Forecast, Pace, Reading
from lms.web.charts import Point


def points(readings: Sequence[Reading]) -> list[Point]:
    """Return the readings as a chart shows them; shares are cut, never rounded up."""
    return [Point(f"{one.day:%m/%Y}", one.trained * 1000 // one.people / 10) for one in readings]


def pace_words(pace: Pace | None) -> str:
    """Say what each week must bring; empty where nothing is to be said."""
    if pace is None:
        return ""
    return gettext(
        "Để đạt đúng hạn, trong %(days)s ngày còn lại mỗi tuần cần thêm ít nhất %(weekly)s người.",
        days=number(pace.days),
        weekly=number(pace.weekly),
    )


def forecast_words(forecast: Forecast | None) -> str:
    """Say where the pace so far leads, and how that was found; empty without a forecast."""
    if forecast is None:
        return ""
    method = gettext(
        "Dự báo theo mức tăng bình quân của tối đa %(months)d tháng gần nhất và coi số người thuộc "
        "đối tượng giữ nguyên.",
        months=BASE,
    )
    if forecast.monthly <= 0:
        return gettext("Số người đã bồi dưỡng chưa tăng nên chưa dự báo được.") + " " + method
    whole, tenth = divmod(floor(forecast.monthly * 10), 10)
    monthly = f"{number(whole)}{',' if language() == 'vi' else '.'}{tenth}"
    if forecast.reached is None:
        said = gettext(
            "Với mức tăng %(monthly)s người mỗi tháng, hơn 20 năm nữa mới đạt.", monthly=monthly
        )
    else:
        said = gettext(
            "Với mức tăng %(monthly)s người mỗi tháng, dự kiến đạt vào tháng %(month)s.",
            monthly=monthly,
            month=f"{forecast.reached:%m/%Y}",
        )
    return f"{said} {method}"
