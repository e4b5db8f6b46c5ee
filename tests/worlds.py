"""Worlds that many tests begin with: made by the real acts once per process and database, then put back as they stood.

What a world says is read again from the database each time, so that no test sees what another did to an object.
"""

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Ground(Protocol):
    """A database whose rows can be taken and put."""

    name: str
    """Which kind it is: what was taken from one kind cannot be put on another."""

    def is_empty(self) -> bool:
        """True while no table has a row."""
        ...

    def taken(self) -> Any:
        """Return a copy of what stands in it."""
        ...

    def put(self, taken: Any) -> None:
        """Let an empty one hold that copy."""
        ...


_MADE: dict[tuple[str, Hashable], tuple[Any, Any]] = {}


def begun(ground: Ground | None, files: Path, key: Hashable, make: Callable[[], T]) -> T:
    """Make a world, or put back the one that was made under this key.

    Only an empty database takes one, and only a world without files is kept; in any other case `make` runs as it is.

    Args:
        ground: where it is to stand; None for one that knows no copies.
        files: the folder of what acts store beside the database.
        key: says everything that `make` depends on.
        make: makes the world by acts and returns what names it: plain values.
    """
    if ground is None or not ground.is_empty():
        return make()
    place = (ground.name, key)
    if place in _MADE:
        taken, told = _MADE[place]
        ground.put(taken)
        return told  # type: ignore[no-any-return]
    told = make()
    if not any(path.is_file() for path in files.rglob("*")):
        _MADE[place] = (ground.taken(), told)
    return told
