"""Commands of the teams room: `assign` composes teams from files, without a database."""

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from threading import Event
from typing import Any

import click

from challenge.kernel.clock import monotonic
from challenge.kernel.errors import ChallengeError
from challenge.teams.solver.compose import compose
from challenge.teams.solver.files import read_instance, read_plan, write_plan
from challenge.teams.solver.impossible import Impossible
from challenge.teams.solver.model import Effort, Plan, Progress
from challenge.teams.solver.pair import still_running
from challenge.teams.solver.policies import Policy
from challenge.teams.solver.words import sentence

REFUSED, IMPOSSIBLE = 1, 3

PATIENCE_S = 0.3
"""How long the command waits for steps that were late before it leaves without them."""


class Seconds(click.FloatRange):
    """A finite number of seconds: `nan` and `inf` are no time to use."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401
        """Return the seconds, or fail as bad usage."""
        seconds = float(super().convert(value, param, ctx))
        if not isfinite(seconds):
            self.fail(f"{value} is no number of seconds.", param, ctx)
        return seconds


@click.command("assign")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("out", metavar="OUT.csv", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--seconds", type=Seconds(min=0.1), default=20.0, show_default=True, help="Time to use.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Same seed, same plan.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="An older plan: change as little of it as possible.",
)
@click.option(
    "--policy",
    type=click.Choice(["weighted", "generous", "rank_maximal"]),
    default="weighted",
    show_default=True,
    help="How wishes are weighed: by cost, worst rank first, most first wishes.",
)
@click.option("--json", "as_json", is_flag=True, help="Progress and the result as JSON lines.")
def assign_command(
    folder: Path, out: Path, seconds: float, seed: int, baseline: Path | None, policy: Policy, as_json: bool
) -> None:
    """Compose teams from the files in DIR and write OUT.csv.

    An interrupt (Ctrl-C, SIGTERM) ends it with the best plan so far.

    Exit status 0: done; 1: a file is wrong; 2: bad usage; 3: no plan can keep every rule.
    """
    end, stopped = monotonic() + seconds * 0.95, Event()
    effort = Effort.of_seconds(seconds, lambda: stopped.is_set() or monotonic() > end)
    before = {name: signal.signal(name, lambda *_: stopped.set()) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        instance = read_instance(folder)
        old = read_plan(baseline) if baseline else None
        plan = compose(instance, seed=seed, effort=effort, on_progress=_reporter(as_json), baseline=old, policy=policy)
        write_plan(out, plan)
    except Impossible as impossible:
        _explain(impossible)
        sys.exit(IMPOSSIBLE)
    except (ChallengeError, OSError) as refusal:
        _refuse(refusal, as_json)
        sys.exit(REFUSED)
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
    _report(plan, as_json)
    if still_running(PATIENCE_S):
        # A linear program cannot be interrupted, and leaving the usual way under it ends in a crash: all is written.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


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
    click.echo(json.dumps([asdict(relaxation) for relaxation in impossible.relaxations]))
    for relaxation in impossible.relaxations:
        click.echo(sentence(relaxation), err=True)


def _refuse(refusal: ChallengeError | OSError, as_json: bool) -> None:
    if isinstance(refusal, ChallengeError) and as_json:
        click.echo(json.dumps({"code": refusal.code, "place": refusal.place, **refusal.params}), err=True)
    else:
        click.echo(str(refusal), err=True)


def _report(plan: Plan, as_json: bool) -> None:
    if as_json:
        figures = {"objective": plan.objective, "bound": plan.bound, "gap_share": plan.gap_share}
        click.echo(json.dumps({**figures, "students": len(plan.placements), "parts": asdict(plan.parts)}))
