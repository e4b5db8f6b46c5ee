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


def functions(source: str) -> dict[bool, list[ast.FunctionDef]]:
    """Return a source's functions: those that are compiled, and those that are not."""
    found: dict[bool, list[ast.FunctionDef]] = {True: [], False: []}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            found[bool(DECORATORS & {ast.unparse(mark) for mark in node.decorator_list})].append(node)
    return found


@pytest.mark.parametrize("path", sorted(HOME.glob("*.py")), ids=lambda path: path.stem)
def test_what_has_no_entry_for_python_is_called_by_compiled_functions_alone(path: Path) -> None:
    found = functions(path.read_text())
    inner = {function.name for function in found[True] if function.name.startswith("_")}
    named = {node.id for function in found[False] for node in ast.walk(function) if isinstance(node, ast.Name)}

    assert inner & named == set()
