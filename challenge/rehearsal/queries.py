"""Reads of rehearsals."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.rehearsal.models import Rehearsal


def rehearsals(session: Session, edition_id: int, *, most: int = 10) -> list[Rehearsal]:
    """Return the last rehearsals of an edition, the latest first."""
    wanted = select(Rehearsal).where(Rehearsal.edition_id == edition_id).order_by(Rehearsal.id.desc())
    return list(session.execute(wanted.limit(most)).scalars())


def rehearsal_by_public_id(session: Session, edition_id: int, public_id: str) -> Rehearsal | None:
    """Return a rehearsal by its outside name."""
    wanted = select(Rehearsal).where(Rehearsal.edition_id == edition_id, Rehearsal.public_id == public_id)
    return session.execute(wanted).scalars().one_or_none()
