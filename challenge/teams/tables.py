"""The plan of tables of formed teams: reading it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.kernel.ids import token_hash
from challenge.people.models import Person
from challenge.problems.models import Problem
from challenge.teams.hall import hall_of, informed
from challenge.teams.inputs import coaches
from challenge.teams.models import TableMove, Team, TeamMember
from challenge.teams.seats import Coach, Group, Place, Unmet, Zone, unmet


@dataclass(frozen=True, slots=True)
class Seat:
    """A formed team at its table.

    Fields:
        is_known, is_public: published to the staff, to students and public.
    """

    team_id: int
    public_id: str
    code: str
    size: int
    is_known: bool
    is_public: bool
    place: Place
    group: Group

    @property
    def is_elsewhere(self) -> bool:
        """True when the team does not sit at the table that its code names."""
        return self.code != self.place.code


@dataclass(frozen=True)
class Plan:
    """Who sits where, with which coach, in which hall.

    Fields:
        seats: teams with members, by zone and table.
        coaches: everybody who may coach, with `names` by account.
    """

    hall: tuple[Zone, ...]
    seats: tuple[Seat, ...]
    coaches: tuple[Coach, ...]
    names: dict[int, str]

    @cached_property
    def at(self) -> dict[str, list[Seat]]:
        """Who sits at a table, by the table's name (A07); nearly always one team."""
        found: dict[str, list[Seat]] = {}
        for seat in self.seats:
            found.setdefault(seat.place.code, []).append(seat)
        return found

    @cached_property
    def by_code(self) -> dict[str, Seat]:
        """Teams by their own code."""
        return {seat.code: seat for seat in self.seats}

    @cached_property
    def unmet(self) -> list[Unmet]:
        """Wishes that the plan does not keep; teams are positions in `seats`."""
        return self.unmet_with([seat.place for seat in self.seats], self.hall)

    def unmet_with(self, places: Sequence[Place], hall: Sequence[Zone]) -> list[Unmet]:
        """Return what would not be kept with other places or another hall."""
        return unmet([seat.group for seat in self.seats], places, self.coaches, hall)

    @cached_property
    def mark(self) -> str:
        """A word for the plan as it is; whoever changes it names the one they saw."""
        where = [(seat.team_id, seat.place.code, seat.place.coach_id) for seat in self.seats]
        zones = [(zone.code, zone.tables, sorted(zone.accessible), zone.is_remote, zone.name) for zone in self.hall]
        return token_hash(repr((zones, sorted(where))))[:20]

    @property
    def is_public(self) -> bool:
        """True when students see where they sit."""
        return any(seat.is_public for seat in self.seats)

    @property
    def is_known(self) -> bool:
        """True when anybody but organisers sees the plan; codes stay from then on."""
        return any(seat.is_known for seat in self.seats)


def plan_of(session: Session, edition_id: int) -> Plan:
    """Return the plan of an edition's formed teams; eight statements."""
    wanted = select(Team, Problem.ref, Problem.language).join(Problem, Problem.id == Team.problem_id)
    here = wanted.where(Team.edition_id == edition_id, Team.size > 0)
    rows = session.execute(here.order_by(Team.zone, Team.table_no)).all()
    refs: dict[int, list[str]] = {}
    members = select(TeamMember.team_id, Person.ref).join(Person, Person.id == TeamMember.person_id)
    for team_id, ref in session.execute(members.where(TeamMember.edition_id == edition_id)):
        refs.setdefault(team_id, []).append(ref)
    bare = [Group(ref, team.team_no, tuple(refs.get(team.id, ())), language) for team, ref, language in rows]
    groups = informed(session, edition_id, bare)
    found = tuple(coaches(session, edition_id))
    wanted_names = {coach.account_id for coach in found} | {team.coach_id for team, *_ in rows if team.coach_id}
    named = select(Account.id, Account.name).where(Account.id.in_(wanted_names))
    return Plan(
        hall_of(session, edition_id, len(rows)),
        tuple(_seat(team, group) for (team, *_), group in zip(rows, groups, strict=True)),
        found,
        {row.id: row.name for row in session.execute(named)},
    )


def _seat(team: Team, group: Group) -> Seat:
    place = Place(team.zone, team.table_no, team.coach_id)
    seen = (team.staff_at is not None, team.published_at is not None)
    return Seat(team.id, team.public_id, team.code, team.size, *seen, place, group)


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish that is not kept, ready to be told."""

    kind: str
    codes: list[str]
    coach: str
    free: tuple[str, ...]


_ALIKE = ("table", "access", "remote", "onsite", "no_coach")
"""Kinds that are told in one sentence for all teams; the others are about these very teams together."""


def wishes_of(plan: Plan, found: Sequence[Unmet]) -> list[Wish]:
    """Return wishes that are not kept with names instead of positions, and some tables that would help."""
    told: dict[tuple[object, ...], Wish] = {}
    for number, one in enumerate(found):
        codes = [plan.seats[at].code for at in one.teams]
        key = (one.kind, one.free) if one.kind in _ALIKE else (number,)
        if key in told:
            told[key].codes.extend(codes)
        else:
            told[key] = Wish(one.kind, codes, plan.names.get(one.coach_id or 0, ""), one.free[:6])
    return list(told.values())


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One team moved by hand, for the list of changes; `before` and `after` as "A07", coaches by account."""

    step: int
    code: str
    before: str
    after: str
    from_coach: int | None
    to_coach: int | None
    reason: str
    author: str
    moved_at: datetime
    is_undone: bool


def moves_of(session: Session, edition_id: int, *, most: int = 30) -> list[MoveLine]:
    """Return what was changed by hand, the latest first; one statement."""
    wanted = select(TableMove, Team.code, Account.name).join(Team, Team.id == TableMove.team_id)
    wanted = wanted.outerjoin(Account, Account.id == TableMove.moved_by).where(TableMove.edition_id == edition_id)
    return [
        MoveLine(
            row.step,
            code,
            Place(row.from_zone, row.from_table, None).code,
            Place(row.to_zone, row.to_table, None).code,
            row.from_coach,
            row.to_coach,
            row.reason,
            author or "",
            row.moved_at,
            row.undone_at is not None,
        )
        for row, code, author in session.execute(wanted.order_by(TableMove.step.desc(), TableMove.id).limit(most))
    ]
