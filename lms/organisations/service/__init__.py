"""What can be done with units. `__all__` is the room's face."""

from lms.organisations.access import below, visible_organisation, visible_organisations
from lms.organisations.errors import (
    AmbiguousUnit,
    CodeTaken,
    NameBegan,
    NameToCome,
    UnitClosed,
    UnknownUnit,
)
from lms.organisations.models import (
    Contact,
    Organisation,
    OrganisationKind,
    OrganisationVersion,
)
from lms.organisations.service.codes import add_code, codes_of, find_organisation
from lms.organisations.service.contacts import nearest_contact, set_contact
from lms.organisations.service.tree import (
    add_organisation,
    ancestors,
    children,
    get_organisation,
    get_root,
    rename_organisation,
    top_level,
    top_level_id,
    tops,
    versions_at,
)

__all__ = [
    "AmbiguousUnit",
    "CodeTaken",
    "Contact",
    "NameBegan",
    "NameToCome",
    "Organisation",
    "OrganisationKind",
    "OrganisationVersion",
    "UnitClosed",
    "UnknownUnit",
    "add_code",
    "add_organisation",
    "ancestors",
    "below",
    "children",
    "codes_of",
    "find_organisation",
    "get_organisation",
    "get_root",
    "nearest_contact",
    "rename_organisation",
    "set_contact",
    "top_level",
    "top_level_id",
    "tops",
    "versions_at",
    "visible_organisation",
    "visible_organisations",
]
