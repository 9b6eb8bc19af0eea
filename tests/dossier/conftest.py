"""The country, the course, who issues, and Hạnh, who keeps the files of officials up to date."""

import pytest

from lms.accounts.service import ensure_account
from lms.catalog.service import publish
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.credentials.service import DocumentType, add_issuer
from lms.organisations.service import add_code
from tests.dossier.desk import ANS_NUMBER, BINHS_NUMBER, NOW, Desk
from tests.support.browser import Browser
from tests.support.courses import write_courses
from tests.support.factories import BEGAN, NOON, People, add_staff
from tests.support.second_factor import add_second_factor

ISSUER = {
    "superior_name": "Ủy ban nhân dân tỉnh A",
    "printed_name": "Sở Thử nghiệm",
    "place": "Tỉnh A",
    "signer_title": "Giám đốc",
    "signer_name": "Phạm Đức Dũng",
}


@pytest.fixture
def desk(
    browser: Browser,
    resources: Resources,
    people: People,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Desk:
    """Return Hạnh's desk; An of Xã A and Bình of Tỉnh A have ID numbers, the others have none."""
    courses = write_courses(tmp_path_factory.mktemp("courses"))
    with resources.database.transaction() as session:
        publish(session, resources.files, courses_dir=courses, now=NOON)
        add_code(
            session,
            organisation=people.xa_a,
            scheme="commune",
            code="00017",
            valid_from=BEGAN,
            now=NOON,
        )
        add_issuer(
            session,
            organisation=people.province,
            valid_from=BEGAN,
            fields=ISSUER,
            prints_birth_date=False,
            document_type=DocumentType.COMPLETION,
            assignment=None,
            actor=None,
            now=NOON,
        )
        hanh = add_staff(
            session, resources.keys, "Đặng Thị Hạnh", people.province, role=Role.DOSSIER
        )
        account = ensure_account(session, person_id=hanh.id, now=NOON)
        secret = add_second_factor(session, resources.keys, account.id, NOW)
    browser.sign_in(hanh)
    desk = Desk(resources, people, hanh, secret, browser, monkeypatch)
    desk.wait(NOW - NOW)
    desk.identify(people.an, ANS_NUMBER)
    desk.identify(people.binh, BINHS_NUMBER)
    return desk
