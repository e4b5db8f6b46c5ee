"""What a plan of visits is made from, and the rows it becomes."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.judging.cuts import entrants
from challenge.judging.models import (
    CONFLICT,
    DONE,
    JURY,
    PLANNED,
    ConflictOfInterest,
    Juror,
    Round,
    Visit,
)
from challenge.judging.rules.allocation import Past, Seat, Stand, allocate
from challenge.judging.rules.free_slots import fit_in, reached
from challenge.judging.rules.timetable import SlotVisit, timetable
from challenge.judging.rules.walking import Place
from challenge.judging.slots import slot_now
from challenge.judging.withdrawn import withdrawn_teams
from challenge.kernel.ids import public_id
from challenge.organisations.models import Participation
from challenge.problems.models import Problem
from challenge.teams.models import Team

Pairs = set[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class TeamSeat:
    """A team as the jury's plan sees it; `theme` and `organisation_id` are its problem's."""

    id: int
    code: str
    zone: str
    table_no: int
    coach_id: int | None
    theme: str
    organisation_id: int | None


@dataclass(frozen=True, slots=True)
class Given:
    """Everything a plan depends on.

    Fields:
        kept: (juror, team, state, place) of visits that stay as they are, also those to teams that are out.
        barred: pairs (juror, team) that must not meet.
        agenda: where the kept visits lie that are not off: nobody is twice in a slot.
        made: those of them that have a sheet.
        aside: pairs (juror, team) whose sheet is set aside.
    """

    teams: Sequence[TeamSeat]
    jurors: Sequence[Juror]
    barred: Pairs
    kept: Sequence[tuple[str, str, str, int]]
    agenda: Sequence[SlotVisit] = ()
    made: Sequence[SlotVisit] = ()
    aside: Pairs = field(default_factory=set)


def given(session: Session, turn: Round) -> Given:
    """Read what a plan of this round depends on; six statements."""
    teams = _teams(session, turn)
    wanted = select(Juror).where(Juror.edition_id == turn.edition_id, Juror.panel == JURY).order_by(Juror.ref)
    jurors = list(session.execute(wanted).scalars())
    rows = session.execute(
        select(Juror.ref, Team.code, Visit.state, Visit.place, Visit.slot, Visit.set_aside)
        .join(Juror, Juror.id == Visit.juror_id)
        .join(Team, Team.id == Visit.team_id)
        .where(Visit.round_id == turn.id)
    ).all()
    kept = [(row[0], row[1], row[2], row[3]) for row in rows]
    agenda = [(SlotVisit(row[4], row[0], row[1]), row[2]) for row in rows if row[2] != CONFLICT]
    made = [one for one, state in agenda if state == DONE]
    barred = _barred(session, turn.edition_id, teams, jurors)
    aside = {(row[0], row[1]) for row in rows if row[5]}
    return Given(teams, jurors, barred, kept, [one for one, _ in agenda], made, aside)


def _teams(session: Session, turn: Round) -> list[TeamSeat]:
    wanted = (
        select(
            *(Team.id, Team.code, Team.zone, Team.table_no, Team.coach_id),
            *(Problem.theme, Problem.organisation_id),
        )
        .join(Problem, Problem.id == Team.problem_id)
        .where(Team.edition_id == turn.edition_id, Team.id.not_in(withdrawn_teams(turn.edition_id)))
        .order_by(Team.code)
    )
    found = [TeamSeat(*row) for row in session.execute(wanted)]
    entered = entrants(session, turn)
    return found if entered is None else [team for team in found if team.id in entered]


def _barred(session: Session, edition_id: int, teams: Sequence[TeamSeat], jurors: Sequence[Juror]) -> Pairs:
    """Return who must not meet (R16): own organisation, its conflict group, own team, and what was declared."""
    groups = {
        row.organisation_id: row.conflict_group
        for row in session.execute(
            select(Participation.organisation_id, Participation.conflict_group).where(
                Participation.edition_id == edition_id
            )
        )
    }
    declared = {
        (row.juror_id, row.team_id)
        for row in session.execute(
            select(ConflictOfInterest.juror_id, ConflictOfInterest.team_id)
            .join(Juror, Juror.id == ConflictOfInterest.juror_id)
            .where(Juror.edition_id == edition_id)
        )
    }

    def meets(juror: Juror, team: TeamSeat) -> bool:
        if (juror.id, team.id) in declared or juror.account_id == team.coach_id:
            return False
        if juror.organisation_id is None or team.organisation_id is None:
            return True
        group = groups.get(juror.organisation_id, "")
        rivals = bool(group) and group == groups.get(team.organisation_id, "")
        return juror.organisation_id != team.organisation_id and not rivals

    return {(juror.ref, team.code) for juror in jurors for team in teams if not meets(juror, team)}


def new_visits(found: Given, visits_per_team: int) -> list[tuple[str, str]]:
    """Return the visits to add so that every team comes to a number of them, as far as jurors and conflicts allow.

    Visits that are kept count towards it, except those that a conflict of interest took away and what is set aside
    and says nothing about the team.
    """
    per_juror = Counter(juror for juror, _, state, _ in found.kept if state != CONFLICT)
    stands = [Stand(team.code, team.theme, Place(team.zone, team.table_no)) for team in found.teams]
    seats = [
        Seat(juror.ref, juror.domain, 0 if juror.absent or juror.set_aside else _left(juror, per_juror))
        for juror in found.jurors
    ]
    missing = visits_missing(found, visits_per_team)
    budget = sum(missing.values())
    if not found.kept:
        return allocate(stands, seats, found.barred, budget)
    # The shares of a later round are proportional to the doubt: with doubt = visits missing each team gets just those.
    past = Past({(juror, team) for juror, team, _, _ in found.kept}, {code: float(n) for code, n in missing.items()})
    return allocate(stands, seats, found.barred, budget, past)


def visits_missing(found: Given, visits_per_team: int) -> dict[str, int]:
    """Return how many visits each team lacks to a number of them, 0 for none."""
    aside = {juror.ref for juror in found.jurors if juror.set_aside}
    counting = [(juror, team) for juror, team, state, _ in found.kept if state != CONFLICT and juror not in aside]
    seen = Counter(team for juror, team in counting if (juror, team) not in found.aside)
    return {team.code: max(0, visits_per_team - seen[team.code]) for team in found.teams}


def _left(juror: Juror, per_juror: Counter[str]) -> int:
    return max(0, juror.capacity - per_juror[juror.ref])


def visit_rows(found: Given, turn: Round, pairs: Collection[tuple[str, str]], now: datetime) -> list[dict[str, Any]]:
    """Return the rows of new visits, in slots that are free from now on, on short walks; `place` counts on.

    Where visits are kept, jurors who get new ones are numbered anew afterwards (`moving.renumber`).
    """
    places = {team.code: Place(team.zone, team.table_no) for team in found.teams}
    return rows_at(found, turn, _slots(found, turn, pairs, places, now))


def rows_at(
    found: Given, turn: Round, agenda: Sequence[SlotVisit], room_ids: Mapping[tuple[str, str], int] | None = None
) -> list[dict[str, Any]]:
    """Return the rows of new visits in given slots; `room_ids` says by juror and team in which room, none at tables."""
    juror_ids = {juror.ref: juror.id for juror in found.jurors}
    team_ids = {team.code: team.id for team in found.teams}
    last: Counter[str] = Counter()
    for ref, _, _, place in found.kept:
        last[ref] = max(last[ref], place)
    rows = []
    for one in agenda:
        last[one.juror] += 1
        rows.append(
            {
                "public_id": public_id(),
                "edition_id": turn.edition_id,
                "round_id": turn.id,
                "juror_id": juror_ids[one.juror],
                "team_id": team_ids[one.project],
                "place": last[one.juror],
                "slot": one.slot,
                "jury_room_id": (room_ids or {}).get((one.juror, one.project)),
                "announced": turn.state == PLANNED,
                "state": PLANNED,
                "comment": "",
                "reason": "",
                "version": 1,
            }
        )
    return rows


def _slots(
    found: Given, turn: Round, pairs: Collection[tuple[str, str]], places: Mapping[str, Place], now: datetime
) -> list[SlotVisit]:
    if not found.agenda:
        return timetable(pairs, places)
    return fit_in(pairs, found.agenda, places, begun_slot(turn, found.agenda, found.made, now) + 1, found.made)


def begun_slot(turn: Round, agenda: Collection[SlotVisit], made: Collection[SlotVisit], now: datetime) -> int:
    """Return the slot that has begun last: by the clock, else where half of those are who have begun; 0 before any.

    Whoever is free in it would be late from the first minute on. A round that is open longer than its plan goes on
    after the plan, not hundreds of slots later.
    """
    has_clock = turn.opened_at is not None and turn.slot_min is not None
    begun = slot_now(turn.opened_at, turn.slot_min, now) if has_clock else reached(made)
    return min(begun, max((one.slot for one in agenda), default=0))
