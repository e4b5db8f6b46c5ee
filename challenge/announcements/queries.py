"""Reads of announcements; always within an edition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from challenge.announcements.models import Announcement, AnnouncementWording
from challenge.editions.models import Edition
from challenge.kernel.clock import real_time
from challenge.kernel.work import ClockRow
from challenge.schedule.queries import HAIR


def announcements(session: Session, edition_id: int) -> Sequence[Announcement]:
    """Return all of an edition, the latest written first."""
    wanted = select(Announcement).where(Announcement.edition_id == edition_id).order_by(Announcement.id.desc())
    return session.execute(wanted).scalars().all()


def announcement_by_public_id(session: Session, edition_id: int, public_id: str) -> Announcement | None:
    """Return one of this edition."""
    wanted = select(Announcement).where(Announcement.edition_id == edition_id, Announcement.public_id == public_id)
    return session.execute(wanted).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class News:
    """A public announcement as home page and wall show it."""

    id: int
    version: int
    title_fr: str
    title_en: str
    body_fr: str
    body_en: str
    sent_at: datetime

    def title(self, locale: str) -> str:
        """Return the title in a language."""
        return self.title_fr if locale == "fr" else self.title_en

    def body(self, locale: str) -> str:
        """Return the Markdown in a language."""
        return self.body_fr if locale == "fr" else self.body_en


def public_news(edition_id: int) -> Select[Any]:
    """Return the statement for what everybody may read and still holds, as `News`, the latest sent first."""
    columns = (getattr(Announcement, name) for name in News.__slots__)
    wanted = select(*columns).where(Announcement.edition_id == edition_id, Announcement.is_public)
    sent = wanted.where(Announcement.sent_at.is_not(None), Announcement.withdrawn_at.is_(None))
    return sent.order_by(Announcement.sent_at.desc(), Announcement.id.desc())


def wordings(session: Session, announcement_id: int) -> Sequence[AnnouncementWording]:
    """Return every wording of an announcement, the latest first."""
    wanted = select(AnnouncementWording).where(AnnouncementWording.announcement_id == announcement_id)
    return session.execute(wanted.order_by(AnnouncementWording.version.desc())).scalars().all()


def bound_to(session: Session, milestone_id: int, transition: str) -> list[int]:
    """Return the announcements that a moment of a milestone sends and that wait, in the order they were written."""
    wanted = select(Announcement.id).where(
        Announcement.milestone_id == milestone_id,
        Announcement.transition == transition,
        Announcement.sent_at.is_(None),
        Announcement.withdrawn_at.is_(None),
    )
    return list(session.execute(wanted.order_by(Announcement.id)).scalars())


def held_count(edition_id: int) -> Select[Any]:
    """Return the statement for how many announcements of an edition wait for an organiser's word."""
    held = select(func.count()).select_from(Announcement).where(Announcement.edition_id == edition_id)
    return held.where(
        Announcement.held_at.is_not(None), Announcement.sent_at.is_(None), Announcement.withdrawn_at.is_(None)
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """An announcement with an instant of its own, and when that comes in real time."""

    edition_id: int
    announcement_id: int
    real_at: datetime


def waiting(session: Session, real_until: datetime) -> list[Waiting]:
    """Return what is to be sent until a real instant, by time; nothing held, or of an edition at rest."""
    rows = session.execute(
        select(Announcement.edition_id, Announcement.id, Announcement.send_at, ClockRow)
        .join(Edition, Edition.id == Announcement.edition_id)
        .outerjoin(ClockRow, ClockRow.edition_id == Announcement.edition_id)
        .where(
            Announcement.send_at.is_not(None),
            Announcement.held_at.is_(None),
            Announcement.sent_at.is_(None),
            Announcement.withdrawn_at.is_(None),
            Edition.closed_at.is_(None),
        )
    )
    found = []
    for edition_id, announcement_id, at, clock_row in rows:
        assert at is not None
        real_at = (clock_row.clock() if clock_row else real_time()).real_at(at)
        if real_at is not None and real_at <= real_until:
            # A hair later: rounding to microseconds must never wake us before the moment.
            found.append(Waiting(edition_id, announcement_id, real_at + HAIR))
    return sorted(found, key=lambda one: (one.real_at, one.announcement_id))
