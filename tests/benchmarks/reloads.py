"""Seventeen hundred students reload in the second of the reveal, before anything of it was built."""

import time
from pathlib import Path
from random import Random

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from challenge.accounts import actions as accounts
from challenge.kernel.actor import HOUSE
from challenge.kernel.work import Work
from challenge.teams.models import Team, TeamMember
from challenge.teams.publishing import reveal_problems
from challenge.web.shell import COOKIE
from tests.benchmarks.client import Run, Script, in_turn, play, request
from tests.benchmarks.hall import Hall, build, reopened
from tests.benchmarks.processes import environ, free_port, running, seconds_until_page
from tests.benchmarks.table import Figure, spread
from tests.house import TestHouse

STUDENTS, WITHIN_S, PROCESSES, BEFORE = 1700, 1.0, 2, 40


def measure(folder: Path) -> list[Figure]:
    """Reveal before a crowd that reloads its own teams' pages, then one that reloads the home page."""
    hall = build(folder / "hall", lambda _: None)
    house = reopened(hall)
    members = house.read(_members, hall.edition_id)
    seats = [
        (code, house.perform(HOUSE, accounts.open_session, one, device="", by="password")) for code, one in members
    ]
    port = free_port()
    with running(
        ["-m", "challenge", "web", "--port", str(port), "--processes", str(PROCESSES)], environ(hall.instance)
    ):
        seconds_until_page(port, hall.address(""), time.monotonic())
        _answered_before(house, hall, port, seats[:: STUDENTS // BEFORE])
        own = _reloaded(house, hall, port, [(f"teams/{code}", token) for code, token in seats])
        home = _reloaded(house, hall, port, [("", token) for _, token in seats])
    house.close()
    return [*_figures("own team's page", own), *_figures("home page", home)]


def _answered_before(house: TestHouse, hall: Hall, port: int, seats: list[tuple[str, str]]) -> None:
    """Let some look at their teams while the problems are hidden: at a reveal the processes have run for hours."""
    house.perform(hall.by, _hide)
    house.deliver()
    asked = [request("GET", hall.address(f"teams/{code}"), {"Cookie": f"{COOKIE}={token}"}) for code, token in seats]
    in_turn(port, asked, len(asked))


def _reloaded(house: TestHouse, hall: Hall, port: int, wanted: list[tuple[str, str]]) -> Run:
    """Hide the problems and reveal them anew, then let everybody ask within a second."""
    house.perform(hall.by, _hide)
    house.perform(hall.by, reveal_problems)
    house.deliver()
    rng = Random(1)

    def ask(path: str, token: str) -> Script:
        yield rng.random() * WITHIN_S
        yield request("GET", hall.address(path), {"Cookie": f"{COOKIE}={token}"})

    return play(port, [ask(path, token) for path, token in wanted])


def _figures(name: str, run: Run) -> list[Figure]:
    return [
        Figure(f"1,700 reload their {name}: refused", len(run.answers) - run.count(200), "", None, 0),
        *spread(f"1,700 reload their {name}", run.times, None, 1500),
        Figure(f"1,700 reload their {name}: all answered after", run.seconds, "s"),
    ]


def _members(session: Session, edition_id: int) -> list[tuple[str, int]]:
    """Return the team and account of every student."""
    wanted = (
        select(Team.code, TeamMember.account_id)
        .join(TeamMember, TeamMember.team_id == Team.id)
        .where(Team.edition_id == edition_id, TeamMember.account_id.is_not(None))
    )
    return [(row[0], row[1] or 0) for row in session.execute(wanted.order_by(TeamMember.person_id))][:STUDENTS]


def _hide(work: Work) -> None:
    own = update(Team).where(Team.edition_id == work.edition_id)
    work.session.execute(own.values(reveal_due_at=None, revealed_at=None))
