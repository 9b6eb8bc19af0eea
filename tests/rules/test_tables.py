"""Rules of the house about tables."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint, DateTime, Integer, Table
from sqlalchemy.orm import Mapper
from sqlalchemy.types import TypeDecorator

from lms.core.db import Base

ROOMS = (
    "core",
    "organisations",
    "gazetteer",
    "people",
    "accounts",
    "second_factor",
    "minority",
    "catalog",
    "assessment",
    "learning",
    "credentials",
    "attestation",
    "targets",
    "reports",
    "reorganisation",
    "enrolment",
    "recognition",
    "roster",
    "transfers",
    "slips",
    "messages",
    "interop",
    "dossier",
)  # a room's tables may refer to its own and to those of rooms before it
PERSONAL = re.compile("full_name|born_on|email|phone|staff_code|id_number|address|answers")
MODELS = [*Path("lms").glob("*/models.py"), *Path("lms/core").glob("*.py")]

for module in sorted(MODELS):
    import_module(".".join(module.with_suffix("").parts))

TABLES = Base.metadata.sorted_tables
MAPPERS = sorted(Base.registry.mappers, key=str)


def _room(table: Table) -> str:
    return next((room for room in ROOMS if table.name.startswith(f"{room}_")), "")


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_a_table_is_named_after_its_room(table: Table) -> None:
    assert _room(table) in ROOMS


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_foreign_keys_point_down(table: Table) -> None:
    for key in table.foreign_key_constraints:
        below = ROOMS[: ROOMS.index(_room(table)) + 1]
        assert _room(key.referred_table) in below, f"{table.name} → {key.referred_table.name}"


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_constraint_has_a_name(table: Table) -> None:
    for constraint in table.constraints:
        assert constraint.name or not isinstance(constraint, CheckConstraint), constraint


@pytest.mark.parametrize("mapper", MAPPERS, ids=str)
def test_names_of_columns_say_their_kind(mapper: Mapper[object]) -> None:
    for column in mapper.columns:
        if isinstance(column.type, TypeDecorator) and isinstance(column.type.impl, DateTime):
            assert re.search("(_at|_until|^at|^since)$", column.key), (
                f"{mapper}: {column.key} is a moment"
            )
        if column.key.endswith("_at"):
            assert not isinstance(column.type, Integer), f"{mapper}: {column.key} is a moment"


@pytest.mark.parametrize("mapper", MAPPERS, ids=str)
def test_no_relationship_is_declared(mapper: Mapper[object]) -> None:
    assert not mapper.relationships, f"{mapper}: write the query where it is needed"


@pytest.mark.parametrize("mapper", MAPPERS, ids=str)
def test_tables_with_personal_data_say_so(mapper: Mapper[object]) -> None:
    if any(PERSONAL.search(column.key) for column in mapper.columns):
        says = mapper.class_.__doc__ or ""
        assert "Personal data:" in says, f"{mapper}: say “Personal data: …”"
        assert "Kept for:" in says, f"{mapper}: say “Kept for: …”"
