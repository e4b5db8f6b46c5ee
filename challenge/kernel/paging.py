"""Keyset pages: stable while rows arrive, as cheap on page 100 as on page 1."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page; `after` is the key to ask the next one with, None on the last."""

    rows: Sequence[T]
    after: str | None


def page(rows: Sequence[T], size: int, key: Callable[[T], str]) -> Page[T]:
    """Return a page from `size` + 1 rows read in the order of `key`: the extra row only says that more exist."""
    shown = rows[:size]
    return Page(shown, key(shown[-1]) if len(rows) > size else None)
