"""The copy of an edition: everything that a week needs, and nobody who is somebody."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import String, Table, Text, UniqueConstraint, func, literal, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import cast

from challenge.accounts.models import Account
from challenge.exchange.edition_tables import BELONGS
from challenge.judging.models import Visit
from challenge.kernel.columns import SECRET, JsonText, Personal
from challenge.kernel.db import Base, Database
from challenge.rehearsal.copying import KEPT, LEFT_OUT, copy_edition
from tests.contract.world import World
from tests.house import TestHouse
from tests.make.judging import opened_hall, score

CANARY, CRITERIA = "ZQXJ", 5


@pytest.fixture
def world(house: TestHouse) -> World:
    """Give two editions with one of everything, every personal value of which is marked."""
    world = World(house)
    with house.database.writer.begin() as connection:
        for table in Base.metadata.sorted_tables:
            marked = {name: value for name, value in _marks(table).items() if (table.name, name) not in KEPT}
            if marked and table.name not in LEFT_OUT:
                connection.execute(update(table).values(marked))
    return world


def _marks(table: Table) -> dict[str, object]:
    """Return a value for each personal or secret column that would be found again in a file of any kind."""
    key = next(iter(table.primary_key.columns))
    found: dict[str, object] = {}
    for column in table.columns:
        privacy = column.info.get("privacy")
        if not isinstance(privacy, Personal) and privacy != SECRET:
            continue
        if isinstance(column.type, JsonText):
            found[column.name] = {CANARY: CANARY}
        elif isinstance(column.type, String | Text):
            found[column.name] = literal(CANARY) + cast(key, String)
    return found


@pytest.fixture
def copy(world: World, house: TestHouse, tmp_path: Path) -> Iterator[tuple[Database, Path]]:
    """Give the copy of the first edition, and its file."""
    path = tmp_path / "copy.sqlite"
    target = Database(f"sqlite:///{path}")
    Base.metadata.create_all(target.writer)
    copy_edition(house.database, target, _edition(world))
    yield target, path
    target.close()


def _edition(world: World) -> int:
    return int(world.first.edition.id)


def _count(database: Database, table: Table, edition_id: int | None = None) -> int:
    wanted = select(func.count()).select_from(table)
    if edition_id is not None:
        wanted = wanted.where(table.c.edition_id == edition_id)
    with database.read() as session:
        return session.execute(wanted).scalar_one()


def test_nothing_personal_comes_into_the_copy(copy: tuple[Database, Path]) -> None:
    database, path = copy
    with database.writer.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    assert CANARY.encode() not in path.read_bytes()
    with database.read() as session:
        accounts = session.execute(select(Account)).scalars().all()
    assert len(accounts) > 5
    assert all(one.email is None and not one.password_hash and " " in one.name for one in accounts)


def test_copy_has_every_row_of_the_edition_and_none_of_another(
    world: World, house: TestHouse, copy: tuple[Database, Path]
) -> None:
    edition_id, (database, _) = _edition(world), copy
    for table in Base.metadata.sorted_tables:
        if table.name in LEFT_OUT:
            assert _count(database, table) == 0, table.name
        elif "edition_id" in table.c and table.name != "role_grant":
            assert _count(database, table) == _count(house.database, table, edition_id), table.name
    assert _count(database, Base.metadata.tables["edition"]) == 1
    assert _count(house.database, Base.metadata.tables["edition"]) == 2


def test_original_is_not_touched(world: World, house: TestHouse, tmp_path: Path) -> None:
    tables = Base.metadata.sorted_tables
    before = [_count(house.database, table) for table in tables]
    target = Database(f"sqlite:///{tmp_path / 'copy.sqlite'}")
    Base.metadata.create_all(target.writer)
    copy_edition(house.database, target, _edition(world))
    target.close()
    assert [_count(house.database, table) for table in tables] == before


def test_sheets_come_with_the_marks_of_their_own_edition(house: TestHouse, tmp_path: Path) -> None:
    halls = [opened_hall(house, slug=slug) for slug in ("one", "two")]
    for hall, marked in zip(halls, (2, 3), strict=True):
        for visit in house.read(_planned, hall.edition.id)[:marked]:
            score(hall, visit, 4)
    target = Database(f"sqlite:///{tmp_path / 'copy.sqlite'}")
    Base.metadata.create_all(target.writer)
    copy_edition(house.database, target, halls[1].edition.id)
    assert _count(target, Base.metadata.tables["mark"]) == 3 * CRITERIA
    assert _count(house.database, Base.metadata.tables["mark"]) == 5 * CRITERIA
    target.close()


def _planned(session: Session, edition_id: int) -> list[Visit]:
    wanted = select(Visit).where(Visit.edition_id == edition_id).order_by(Visit.id)
    return list(session.execute(wanted).scalars())


def test_no_blank_would_stand_twice_where_each_value_stands_once() -> None:
    """What is blanked in a unique column must be empty for the database, or be made anew."""
    found = []
    for table in Base.metadata.sorted_tables:
        unique = {column.name for column in table.columns if column.unique}
        for rule in table.constraints:
            unique |= {column.name for column in rule.columns} if isinstance(rule, UniqueConstraint) else set()
        for column in table.columns:
            is_blanked = isinstance(column.info.get("privacy"), Personal) and (table.name, column.name) not in KEPT
            if table.name not in LEFT_OUT and column.name in unique and is_blanked and not column.nullable:
                found.append((table.name, column.name))
    assert found == [("person", "ref")]


def test_lists_name_tables_and_columns_that_exist() -> None:
    tables = Base.metadata.tables
    assert set(tables) >= LEFT_OUT
    assert all(column in tables[name].c for name, column in KEPT)
    assert all(column in tables[name].c and other in tables for name, (column, other) in BELONGS.items())
    # A table without an edition belongs to one by another table, or to everybody.
    alone = {name for name, table in tables.items() if "edition_id" not in table.c and not table.foreign_keys}
    assert alone - LEFT_OUT - set(BELONGS) == {"account", "edition", "organisation"}
