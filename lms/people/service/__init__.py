"""What can be done with persons and posts. `__all__` is the room's face."""

from lms.people.access import held_on, posts_at, visible_people, visible_person
from lms.people.errors import IdNumberInvalid, IdNumberTaken, PostDates, StaffCodeTaken
from lms.people.models import Category, Person, Post, Sex, WorkingGroup
from lms.people.names import CATEGORY_NAMES, GROUP_NAMES, SEX_NAMES
from lms.people.rules import IdNumber, id_number_warnings, mask, one_phone, parse_id_number
from lms.people.service.bulk import insert_people, insert_posts, person_row
from lms.people.service.following import (
    count_people,
    follow_succession,
    follow_with_staff_codes,
    people_from,
)
from lms.people.service.persons import (
    ID_CONTEXT,
    Identity,
    PostTerms,
    add_person,
    begin_post,
    correct_person,
    correct_post,
    current_posts,
    end_post,
    find_by_id_number,
    get_person,
    id_fingerprint,
    person_by_uuid,
    posts_of,
    reveal_id_number,
)

__all__ = [
    "CATEGORY_NAMES",
    "GROUP_NAMES",
    "ID_CONTEXT",
    "SEX_NAMES",
    "Category",
    "IdNumber",
    "IdNumberInvalid",
    "IdNumberTaken",
    "Identity",
    "Person",
    "Post",
    "PostDates",
    "PostTerms",
    "Sex",
    "StaffCodeTaken",
    "WorkingGroup",
    "add_person",
    "begin_post",
    "correct_person",
    "correct_post",
    "count_people",
    "current_posts",
    "end_post",
    "find_by_id_number",
    "follow_succession",
    "follow_with_staff_codes",
    "get_person",
    "held_on",
    "id_fingerprint",
    "id_number_warnings",
    "insert_people",
    "insert_posts",
    "mask",
    "one_phone",
    "parse_id_number",
    "people_from",
    "person_by_uuid",
    "person_row",
    "posts_at",
    "posts_of",
    "reveal_id_number",
    "visible_people",
    "visible_person",
]
