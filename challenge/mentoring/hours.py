"""The experts' desk: the hours that the schedule gives it, and what is waited for."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.mentoring.models import HelpRequest
from challenge.mentoring.rules import Hours, Kind, State, hours_at
from challenge.schedule.queries import MilestoneLine, lines

DESK, EXPERTS = "desk", "experts"
"""Kind of the milestones that open a desk, and whom those of the experts concern; other desks have other people."""


def experts_desk(session: Session, edition_id: int) -> list[MilestoneLine]:
    """Return the milestones that are the experts' hours, by start; no statement while the schedule is kept."""
    return [line for line in lines(session, edition_id) if line.kind == DESK and EXPERTS in line.audience]


def hours_of(session: Session, edition_id: int, now: datetime) -> Hours | None:
    """Return how the experts' desk stands at an instant; None in an edition whose schedule has none."""
    return hours_at(((line.starts_at, line.ends_at) for line in experts_desk(session, edition_id)), now)


def skills_awaited(session: Session, edition_id: int) -> list[str]:
    """Return the skill of each request for an expert that waits, the oldest first; one statement."""
    wanted = select(HelpRequest.skill).where(HelpRequest.edition_id == edition_id)
    wanted = wanted.where(HelpRequest.kind == Kind.EXPERT, HelpRequest.state == State.WAITING)
    return list(session.execute(wanted.order_by(HelpRequest.asked_at, HelpRequest.id)).scalars())
