"""Rules of the house that a machine can hold: who reads the time, who commits, what a text must have."""

import ast
import re

import pytest
from sqlalchemy import String, Text

from challenge.kernel.columns import PLAIN, SECRET, JsonText, Personal
from challenge.kernel.db import Base
from challenge.rooms import ROOMS
from config import ROOT, Config
from tests.contract.sources import PACKAGE, called_name, calls, dotted, modules, place

TIME = {
    "time.time",
    "time.monotonic",
    "time.perf_counter",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
}


def test_only_the_kernels_clock_reads_the_time() -> None:
    found = [
        place(path, call)
        for path, tree in modules().items()
        for call in calls(tree)
        if dotted(call) in TIME and path != PACKAGE / "kernel" / "clock.py"
    ]

    assert found == []


def test_only_work_commits() -> None:
    found = [
        place(path, call)
        for path, tree in modules().items()
        for call in calls(tree)
        if called_name(call) in {"commit", "begin_nested"} and path.parent.name != "kernel"
    ]

    assert found == []


def test_broad_excepts_are_few_and_say_why() -> None:
    """A bare or broad except needs the reason on its own line; there is none in a room's acts, reads and rules."""
    found = []
    for path, tree in modules().items():
        lines = path.read_text(encoding="utf-8").splitlines()
        for node in ast.walk(tree):
            if not isinstance(node, ast.ExceptHandler):
                continue
            broad = node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"}
            passes_on = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
            if broad and not passes_on and not re.search(r"# noqa: BLE001 - \w", lines[node.lineno - 1]):
                found.append(place(path, node))

    assert found == []


def test_no_module_has_a_name_that_means_nothing() -> None:
    empty = {"utils", "helpers", "common", "manager", "service", "misc"}

    assert [str(path) for path in modules() if path.stem in empty or path.parent.name in empty] == []


def test_every_text_column_says_whether_it_is_personal() -> None:
    assert ROOMS
    found = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, (String, Text, JsonText))
        and not isinstance(column.info.get("privacy"), Personal)
        and column.info.get("privacy") not in {PLAIN, SECRET}
    ]

    assert found == []


def test_every_personal_column_has_a_purpose_and_a_retention() -> None:
    wrong = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(privacy := column.info.get("privacy"), Personal)
        and (len(privacy.purpose) < 5 or not 0 <= privacy.keep_days <= 3650)
    ]

    assert wrong == []


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    fields = [name.upper() for name in Config.__dataclass_fields__]

    assert [name for name in fields if f"`CHALLENGE_{name}`" not in page] == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_pin_versions_with_hashes_and_name_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    pinned = re.findall(r"^[a-z0-9._-]+==", text, re.MULTILINE)

    assert "://" not in text
    assert "--index-url" not in text
    assert len(pinned) == len(re.findall(r"^[a-z0-9._-]+==.*\\\n    --hash=sha256:", text, re.MULTILINE))
