"""Reads of decisions; every one takes the scope it may see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account, RoleGrant
from challenge.incubation.models import PartnerDecision
from challenge.incubation.rules import Deciding
from challenge.kernel.actor import Role
from challenge.organisations.models import Organisation
from challenge.problems.models import Problem
from challenge.schedule.queries import MilestoneLine, lines
from challenge.teams.models import Team, TeamMember

FOLLOW_UP, PARTNERS = "followup", "partners"


@dataclass(frozen=True, slots=True)
class Decided:
    """One version of a decision and who made it; `told_at` is None while the team does not know it."""

    id: int
    team_id: int
    number: int
    choice: str
    note: str
    received_at: datetime
    late: bool
    told_at: datetime | None
    words: str
    writer: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A team about whose project its partner is asked, with the latest decision; None while there is none."""

    team_id: int
    code: str
    name: str
    ref: str
    title: str
    organisation: str
    decision: Decided | None


@dataclass(frozen=True, slots=True)
class Undecided:
    """Teams without a decision, how many organisations are behind them, and who speaks for these, each once."""

    teams: int
    organisations: int
    people: tuple[int, ...]


def deciding_of(rows: Sequence[MilestoneLine]) -> Deciding | None:
    """Return when partners decide: at the first follow-up that concerns them; None when the schedule has none."""
    found = [row for row in rows if row.kind == FOLLOW_UP and PARTNERS in row.audience]
    first = min(found, key=lambda row: (row.starts_at, row.id), default=None)
    return Deciding(first.id, first.starts_at, first.due_at or first.ends_at) if first else None


def deciding(session: Session, edition_id: int) -> Deciding | None:
    """Return when the partners of an edition decide; None when its schedule does not ask them."""
    return deciding_of(lines(session, edition_id))


def latest(session: Session, team_id: int) -> PartnerDecision | None:
    """Return the latest version about a team's project."""
    wanted = select(PartnerDecision).where(PartnerDecision.team_id == team_id)
    return session.execute(wanted.order_by(PartnerDecision.number.desc()).limit(1)).scalar_one_or_none()


_ROW = PartnerDecision
_DECIDED: tuple[Any, ...] = (
    *(_ROW.id, _ROW.team_id, _ROW.number, _ROW.choice, _ROW.note, _ROW.received_at, _ROW.late),
    *(_ROW.told_at, _ROW.words, Account.name),
)


def versions(session: Session, team_id: int) -> list[Decided]:
    """Return all versions about a team's project, the latest first."""
    wanted = select(*_DECIDED).join(Account, Account.id == _ROW.decided_by).where(_ROW.team_id == team_id)
    return [Decided(*row) for row in session.execute(wanted.order_by(_ROW.number.desc()))]


def told_to(session: Session, team_id: int) -> Decided | None:
    """Return the latest version that a team was told; None while it was told nothing."""
    return next((one for one in versions(session, team_id) if one.told_at is not None), None)


def latest_decisions(session: Session, edition_id: int) -> dict[int, Decided]:
    """Return the latest version of each team that has one; one statement."""
    last = select(_ROW.team_id, func.max(_ROW.number).label("number")).where(_ROW.edition_id == edition_id)
    newest = last.group_by(_ROW.team_id).subquery()
    wanted = select(*_DECIDED).join(Account, Account.id == _ROW.decided_by)
    wanted = wanted.join(newest, and_(newest.c.team_id == _ROW.team_id, newest.c.number == _ROW.number))
    return {row[1]: Decided(*row) for row in session.execute(wanted)}


def _is_asked_about(edition_id: int) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on a team with its problem: it worked on the problem of an organisation."""
    worked = (Team.edition_id == edition_id, Team.size > 0, Team.revealed_at.is_not(None))
    return (*worked, Problem.organisation_id.is_not(None))


def asked_teams(session: Session, edition_id: int, organisation_ids: Collection[int] | None = None) -> list[Asked]:
    """Return every team that partners are asked about, by organisation and code, with its latest decision.

    Args:
        session: for reading.
        edition_id: the scope.
        organisation_ids: only the teams on the problems of these; None for all.
    """
    decided = latest_decisions(session, edition_id)
    wanted = (
        select(Team.id, Team.code, Team.name, Problem.ref, Problem.title, Organisation.name)
        .join(Problem, Problem.id == Team.problem_id)
        .join(Organisation, Organisation.id == Problem.organisation_id)
        .where(*_is_asked_about(edition_id))
        .order_by(func.lower(Organisation.name), Team.code)
    )
    if organisation_ids is not None:
        wanted = wanted.where(Problem.organisation_id.in_(organisation_ids))
    return [Asked(*row, decided.get(row[0])) for row in session.execute(wanted)]


def undecided_count(edition_id: int, organisation_ids: Collection[int] | None = None) -> Select[int]:
    """Return the statement for how many teams have no decision, of all organisations or some."""
    wanted = select(func.count(Team.id)).join(Problem, Problem.id == Team.problem_id)
    wanted = wanted.where(*_is_asked_about(edition_id), _HAS_NONE)
    return wanted if organisation_ids is None else wanted.where(Problem.organisation_id.in_(organisation_ids))


_HAS_NONE = ~exists().where(_ROW.team_id == Team.id).correlate(Team)


def undecided(session: Session, edition_id: int) -> Undecided:
    """Return the teams without a decision and who speaks for the organisations behind them; two statements."""
    wanted = select(Problem.organisation_id, func.count(Team.id)).join(Team, Team.problem_id == Problem.id)
    wanted = wanted.where(*_is_asked_about(edition_id), _HAS_NONE).group_by(Problem.organisation_id)
    teams = {row[0]: row[1] for row in session.execute(wanted)}
    speaking = select(RoleGrant.account_id).where(
        RoleGrant.edition_id == edition_id,
        RoleGrant.role == Role.PARTNER.value,
        RoleGrant.organisation_id.in_(teams),
    )
    people = session.execute(speaking.distinct().order_by(RoleGrant.account_id)).scalars()
    return Undecided(sum(teams.values()), len(teams), tuple(people))


def members(session: Session, team_id: int) -> tuple[int, ...]:
    """Return the members of a team who have an account: whom a decision is told to."""
    wanted = select(TeamMember.account_id).where(TeamMember.team_id == team_id, TeamMember.account_id.is_not(None))
    found = session.execute(wanted.order_by(TeamMember.account_id)).scalars()
    return tuple(one for one in found if one is not None)
