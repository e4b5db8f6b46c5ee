"""Where compilations are kept, that those of other versions are dropped, and who calls what has no entry for Python."""

import ast
from pathlib import Path

import pytest

from challenge.teams.solver.machine import HOME, kept, writable

DECORATORS = {"compiled", "lean"}


def test_compilations_are_kept_beside_the_sources(tmp_path: Path) -> None:
    assert writable(tmp_path / "__pycache__", tmp_path / "users") == tmp_path / "__pycache__"


def test_compilations_are_the_users_where_nothing_can_be_written_beside_the_sources(tmp_path: Path) -> None:
    assert writable(tmp_path / "absent" / "__pycache__", tmp_path / "users") == tmp_path / "users"


def test_compilations_of_another_version_are_dropped(tmp_path: Path) -> None:
    other, foreign = tmp_path / "machine-00000000", tmp_path / "mine"
    (other / "inner").mkdir(parents=True)
    foreign.mkdir()

    folder = kept(tmp_path)
    folder.mkdir()

    assert (kept(tmp_path), sorted(tmp_path.iterdir())) == (folder, sorted([folder, foreign]))


def parts(source: str) -> dict[bool, list[ast.stmt]]:
    """Return a source's compiled functions, and everything else of it."""
    found: dict[bool, list[ast.stmt]] = {True: [], False: []}
    for node in ast.parse(source).body:
        marks = {ast.unparse(mark) for mark in getattr(node, "decorator_list", ())}
        found[bool(DECORATORS & marks)].append(node)
    return found


@pytest.mark.parametrize("path", sorted(HOME.glob("*.py")), ids=lambda path: path.stem)
def test_what_has_no_entry_for_python_is_called_by_compiled_functions_alone(path: Path) -> None:
    found = parts(path.read_text())
    inner = {name for part in found[True] if (name := getattr(part, "name", "")).startswith("_")}
    outside = [node for part in found[False] for node in ast.walk(part)]
    named = {node.id for node in outside if isinstance(node, ast.Name)}
    taken = {one.name for node in outside if isinstance(node, ast.ImportFrom) for one in node.names}

    assert inner & named == set()
    assert [name for name in taken if name.startswith("_")] == []
