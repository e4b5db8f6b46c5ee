"""How long after the milestone the last of two thousand viewers hears of the reveal, and every team has its problem."""

import time
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from challenge.accounts import actions as accounts
from challenge.kernel.actor import HOUSE
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.topics import edition_topic
from challenge.rehearsal.demo import SLUG
from challenge.schedule.models import Milestone
from challenge.schedule.placing import moved, place_at
from challenge.schedule.rules import Moments
from challenge.teams.models import Team, TeamMember
from challenge.web.shell import COOKIE
from tests.benchmarks.client import in_turn, request
from tests.benchmarks.hall import Hall, reopened
from tests.benchmarks.live import joined_crowd
from tests.benchmarks.table import Figure, spread
from tests.house import TestHouse

VIEWERS, AHEAD_S, PATIENCE_S = 2000, 5.0, 30.0
READERS_AT_ONCE = 50


def measure(hall: Hall, port: int, live_port: int) -> list[Figure]:
    """Let the milestone of the reveal open once more, before 2,000 viewers, then have a member of every team look."""
    topic = edition_topic(SLUG, "public")
    house = reopened(hall)
    cookies = [(team.code, _cookie(house, account_id)) for team, account_id in house.read(_members, hall.edition_id)]
    with joined_crowd(live_port, VIEWERS, topic) as crowd:
        before = house.read(feed.heads, [topic])[topic]
        at = house.perform(hall.by, _hide_until)
        seq = _revealed(house, topic, before)
        seen = crowd.seen_until(seq)
    wanted = [
        request("GET", hall.address(f"teams/{code}/problem"), {"Cookie": f"{COOKIE}={token}"})
        for code, token in cookies
    ]
    run = in_turn(port, wanted, READERS_AT_ONCE)
    done = time.time() - at
    house.close()
    delays = [receipt - at for receipt in seen["receipts"][str(seq)]]
    return [
        Figure("milestone to socket, 2,000 viewers: how many", len(delays), "", None, VIEWERS, "high"),
        *spread("milestone to socket, 2,000 viewers", delays),
        Figure("milestone to the last socket", max(delays) * 1000, "ms", None, 1000),
        Figure("a problem fetched by a member of every team: refused", len(wanted) - run.count(200), "", None, 0),
        *spread("a problem fetched by a member of every team", run.times),
        Figure("all of those fetches, one after the announcement of all", run.seconds, "s", None, 5),
        Figure("milestone until the last team has read", done, "s"),
    ]


def _members(session: Session, edition_id: int) -> list[tuple[Team, int]]:
    """Return every team with the account of one member."""
    wanted = (
        select(Team, TeamMember.account_id)
        .join(TeamMember, TeamMember.team_id == Team.id)
        .where(Team.edition_id == edition_id, TeamMember.account_id.is_not(None))
        .order_by(Team.id, TeamMember.person_id)
    )
    return list({row[0].id: (row[0], row[1] or 0) for row in session.execute(wanted)}.values())


def _cookie(house: TestHouse, account_id: int) -> str:
    return house.perform(HOUSE, accounts.open_session, account_id, device="benchmark", by="password")


def _hide_until(work: Work) -> float:
    """Let no team have seen its problem, and its milestone lie a few seconds ahead; returns when, since 1970."""
    own = update(Team).where(Team.edition_id == work.edition_id)
    work.session.execute(own.values(reveal_due_at=None, revealed_at=None))
    wanted = select(Milestone).where(Milestone.edition_id == work.edition_id, Milestone.code == "reveal")
    row = work.session.execute(wanted).scalar_one()
    ahead = timedelta(seconds=AHEAD_S)
    place_at(row, Moments(work.now + ahead, work.now + ahead))
    moved(work, row)
    return (work.real + ahead).timestamp()


def _revealed(house: TestHouse, topic: str, before: int) -> int:
    """Wait until the reveal is told on a topic and return its number.

    Raises:
        TimeoutError: it was not within half a minute.
    """
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        for push in house.read(feed.after, topic, before):
            if push.type == "reveal":
                return push.seq
        time.sleep(0.1)
    raise TimeoutError("the reveal")
