"""What can be done about people whom another unit keeps. `__all__` is the room's face."""

from lms.transfers.models import Kind, Request
from lms.transfers.service.answering import accept, count_waiting, posts_to_end, refuse
from lms.transfers.service.asking import Wish, ask, withdraw
from lms.transfers.service.from_files import ask_for_rows, count_kept_elsewhere

__all__ = [
    "Kind",
    "Request",
    "Wish",
    "accept",
    "ask",
    "ask_for_rows",
    "count_kept_elsewhere",
    "count_waiting",
    "posts_to_end",
    "refuse",
    "withdraw",
]
