"""The made-up country, in a transaction of the test."""

import pytest
from sqlalchemy.orm import Session

from lms.core.secrets import Keyring
from tests.targets.world import World


@pytest.fixture
def world(session: Session, keys: Keyring) -> World:
    """Return an empty province of two communes, and a ministry."""
    return World(session, keys)
