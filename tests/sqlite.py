"""SQLite files for tests, few and used again: each address keeps one engine, and so its compiled statements."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import make_url

from challenge.kernel.db import Base


class Files:
    """Empty databases with every table.

    Args:
        folder: where they lie; may be memory, what survives a power cut is the matter of tests/processes.
        template: the empty one that is copied.
    """

    def __init__(self, folder: Path, template: Path) -> None:
        self._folder = folder
        self._template = template
        self._free: list[Path] = []
        self._made = 0

    @contextmanager
    def empty(self) -> Iterator[str]:
        """Give the address of a database that is nobody else's until it is given back."""
        path = self._free.pop() if self._free else self._another()
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(name).unlink(missing_ok=True)
        shutil.copy(self._template, path)
        yield f"sqlite:///{path}"
        self._free.append(path)

    def ground(self, url: str) -> "Pages":
        """Return what takes and puts the whole of a database given before."""
        return Pages(Path(str(make_url(url).database)), self._folder)

    def _another(self) -> Path:
        self._made += 1
        return self._folder / f"{self._made}.sqlite"


class Pages:
    """A SQLite file that is taken and put page by page, while engines have it open.

    Args:
        path: the file.
        folder: where copies are kept.
    """

    name = "sqlite"

    def __init__(self, path: Path, folder: Path) -> None:
        self._path = path
        self._folder = folder

    def is_empty(self) -> bool:
        """True while no table has a row."""
        parts = [f"SELECT 1 WHERE EXISTS (SELECT 1 FROM {name})" for name in Base.metadata.tables]
        with closing(sqlite3.connect(self._path)) as file:
            return not any(file.execute(part).fetchone() for part in parts)

    def taken(self) -> Path:
        """Return a copy of what stands in it."""
        kept = self._folder / f"kept-{len(list(self._folder.glob('kept-*')))}"
        with closing(sqlite3.connect(self._path)) as file, closing(sqlite3.connect(kept)) as copy:
            file.backup(copy)
        return kept

    def put(self, taken: Path) -> None:
        """Let it hold that copy."""
        with closing(sqlite3.connect(taken)) as copy, closing(sqlite3.connect(self._path)) as file:
            copy.backup(file)
