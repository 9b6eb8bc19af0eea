"""What can be done on the register. `__all__` is the room's face."""

from lms.register.service.finding import Listed, people_page, search_people
from lms.register.service.helping import new_code, open_one_more
from lms.register.service.leaving import Departure, leave, settle_departures
from lms.register.service.merging import merge

__all__ = [
    "Departure",
    "Listed",
    "leave",
    "merge",
    "new_code",
    "open_one_more",
    "people_page",
    "search_people",
    "settle_departures",
]
