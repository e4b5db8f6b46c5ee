"""Reads of editions."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from challenge.editions.models import Edition
from challenge.kernel.clock import EditionClock, real_time
from challenge.kernel.kept import kept
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


_EDITION, _CLOCK = Edition.__table__, ClockRow.__table__
_PUBLIC, _WALL = LiveTopic.__table__.alias("public"), LiveTopic.__table__.alias("wall")
_FACE = (
    *(_EDITION.c.id, _EDITION.c.slug, _EDITION.c.name, _EDITION.c.starts_on, _EDITION.c.time_zone, _EDITION.c.locale),
    *(_EDITION.c.accent, _EDITION.c.settings),
    *(_CLOCK.c.anchor_real, _CLOCK.c.anchor_edition, _CLOCK.c.speed, _CLOCK.c.paused_at),
)
_CLOCKED = _EDITION.outerjoin(_CLOCK, _CLOCK.c.edition_id == _EDITION.c.id)
_CARDS = select(*_FACE).select_from(_CLOCKED)
# Built once: asked for at every request, and building it would cost more than running it.
_BY_SLUG = (
    select(*_FACE, _PUBLIC.c.head.label("public_head"), _WALL.c.head.label("wall_head"))
    .select_from(
        _CLOCKED.outerjoin(_PUBLIC, _PUBLIC.c.topic == bindparam("public_topic")).outerjoin(
            _WALL, _WALL.c.topic == bindparam("wall_topic")
        )
    )
    .where(_EDITION.c.slug == bindparam("slug"))
)


def _card(row: Any, heads: dict[str, int] | None = None) -> EditionCard:  # noqa: ANN401 - a row of `_FACE`
    clock = (
        EditionClock(row.anchor_real, row.anchor_edition, row.speed, row.paused_at)
        if row.anchor_real is not None
        else real_time()
    )
    return EditionCard(
        row.id,
        row.slug,
        row.name,
        row.starts_on,
        row.time_zone,
        row.locale,
        row.accent,
        row.settings,
        clock,
        heads or {},
    )


def edition_by_slug(session: Session, slug: str) -> EditionCard | None:
    """Return an edition by its name in addresses, with its clock and the heads of its public topics.

    One statement; none while nothing has changed.
    """
    return kept(session, ("editions.by_slug", slug), lambda: _by_slug(session, slug))


def _by_slug(session: Session, slug: str) -> EditionCard | None:
    public, wall = edition_topic(slug, "public"), edition_topic(slug, "wall")
    asked = {"slug": slug, "public_topic": public, "wall_topic": wall}
    row = session.execute(_BY_SLUG, asked).one_or_none()
    return _card(row, {public: row.public_head or 0, wall: row.wall_head or 0}) if row else None


def edition_by_id(session: Session, edition_id: int) -> EditionCard | None:
    """Return an edition by its inside name."""
    row = session.execute(_CARDS.where(_EDITION.c.id == edition_id)).one_or_none()
    return _card(row) if row else None


def editions(session: Session) -> list[EditionCard]:
    """Return every edition, the latest first."""
    rows = session.execute(_CARDS.order_by(_EDITION.c.starts_on.desc(), _EDITION.c.id.desc()))
    return [_card(row) for row in rows]


def slug_of(session: Session, edition_id: int) -> str:
    """Return an edition's name in addresses; it must exist."""
    return session.execute(select(Edition.slug).where(Edition.id == edition_id)).scalar_one()
