"""The commands `demo` and `rehearse`."""

import json
from collections.abc import Mapping

import click

from challenge.editions.queries import edition_by_slug
from challenge.kernel.errors import NotFound
from challenge.rehearsal.composing import NotComposed
from challenge.rehearsal.demo import PASSWORD, find_demo, make_demo, open_accounts, was_started
from challenge.rehearsal.partnering import show_partners
from challenge.rehearsal.play import NotServed, Pace, play
from challenge.rehearsal.rehearse import rehearse
from challenge.rehearsal.report import Report, report_json
from challenge.rehearsal.troubles import filled, key_of
from challenge.runtime import schema
from challenge.runtime.opening import Opened
from challenge.runtime.options import SPEED
from challenge.web import terminal
from config import ROOT

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
    schema.upgrade(ROOT, opened.database)
    edition = find_demo(opened)
    was_played = edition is not None and not fresh and was_started(opened, edition.id)
    if edition is None or fresh:
        edition = make_demo(opened, teams_wanted=int(shape), seed=seed, say=_say)
        show_partners(opened, edition, _say)
    click.echo(f"Demonstration: {url}/e/{edition.slug}/   password of all accounts: {PASSWORD}")
    for account in open_accounts(opened, edition):
        way = url + account.enters_by if account.enters_by.startswith("/") else account.enters_by
        click.echo(f"  {account.role:11} {way}")
    click.echo(f"Look at /e/{edition.slug}/wall, /e/{edition.slug}/teams, and as organiser /e/{edition.slug}/desk/")
    if speed is not None and was_played:
        click.echo("Its five days were played before; `challenge demo --fresh` (or `make demo`) makes a new one.")
    elif speed is not None:
        _report(play(opened, edition, base_url=url, pace=Pace(speed, seed), say=_say).tally)


@click.command("rehearse")
@click.argument("edition")
@click.option("--speed", type=SPEED, default=720.0, show_default=True, help="Edition seconds per second.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed plans the same acts.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON alone.")
@click.pass_obj
def rehearse_command(opened: Opened, edition: str, speed: float, seed: int, as_json: bool) -> None:
    """Play the whole schedule of EDITION on a copy with simulated people, and say what broke.

    The original is not changed; no mail leaves the copy. Ends with status 1 when something broke.
    """
    with opened.database.read() as session:
        card = edition_by_slug(session, edition)
    if card is None:
        raise NotFound("editions.absent", "edition", slug=edition)
    try:
        report = rehearse(opened, card, pace=Pace(speed, seed), say=_silent if as_json else _say)
    except NotComposed as failed:
        raise click.ClickException("The edition has no teams, and none were found under its rules.") from failed
    except NotServed as failed:
        raise click.ClickException(f"The copy did not come up ({failed}); its log lies beside it.") from failed
    if as_json:
        click.echo(json.dumps(report_json(report), ensure_ascii=False, indent=1))
    else:
        _tell(report)
    raise SystemExit(1 if report.troubles else 0)


def _silent(_words: str) -> None:
    """Say nothing: only the report is wanted."""


def _tell(report: Report) -> None:
    _report(report.acts)
    click.echo(f"{report.fired} moments of the schedule came, those of one instant within {report.latest_s} s.")
    click.echo(f"An act took {report.p50_ms} ms, one in a hundred more than {report.p99_ms} ms.")
    click.echo(f"The clock waited {report.held_s} s for the machine.")
    click.echo(f"{report.mails} mails were written; none has left the copy.")
    for one in report.handed:
        click.echo(f"  {one.code:12} in time {one.in_time}, late {one.late}, missing {one.missing}")
    for turn in report.judged:
        end = f"; forecast {turn.wall[1]}, plan {turn.wall[0]}" if turn.expected and turn.ends else ""
        click.echo(f"  {turn.code:12} {turn.done} sheets, {turn.skipped} skipped, {turn.left} not made{end}")
    for pool in report.helped:
        wait = f"{pool.beyond} beyond {pool.promised} min, the longest {pool.longest} min"
        click.echo(f"  {pool.pool:12} {pool.asked} requests, {wait}; {pool.helpers} there, {pool.needed} wanted")
    for minute in report.busy:
        took = f"the machine took {minute.took_s} s for it"
        click.echo(f"  busiest      {minute.count} times {minute.kind} in a minute; {took}")
    click.echo("What broke:" if report.troubles else "Nothing broke.")
    for trouble in report.troubles:
        said = terminal.text(key_of(trouble.code), filled(trouble.values, terminal.locale()))
        click.echo(f"  - {said}")


def _say(words: str) -> None:
    click.echo(f"  ... {words}")


def _report(tally: Mapping[str, int]) -> None:
    click.echo("The five days are over:")
    for kind, count in sorted(tally.items()):
        click.echo(f"  {count:6} {kind}")


COMMANDS = (demo, rehearse_command)
