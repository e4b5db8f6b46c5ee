"""Commands of the teams room: `assign` composes teams from files, without a database."""

import sys
from pathlib import Path

import click

from challenge.runtime.options import Number
from challenge.teams.assigning import assign


@click.command("assign")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("out", metavar="OUT.csv", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--seconds", type=Number(0.1, 86_400), default=20.0, show_default=True, help="Time to use.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Same seed, same plan.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="An older plan: change as little of it as possible.",
)
@click.option(
    "--more-moves",
    type=click.IntRange(0, 50),
    default=0,
    show_default=True,
    help="With --baseline: how many people more may move for a better plan.",
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
    folder: Path,
    out: Path,
    seconds: float,
    seed: int,
    baseline: Path | None,
    more_moves: int,
    policy: str,
    as_json: bool,
) -> None:
    """Compose teams from the files in DIR and write OUT.csv.

    An interrupt (Ctrl-C, SIGTERM) ends it with the best plan so far.

    Exit status 0: done; 1: a file is wrong; 2: bad usage; 3: no plan can keep every rule;
    4: no plan was found in this time, and nothing proves that none exists.
    """
    wanted = {"seconds": seconds, "seed": seed, "baseline": baseline, "more_moves": more_moves, "policy": policy}
    sys.exit(assign(folder, out, as_json, **wanted))


COMMANDS = (assign_command,)
