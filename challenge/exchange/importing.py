"""The port of imports: what a room declares so that its lists can be read from files, and where they are found."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, runtime_checkable

from sqlalchemy.orm import Session

from challenge.exchange.columns import Column, Row
from challenge.exchange.difference import Difference, Known
from challenge.kernel.errors import NotFound
from challenge.kernel.work import Work


class Importer(Protocol):
    """How one kind of list is taken in."""

    @property
    def kind(self) -> str:
        """Its name in commands and addresses."""

    @property
    def label(self) -> str:
        """Its name for people, an English text of the catalogues."""

    @property
    def columns(self) -> Sequence[Column]:
        """Its fields."""

    @property
    def is_complete(self) -> bool:
        """True when a file is the whole list, so that rows it lacks have left."""

    def compare(self, session: Session, edition_id: int, rows: Sequence[Row], *, partial: bool) -> Difference:
        """Return what the rows would change; with `partial`, rows that are not there stay."""

    def apply(self, work: Work, difference: Difference) -> None:
        """Change the house by a difference without findings that was made in this very work."""


@runtime_checkable
class Reversible(Importer, Protocol):
    """An importer whose imports can be undone: it tells what is there, and its `apply` takes the way back."""

    def known(self, session: Session, edition_id: int) -> Mapping[str, Known]:
        """Return what is there now, by key, leavers included."""


@runtime_checkable
class Adapting(Importer, Protocol):
    """An importer whose fields depend on what an edition collects."""

    def columns_in(self, session: Session, edition_id: int) -> Sequence[Column]:
        """Return the fields of an edition."""


@runtime_checkable
class Scoped(Importer, Protocol):
    """An importer that can be narrowed to a part of its list."""

    def within(self, scope: str) -> Importer:
        """Return it, for the part of that name alone."""


_IMPORTERS: dict[str, Importer] = {}


def register(importers: Iterable[Importer]) -> None:
    """Take the importers of all rooms; the composition root calls it once, in the order of the rooms."""
    _IMPORTERS.clear()
    _IMPORTERS.update({importer.kind: importer for importer in importers})


def importers() -> list[Importer]:
    """Return every importer, in the order of the rooms: what others refer to comes first."""
    return list(_IMPORTERS.values())


def importer_of(kind: str, scope: str = "") -> Importer:
    """Return the importer of a kind, narrowed to a part of the list when a scope is given.

    Raises:
        NotFound("exchange.kind"): names the kinds there are.
    """
    if kind not in _IMPORTERS:
        raise NotFound("exchange.kind", "kind", kind=kind, kinds=", ".join(_IMPORTERS))
    found = _IMPORTERS[kind]
    return found.within(scope) if scope and isinstance(found, Scoped) else found


def columns_of(importer: Importer, session: Session, edition_id: int) -> Sequence[Column]:
    """Return an importer's fields in an edition."""
    return importer.columns_in(session, edition_id) if isinstance(importer, Adapting) else importer.columns
