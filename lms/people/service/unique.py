"""What only one person may have: the database decides between two who come at the same moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.people.errors import IdNumberTaken, StaffCodeTaken


@contextmanager
def written_now(session: Session, *, staff_code: str | None) -> Iterator[None]:
    """Write what is done inside at once; raise what a look beforehand would have raised.

    Between looking whether a staff code or an ID number is free and writing it, another request
    may have taken it. Raises `StaffCodeTaken` or `IdNumberTaken`; then nothing of it is written.
    """
    try:
        with session.begin_nested():
            yield
    except IntegrityError as error:
        if "id_number_index" in str(error.orig):
            raise IdNumberTaken from error
        if "staff_code" in str(error.orig):
            raise StaffCodeTaken(code=staff_code or "") from error
        raise
