"""What the desk waits for on the judging day: the ranking after one more score, the timetable after another plan."""

import time

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.accounts.queries import account_actor
from challenge.judging.actions import record_visit
from challenge.judging.models import DONE, Round, Visit
from challenge.judging.rules.allocation import Seat, Stand, allocate
from challenge.judging.rules.timetable import slots_needed, timetable
from challenge.judging.rules.walking import Place
from challenge.judging.snapshots import Standings
from challenge.judging.standings import standings
from tests.benchmarks.hall import MARKS, ROUND, TEAMS, Hall
from tests.benchmarks.table import Figure, percentile
from tests.house import TestHouse

AGAIN = 9
JURORS, BUDGET = 60, 1800
FIELDS = "abcdef"


def measure(house: TestHouse, hall: Hall) -> list[Figure]:
    """Fill in every sheet of the round, then rank after one more each time; give 1,800 visits their slots."""
    _fill(house, hall)
    first = hall.visits[0]
    actor = house.read(account_actor, first.account_id, hall.edition_id)
    took: list[float] = []
    sheets = 0
    for again in range(AGAIN):
        version = house.read(lambda session: session.get_one(Visit, first.id).version)
        house.perform(actor, record_visit, first.id, {**MARKS, "told": str(1 + again % 2)}, "", version)
        begin = time.monotonic()
        found = house.read(_ranked, hall.edition_id)
        took.append(time.monotonic() - begin)
        sheets = sum(line.visits for line in found.ranking.projects)
    return [
        Figure("sheets that the ranking below counts", sheets, ""),
        Figure(f"ranking of {TEAMS} teams after one more score, p50", percentile(took, 0.5) * 1000, "ms"),
        Figure("the same, slowest of nine", max(took) * 1000, "ms", None, 200),
        *_slots(),
    ]


def _ranked(session: Session, edition_id: int) -> Standings:
    turn = session.execute(select(Round).where(Round.edition_id == edition_id, Round.code == ROUND)).scalar_one()
    return standings(session, edition_id, turn)


def _fill(house: TestHouse, hall: Hall) -> None:
    """Let every juror mark what they have not marked, not all alike."""
    wanted = select(Visit.id, Visit.version).where(Visit.edition_id == hall.edition_id, Visit.state != DONE)
    versions = dict(house.read(lambda session: [(row[0], row[1]) for row in session.execute(wanted)]))
    for visit in hall.visits:
        if visit.id in versions:
            actor = house.read(account_actor, visit.account_id, hall.edition_id)
            marks = {**MARKS, "need": str(1 + visit.id % 5), "proof": str(1 + visit.account_id % 5)}
            house.perform(actor, record_visit, visit.id, marks, "", versions[visit.id])


def _slots() -> list[Figure]:
    """Plan a day of two rounds of three visits each; then again without a tenth of the jurors, as a re-plan would."""
    stands = [Stand(f"T{number:03d}", FIELDS[number % len(FIELDS)]) for number in range(TEAMS)]
    places = {stand.code: Place("ABCDEFGH"[n // 40], n % 40 + 1) for n, stand in enumerate(stands)}
    seats = [Seat(f"J{number:03d}", FIELDS[number % len(FIELDS)], BUDGET) for number in range(JURORS)]
    took, above = list[float](), 0
    for number, present in enumerate((seats, seats[JURORS // 10 :], seats[: -JURORS // 10])):
        plan = allocate(stands, present, [], BUDGET, seed=1 + number)
        begin = time.monotonic()
        rows = timetable(plan, places)
        took.append(time.monotonic() - begin)
        above += max(row.slot for row in rows) - slots_needed(plan)
    return [
        Figure("timetable of 1,800 visits", took[0] * 1000, "ms", None, 100),
        Figure("the same after a re-plan, slower of two", max(took[1:]) * 1000, "ms", None, 100),
        Figure("slots above the lower bound in all three", above, "", None, 0),
    ]
