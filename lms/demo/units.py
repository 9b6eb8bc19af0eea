"""The tree of the demo: ministries, provinces with their departments, every commune."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session
from vietnam_provinces import Province, VietNamDivisionType, Ward

from lms.credentials.service import DocumentType, add_issuer
from lms.demo.names import MINISTRIES
from lms.organisations.service import (
    Organisation,
    OrganisationKind,
    add_code,
    add_organisation,
    set_contact,
)

SINCE = date(2025, 7, 1)  # the two local levels begin
CITIES = {"Đồng Nai": date(2026, 4, 30)}  # cities by a later resolution than the package knows
OFFICES = (  # below the first department of the first province: see `changes`
    "Phòng Bưu chính (mẫu)",
    "Phòng Viễn thông (mẫu)",
    "Phòng Công nghệ (mẫu)",
    "Phòng Thông tin (mẫu)",
    "Phòng Kế hoạch (mẫu)",
    "Phòng Tài chính (mẫu)",
)
SHORT = {"Thành phố ", "Tỉnh "}

Add = Callable[[Organisation | None, str, OrganisationKind], Organisation]


@dataclass(frozen=True, slots=True)
class Units:
    """Where people can be put."""

    root: Organisation
    central: list[Organisation]  # departments of ministries
    provincial: list[Organisation]  # departments and centres of provinces
    communes: list[Organisation]
    provinces: list[Organisation]
    offices: list[Organisation]  # of one department; they merge, split and so on


def add_units(session: Session, *, now: datetime) -> Units:
    """Make the tree, its codes, help contacts and issuers."""

    def add(parent: Organisation | None, name: str, kind: OrganisationKind) -> Organisation:
        return add_organisation(
            session, parent=parent, name=name, kind=kind, valid_from=SINCE, now=now, actor=None
        )

    root = add(None, "Toàn quốc", OrganisationKind.ROOT)
    central = []
    for name in MINISTRIES:
        ministry = add(root, name, OrganisationKind.MINISTRY)
        central.append(add(ministry, f"Văn phòng {name}", OrganisationKind.DEPARTMENT))
    provinces, provincial, communes = [], [], []
    by_code = {}
    for province in Province.iter_all():
        unit = add(root, province_name(province), OrganisationKind.PROVINCE)
        code = f"{int(province.code.value):02d}"
        add_code(
            session, organisation=unit, scheme="province", code=code, valid_from=SINCE, now=now
        )
        provincial += _departments(add, unit)
        _serve(session, unit, now)
        provinces.append(unit)
        by_code[province.code] = unit
    for ward in Ward.iter_all():
        commune = add(by_code[ward.province_code], ward_name(ward), OrganisationKind.COMMUNE)
        code = f"{int(ward.code.value):05d}"
        add_code(
            session, organisation=commune, scheme="commune", code=code, valid_from=SINCE, now=now
        )
        communes.append(commune)
    offices = [add(provincial[0], name, OrganisationKind.DEPARTMENT) for name in OFFICES]
    staffed = provincial + 3 * offices  # thrice: so that people are in each
    return Units(root, central, staffed, communes, provinces, offices)


def province_name(province: Province) -> str:
    """Return "Tỉnh X" or "Thành phố X", as it is called today."""
    plain = province.name
    for word in SHORT:
        plain = plain.removeprefix(word)
    is_city = province.division_type is VietNamDivisionType.THANH_PHO_TRUNG_UONG or plain in CITIES
    return f"{'Thành phố' if is_city else 'Tỉnh'} {plain}"


def ward_name(ward: Ward) -> str:
    """Return "Ủy ban nhân dân xã X"."""
    return f"Ủy ban nhân dân {ward.name[0].lower()}{ward.name[1:]}"


def _departments(add: Add, province: Organisation) -> list[Organisation]:
    return [
        add(province, "Sở Khoa học và Công nghệ", OrganisationKind.DEPARTMENT),
        add(province, "Sở Văn hóa, Thể thao và Du lịch", OrganisationKind.DEPARTMENT),
        add(province, "Trung tâm Truyền thông", OrganisationKind.PUBLIC_SERVICE_UNIT),
    ]


def _serve(session: Session, province: Organisation, now: datetime) -> None:
    """Give the province a help contact and what it prints on certificates."""
    set_contact(
        session,
        organisation=province,
        name="Cán bộ tổ chức (dữ liệu mẫu)",
        phone="000 000 000",
        actor=None,
        now=now,
    )
    place = province.name.removeprefix("Thành phố ").removeprefix("Tỉnh ")
    add_issuer(
        session,
        organisation=province,
        valid_from=SINCE,
        fields={
            "superior_name": f"Ủy ban nhân dân {province.name[0].lower()}{province.name[1:]}",
            "printed_name": "Sở Khoa học và Công nghệ",
            "place": place,
            "signer_title": "Giám đốc",
            "signer_name": "(Chữ ký mẫu)",
        },
        prints_birth_date=False,
        document_type=DocumentType.COMPLETION,
        assignment=None,
        actor=None,
        now=now,
    )
