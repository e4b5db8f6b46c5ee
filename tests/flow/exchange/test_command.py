"""`challenge import`: the difference first, nothing without --apply, errors with exit status 1."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from challenge.exchange.cli import import_table
from challenge.kernel.errors import NotFound, Rejected
from challenge.people.queries import roster
from tests.house import TestHouse
from tests.make.editions import make_edition

FILE = "student_id,first_name,last_name\nS1,Mei,Ling\n"


def run(house: TestHouse, *arguments: str, given: str = FILE) -> Result:
    return CliRunner().invoke(import_table, arguments, input=given, obj=house.ground)


def test_difference_is_shown_and_only_apply_changes(house: TestHouse) -> None:
    edition = make_edition(house)
    shown = run(house, "roster", "crunch", "-")
    before = house.read(roster, edition.id)
    applied = run(house, "roster", "crunch", "-", "--apply")
    again = run(house, "roster", "crunch", "-", "--apply")

    assert (shown.exit_code, shown.output) == (
        0,
        "1 new\n+ S1 Mei Ling\nNothing was changed; add --apply to apply it.\n",
    )
    assert before == []
    assert (applied.output, again.output) == ("1 new\n+ S1 Mei Ling\nApplied.\n", "1 unchanged\nApplied.\n")
    assert [one.ref for one in house.read(roster, edition.id)] == ["S1"]


def test_json_is_for_programs(sqlite_house: TestHouse, tmp_path: Path) -> None:
    make_edition(sqlite_house)
    path = tmp_path / "roster.csv"
    path.write_text("student_id,level,nationality,Taille\nS1,3,x,L\n", encoding="utf-8")
    told = json.loads(run(sqlite_house, "roster", "crunch", str(path), "--json").output)

    assert (told["applied"], told["counts"]["arrivals"], told["dropped"], told["custom"]) == (
        False,
        1,
        ["nationality"],
        ["Taille"],
    )
    assert told["arrivals"] == [{"key": "S1", "label": "S1", "line": 2, "values": {"student_id": "S1", "level": 3}}]


def test_errors_end_the_command_and_change_nothing(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    wrong = run(sqlite_house, "roster", "crunch", "-", "--apply", given="student_id,level\nS1,3\nS2,9\n")
    kind = run(sqlite_house, "cats", "crunch", "-")
    absent = run(sqlite_house, "roster", "nowhere", "-")

    assert isinstance(wrong.exception, Rejected)
    assert [one.place for one in wrong.exception.findings] == ["3:level"]
    assert isinstance(kind.exception, NotFound)
    assert isinstance(absent.exception, NotFound)
    assert (kind.exception.code, absent.exception.code) == ("exchange.kind", "exchange.edition")
    assert sqlite_house.read(roster, edition.id) == []


def test_columns_that_nobody_knows_are_named_where_one_is_missing(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    file = "Dossier,Prenom usuel\nS1,Mei\n"
    asked = run(sqlite_house, "roster", "crunch", "-", given=file)
    run(sqlite_house, "roster", "crunch", "-", "--apply", "--map", "Dossier=student_id", given=file)

    assert "Columns that nobody knows: Dossier. Say what they mean: --map HEADER=FIELD." in asked.output
    assert [one.ref for one in sqlite_house.read(roster, edition.id)] == ["S1"]
