"""Reads of editions."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.editions.models import Edition
from challenge.kernel.clock import EditionClock, real_time
from challenge.kernel.work import ClockRow


@dataclass(frozen=True, slots=True)
class EditionCard:
    """What pages and other rooms need of an edition; satisfies `web.context.EditionFace`."""

    id: int
    slug: str
    name: str
    starts_on: date
    time_zone: str
    locale: str
    accent: str
    settings: dict[str, Any]
    clock: EditionClock


def _card(row: Edition, clock: ClockRow | None) -> EditionCard:
    return EditionCard(
        row.id,
        row.slug,
        row.name,
        row.starts_on,
        row.time_zone,
        row.locale,
        row.accent,
        row.settings,
        clock.clock() if clock else real_time(),
    )


def edition_by_slug(session: Session, slug: str) -> EditionCard | None:
    """Return an edition by its name in addresses, with its clock; one statement."""
    wanted = select(Edition, ClockRow).outerjoin(ClockRow, ClockRow.edition_id == Edition.id)
    row = session.execute(wanted.where(Edition.slug == slug)).one_or_none()
    return _card(row[0], row[1]) if row else None


def edition_by_id(session: Session, edition_id: int) -> EditionCard | None:
    """Return an edition by its inside name."""
    wanted = select(Edition, ClockRow).outerjoin(ClockRow, ClockRow.edition_id == Edition.id)
    row = session.execute(wanted.where(Edition.id == edition_id)).one_or_none()
    return _card(row[0], row[1]) if row else None


def editions(session: Session) -> list[EditionCard]:
    """Return every edition, the latest first."""
    wanted = select(Edition, ClockRow).outerjoin(ClockRow, ClockRow.edition_id == Edition.id)
    rows = session.execute(wanted.order_by(Edition.starts_on.desc(), Edition.id.desc()))
    return [_card(row[0], row[1]) for row in rows]


def slug_of(session: Session, edition_id: int) -> str:
    """Return an edition's name in addresses; it must exist."""
    return session.execute(select(Edition.slug).where(Edition.id == edition_id)).scalar_one()
