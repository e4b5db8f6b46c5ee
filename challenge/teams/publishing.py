"""Who sees the teams, and since when: staff first, then students, at once or at a milestone; their problems later."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Update, func, select, update
from sqlalchemy.orm import Session

from challenge.editions.models import Edition
from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.work import Work
from challenge.schedule.queries import milestone_by_code
from challenge.teams.events import (
    ProblemRevealed,
    ProblemsRevealed,
    PublicationPlanned,
    PublicationWithdrawn,
    TeamsPublished,
)
from challenge.teams.holding import held_teams
from challenge.teams.models import Publication, Team

SEEING_STAFF = (Role.COACH, Role.EXPERT, Role.CHAIR, Role.VIEWER)
"""Who sees the teams once they are published to the staff; organisers see them at once."""


@dataclass(frozen=True, slots=True)
class Visibility:
    """How far the teams of an edition are known.

    Fields:
        teams, students: how many are formed.
        staff_at, students_at: since when; None for not yet.
        revealed: teams whose reveal has come.
        held: those of them that do not see their problem yet.
        milestone_code: students see them when it opens; "" for no plan.
    """

    teams: int
    students: int
    staff_at: datetime | None
    students_at: datetime | None
    revealed: int
    milestone_code: str
    held: int = 0


def visibility(session: Session, edition_id: int) -> Visibility:
    """Return how far the teams are known; two statements."""
    counts = select(
        *(func.count(Team.id), func.coalesce(func.sum(Team.size), 0)),
        *(func.count(due_at()), func.count(Team.revealed_at)),
    ).where(Team.edition_id == edition_id)
    teams, students, revealed, read = session.execute(counts).one()
    row = session.get(Publication, edition_id)
    if row is None:
        return Visibility(teams, students, None, None, revealed, "", revealed - read)
    return Visibility(teams, students, row.staff_at, row.students_at, revealed, row.milestone_code, revealed - read)


def due_at() -> ColumnElement[datetime | None]:
    """Return when the reveal of a team came; rows of the release before hold only since when it reads."""
    return func.coalesce(Team.reveal_due_at, Team.revealed_at)


def publish_to_staff(work: Work) -> dict[str, Any]:
    """Let coaches, experts, chairs and viewers see the teams; students see nothing yet.

    Raises:
        Conflict("teams.none_formed"): there is nothing to see.
    """
    row = _row(work)
    row.staff_at = row.staff_at or work.now
    waiting = update(Team).where(Team.edition_id == work.edition_id, Team.staff_at.is_(None))
    work.session.execute(waiting.values(staff_at=work.now))
    return _told(work, "staff")


def publish_to_students(work: Work) -> dict[str, Any]:
    """Let everybody see the teams: members their own page, the public the list of tables; problems stay hidden.

    Raises:
        Conflict("teams.none_formed"): there is nothing to see.
    """
    row = _row(work)
    row.staff_at, row.students_at = row.staff_at or work.now, row.students_at or work.now
    row.milestone_code = ""
    seen = {"staff_at": func.coalesce(Team.staff_at, work.now), "published_at": work.now}
    waiting = update(Team).where(Team.edition_id == work.edition_id, Team.published_at.is_(None))
    work.session.execute(waiting.values(**seen).execution_options(synchronize_session=False))
    return _told(work, "students")


def plan_publication(work: Work, milestone_code: str) -> dict[str, Any]:
    """Let students see their teams when a milestone opens; "" takes the plan back.

    Raises:
        Invalid("teams.milestone"): the edition has no such milestone.
        Conflict("teams.published"): they see them already.
    """
    if milestone_code and milestone_by_code(work.session, work.edition_id, milestone_code) is None:
        raise Invalid("teams.milestone", "milestone")
    row = _row(work)
    if row.students_at is not None:
        raise Conflict("teams.published")
    row.milestone_code = milestone_code
    work.emit(PublicationPlanned(milestone_code=milestone_code))
    return {"milestone": milestone_code}


def withdraw_publication(work: Work) -> dict[str, Any]:
    """Hide the teams from students and public again, as long as nobody has seen a problem.

    Raises:
        Conflict("teams.revealed"): problems are revealed.
    """
    row = _row(work)
    if row.students_at is None:
        return {"teams": 0}
    if visibility(work.session, work.edition_id).revealed:
        raise Conflict("teams.revealed")
    row.students_at = None
    own = update(Team).where(Team.edition_id == work.edition_id)
    work.session.execute(own.values(published_at=None).execution_options(synchronize_session=False))
    count = visibility(work.session, work.edition_id).teams
    work.emit(PublicationWithdrawn(teams=count))
    return {"teams": count}


def forget_publication(work: Work) -> None:
    """Begin anew: teams that replace others are seen by nobody until they are published; the plan stays."""
    row = work.session.get(Publication, work.edition_id)
    if row is not None and row.staff_at is not None:
        was_public, row.staff_at, row.students_at = row.students_at is not None, None, None
        if was_public:
            work.emit(PublicationWithdrawn(teams=0))


def reveal_problems(work: Work) -> int:
    """Let every team see its problem, and with it everybody the teams; return how many had not come to it.

    Teams that a gate holds (`holding`) see theirs when it lets them go. The number told counts them too: it would else
    say how many problems are confidential.
    """
    waiting = select(Team.id).where(Team.edition_id == work.edition_id, due_at().is_(None))
    count = len(work.session.execute(waiting).all())
    if count:
        publish_to_students(work)
        held = held_teams(work.session, work.edition_id)
        unseen = update(Team).where(Team.edition_id == work.edition_id, due_at().is_(None))
        told = {"reveal_due_at": work.now}
        _quietly(work, unseen.where(Team.id.not_in(held)).values(**told, revealed_at=work.now))
        _quietly(work, unseen.values(**told))
        work.emit(ProblemsRevealed(teams=count))
    return count


def _quietly(work: Work, statement: Update) -> None:
    work.session.execute(statement.execution_options(synchronize_session=False))
    work.session.expire_all()


def release_teams(work: Work, team_ids: Collection[int] | None = None) -> int:
    """Let teams see their problem whose reveal has come and that nothing holds any more; return how many.

    Args:
        work: names the edition.
        team_ids: look at these alone; None for all of the edition.
    """
    late = select(Team.id).where(
        Team.edition_id == work.edition_id, Team.reveal_due_at.is_not(None), Team.revealed_at.is_(None), Team.size > 0
    )
    if team_ids is not None:
        late = late.where(Team.id.in_(sorted(team_ids)))
    waiting = set(work.session.execute(late).scalars())
    free = sorted(waiting - held_teams(work.session, work.edition_id, waiting)) if waiting else []
    if free:
        _quietly(work, update(Team).where(Team.id.in_(free)).values(revealed_at=work.now))
    for team_id in free:
        work.emit(ProblemRevealed(team_id=team_id))
    return len(free)


def _row(work: Work) -> Publication:
    work.locked(Edition, work.edition_id)
    row = work.session.get(Publication, work.edition_id)
    return row or work.add(Publication(edition_id=work.edition_id, milestone_code=""))


def _told(work: Work, audience: str) -> dict[str, Any]:
    """Keep the fact and return the counts."""
    seen = visibility(work.session, work.edition_id)
    if not seen.teams:
        raise Conflict("teams.none_formed")
    work.emit(TeamsPublished(audience=audience, teams=seen.teams, students=seen.students))
    return {"teams": seen.teams, "students": seen.students}
