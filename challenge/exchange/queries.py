"""Reads of imports; always within an edition."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.exchange.models import ColumnMeaning, ImportLine, TableImport

LISTED = 50
SHOWN = 100
OPEN = ("reading", "asking", "wrong", "ready", "applying")


def import_by_public_id(session: Session, edition_id: int, public_id: str) -> TableImport | None:
    """Return an import of this edition; None for one that nobody decided in time."""
    wanted = select(TableImport).where(
        TableImport.edition_id == edition_id, TableImport.public_id == public_id, TableImport.state != "dropped"
    )
    return session.execute(wanted).scalar_one_or_none()


def past_imports(session: Session, edition_id: int, kind: str = "") -> list[tuple[TableImport, str]]:
    """Return an edition's imports with who applied (or sent) them, the latest first; fifty at most."""
    who = func.coalesce(TableImport.applied_by, TableImport.account_id)
    wanted = (
        select(TableImport, Account.name)
        .outerjoin(Account, Account.id == who)
        .where(TableImport.edition_id == edition_id, TableImport.state != "dropped")
        .order_by(TableImport.id.desc())
        .limit(LISTED)
    )
    if kind:
        wanted = wanted.where(TableImport.kind == kind)
    return [(row[0], row[1] or "") for row in session.execute(wanted)]


def proposals_count(session: Session, edition_id: int, kind: str) -> int:
    """Return how many lists from outside wait for an organiser."""
    wanted = select(func.count()).where(
        TableImport.edition_id == edition_id,
        TableImport.kind == kind,
        TableImport.source == "link",
        TableImport.state == "ready",
    )
    return session.execute(wanted).scalar_one()


def meanings_of(session: Session, edition_id: int, kind: str) -> dict[str, str]:
    """Return what was said of columns: folded title -> field, KEEP or DROP."""
    wanted = select(ColumnMeaning.header, ColumnMeaning.meaning).where(
        ColumnMeaning.edition_id == edition_id, ColumnMeaning.kind == kind
    )
    return {row.header: row.meaning for row in session.execute(wanted)}


def meaning_rows(session: Session, edition_id: int, kind: str) -> list[ColumnMeaning]:
    """Return what was said of columns, by title."""
    wanted = select(ColumnMeaning).where(ColumnMeaning.edition_id == edition_id, ColumnMeaning.kind == kind)
    return list(session.execute(wanted.order_by(ColumnMeaning.title)).scalars())


@dataclass(frozen=True, slots=True)
class LineFilter:
    """Which lines are shown: of one act, of one changed field, only what is not chosen, part of a label."""

    act: str
    field: str = ""
    chosen: bool | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many lines there are of an act (and of a field of changes), and how many are chosen or answered."""

    act: str
    field: str
    count: int
    chosen: int


def tallies(session: Session, import_id: int) -> list[Tally]:
    """Return the counts of an import's lines, per act and field of changes; contested fields are not apart."""
    wanted = (
        select(ImportLine.act, ImportLine.field, func.count(), func.count().filter(ImportLine.chosen))
        .where(ImportLine.import_id == import_id, ImportLine.act == "change")
        .group_by(ImportLine.act, ImportLine.field)
    )
    others = (
        select(ImportLine.act, func.count(), func.count().filter(ImportLine.chosen))
        .where(ImportLine.import_id == import_id, ImportLine.act != "change")
        .group_by(ImportLine.act)
    )
    found = [Tally(row[0], row[1], row[2], row[3]) for row in session.execute(wanted)]
    found += [Tally(row[0], "", row[1], row[2]) for row in session.execute(others)]
    return sorted(found, key=lambda one: (one.act, one.field))


def lines_page(
    session: Session, import_id: int, wanted: LineFilter, *, after: int = 0, size: int = SHOWN
) -> tuple[list[ImportLine], int]:
    """Return a page of lines and the number after which the next begins, 0 on the last page."""
    query = select(ImportLine).where(ImportLine.import_id == import_id, ImportLine.id > after, *matching(wanted))
    found = list(session.execute(query.order_by(ImportLine.id).limit(size + 1)).scalars())
    return found[:size], found[size - 1].id if len(found) > size else 0


def matching(wanted: LineFilter) -> list[Any]:
    """Return the conditions of a filter of lines."""
    found: list[Any] = [ImportLine.act == wanted.act]
    if wanted.field:
        found.append(ImportLine.field == wanted.field)
    if wanted.chosen is not None:
        found.append(ImportLine.chosen.is_(wanted.chosen))
    if wanted.text:
        found.append(ImportLine.label.icontains(wanted.text, autoescape=True))
    return found


def every_line(session: Session, import_id: int) -> Sequence[ImportLine]:
    """Return all lines of an import in their order."""
    wanted = select(ImportLine).where(ImportLine.import_id == import_id).order_by(ImportLine.id)
    return session.execute(wanted).scalars().all()


def suspect_lines(session: Session, import_id: int) -> Sequence[ImportLine]:
    """Return the lines of an import that look like somebody."""
    wanted = select(ImportLine).where(ImportLine.import_id == import_id, ImportLine.act == "suspect")
    return session.execute(wanted.order_by(ImportLine.id)).scalars().all()


def has_lines(session: Session, import_id: int) -> bool:
    """True while an import's former values are kept."""
    return session.execute(select(ImportLine.id).where(ImportLine.import_id == import_id).limit(1)).first() is not None
