"""The command `demo`."""

import click

from challenge.rehearsal.demo import PASSWORD, find_demo, make_demo, open_accounts, was_started
from challenge.rehearsal.play import play
from challenge.runtime.opening import Opened
from challenge.runtime.options import SPEED

URL = "http://127.0.0.1:8000"


@click.command("demo")
@click.option("--shape", type=click.Choice(["160", "300"]), default="160", show_default=True, help="Number of teams.")
@click.option("--speed", type=SPEED, default=None, help="Also play it; 1440 plays five days in five minutes.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--fresh", is_flag=True, help="Set a former demonstration aside and make a new one.")
@click.option("--url", default=URL, show_default=True, help="Where the running product is reached, for --speed.")
@click.pass_obj
def demo(opened: Opened, shape: str, speed: float | None, seed: int, fresh: bool, url: str) -> None:
    """Make the demonstration edition through the real import, solver and acts; print who can enter."""
    edition = find_demo(opened)
    was_played = edition is not None and not fresh and was_started(opened, edition.id)
    if edition is None or fresh:
        edition = make_demo(opened, teams_wanted=int(shape), seed=seed, say=_say)
    click.echo(f"Demonstration: {url}/e/{edition.slug}/   password of all accounts: {PASSWORD}")
    for account in open_accounts(opened, edition):
        way = url + account.enters_by if account.enters_by.startswith("/") else account.enters_by
        click.echo(f"  {account.role:11} {way}")
    click.echo(f"Look at /e/{edition.slug}/wall, /e/{edition.slug}/teams, and as organiser /e/{edition.slug}/desk/")
    if speed is not None and was_played:
        click.echo("Its five days were played before; `challenge demo --fresh` (or `make demo`) makes a new one.")
    elif speed is not None:
        _report(play(opened, edition, base_url=url, speed=speed, seed=seed, say=_say))


def _say(words: str) -> None:
    click.echo(f"  ... {words}")


def _report(tally: dict[str, int]) -> None:
    click.echo("The five days are over:")
    for kind, count in tally.items():
        click.echo(f"  {count:6} {kind}")


COMMANDS = (demo,)
