"""What can be done on the register. `__all__` is the room's face."""

from lms.register.service.adding import Found, add_by_hand, look_for, read_identity
from lms.register.service.changing import (
    ORIGINS,
    SOURCE,
    Act,
    Asked,
    add_post,
    change_post,
    end_on,
    find_duplicate,
    officers_of,
    post_in_scope,
    terms_asked,
)
from lms.register.service.correcting import Correction, correct_identity, corrections_of
from lms.register.service.finding import (
    Listed,
    People,
    Place,
    Standing,
    Wanted,
    find_people,
    people_page,
    search_people,
)
from lms.register.service.helping import new_code, open_one_more
from lms.register.service.leaving import Departure, leave, settle_departures, take_back
from lms.register.service.merging import merge

__all__ = [
    "ORIGINS",
    "SOURCE",
    "Act",
    "Asked",
    "Correction",
    "Departure",
    "Found",
    "Listed",
    "People",
    "Place",
    "Standing",
    "Wanted",
    "add_by_hand",
    "add_post",
    "change_post",
    "correct_identity",
    "corrections_of",
    "end_on",
    "find_duplicate",
    "find_people",
    "leave",
    "look_for",
    "merge",
    "new_code",
    "officers_of",
    "open_one_more",
    "people_page",
    "post_in_scope",
    "read_identity",
    "search_people",
    "settle_departures",
    "take_back",
    "terms_asked",
]
