"""What can be done: foresee what a change of units means, and carry it out. `__all__`: the face."""

from lms.reorganisation.service.asking import Part, Request, Wish
from lms.reorganisation.service.carrying_out import carry_out
from lms.reorganisation.service.foreseeing import Ending, Foresight, foresee, summary

__all__ = ["Ending", "Foresight", "Part", "Request", "Wish", "carry_out", "foresee", "summary"]
