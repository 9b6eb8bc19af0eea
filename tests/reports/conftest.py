"""A province of two communes with a manager, to be reported on."""

from types import SimpleNamespace

import pytest

from lms.core.permissions import Role
from lms.core.resources import Resources
from tests.targets.world import World


@pytest.fixture
def place(resources: Resources) -> SimpleNamespace:
    """Seven people who count, three of them trained; Bình manages, Chi elsewhere; Đức audits."""
    with resources.database.transaction() as session:
        world = World(session, resources.keys)
        skills = world.programme("Kỹ năng truyền thông số", "dcs")
        for unit, number, trained in ((world.commune, 4, 2), (world.other, 3, 1)):
            for person in world.staff(unit, number)[:trained]:
                world.complete(person, skills)
        binh = world.manager("Lê Thị Bình", world.province)
        chi = world.manager("Phạm Văn Chi", world.ministry)
        duc = world.manager("Vũ Văn Đức", world.province, Role.AUDITOR)
        hr = world.manager("Hồ Văn Hải", world.province, Role.HR)
    return SimpleNamespace(binh=binh, chi=chi, duc=duc, hr=hr, world=world, skills=skills)
