"""Which milestones everybody sees, and what they have asked of the teams so far."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from challenge.schedule.calendars import is_public
from challenge.schedule.queries import MilestoneLine, lines


def public_milestones(session: Session, edition_id: int) -> list[MilestoneLine]:
    """Return the milestones of an edition of which everybody is told, in order of time; one statement."""
    return [row for row in lines(session, edition_id) if is_public(row)]


def due_codes(rows: Sequence[MilestoneLine], now: datetime) -> list[str]:
    """Return the deliverables that have fallen due: what the hall's map counts."""
    return [row.code for row in rows if row.kind == "deliverable" and row.due_at is not None and row.due_at <= now]
