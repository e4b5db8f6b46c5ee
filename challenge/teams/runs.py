"""The life of a computed composition: asked for, taken up by the worker, told how far it is, stopped, ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from challenge.editions.models import Edition
from challenge.editions.queries import slug_of
from challenge.kernel.errors import Conflict
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.topics import edition_topic
from challenge.teams import rules
from challenge.teams.events import RunEnded, RunRequested
from challenge.teams.inputs import instance_of, kept_input
from challenge.teams.models import CompositionInput, CompositionRun

STALE = timedelta(seconds=60)
SOLVER, HAND, REPAIR = "solver", "hand", "repair"


def request_run(
    work: Work, wanted: rules.CompositionRules, *, seed: int, seconds: int, name: str = ""
) -> dict[str, Any]:
    """Put a composition into the worker's line.

    Raises:
        The codes of `rules.checked`.
        Conflict("teams.run_under_way"): another one waits or is being computed.
    """
    rules.checked(wanted)
    refuse_second(work)
    run = work.add(
        CompositionRun(
            edition_id=work.edition_id,
            requested_by=work.actor.account_id,
            state="queued",
            origin=SOLVER,
            name=name,
            rules=wanted.snapshot(),
            policy=wanted.policy,
            seed=seed,
            seconds=seconds,
            parts={},
            progress=[],
            findings=[],
            placements=[],
            requested_at=work.real,
        )
    )
    work.emit(RunRequested(run_id=run.id))
    return {"run": run.public_id}


def repeat_run(work: Work, run_id: int) -> dict[str, Any]:
    """Compute a composition again from the input, rules, policy and seed it was computed from.

    The same teams are the proof that nothing was changed since; other teams mean that time ran out on a busy machine.

    Raises:
        Conflict("teams.run_not_done"): it was not computed from an input of its own.
        Conflict("teams.run_under_way"): another one waits or is being computed.
    """
    refuse_second(work)
    run = work.locked(CompositionRun, run_id)
    if run.input_id is None or run.origin != SOLVER:
        raise Conflict("teams.run_not_done")
    again = work.add(
        CompositionRun(
            edition_id=work.edition_id,
            requested_by=work.actor.account_id,
            state="queued",
            origin=SOLVER,
            parent_id=run.id,
            name=run.name,
            parts={},
            progress=[],
            findings=[],
            placements=[],
            requested_at=work.real,
            **{field: getattr(run, field) for field in ("rules", "policy", "seed", "seconds", "input_id")},
        )
    )
    work.emit(RunRequested(run_id=again.id))
    return {"run": again.public_id}


def refuse_second(work: Work) -> None:
    """Refuse to have two computations at once in an edition.

    Raises:
        Conflict("teams.run_under_way"): one waits or is being computed.
    """
    work.locked(Edition, work.edition_id)
    busy = select(CompositionRun.id).where(
        CompositionRun.edition_id == work.edition_id, CompositionRun.state.in_(("queued", "running"))
    )
    if work.session.execute(busy).first() is not None:
        raise Conflict("teams.run_under_way")


def claim_run(work: Work) -> int | None:
    """Take the oldest run that waits, or one whose worker died; return its id, None when there is none."""
    stale = work.real - STALE
    wanted = select(CompositionRun).where(
        (CompositionRun.state == "queued")
        | ((CompositionRun.state == "running") & (CompositionRun.heartbeat_at < stale))
    )
    run = work.session.execute(wanted.order_by(CompositionRun.id).limit(1).with_for_update(skip_locked=True)).scalar()
    if run is None:
        return None
    run.state, run.heartbeat_at, run.progress = "running", work.real, []
    return run.id


def take_input(work: Work, run_id: int) -> dict[str, Any]:
    """Read what a run is to be computed from, keep it with the run, and return it as JSON values.

    A run that was taken up again keeps the input it had, so that it ends with the same teams.
    """
    run = work.locked(CompositionRun, run_id)
    if run.input_id is None:
        instance = instance_of(work.session, run.edition_id, rules.stored(run.rules))
        run.input_id = kept_input(work, instance).id
    return input_of(work, run)


def input_of(work: Work, run: CompositionRun) -> dict[str, Any]:
    """Return the kept input of a run as JSON values."""
    wanted = select(CompositionInput.content).where(CompositionInput.id == run.input_id)
    content: dict[str, Any] = work.session.execute(wanted).scalar_one()
    return content


def note_progress(work: Work, run_id: int, share: float, objective: int | None, bound: int | None) -> None:
    """Keep a point of the curve and tell the desk: share of the effort done, best objective so far, proven bound."""
    run = work.locked(CompositionRun, run_id)
    run.heartbeat_at = work.real
    if objective is not None and bound is not None:
        run.objective, run.bound = objective, bound
        run.progress = [*run.progress, [round(share, 3), objective, bound]]
    topic = edition_topic(slug_of(work.session, run.edition_id), "staff")
    feed.push(work, topic, "run", {"run": run.public_id, "share": round(share, 3)})


def beat(work: Work, run_id: int) -> bool:
    """Say that the worker of a run is alive; return whether somebody is satisfied with what it has."""
    run = work.locked(CompositionRun, run_id)
    run.heartbeat_at = work.real
    return run.stop_at is not None


def stop_run(work: Work, run_id: int) -> dict[str, Any]:
    """Be satisfied with what a computation has: it ends within a second or two with its best teams.

    Raises:
        Conflict("teams.run_not_running"): it does not wait or run.
    """
    run = work.locked(CompositionRun, run_id)
    if run.state not in ("queued", "running"):
        raise Conflict("teams.run_not_running")
    run.stop_at = run.stop_at or work.real
    return {"run": run.public_id}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a computation gave; `state` is done, impossible, not_found or failed; `moves` are those of a repair."""

    state: str
    placements: Sequence[tuple[str, str, int]] = ()
    objective: int | None = None
    bound: int | None = None
    findings: Sequence[dict[str, Any]] = ()
    parts: dict[str, int] | None = None
    moves: int | None = None
    moves_bound: int | None = None


def end_run(work: Work, run_id: int, outcome: Outcome) -> None:
    """Keep the result of a run; the last published composition stands whatever it is."""
    run = work.locked(CompositionRun, run_id)
    run.state, run.ended_at = outcome.state, work.real
    run.objective, run.bound = outcome.objective, outcome.bound
    run.placements = [list(placement) for placement in outcome.placements]
    run.findings = list(outcome.findings)
    run.parts = outcome.parts or {}
    run.moves, run.moves_bound = outcome.moves, outcome.moves_bound
    run.students = len(outcome.placements)
    run.teams = len({(problem, number) for _, problem, number in outcome.placements})
    work.emit(RunEnded(run_id=run.id, state=outcome.state), edition_id=run.edition_id)
