"""Reads of editions."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from challenge.editions.models import Edition
from challenge.kernel.clock import EditionClock, real_time
from challenge.kernel.work import ClockRow
from challenge.live.models import LiveTopic
from challenge.live.topics import edition_topic


@dataclass(frozen=True, slots=True)
class EditionCard:
    """What pages and other rooms need of an edition; satisfies `web.context.EditionFace`.

    `heads` are the last numbers of the topics that public pages show, by topic; read before anything else of a page.
    """

    id: int
    slug: str
    name: str
    starts_on: date
    time_zone: str
    locale: str
    accent: str
    settings: dict[str, Any]
    clock: EditionClock
    heads: dict[str, int] = field(default_factory=dict)


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
    """Return an edition by its name in addresses, with its clock and the heads of its public topics; one statement."""
    topics = [edition_topic(slug, screen) for screen in ("public", "wall")]
    public, wall = aliased(LiveTopic), aliased(LiveTopic)
    row = session.execute(
        select(Edition, ClockRow, public.head, wall.head)
        .outerjoin(ClockRow, ClockRow.edition_id == Edition.id)
        .outerjoin(public, public.topic == topics[0])
        .outerjoin(wall, wall.topic == topics[1])
        .where(Edition.slug == slug)
    ).one_or_none()
    if row is None:
        return None
    return replace(_card(row[0], row[1]), heads={topics[0]: row[2] or 0, topics[1]: row[3] or 0})


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
