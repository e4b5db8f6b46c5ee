"""Reads of teams."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from challenge.editions.models import Edition
from challenge.kernel.actor import Actor, Role
from challenge.kernel.kept import kept
from challenge.live.models import LiveTopic
from challenge.people.models import Person
from challenge.problems.models import Problem
from challenge.teams.models import CompositionRun, Team, TeamMember

_COMPOSERS = (Role.ORGANISER, Role.ADMINISTRATOR)
_STAFF = (Role.COACH, Role.EXPERT, Role.CHAIR, Role.VIEWER)


@dataclass(frozen=True, slots=True)
class Member:
    """Who is in a team, as colleagues see them."""

    name: str
    department: str
    level: int
    school: str


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team in a list; the problem is None until the reveal."""

    id: int
    public_id: str
    code: str
    name: str
    zone: str
    table_no: int
    size: int
    coach_id: int | None
    problem_id: int
    problem_title: str | None


@dataclass(frozen=True, slots=True)
class TeamFace:
    """A team with its problem, how it stands to somebody, and the head of its live topic.

    Fields:
        problem: not to be shown before `team.revealed_at`.
        members: by last name.
        is_member: True when the asking account is one of its members.
        head: last number of the topic `team:<public_id>`, read before anything else of its page.
    """

    team: Team
    problem: Problem
    members: tuple[Member, ...]
    is_member: bool
    head: int

    def is_known_to(self, actor: Actor) -> bool:
        """True when the team is published to somebody: organisers at once, staff next, everybody at the end."""
        return is_known_to(self.team, actor)

    def is_own(self, actor: Actor) -> bool:
        """True for members, the coach, and the partner whose problem it is (once it is revealed)."""
        if actor.account_id and self.team.coach_id == actor.account_id:
            return self.team.staff_at is not None
        if self.is_member and actor.has(Role.STUDENT):
            return self.team.published_at is not None
        is_partner = actor.has(Role.PARTNER) and self.team.revealed_at is not None
        return is_partner and self.problem.organisation_id in actor.organisation_ids


def is_known_to(team: Team, actor: Actor) -> bool:
    """True when a team is published to somebody: organisers at once, staff next, everybody at the end."""
    if team.published_at is not None or actor.has(*_COMPOSERS):
        return True
    return team.staff_at is not None and actor.has(*_STAFF)


# Built once: a team's page is the one that everybody opens.
_FACE = (
    select(Team, Problem, LiveTopic.head)
    .join(Problem, Problem.id == Team.problem_id)
    .outerjoin(LiveTopic, LiveTopic.topic == "team:" + Team.public_id)
    .where(Team.edition_id == bindparam("edition_id"), Team.code == bindparam("code"))
)
_MEMBERS = (
    select(
        TeamMember.account_id,
        *(Person.first_name, Person.last_name, Person.department, Person.level, Person.school),
    )
    .outerjoin(Person, Person.id == TeamMember.person_id)
    .where(TeamMember.team_id == bindparam("team_id"))
    .order_by(Person.last_name, Person.first_name, Person.id)
)


def team_face(session: Session, edition_id: int, code: str, actor: Actor) -> TeamFace | None:
    """Return a team of this edition by the code on its table, as it stands to an actor.

    At most two statements; none while nothing has changed.
    """
    key = ("teams.face", edition_id, code.upper())
    found = kept(session, key, lambda: _found(session, edition_id, code.upper()))
    if found is None:
        return None
    team, problem, head, members, accounts = found
    return TeamFace(team, problem, members, actor.account_id in accounts, head)


def _found(
    session: Session, edition_id: int, code: str
) -> tuple[Team, Problem, int, tuple[Member, ...], frozenset[int]] | None:
    face = session.execute(_FACE, {"edition_id": edition_id, "code": code}).first()
    if face is None:
        return None
    for row in face[:2]:
        session.expunge(row)  # kept for everybody: no longer this session's, which may be rolled back
    rows = session.execute(_MEMBERS, {"team_id": face[0].id}).all()
    # Who is not on the roster any more has no name to show, and is in the team all the same.
    members = tuple(Member(f"{row[1]} {row[2]}", *row[3:]) for row in rows if row[1] is not None)
    return face[0], face[1], face[2] or 0, members, frozenset(row[0] for row in rows if row[0] is not None)


def team_by_code(session: Session, edition_id: int, code: str) -> Team | None:
    """Return a team of this edition by the code on its table; upper and lower case are the same."""
    wanted = select(Team).where(Team.edition_id == edition_id, Team.code == code.upper())
    return session.execute(wanted).scalar_one_or_none()


def team_by_public_id(session: Session, public_id: str) -> Team | None:
    """Return a team by its outside name; for live topics, whose rights are asked afterwards."""
    return session.execute(select(Team).where(Team.public_id == public_id)).scalar_one_or_none()


def own_team(session: Session, edition_id: int, account_id: int) -> Team | None:
    """Return the team an account is a member of, once it is published."""
    wanted = select(Team).join(TeamMember, TeamMember.team_id == Team.id).where(Team.published_at.is_not(None))
    found = wanted.where(TeamMember.edition_id == edition_id, TeamMember.account_id == account_id)
    return session.execute(found).scalars().first()


def latest_slug_with(session: Session, code: str) -> str | None:
    """Return the latest edition that has published a team of this code; None when none has."""
    wanted = select(Edition.slug).join(Team, Team.edition_id == Edition.id)
    wanted = wanted.where(Team.code == code.upper(), Team.published_at.is_not(None))
    return session.execute(wanted.order_by(Edition.starts_on.desc(), Edition.id.desc()).limit(1)).scalar()


def is_member(session: Session, team_id: int, account_id: int) -> bool:
    """True when an account is a member of a team."""
    wanted = select(TeamMember.person_id).where(TeamMember.team_id == team_id, TeamMember.account_id == account_id)
    return session.execute(wanted.limit(1)).first() is not None


def is_own(session: Session, actor: Actor, team: Team) -> bool:
    """True for members and the coach once they may see it, and for the partner once its problem is revealed."""
    if actor.account_id and team.coach_id == actor.account_id:
        return team.staff_at is not None
    if actor.has(Role.STUDENT) and is_member(session, team.id, actor.account_id):
        return team.published_at is not None
    if actor.has(Role.PARTNER) and team.revealed_at is not None:
        owner = session.execute(select(Problem.organisation_id).where(Problem.id == team.problem_id)).scalar_one()
        return owner in actor.organisation_ids
    return False


def _lines(edition_id: int) -> Select[Team, str]:
    wanted = select(Team, Problem.title).join(Problem, Problem.id == Team.problem_id)
    # A team that a repair left without members keeps its work and is shown nowhere.
    return wanted.where(Team.edition_id == edition_id, Team.size > 0).order_by(Team.zone, Team.table_no)


def _line(team: Team, title: str) -> TeamLine:
    return TeamLine(
        team.id,
        team.public_id,
        team.code,
        team.name,
        team.zone,
        team.table_no,
        team.size,
        team.coach_id,
        team.problem_id,
        title if team.revealed_at else None,
    )


def teams(session: Session, edition_id: int) -> list[TeamLine]:
    """Return an edition's teams by place, with the problem's title once it is revealed to the team."""
    return [_line(row[0], row[1]) for row in session.execute(_lines(edition_id))]


def teams_of_coach(session: Session, edition_id: int, account_id: int) -> list[TeamLine]:
    """Return the teams one coach accompanies, by place, once they are published to the staff."""
    own = _lines(edition_id).where(Team.coach_id == account_id, Team.staff_at.is_not(None))
    return [_line(row[0], row[1]) for row in session.execute(own)]


def teams_of_organisations(session: Session, edition_id: int, organisation_ids: Sequence[int]) -> list[TeamLine]:
    """Return the teams on the problems of some organisations, once their problems are revealed to them."""
    wanted = _lines(edition_id).where(Problem.organisation_id.in_(organisation_ids), Team.revealed_at.is_not(None))
    return [_line(row[0], row[1]) for row in session.execute(wanted)]


def team_count(session: Session, edition_id: int) -> int:
    """Return how many teams an edition has."""
    return session.execute(select(func.count()).select_from(Team).where(Team.edition_id == edition_id)).scalar_one()


def runs(session: Session, edition_id: int, *, most: int = 20) -> list[CompositionRun]:
    """Return an edition's runs, the latest first."""
    wanted = select(CompositionRun).where(CompositionRun.edition_id == edition_id)
    return list(session.execute(wanted.order_by(CompositionRun.id.desc()).limit(most)).scalars())


def run_by_public_id(session: Session, edition_id: int, public_id: str) -> CompositionRun | None:
    """Return a run of this edition."""
    wanted = select(CompositionRun).where(
        CompositionRun.edition_id == edition_id, CompositionRun.public_id == public_id
    )
    return session.execute(wanted).scalar_one_or_none()


def confirmed_run(session: Session, edition_id: int) -> CompositionRun | None:
    """Return the composition that the present teams were formed of; None before that."""
    wanted = select(CompositionRun).where(CompositionRun.edition_id == edition_id, CompositionRun.state == "confirmed")
    return session.execute(wanted.order_by(CompositionRun.id.desc()).limit(1)).scalar_one_or_none()


def latest_repair(session: Session, edition_id: int) -> CompositionRun | None:
    """Return the latest repair of the present teams; None when none was asked for, or they have changed since."""
    present = confirmed_run(session, edition_id)
    is_theirs = CompositionRun.parent_id.is_(None) if present is None else CompositionRun.parent_id == present.id
    wanted = select(CompositionRun).where(
        CompositionRun.edition_id == edition_id, CompositionRun.origin == "repair", is_theirs
    )
    return session.execute(wanted.order_by(CompositionRun.id.desc()).limit(1)).scalar_one_or_none()


def repairs_alike(session: Session, run: CompositionRun) -> dict[int, CompositionRun]:
    """Return the repairs computed from the same teams and input as one of them, by moves allowed beyond the least."""
    if run.input_id is None:
        return {}
    wanted = select(CompositionRun).where(
        CompositionRun.edition_id == run.edition_id,
        CompositionRun.origin == "repair",
        CompositionRun.state == "done",
        CompositionRun.input_id == run.input_id,
        CompositionRun.parent_id == run.parent_id,
    )
    rows = session.execute(wanted.order_by(CompositionRun.id)).scalars()
    return {row.more_moves: row for row in rows}
