"""Two enrolment rules, so that the pages about rules show something."""

from datetime import date

from sqlalchemy.orm import Session

from lms.accounts.service import Account
from lms.core.clock import local_day
from lms.demo.units import Units
from lms.enrolment.service import Anchor, RuleTerms, make_rule
from lms.people.service import WorkingGroup


def add_rules(session: Session, units: Units, *, officer: Account) -> None:
    """Make the rules of the demo's first province, in the name of its officer."""
    now = officer.created_at
    today = local_day(now)
    province = units.provinces[0].id
    full_time = RuleTerms(
        name="Người chuyên trách truyền thông: trong 90 ngày đầu",
        organisation_id=province,
        programme_key="ttct",
        clause="Dữ liệu mẫu: kế hoạch bồi dưỡng năm của tỉnh, mục I",
        valid_from=today,
        working_groups=[WorkingGroup.COMMUNICATION],
        full_time_only=True,
        due_days=90,
        anchor=Anchor.POST_START,
    )
    grassroots = RuleTerms(
        name="Cán bộ thông tin cơ sở: xong trong năm sau",
        organisation_id=province,
        programme_key="ttcs",
        clause="Dữ liệu mẫu: kế hoạch bồi dưỡng năm của tỉnh, mục II",
        valid_from=today,
        working_groups=[WorkingGroup.GRASSROOTS],
        due_on=date(today.year + 1, 12, 31),
    )
    for terms in (full_time, grassroots):
        make_rule(session, terms=terms, actor=officer.uuid, now=now)
