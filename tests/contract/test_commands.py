"""The table of commands agrees with the modules that hold them, and what needs no page loads none."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

from challenge.cli import COMMANDS, Place, command_in, main
from challenge.rooms import ROOMS
from config import ROOT

HOLDERS = ["challenge.running", *sorted({place.module for place in COMMANDS.values()} - {"challenge.running"})]


def test_every_room_with_commands_is_in_the_table() -> None:
    files = sorted(ROOT.glob("challenge/*/cli.py"))

    assert {f"challenge.{path.parent.name}.cli" for path in files} == {
        name for name in HOLDERS if name.endswith(".cli")
    }


@pytest.mark.parametrize("module", HOLDERS)
def test_the_table_names_exactly_the_commands_of_a_module(module: str) -> None:
    held = [command.name for command in import_module(module).COMMANDS]

    assert sorted(held) == sorted(name for name, place in COMMANDS.items() if place.module == module)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_is_found_by_its_name(name: str) -> None:
    found = main.get_command(click.Context(main), name)

    assert found is command_in(import_module(COMMANDS[name].module), name)


def test_an_unknown_command_is_bad_usage() -> None:
    assert main.get_command(click.Context(main), "assing") is None


def test_a_module_without_the_command_is_a_fault_of_the_table() -> None:
    with pytest.raises(KeyError):
        command_in(import_module(Place("challenge.teams.cli").module), "rank")


HEAVY = ("flask", "sqlalchemy", "numba", "highspy", "challenge.rooms")


def test_the_worker_loads_no_page() -> None:
    tell = "import sys; print([name for name in ('flask', 'challenge.judging.views') if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", f"import challenge.running; {tell}"], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def test_every_table_and_fact_is_known_without_pages() -> None:
    tell = """
from importlib import import_module
from pkgutil import walk_packages
import challenge.rooms
from challenge.kernel import events
from challenge.kernel.db import Base
known = {*Base.metadata.tables, *events.registered()}
for found in walk_packages(challenge.__path__, "challenge."):
    if not found.name.endswith("__main__"):
        import_module(found.name)
print(sorted({*Base.metadata.tables, *events.registered()} - known))
"""
    done = subprocess.run([sys.executable, "-c", tell], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_every_module_with_pages_is_brought_by_its_room() -> None:
    files = [path for path in ROOT.glob("challenge/*/*.py") if "\npages = Pages(" in path.read_text()]

    assert {(room.name, module) for room in ROOMS for module in room.pages} == {
        (path.parent.name, path.stem) for path in files
    }


@pytest.mark.parametrize("name", [name for name, place in COMMANDS.items() if not place.on_ground and name != "serve"])
def test_a_command_on_files_or_processes_loads_no_page_database_or_compiler(tmp_path: Path, name: str) -> None:
    asked = f"from challenge.cli import main; main(['{name}', '--help'], standalone_mode=False)"
    tell = f"import sys; print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", f"{asked}; {tell}"], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert done.stderr.strip() == "[]"
