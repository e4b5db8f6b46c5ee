"""The work of `challenge assign`: files in, progress, teams or what makes them impossible out.

What makes teams impossible is proven before the solver and its compiler are loaded, which takes longer than the proof.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from threading import Event
from typing import Any

import click

from challenge.kernel.errors import ChallengeError
from challenge.teams.solver.board import board_of
from challenge.teams.solver.files import read_instance, read_plan, write_plan
from challenge.teams.solver.impossible import NOT_FOUND as NOT_FOUND_RULE
from challenge.teams.solver.impossible import Impossible, Relaxation
from challenge.teams.solver.model import Effort, Instance, Plan, Progress
from challenge.teams.solver.pair import still_running
from challenge.teams.solver.policies import Policy
from challenge.teams.solver.reasons import reasons_of
from challenge.teams.solver.words import sentence
from challenge.web.terminal import said

DONE, REFUSED, IMPOSSIBLE, NOT_FOUND = 0, 1, 3, 4

SOLVER = "challenge.teams.solver"

PROVEN_FIRST = 1_500_000
"""Pairs of a student and a problem up to which the proof costs less than loading the solver, which proves it again."""

PATIENCE_S = 0.3
"""How long the command waits for steps that were late before it leaves without them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be computed.

    Seconds to use, seed, an older plan's file to keep close to, how many more may move, how wishes are weighed.
    """

    seconds: float
    seed: int
    baseline: Path | None
    more_moves: int
    policy: Policy


def assign(folder: Path, out: Path, as_json: bool, **wanted: Any) -> int:  # noqa: ANN401 - a command's options
    """Compose the teams of a folder, and return the exit status: 0 done, 1 a file is wrong, 3 impossible, 4 none found.

    SIGINT and SIGTERM end it with the best plan so far. `wanted` are the fields of `Wanted`.
    """
    asked, stopped = Wanted(**wanted), Event()
    before = {name: signal.signal(name, lambda *_: stopped.set()) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        instance = read_instance(folder)
        old = read_plan(asked.baseline) if asked.baseline else None
        _refuse_impossible(instance)
        plan = _composed(instance, old, asked, stopped.is_set, _reporter(as_json))
        write_plan(out, plan)
    except Impossible as impossible:
        _explain(impossible)
        return NOT_FOUND if impossible.is_only_late else IMPOSSIBLE
    except (ChallengeError, OSError) as refusal:
        _refuse(refusal, as_json)
        return REFUSED
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
    _report(plan, as_json)
    if still_running(PATIENCE_S):
        # A linear program cannot be interrupted, and leaving the usual way under it ends in a crash: all is written.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(DONE)
    return DONE


def _refuse_impossible(instance: Instance) -> None:
    """Prove that there is no plan, where a proof is quick.

    Raises:
        Impossible: with what must be loosened.
    """
    if len(instance.students) * len(instance.problems) <= PROVEN_FIRST:
        reasons = reasons_of(board_of(instance))
        if reasons:
            raise Impossible(reasons)


def _composed(
    instance: Instance,
    old: Plan | None,
    asked: Wanted,
    is_stopped: Callable[[], bool],
    told: Callable[[Progress], None],
) -> Plan:
    """Compose within the time that was asked for, counted from when the solver is loaded, compiling beside it.

    Raises:
        Impossible: with what is proven to be in the way, or that no plan was found in time.
    """
    compose = import_module(f"{SOLVER}.compose").compose
    limit = import_module("challenge.teams.limits").Limit(asked.seconds * 0.95)
    effort = Effort.of_seconds(asked.seconds, lambda: is_stopped() or limit.is_over())
    how = {"seed": asked.seed, "policy": asked.policy, "baseline": old, "more_moves": asked.more_moves}
    try:
        with limit.counting():
            plan: Plan = compose(instance, effort=effort, on_progress=told, **how)
    except Impossible as claim:
        # Who interrupts wants an answer now, not a proof.
        late = Impossible((Relaxation(NOT_FOUND_RULE, 1),))
        raise late if is_stopped() else import_module(f"{SOLVER}.proof").confirmed(instance, claim) from claim
    return plan


def _reporter(as_json: bool) -> Callable[[Progress], None]:
    """Choose how progress is told: JSON lines, one changing line on a terminal, nothing in a pipe."""
    if as_json:
        return lambda p: click.echo(json.dumps({**asdict(p), "gap_share": p.gap_share}), err=True)
    if not sys.stderr.isatty():
        return lambda _: None
    return lambda p: click.echo(f"\r{_words(p)}\x1b[K", nl=p.done_share >= 1.0, err=True)


def _words(progress: Progress) -> str:
    if progress.gap_share is None:
        return f"{progress.done_share:4.0%}  no valid plan yet, bound {progress.bound}"
    return (
        f"{progress.done_share:4.0%}  objective {progress.objective}, proven bound {progress.bound}, "
        f"gap {progress.gap_share:.1%}"
    )


def _explain(impossible: Impossible) -> None:
    """Print what would have to be loosened, for programs and in words; no relaxation where none is known."""
    known = () if impossible.is_only_late else impossible.relaxations
    click.echo(json.dumps([asdict(relaxation) for relaxation in known]))
    for relaxation in impossible.relaxations:
        click.echo(sentence(relaxation), err=True)


def _refuse(refusal: ChallengeError | OSError, as_json: bool) -> None:
    if isinstance(refusal, ChallengeError) and as_json:
        click.echo(json.dumps({"code": refusal.code, "place": refusal.place, **refusal.params}), err=True)
    else:
        click.echo(said(refusal) if isinstance(refusal, ChallengeError) else str(refusal), err=True)


def _report(plan: Plan, as_json: bool) -> None:
    if as_json:
        figures: dict[str, float | None] = {
            "objective": plan.objective,
            "bound": plan.bound,
            "gap_share": plan.gap_share,
        }
        figures |= {} if plan.moves is None else {"moves": plan.moves, "moves_bound": plan.moves_bound}
        click.echo(json.dumps({**figures, "students": len(plan.placements), "parts": asdict(plan.parts)}))
