"""Compositions changed by hand: a copy to work on, one step after the other, each with its author and reason."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select

from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.text import bounded, clean_line
from challenge.kernel.work import Work
from challenge.people.models import Person
from challenge.teams.bindings import bind_person
from challenge.teams.events import DraftChanged
from challenge.teams.models import CompositionRun, HandMove
from challenge.teams.run_queries import run_view
from challenge.teams.runs import HAND
from challenge.teams.snapshots import as_plan
from challenge.teams.solver.check import Seat, parts_of
from challenge.teams.solver.effect import Effect, Effects, Moves

DRAFT, DONE, CONFIRMED = "draft", "done", "confirmed"
COPIED = ("rules", "policy", "seed", "seconds", "input_id", "objective", "bound", "parts", "teams", "students")


def copy_run(work: Work, run_id: int, *, name: str) -> dict[str, Any]:
    """Make a draft of a composition, to change it by hand; the composition itself stays as it is.

    Raises:
        Conflict("teams.run_not_done"): it has no teams.
        Invalid("text.too_long"): the name.
    """
    run = work.locked(CompositionRun, run_id)
    if run.state not in (DRAFT, DONE, CONFIRMED):
        raise Conflict("teams.run_not_done")
    draft = work.add(
        CompositionRun(
            edition_id=work.edition_id,
            requested_by=work.actor.account_id,
            state=DRAFT,
            origin=HAND,
            parent_id=run.id,
            name=bounded(clean_line(name), "name", most=60, required=False),
            progress=[],
            findings=[],
            placements=run.placements,
            requested_at=work.real,
            ended_at=work.real,
            **{field: getattr(run, field) for field in COPIED},
        )
    )
    return {"run": draft.public_id}


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done by hand.

    Fields:
        ref: who is moved.
        seat: problem and team number to sit in, which may be a new team; not looked at when two change places.
        swapped: ref of the one who takes their place; "" for nobody.
        reason: kept with the step.
        anyway: break a rule that held until now.
    """

    ref: str
    seat: Seat
    swapped: str
    reason: str
    anyway: bool = False


def move_person(work: Work, run_id: int, step: Step, *, seen: int) -> dict[str, Any]:
    """Seat somebody of a draft in another team, or let two change places.

    Args:
        work: by an organiser.
        run_id: the draft.
        step: what to do.
        seen: version of the draft that the organiser had before them.

    Raises:
        Conflict("teams.not_a_draft"), Conflict("teams.draft_changed"): confirmed meanwhile; changed by somebody else.
        Invalid("teams.person"), Invalid("teams.problem"): unknown to the draft.
        Conflict("teams.breaks"): a rule would break; names the first.
        Invalid("text.missing"): no reason.
    """
    run = _draft(work, run_id, seen)
    effects = run_view(work.session, run).effects
    moves = moves_of(effects, step)
    effect = effects.of(moves)
    if not effect.is_allowed and not step.anyway:
        raise Conflict("teams.breaks", None, rule=effect.broken[0].rule)
    words = bounded(clean_line(step.reason), "reason", most=200)
    _keep_step(work, run, moves, effects.seats, effect, words)
    return {"run": run.public_id, "change": effect.change.total, "version": run.version}


def moves_of(effects: Effects, step: Step) -> Moves:
    """Return who goes where.

    Raises:
        Invalid("teams.person"), Invalid("teams.problem"): unknown to the draft.
    """
    if step.ref not in effects.students or (step.swapped and step.swapped not in effects.seats):
        raise Invalid("teams.person", "person", ref=(step.swapped or step.ref)[:40])
    if step.swapped:
        return {step.ref: effects.seats[step.swapped], step.swapped: effects.seats.get(step.ref)}
    if step.seat[0] not in effects.problems:
        raise Invalid("teams.problem", "target", ref=step.seat[0][:40])
    return {step.ref: step.seat}


def _draft(work: Work, run_id: int, seen: int) -> CompositionRun:
    run = work.locked(CompositionRun, run_id)
    if run.state != DRAFT:
        raise Conflict("teams.not_a_draft")
    if run.version != seen:
        raise Conflict("teams.draft_changed", "version")
    return run


def _keep_step(work: Work, run: CompositionRun, moves: Moves, seats: Moves, effect: Effect, reason: str) -> None:
    """Change the placements and keep who was moved, by whom and why."""
    people = _people(work, list(moves))
    for name, seat in moves.items():
        before, after = seats.get(name) or ("", 0), seat or ("", 0)
        work.session.add(
            HandMove(
                run_id=run.id,
                step=run.version,
                person_ref=name,
                from_problem=before[0],
                from_team=before[1],
                to_problem=after[0],
                to_team=after[1],
                change=effect.change.total,
                reason=reason,
                moved_by=work.actor.account_id,
                moved_at=work.now,
            )
        )
        work.emit(DraftChanged(run_id=run.id, person_id=people[name]))
    _reseat(work, run, moves)


def _people(work: Work, refs: Sequence[str]) -> dict[str, int]:
    wanted = select(Person.ref, Person.id).where(Person.edition_id == work.edition_id, Person.ref.in_(refs))
    return {row.ref: row.id for row in work.session.execute(wanted)}


def _reseat(work: Work, run: CompositionRun, moves: Moves) -> None:
    seats: dict[str, Seat | None] = {name: (problem, number) for name, problem, number in run.placements}
    run.placements = [[name, *seat] for name, seat in {**seats, **moves}.items() if seat]
    run.version += 1
    plan = as_plan(run.placements)
    parts = parts_of(run_view(work.session, run).instance, plan)
    run.parts, run.objective = asdict(parts), parts.total
    run.students = len(plan.placements)
    run.teams = len({(place.problem_id, place.team_no) for place in plan.placements})


def undo_move(work: Work, run_id: int, *, seen: int) -> dict[str, Any]:
    """Take the last step of a draft back.

    Raises:
        Conflict("teams.nothing_to_undo"): nothing was moved by hand. And those of `move_person`.
    """
    run = _draft(work, run_id, seen)
    last = select(HandMove).where(HandMove.run_id == run.id).order_by(HandMove.step.desc(), HandMove.id)
    rows = list(work.session.execute(last).scalars())
    steps = [row for row in rows if row.step == rows[0].step]
    if not steps:
        raise Conflict("teams.nothing_to_undo")
    back = {row.person_ref: (row.from_problem, row.from_team) if row.from_problem else None for row in steps}
    _reseat(work, run, back)
    for row in steps:
        work.session.delete(row)
    return {"run": run.public_id, "version": run.version}


def keep_draft(work: Work, run_id: int, *, seen: int, lock: bool) -> dict[str, Any]:
    """End the work on a draft: it stands beside the computed compositions and can be formed.

    With `lock` everybody who was moved is tied to the problem they were moved to, in every later composition.

    Raises: those of `move_person`.
    """
    run = _draft(work, run_id, seen)
    run.state = DONE
    moved = select(HandMove).where(HandMove.run_id == run.id).order_by(HandMove.step)
    last = {row.person_ref: row for row in work.session.execute(moved).scalars()}
    locked = [row for row in last.values() if lock and row.to_problem and _tie(work, row)]
    return {"run": run.public_id, "locked": len(locked)}


def _tie(work: Work, row: HandMove) -> bool:
    try:
        bind_person(work, "lock", row.person_ref, row.to_problem, reason=row.reason)
    except Conflict:
        return False
    return True
