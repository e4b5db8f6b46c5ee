"""A rehearsal: the week of an edition played on a copy of it, in an instance of its own that knows no mail server."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from socket import socket

import config as configuration
from challenge.accounts import actions as accounts
from challenge.attendance.actions import draw_half_days, make_badges
from challenge.editions.queries import EditionCard, edition_by_slug
from challenge.kernel.actor import HOUSE, Role
from challenge.kernel.clock import real_now
from challenge.kernel.work import Work
from challenge.rehearsal.cast import holders
from challenge.rehearsal.composing import compose_teams
from challenge.rehearsal.copying import copy_edition
from challenge.rehearsal.entering import close_log_ins, open_log_ins
from challenge.rehearsal.facts import facts
from challenge.rehearsal.play import Pace, play
from challenge.rehearsal.report import Report, report_on
from challenge.rehearsal.stage import Say
from challenge.runtime import schema, serve
from challenge.runtime.apart import never
from challenge.runtime.opening import Opened, opened
from challenge.submissions.actions import follow_schedule
from challenge.teams.queries import team_count
from config import ROOT

HOST, STOP_S = "127.0.0.1", 20.0


def rehearse(
    ground: Opened, edition: EditionCard, *, pace: Pace, say: Say, wants_stop: Callable[[], bool] = never
) -> Report:
    """Play an edition's schedule on a copy and return what broke.

    The copy lies in `rehearsals/<slug>` of the instance folder, in SQLite whatever the original's database, and
    replaces the one of the last rehearsal. It is served by processes and on ports of its own; the original is read once
    and never changed.

    Args:
        ground: the original.
        edition: of the original; what its clock has passed is not played again.
        pace: how fast, and which people are invented.
        say: told what happens.
        wants_stop: asked all the time; once true, what has not been played is left out.

    Raises:
        NotComposed: it had no teams, and the solver found none.
        NotServed: the copy's processes did not come up.
    """
    folder = ground.config.instance / "rehearsals" / edition.slug
    rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    copy, twin = completed_copy(ground, edition, folder, pace.seed, say)
    try:
        since = edition.clock.edition_at(real_now())
        with served(folder) as url:
            say(f"the copy is served at {url}/e/{edition.slug}/wall")
            whole = replace(pace, since=since, is_whole=True)
            stage = play(copy, twin, base_url=url, pace=whole, say=say, wants_stop=wants_stop)
        report = report_on(copy, twin.id, stage, pace)
        with copy.database.read() as session:
            told = list(facts(session, twin.id))
        for name, lines in (("log.txt", report.log), ("facts.txt", told)):
            (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return report
    finally:
        # The copy stays and may be served: whatever happened, nobody logs in with what the play used.
        copy.works.perform(replace(HOUSE, edition_id=twin.id), close_log_ins)
        copy.close()


def completed_copy(
    ground: Opened, edition: EditionCard, folder: Path, seed: int, say: Say
) -> tuple[Opened, EditionCard]:
    """Copy an edition into a folder and give it what a play cannot do without; return the copy and its edition.

    Raises:
        NotComposed: it had no teams, and the solver found none.
    """
    say("copying the edition")
    copy = opened(configuration.load({"CHALLENGE_INSTANCE": str(folder)}))
    try:
        schema.upgrade(ROOT, copy.database)
        copy_edition(ground.database, copy.database, edition.id)
        with copy.database.read() as session:
            twin = edition_by_slug(session, edition.slug)
        assert twin is not None
        _complete(copy, twin, seed, say)
    except BaseException:
        copy.close()
        raise
    return copy, twin


def _complete(copy: Opened, twin: EditionCard, seed: int, say: Say) -> None:
    """Give the copy what a play cannot do without: teams, somebody at the desk, and what follows from the schedule."""
    by = replace(HOUSE, edition_id=twin.id)
    # The copy's log is empty: what the original's listeners have not made yet, nobody would.
    for act in (follow_schedule, draw_half_days, make_badges):
        copy.works.perform(by, act)
    with copy.database.read() as session:
        has_desk, has_teams = bool(holders(session, twin.id, Role.ORGANISER)), bool(team_count(session, twin.id))
    if not has_desk:
        copy.works.perform(by, _open_desk)
    if not has_teams:
        compose_teams(copy, by, seed, say)
    copy.works.perform(by, open_log_ins)


def _open_desk(work: Work) -> None:
    account = accounts.create_account(work, name="Rehearsal")
    accounts.grant_role(work, account.id, Role.ORGANISER)


@contextmanager
def served(instance: Path) -> Iterator[str]:
    """Serve an instance on free ports of this machine with nothing configured but its folder; give its address.

    Whatever else this process is told by its environment (database, mail server, public address) the copy is not. It
    has no worker: the play fires and delivers itself (see `settling`), and nobody is there who could send anything.
    """
    port, live_port = _free_ports()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("CHALLENGE_")}
    environ |= {"CHALLENGE_INSTANCE": str(instance), "CHALLENGE_LIVE_URL": f":{live_port}"}
    known = configuration.load(environ)
    threads, connections = known.web_threads, known.web_connections
    children = [
        serve.Child("web", serve.web_command(HOST, port, threads=threads, connections=connections, processes=1)),
        serve.Child("live", serve.live_command(HOST, live_port)),
    ]
    command = serve.supervisor_command(children, parent=os.getpid())
    with (instance / "serve.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=log)
    try:
        yield f"http://{HOST}:{port}"
    finally:
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_ports() -> tuple[int, int]:
    with socket() as one, socket() as other:
        for probe in (one, other):
            probe.bind((HOST, 0))
        return one.getsockname()[1], other.getsockname()[1]
