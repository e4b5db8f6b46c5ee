"""Who plays: keys for simulated people, and what they can act on, read from the house once before the play."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.accounts.actions import create_api_token
from challenge.accounts.models import RoleGrant
from challenge.editions.queries import EditionCard
from challenge.judging.models import JURY, Criterion, Juror, Round, Visit
from challenge.kernel.actor import HOUSE, Role, Seat
from challenge.kernel.work import Work
from challenge.organisations.models import Participation
from challenge.problems.models import Problem
from challenge.runtime.opening import Opened
from challenge.schedule.models import Milestone
from challenge.submissions.models import Deliverable
from challenge.teams.models import Team, TeamMember


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody who acts: account and key."""

    account_id: int
    token: str


@dataclass(frozen=True, slots=True)
class PlayedTeam:
    """A team, the member who hands in, whether any partner may follow it, and all members with an account.

    `partner` decides what becomes of its project; None when nobody has an account at the organisation behind it.
    """

    id: int
    code: str
    scribe: Player
    is_open: bool
    members: Sequence[Player] = ()
    partner: Player | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """A deliverable's code and moments."""

    code: str
    opens: datetime
    due: datetime
    lock: datetime


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A visit that waits for its juror: outside name, version, and the team's inside name."""

    public_id: str
    version: int
    team_id: int


@dataclass(frozen=True, slots=True)
class Scale:
    """What a juror may give on one criterion: from `low` to `high` by `step`."""

    code: str
    low: float
    high: float
    step: float

    def mark(self, merit: float) -> float:
        """Return the mark for a merit of 0 to 1; one beyond gets the last mark."""
        steps = round(merit * (self.high - self.low) / self.step)
        return min(self.high, max(self.low, self.low + self.step * steps))


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who plays. Partners are one account per organisation that has one."""

    organiser: Player
    teams: Sequence[PlayedTeam]
    jurors: Sequence[Player]
    coaches: Sequence[Player]
    experts: Sequence[Player]
    partners: Sequence[Player]


_ROLES = (Role.ORGANISER, Role.COACH, Role.EXPERT, Role.PARTNER)


def gather(ground: Opened, edition: EditionCard) -> Cast:
    """Return the cast of an edition; every player gets a key of the edition that acts as they may."""
    with ground.database.read() as session:
        scribes = _scribes(session, edition.id)
        jurors = list(
            session.execute(
                select(Juror.account_id).where(Juror.edition_id == edition.id, Juror.panel == JURY).order_by(Juror.ref)
            ).scalars()
        )
        roles = {role: holders(session, edition.id, role) for role in _ROLES}
        speaking = _speaking(session, edition.id)
    wanted = (
        [account for one in scribes for account in one.accounts]
        + jurors
        + [one for found in roles.values() for one in found]
    )
    keys = ground.works.perform(replace(HOUSE, edition_id=edition.id), _keys, sorted(set(wanted)))
    return Cast(
        organiser=Player(roles[Role.ORGANISER][0], keys[roles[Role.ORGANISER][0]]),
        teams=[
            PlayedTeam(one.id, one.code, members[0], one.is_open, members, partner)
            for one in scribes
            for members in [[Player(account, keys[account]) for account in one.accounts]]
            for decides in [speaking.get(one.id)]
            for partner in [Player(decides, keys[decides]) if decides else None]
        ],
        jurors=[Player(account, keys[account]) for account in jurors],
        coaches=[Player(account, keys[account]) for account in roles[Role.COACH]],
        experts=[Player(account, keys[account]) for account in roles[Role.EXPERT]],
        partners=[Player(account, keys[account]) for account in roles[Role.PARTNER]],
    )


def _keys(work: Work, accounts: Sequence[int]) -> dict[int, str]:
    return {account: create_api_token(work, account, "write") for account in accounts}


@dataclass(frozen=True, slots=True)
class _Scribe:
    id: int
    code: str
    accounts: list[int]
    is_open: bool


def _scribes(session: Session, edition_id: int) -> list[_Scribe]:
    """Return each team with those of its members who have an account; the first one hands in."""
    rows = session.execute(
        select(Team.id, Team.code, TeamMember.account_id, Problem.confidentiality, Participation.conflict_group)
        .join(TeamMember, TeamMember.team_id == Team.id)
        .join(Problem, Problem.id == Team.problem_id)
        .outerjoin(
            Participation,
            (Participation.organisation_id == Problem.organisation_id) & (Participation.edition_id == edition_id),
        )
        .where(Team.edition_id == edition_id, TeamMember.account_id.is_not(None))
        .order_by(Team.code, TeamMember.person_id)
    )
    first: dict[int, _Scribe] = {}
    for team_id, code, account_id, confidentiality, group in rows:
        if account_id is not None:
            is_open = confidentiality == "open" and not group
            first.setdefault(team_id, _Scribe(team_id, code, [], is_open)).accounts.append(account_id)
    return list(first.values())


def _speaking(session: Session, edition_id: int) -> dict[int, int]:
    """Return by team the account that decides for the organisation behind its problem, the least of several."""
    wanted = (
        select(Team.id, func.min(RoleGrant.account_id))
        .join(Problem, Problem.id == Team.problem_id)
        .join(RoleGrant, RoleGrant.organisation_id == Problem.organisation_id)
        .where(Team.edition_id == edition_id, RoleGrant.edition_id == edition_id)
        .where(RoleGrant.role == Role.PARTNER.value, RoleGrant.seat == Seat.CONTACT.value)
        .group_by(Team.id)
    )
    return {row[0]: row[1] for row in session.execute(wanted)}


def holders(session: Session, edition_id: int, role: Role) -> list[int]:
    """Return the accounts that have a role in an edition, in their order."""
    wanted = select(RoleGrant.account_id).where(RoleGrant.edition_id == edition_id, RoleGrant.role == role.value)
    return sorted(set(session.execute(wanted).scalars()))


def windows(session: Session, edition_id: int) -> list[Window]:
    """Return the deliverables in order of their due time."""
    rows = session.execute(
        select(Deliverable.code, Milestone)
        .join(Milestone, Milestone.id == Deliverable.milestone_id)
        .where(Deliverable.edition_id == edition_id, Milestone.cancelled_at.is_(None))
    ).all()
    found = [
        Window(
            code,
            milestone.announced_at or milestone.starts_at,
            milestone.due_at or milestone.ends_at,
            milestone.lock_at or milestone.due_at or milestone.ends_at,
        )
        for code, milestone in rows
    ]
    return sorted(found, key=lambda window: window.due)


def asks(session: Session, edition_id: int) -> bool:
    """True when the schedule asks for deliverables."""
    wanted = select(Milestone.id).where(Milestone.edition_id == edition_id, Milestone.kind == "deliverable")
    return session.execute(wanted.where(Milestone.cancelled_at.is_(None)).limit(1)).first() is not None


def moments(session: Session, edition_id: int) -> dict[str, tuple[datetime, datetime]]:
    """Return start and end of every milestone by code, cancelled ones left out."""
    wanted = select(Milestone).where(Milestone.edition_id == edition_id, Milestone.cancelled_at.is_(None))
    rows = session.execute(wanted).scalars()
    return {row.code: (row.starts_at, row.ends_at) for row in rows}


def planned_visits(session: Session, edition_id: int, round_code: str) -> dict[int, list[PlannedVisit]]:
    """Return the waiting visits of a round by the juror's account, in visiting order."""
    rows = session.execute(
        select(Juror.account_id, Visit.public_id, Visit.version, Visit.team_id)
        .join(Juror, Juror.id == Visit.juror_id)
        .join(Round, Round.id == Visit.round_id)
        .where(Visit.edition_id == edition_id, Round.code == round_code, Visit.state == "planned")
        .order_by(Visit.place)
    )
    found: dict[int, list[PlannedVisit]] = {}
    for account, public_id, version, team_id in rows:
        found.setdefault(account, []).append(PlannedVisit(public_id, version, team_id))
    return found


def scales(session: Session, edition_id: int, round_code: str) -> list[Scale]:
    """Return what a round's jurors mark, in the order of the rubric."""
    rows = session.execute(
        select(Criterion.code, Criterion.low, Criterion.high, Criterion.step)
        .join(Round, Round.rubric_id == Criterion.rubric_id)
        .where(Round.edition_id == edition_id, Round.code == round_code)
        .order_by(Criterion.place)
    )
    return [Scale(*row) for row in rows]
