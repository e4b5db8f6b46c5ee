"""Whom an audience means, counted at the moment it is asked for."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account, RoleGrant
from challenge.announcements.rules import Audience
from challenge.submissions.models import Deliverable, Submission
from challenge.submissions.queries import progress
from challenge.teams.models import Team, TeamMember


def recipients(session: Session, edition_id: int, audience: Audience) -> list[int]:
    """Return the accounts an audience means in an edition, by id, each once; disabled ones are left out.

    A zone means the members of its teams once they know their team, and the coaches once the staff does; teams without
    a deliverable are told with their coaches.
    """
    found: set[int] = set()
    for wanted in _selections(edition_id, audience):
        found.update(row for row in session.execute(wanted).scalars() if row is not None)
    active = select(Account.id).where(Account.id.in_(found), Account.disabled_at.is_(None)).order_by(Account.id)
    return list(session.execute(active).scalars())


def _selections(edition_id: int, audience: Audience) -> Iterator[Select[Any]]:
    granted = select(RoleGrant.account_id).where(RoleGrant.edition_id == edition_id)
    if audience.everybody:
        yield granted
    if audience.roles:
        yield granted.where(RoleGrant.role.in_(audience.roles))
    if audience.zones:
        yield from _people_of(edition_id, Team.zone.in_(audience.zones))
    for code in audience.missing:
        handed = select(Submission.id).join(Deliverable, Deliverable.id == Submission.deliverable_id)
        yield from _people_of(
            edition_id, ~handed.where(Submission.team_id == Team.id, Deliverable.code == code).correlate(Team).exists()
        )


def _people_of(edition_id: int, which: Any) -> Iterator[Select[Any]]:  # noqa: ANN401 - a condition on teams
    teams = and_(Team.edition_id == edition_id, which)
    members = select(TeamMember.account_id).join(Team, Team.id == TeamMember.team_id)
    yield members.where(teams, Team.published_at.is_not(None))
    yield select(Team.coach_id).where(teams, Team.staff_at.is_not(None), Team.published_at.is_not(None))


def zones_of(session: Session, edition_id: int) -> list[str]:
    """Return the zones where teams sit that students know, by name."""
    wanted = select(Team.zone).where(Team.edition_id == edition_id, Team.published_at.is_not(None)).distinct()
    return sorted(zone for zone in session.execute(wanted).scalars() if zone)


def deliverables_of(session: Session, edition_id: int) -> list[tuple[str, str, str]]:
    """Return code and titles (French, English) of what is asked of teams, in its order."""
    return [(one.code, one.title_fr, one.title_en) for one in progress(session, edition_id)]
