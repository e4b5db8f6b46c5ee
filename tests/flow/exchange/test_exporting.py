"""`challenge export`: an edition whole, nothing of another one, no secret, and a manifest that proves every byte."""

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from challenge.exchange.cli import export_edition_command
from challenge.exchange.edition_tables import BELONGS, KEPT_BACK, SHARED
from challenge.kernel.columns import SECRET
from challenge.kernel.db import Base
from challenge.kernel.errors import Conflict, NotFound
from challenge.people.models import Person
from challenge.submissions.models import Submission
from tests.contract.world import World
from tests.house import TestHouse


def run(house: TestHouse, *arguments: str) -> Result:
    return CliRunner().invoke(export_edition_command, arguments, obj=house.ground)


def entries(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows(found: dict[str, bytes], table: str) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads(found[f"tables/{table}.json"])
    return read


def test_export_holds_the_edition_whole_and_nothing_of_another(house: TestHouse, tmp_path: Path) -> None:
    world = World(house)
    own, other = world.first.edition, world.second.edition
    done = run(house, "first", "--zip", str(tmp_path / "first.zip"), "--json")
    found = entries(tmp_path / "first.zip")
    manifest = json.loads(found.pop("manifest.json"))
    told = json.loads(done.output)
    files = {name: content for name, content in found.items() if name.startswith("files/")}
    handed_in = house.read(
        lambda session: set(session.execute(select(Submission.sha256).where(Submission.edition_id == own.id)).scalars())
    )
    strangers = house.read(
        lambda session: set(session.execute(select(Person.account_id).where(Person.edition_id == other.id)).scalars())
    )

    assert done.exit_code == 0, done.output
    assert manifest["entries"] == {
        name: [len(content), hashlib.sha256(content).hexdigest()] for name, content in found.items()
    }
    assert {hashlib.sha256(content).hexdigest() for content in files.values()} >= handed_in != set()
    assert {
        row["edition_id"] for table in Base.metadata.tables.values() for row in _of_editions(found, table.name)
    } == {own.id}
    assert [row["slug"] for row in rows(found, "edition")] == ["first"]
    assert strangers.isdisjoint(row["id"] for row in rows(found, "account"))
    assert {row["account_id"] for row in rows(found, "person")} <= {row["id"] for row in rows(found, "account")}
    assert not [name for name, content in found.items() if b"of second" in content]
    assert told["rows"] == sum(len(rows(found, name)) for name in manifest["tables"])
    assert all(len(rows(found, name)) == entry["rows"] for name, entry in manifest["tables"].items())
    assert len(rows(found, "event_log")) > 10
    assert manifest["tables"]["submission"]["personal"]["note"] == "what a team says about its work"


def _of_editions(found: dict[str, bytes], table: str) -> list[dict[str, Any]]:
    if f"tables/{table}.json" not in found:
        return []
    return [row for row in rows(found, table) if row.get("edition_id") is not None]


def test_secrets_and_ways_in_stay(sqlite_house: TestHouse, tmp_path: Path) -> None:
    world = World(sqlite_house)
    run(sqlite_house, "first", "--zip", str(tmp_path / "first.zip"))
    found = entries(tmp_path / "first.zip")
    tables = {name.removeprefix("tables/").removesuffix(".json") for name in found if name.endswith(".json")}
    secret = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.info.get("privacy") == SECRET
    }

    assert tables - {"manifest"} == set(Base.metadata.tables) - KEPT_BACK
    assert not [
        pair for pair in secret if pair[0] in tables and rows(found, pair[0]) and pair[1] in rows(found, pair[0])[0]
    ]
    assert not [name for name, content in found.items() if b"$argon2" in content]
    assert world.first.teams


def test_cells_are_neutral_and_open_by_a_double_click(sqlite_house: TestHouse, tmp_path: Path) -> None:
    world = World(sqlite_house)
    team = world.first.teams[0].id

    def provoke(work: Any) -> None:
        row = work.session.execute(select(Submission).where(Submission.team_id == team)).scalars().first()
        row.note = "=HYPERLINK(1)"

    sqlite_house.perform(sqlite_house.house_in(world.first.edition.id), provoke)
    run(sqlite_house, "first", "--zip", str(tmp_path / "first.zip"))
    found = entries(tmp_path / "first.zip")
    text = found["tables/submission.csv"].decode("utf-8")
    read = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))

    assert text.startswith("\ufeff")
    assert "'=HYPERLINK(1)" in {row["note"] for row in read}
    assert "=HYPERLINK(1)" in {row["note"] for row in rows(found, "submission")}
    assert [row["id"] for row in read] == [str(row["id"]) for row in rows(found, "submission")]


def test_folder_holds_the_same_and_an_occupied_one_stays(sqlite_house: TestHouse, tmp_path: Path) -> None:
    World(sqlite_house)
    run(sqlite_house, "first", "--zip", str(tmp_path / "first.zip"))
    done = run(sqlite_house, "first", "--folder", str(tmp_path / "first"))
    laid = {
        str(path.relative_to(tmp_path / "first")): path for path in (tmp_path / "first").rglob("*") if path.is_file()
    }
    packed = entries(tmp_path / "first.zip")
    again = run(sqlite_house, "first", "--folder", str(tmp_path / "first"))

    assert done.exit_code == 0, done.output
    assert set(laid) == set(packed)
    assert {name for name in packed if laid[name].read_bytes() != packed[name]} <= {"manifest.json"}
    assert isinstance(again.exception, Conflict)
    assert again.exception.code == "exchange.occupied"
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".export")) == []


def test_missing_files_are_named_and_the_rest_is_written(sqlite_house: TestHouse, tmp_path: Path) -> None:
    World(sqlite_house)
    for path in sqlite_house.config.files_folder.rglob("*"):
        if path.is_file():
            path.unlink()
    done = run(sqlite_house, "first", "--zip", str(tmp_path / "first.zip"))

    assert done.exit_code == 1
    assert "which is not on the disk" in done.output
    assert (tmp_path / "first.zip").exists()


def test_unknown_editions_are_refused(sqlite_house: TestHouse, tmp_path: Path) -> None:
    done = run(sqlite_house, "nowhere", "--zip", str(tmp_path / "x.zip"))
    assert isinstance(done.exception, NotFound)
    assert not (tmp_path / "x.zip").exists()


def test_every_table_is_given_kept_back_or_belongs_somewhere() -> None:
    tables = Base.metadata.tables
    assert set(tables) >= KEPT_BACK
    alone = {
        name
        for name, table in tables.items()
        if "edition_id" not in table.c and not {key.column.table.name for key in table.foreign_keys} - set(SHARED)
    }
    assert alone - KEPT_BACK - set(BELONGS) == {"edition", *SHARED}


@pytest.mark.parametrize("given", [("--zip", "a.zip", "--folder", "b"), ()])
def test_usage_is_checked(sqlite_house: TestHouse, given: tuple[str, ...]) -> None:
    assert run(sqlite_house, *([] if not given else ["first"]), *given).exit_code == 2
