"""Units that were merged, split and carved out, and one merger to come, so that their pages show.

The offices are made up and say so; they lie below a department of the first province.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from lms.core.clock import local_day
from lms.demo.units import Units
from lms.organisations.service import Organisation, SuccessionKind
from lms.reorganisation.service import Part, Request, Wish, carry_out, plan_change

CHANGED_ON = date(2026, 1, 1)
TO_COME = timedelta(days=60)  # after the demo is loaded
BASIS = "Dữ liệu mẫu: quyết định sắp xếp tổ chức"


def change_offices(session: Session, units: Units, *, now: datetime) -> None:
    """Merge two offices, split one, carve one out of another; two more will merge."""
    post, telecom, technology, information, plans, finance = (
        session.get_one(Organisation, office.id) for office in units.offices
    )
    merge, split, carve = SuccessionKind.MERGE, SuccessionKind.SPLIT, SuccessionKind.CARVE
    united = Wish(
        kind=merge,
        effective_on=CHANGED_ON,
        basis=BASIS,
        others=(telecom.name,),
        name="Phòng Bưu chính, Viễn thông (mẫu)",
    )
    parts = (Part("Phòng Chuyển đổi số (mẫu)", None), Part("Phòng Đổi mới sáng tạo (mẫu)", None))
    press = (Part("Phòng Báo chí (mẫu)", None),)
    to_come = Wish(
        kind=merge,
        effective_on=local_day(now) + TO_COME,
        basis=BASIS,
        others=(finance.name,),
        name="Phòng Kế hoạch, Tài chính (mẫu)",
    )
    divided = replace(united, kind=split, others=(), name="", parts=parts)
    changes = (
        (post, united),
        (technology, divided),
        (information, replace(divided, kind=carve, parts=press)),
        (plans, to_come),
    )
    for unit, wish in changes:
        request = Request(unit, wish, None, (units.root.path,), now)
        (plan_change if request.is_to_come else carry_out)(session, request)
