"""How somebody stands to a problem."""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from challenge.agreements.queries import unsigned_in_team
from challenge.disclosure.rules import Need, Reader
from challenge.kernel.actor import Actor, Role
from challenge.problems.models import Problem
from challenge.problems.rules import Status, standing
from challenge.schedule.models import Milestone, MilestoneFiring
from challenge.teams.models import Team, TeamMember


def reader_of(session: Session, edition_id: int, actor: Actor, problem: Problem) -> Reader:
    """Return how somebody stands to a problem of an edition; who is nothing to it has nothing.

    A team counts once its member or coach may know of it. Whoever is in one and has not signed what it waits for has
    not signed, also when its reveal did not wait for them.
    """
    who = standing(actor)
    if who.is_organiser:
        return Reader(is_keeper=True, has=frozenset(), reached=(), role=Role.ORGANISER.value)
    if problem.organisation_id is not None and problem.organisation_id in who.organisation_ids:
        return Reader(is_keeper=True, has=frozenset(), reached=(), role=Role.PARTNER.value)
    if problem.stands is not Status.CONFIRMED or not who.is_member:
        return Reader(is_keeper=False, has=frozenset(), reached=(), role="")
    reached = _reached(session, edition_id)
    has, role = {Need.PARTICIPANT}, min(role.value for role in actor.roles)
    wanted = (
        select(Team, TeamMember.account_id)
        .outerjoin(TeamMember, (TeamMember.team_id == Team.id) & (TeamMember.account_id == actor.account_id))
        .where(Team.edition_id == edition_id, Team.problem_id == problem.id)
        .where(or_(TeamMember.account_id == actor.account_id, Team.coach_id == actor.account_id))
    )
    for team, member in session.execute(wanted.order_by(Team.id)):
        is_member = member is not None and actor.has(Role.STUDENT) and team.published_at is not None
        is_coach = team.coach_id == actor.account_id and actor.has(Role.COACH) and team.staff_at is not None
        if not is_member and not is_coach:
            continue
        has |= {Need.TEAM} | ({Need.REVEALED} if team.revealed_at is not None else set())
        late = unsigned_in_team(session, edition_id, team.id) if is_member else []
        if is_coach or all(one.account_id != actor.account_id for one in late):
            has.add(Need.SIGNED)
        role = Role.STUDENT.value if is_member else Role.COACH.value
        return Reader(is_keeper=False, has=frozenset(has), reached=reached, role=role, team=team.code)
    return Reader(is_keeper=False, has=frozenset(has), reached=reached, role=role)


def _reached(session: Session, edition_id: int) -> Collection[str]:
    """Return the codes of the moments that have opened."""
    wanted = select(Milestone.code).join(MilestoneFiring, MilestoneFiring.milestone_id == Milestone.id)
    found = wanted.where(Milestone.edition_id == edition_id, MilestoneFiring.transition == "opened")
    return set(session.execute(found).scalars())
