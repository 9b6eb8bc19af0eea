"""What the HR of one province asks of another's, and what came of it."""

from sqlalchemy import select

from lms.core.resources import Resources
from lms.people.service import (
    Person,
    posts_of,
)
from lms.transfers.models import Request
from tests.support.browser import Browser, text_of
from tests.support.factories import People

LIST = "/nhan-su/de-nghi"
NUMBER = "001185000017"
SENT = "cán bộ tổ chức ở đó sẽ thấy"
WISH = {
    "name": "Trần Thị An",
    "id_number": "",
    "staff_code": "AN-1",
    "kind": "chuyen",
    "unit": "Tỉnh C",
    "group": "communication",
    "time": "chuyen-trach",
    "category": "",
    "title": "Phó phòng",
    "start": "01/03/2025",
    "reason": "Quyết định 3/QĐ",
}


def asked(resources: Resources) -> Request:
    with resources.database.reading() as session:
        return session.scalars(select(Request).order_by(Request.id.desc())).first() or Request()


def ask(browser: Browser, people: People, *, status: int = 302, **changed: str) -> str:
    """Let Chi ask for An; return the page that came."""
    browser.sign_in(people.chi)
    browser.get(f"{LIST}/moi")
    page = browser.post(f"{LIST}/moi", {**WISH, **changed}, status=status)
    return text_of(browser.follow() if status == 302 else page)


def units(resources: Resources, person: Person) -> list[tuple[int, bool]]:
    with resources.database.reading() as session:
        posts = posts_of(session, person_id=person.id)
        return sorted((post.organisation_id, post.valid_to is None) for post in posts)
