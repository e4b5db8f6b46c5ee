"""SQLite files for tests, few and used again: each address keeps one engine, and so its compiled statements."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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

    def _another(self) -> Path:
        self._made += 1
        return self._folder / f"{self._made}.sqlite"
