"""The kit with small rooms of its own, and a visitor who keeps cookies and the form's token."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from lms.core.permissions import Principal
from lms.core.resources import Resources
from lms.web import kit
from tests.web.rooms import ROOMS
from tests.web.visitor import PEOPLE, Visitor


def load(_session: Session, account_uuid: UUID) -> Principal | None:
    return PEOPLE.get(account_uuid)


@pytest.fixture
def app(resources: Resources) -> Flask:
    return kit.make_app(resources, load_principal=load, rooms=ROOMS)


@pytest.fixture
def visitor(app: Flask, resources: Resources) -> Visitor:
    return Visitor(app, resources)
