"""Repairing formed teams: as few persons as possible move, under the same rules, seen before it is applied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from challenge.editions.models import Edition
from challenge.kernel.errors import Conflict
from challenge.kernel.ids import public_id
from challenge.kernel.work import Work
from challenge.problems.models import Problem
from challenge.schedule.queries import milestones_of_kind
from challenge.teams.events import MemberSeated, RunRequested, TeamsRepaired
from challenge.teams.gaps import Seated, placements_of, seated_now
from challenge.teams.hall import hall_of
from challenge.teams.inputs import coaches, placed_people, problem_rows
from challenge.teams.models import CompositionRun, Publication, Team, TeamMember
from challenge.teams.queries import confirmed_run
from challenge.teams.rulebook import standing_rules
from challenge.teams.runs import REPAIR, refuse_second
from challenge.teams.solver.check import Seat
from challenge.teams.spare import Taken, spare_place

REPAIR_SECONDS, REPAIR_SEED = 10, 1


@dataclass(frozen=True, slots=True)
class RepairMove:
    """One person whose place a repair changes: `before` or `after` None for no team."""

    ref: str
    before: Seat | None
    after: Seat | None

    @property
    def kind(self) -> str:
        """What happens to them: moves, arrives, leaves."""
        return "moves" if self.before and self.after else "arrives" if self.after else "leaves"


def request_repair(work: Work, *, more_moves: int) -> dict[str, Any]:
    """Put the repair of the formed teams into the worker's line.

    Args:
        work: by an organiser.
        more_moves: how many moves beyond the least may win back quality; 0 to 20.

    Raises:
        Conflict("teams.none_formed"): there are no teams.
        Conflict("teams.members_closed"): submissions have closed; members do not change any more (R13).
        Conflict("teams.run_under_way"): another computation waits or runs.
    """
    refuse_second(work)
    refuse_closed(work)
    seated = seated_now(work.session, work.edition_id)
    if not seated:
        raise Conflict("teams.none_formed")
    rules = standing_rules(work.session, work.edition_id).rules
    run = work.add(
        CompositionRun(
            edition_id=work.edition_id,
            requested_by=work.actor.account_id,
            state="queued",
            origin=REPAIR,
            parent_id=_present_id(work),
            name="",
            rules=rules.snapshot(),
            policy=rules.policy,
            seed=REPAIR_SEED,
            seconds=REPAIR_SECONDS,
            more_moves=more_moves,
            parts={},
            progress=[],
            findings=[],
            placements=placements_of(seated),
            requested_at=work.real,
        )
    )
    work.emit(RunRequested(run_id=run.id))
    return {"run": run.public_id}


def _present_id(work: Work) -> int | None:
    """Return the composition that the present teams come from; another one means other teams."""
    present = confirmed_run(work.session, work.edition_id)
    return present.id if present else None


def refuse_closed(work: Work) -> None:
    """Refuse to change members once the last deliverable is locked.

    Raises:
        Conflict("teams.members_closed").
    """
    locks = [row.lock_at for row in milestones_of_kind(work.session, work.edition_id, "deliverable") if row.lock_at]
    if locks and max(locks) <= work.now:
        raise Conflict("teams.members_closed")


def moves_between(seated: Sequence[Seated], placements: Sequence[Sequence[Any]]) -> list[RepairMove]:
    """Return who changes place between the teams as they are and the repaired ones, by kind and ref."""
    before = {one.ref: (one.problem, one.team_no) for one in seated}
    after = {str(ref): (str(problem), int(number)) for ref, problem, number in placements}
    moves = [
        RepairMove(ref, before.get(ref), after.get(ref))
        for ref in sorted({*before, *after})
        if before.get(ref) != after.get(ref)
    ]
    return sorted(moves, key=lambda one: (("moves", "arrives", "leaves").index(one.kind), one.ref))


def apply_repair(work: Work, run_id: int) -> dict[str, Any]:
    """Carry a computed repair out: teams keep their code and table, changed ones are told.

    Raises:
        Conflict("teams.run_not_done"): it is not computed, no repair, or was applied already.
        Conflict("teams.roster_changed"): somebody in it has left or is absent by now; compute it again.
        Conflict("teams.repair_overtaken"): the teams are others than those it was computed for.
        Conflict("teams.members_closed"): submissions have closed (R13).
    """
    work.locked(Edition, work.edition_id)
    run = work.locked(CompositionRun, run_id)
    if run.state != "done" or run.origin != REPAIR:
        raise Conflict("teams.run_not_done")
    refuse_closed(work)
    if run.parent_id != _present_id(work):
        raise Conflict("teams.repair_overtaken")
    people = placed_people(work.session, work.edition_id)
    if {str(ref) for ref, *_ in run.placements} != set(people):
        raise Conflict("teams.roster_changed")
    seated = seated_now(work.session, work.edition_id)
    moves = moves_between(seated, run.placements)
    teams = _teams(work, {move.after for move in moves if move.after})
    touched = _reseat(work, seated, moves, teams, people)
    _count(work, touched)
    _stand(work, run)
    counts = {kind: sum(move.kind == kind for move in moves) for kind in ("moves", "arrives", "leaves")}
    moved, arrived, gone = counts["moves"], counts["arrives"], counts["leaves"]
    told = sorted(touched)
    work.emit(TeamsRepaired(run_id=run.id, moved=moved, arrived=arrived, gone=gone, team_ids=told))
    return {"moved": moved, "arrived": arrived, "gone": gone, "teams": len(told)}


def _teams(work: Work, wanted: set[Seat]) -> dict[Seat, int]:
    """Return the teams by seat; those that the repair opens are made, at a free table."""
    rows = team_seats(work.session, work.edition_id)
    for seat in sorted(wanted - rows.keys()):
        rows[seat] = _open_team(work, seat)
    return rows


def team_seats(session: Session, edition_id: int) -> dict[Seat, int]:
    """Return an edition's teams by problem's ref and number."""
    refs = {row.id: ref for ref, row in problem_rows(session, edition_id).items()}
    wanted = select(Team.id, Team.problem_id, Team.team_no).where(Team.edition_id == edition_id)
    return {(refs[row[1]], row[2]): row[0] for row in session.execute(wanted) if row[1] in refs}


def _open_team(work: Work, seat: Seat) -> int:
    problem = problem_rows(work.session, work.edition_id)[seat[0]]
    taken = _taken(work)
    hall = hall_of(work.session, work.edition_id, len(taken))
    place = spare_place(taken, problem.language, coaches(work.session, work.edition_id), hall)
    due = select(Team.id).where(Team.edition_id == work.edition_id, Team.reveal_due_at.is_not(None)).limit(1)
    has_come = work.session.execute(due).first() is not None
    # A confidential one waits for its new members first; rooms above release it.
    is_open = work.session.get_one(Problem, problem.id).confidentiality == "open"
    team = work.add(
        Team(
            public_id=public_id(),
            edition_id=work.edition_id,
            code=place.code,
            name="",
            problem_id=problem.id,
            team_no=seat[1],
            zone=place.zone,
            table_no=place.table_no,
            size=0,
            coach_id=place.coach_id,
            **_seen(work),
            reveal_due_at=work.now if has_come else None,
            revealed_at=work.now if has_come and is_open else None,
            formed_at=work.real,
        )
    )
    return team.id


def _taken(work: Work) -> list[Taken]:
    """Return the tables in use and all codes; a team without members keeps its code, not its table."""
    wanted = select(Team.zone, Team.table_no, Team.code, Team.coach_id, Team.size)
    rows = work.session.execute(wanted.where(Team.edition_id == work.edition_id))
    return [Taken(row[0], row[1] if row[4] else 0, row[2], row[3] if row[4] else None) for row in rows]


def _return_to_table(work: Work, team: Team) -> None:
    """Give a team that is filled again another table when its own was given away meanwhile."""
    taken = [one for one in _taken(work) if one.code != team.code]
    if any((one.zone, one.table_no) == (team.zone, team.table_no) for one in taken):
        place = spare_place(taken, "", [], hall_of(work.session, work.edition_id, len(taken) + 1))
        team.zone, team.table_no = place.zone, place.table_no


def _seen(work: Work) -> dict[str, datetime | None]:
    """Return since when a team that begins now is seen, by staff and by everybody, as the others are."""
    known = work.session.get(Publication, work.edition_id)
    return {
        "staff_at": work.now if known and known.staff_at else None,
        "published_at": work.now if known and known.students_at else None,
    }


def _reseat(
    work: Work,
    seated: Sequence[Seated],
    moves: Sequence[RepairMove],
    teams: Mapping[Seat, int],
    people: Mapping[str, tuple[int, int | None]],
) -> set[int]:
    """Change the members and keep a fact per person; return the teams that changed."""
    now = {one.ref: one for one in seated}
    changed = [now[move.ref].person_id for move in moves if move.before]
    work.session.execute(delete(TeamMember).where(TeamMember.person_id.in_(changed)))
    rows, touched = [], set[int]()
    for move in moves:
        old = now[move.ref].team_id if move.before else 0
        new = teams[move.after] if move.after else 0
        person_id, account_id = people.get(move.ref) or (now[move.ref].person_id, None)
        if new:
            named = {"person_id": person_id, "edition_id": work.edition_id}
            rows.append({**named, "team_id": new, "account_id": account_id})
        touched |= {old, new} - {0}
        work.emit(MemberSeated(person_id=person_id, from_team_id=old, to_team_id=new))
    if rows:
        work.session.execute(insert(TeamMember), rows)
    return touched


def _count(work: Work, touched: set[int]) -> None:
    """Bring the sizes up to date; a team that nobody is left in is hidden until somebody joins it, its work stays."""
    for team_id in sorted(touched):
        size = len(work.session.execute(select(TeamMember.person_id).where(TeamMember.team_id == team_id)).all())
        team = work.session.get_one(Team, team_id, populate_existing=True)
        if not size:
            team.staff_at = team.published_at = None
        elif not team.size:
            seen = _seen(work)
            _return_to_table(work, team)
            team.staff_at, team.published_at = seen["staff_at"], seen["published_at"]
        team.size = size


def _stand(work: Work, run: CompositionRun) -> None:
    """Let the repaired composition be the one that the present teams come from."""
    others = update(CompositionRun).where(
        CompositionRun.edition_id == work.edition_id, CompositionRun.state == "confirmed"
    )
    work.session.execute(others.values(state="done"))
    run.state = "confirmed"
