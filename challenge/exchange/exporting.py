"""An edition as files: every table as CSV and JSON, everything that was handed in, a manifest that proves it."""

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table

from challenge.exchange.edition_tables import Row, edition_rows, given_columns, purposes
from challenge.exchange.writing import csv_bytes, told
from challenge.kernel.clock import real_now
from challenge.kernel.db import Database
from challenge.kernel.errors import Conflict
from challenge.runtime import archive
from challenge.runtime.opening import Opened
from challenge.runtime.schema import release

Tell = Callable[[int], None]
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was given away: rows of all tables, stored files, and those that rows name and the disk lacks."""

    place: str
    tables: int
    rows: int
    files: int
    missing: tuple[str, ...]


def export_edition(ground: Opened, edition: tuple[int, str], target: Path, tell: Tell, *, is_zip: bool) -> Exported:
    """Write an edition into a folder or a zip while everybody goes on working; all tables are of one instant.

    Args:
        ground: what is read.
        edition: its inside and its outside name.
        target: the zip, replaced when it exists; or a folder that is not there yet or empty.
        tell: told the number of entries written so far.
        is_zip: which of the two.

    Raises:
        Conflict("exchange.occupied", "folder"): something lies in the folder already.
    """
    if not is_zip and target.exists() and any(target.iterdir()):
        raise Conflict("exchange.occupied", "folder", folder=str(target))
    with tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=".export-") as draft:
        gathered = _Gathered(Path(draft), ground.config.files_folder)
        with _snapshot(ground.database) as connection:
            for table, rows in edition_rows(connection, edition[0]):
                gathered.take(table, rows)
        about = {
            "release": release(),
            "made_at": real_now().isoformat(timespec="seconds"),
            "edition": edition[1],
            "tables": gathered.described,
        }
        packed = Path(draft) / "export.zip"
        archive.write(packed, gathered.sources, about, tell)
        if is_zip:
            packed.replace(target)
        else:
            _laid_out(packed, target)
    return Exported(str(target), len(gathered.described), gathered.rows, gathered.files, tuple(gathered.missing))


class _Gathered:
    """The entries of an export as they come in."""

    def __init__(self, draft: Path, stored: Path) -> None:
        self._draft = draft
        self._stored = stored
        self.sources: dict[str, Path] = {}
        self.described: dict[str, Mapping[str, object]] = {}
        self.missing: list[str] = []
        self.rows = 0
        self.files = 0

    def take(self, table: Table, rows: Sequence[Row]) -> None:
        """Write a table in both forms, and note the stored files that it names."""
        columns = given_columns(table)
        self._keep(f"tables/{table.name}.json", _json(columns, rows))
        self._keep(
            f"tables/{table.name}.csv", csv_bytes(columns, ([_flat(row[name]) for name in columns] for row in rows))
        )
        self.described[table.name] = {"rows": len(rows), "columns": columns, "personal": purposes(table)}
        self.rows += len(rows)
        for row in rows if "file_key" in table.c else ():
            self._take_file(row["file_key"], str(row.get("file_name", "")))

    def _keep(self, name: str, content: bytes) -> None:
        path = self._draft / name.replace("/", "-")
        path.write_bytes(content)
        self.sources[name] = path

    def _take_file(self, key: str, name: str) -> None:
        path = self._stored / key[:2] / key
        if not path.is_file():
            self.missing.append(key)
            return
        suffix = _SUFFIX.search(name)
        self.sources[f"files/{key}{suffix.group().lower() if suffix else ''}"] = path
        self.files += 1


def _json(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    lines = (json.dumps({name: row[name] for name in columns}, ensure_ascii=False, default=told) for row in rows)
    return ("[" + ",\n".join(lines) + "]\n").encode()


def _flat(value: Any) -> object:  # noqa: ANN401 - a cell of any column
    """Return a value as a cell: lists of words joined by `;`, anything deeper as JSON."""
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(part, (dict, list)) for part in value)):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return value


@contextmanager
def _snapshot(database: Database) -> Iterator[Connection]:
    """Give a connection on which everything is of the instant of its first statement."""
    with database.reader.connect() as connection:
        yield connection if database.is_sqlite else connection.execution_options(isolation_level="REPEATABLE READ")


def _laid_out(packed: Path, target: Path) -> None:
    """Unpack our own archive into a folder that appears when it is whole."""
    draft = packed.with_name("export")
    shutil.unpack_archive(packed, draft, "zip")
    if target.exists():
        target.rmdir()
    draft.rename(target)
