"""The five days at 1,440 times their speed, twice, beside the same days in which every moment comes alone."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.editions.actions import set_clock
from challenge.editions.events import ClockChanged
from challenge.kernel.clock import real_now
from challenge.kernel.log import EventLog
from challenge.kernel.work import ClockRow
from challenge.rehearsal.demo import make_demo
from challenge.rooms import all_alarms
from challenge.runtime import schema
from challenge.schedule.models import Milestone, MilestoneFiring
from challenge.schedule.queries import HAIR
from challenge.schedule.unfired import pending
from config import ROOT, load
from tests.benchmarks.processes import environ
from tests.benchmarks.table import Figure
from tests.house import TestHouse

TEAMS, SEED, SPEED = 160, 1, 1440.0
BEFORE, AFTER, FAR, LEAD_S, REST_S = timedelta(hours=1), timedelta(hours=1), timedelta(days=30), 4.0, 5.0
FIVE_DAYS = timedelta(days=5)
Told = tuple[str, str]
Days = tuple[datetime, datetime]


def measure(folder: Path) -> list[Figure]:
    """Make an edition, copy it twice, play all three and compare what their logs say from the first moment on."""
    house, edition_id = _made(folder / "slow")
    first, last = house.read(_ends, edition_id)
    copies = [_copied(house, folder / name) for name in ("once", "again")]
    slow = _stepped(house, edition_id, (first, last))
    workers = [_played(copy, edition_id, first) for copy in copies]
    time.sleep((last + AFTER - (first - BEFORE)).total_seconds() / SPEED + REST_S)
    for worker in workers:
        worker.terminate()
        worker.wait()
    figures = [Figure("facts from the first moment on", len(slow), "")]
    for name, copy in zip(("the first time", "the second time"), copies, strict=True):
        figures += _compared(name, slow, copy, edition_id, (first, last))
    for one in (house, *copies):
        one.close()
    return figures


def _compared(name: str, slow: Sequence[Told], copy: TestHouse, edition_id: int, days: Days) -> list[Figure]:
    """Compare room by room: rooms answer the schedule's facts beside each other, each in the order of those."""
    wanted, found = _rooms(slow), _rooms(copy.read(_told, edition_id, days))
    rest = sum(_differences(wanted.get(room, []), found.get(room, [])) for room in wanted.keys() | found.keys())
    moments = _differences(wanted["schedule"], found["schedule"])
    return [
        Figure(f"{name}: moments of {len(wanted['schedule'])} that differ", moments, "", None, 0),
        Figure(f"{name}: facts of all rooms that differ", rest, "", None, 0),
        Figure(f"{name}: from a moment to its act, longest", max(copy.read(_late, edition_id)), "s", None, 1),
    ]


def _made(folder: Path) -> tuple[TestHouse, int]:
    house = TestHouse(load({"CHALLENGE_INSTANCE": str(folder)}))
    schema.upgrade(ROOT, house.database)
    edition = make_demo(house.ground, teams_wanted=TEAMS, seed=SEED, say=lambda _: None)
    house.deliver()
    return house, edition.id


def _ends(session: Session, edition_id: int) -> tuple[datetime, datetime]:
    """Return the first moment of the schedule and the last of its five days; questions come weeks after them."""
    rows = session.execute(select(Milestone).where(Milestone.edition_id == edition_id)).scalars()
    found = sorted(at for row in rows for _, at in row.moments().transitions())
    return found[0], max(at for at in found if at < found[0] + FIVE_DAYS)


def _copied(house: TestHouse, folder: Path) -> TestHouse:
    """Return the same house in a folder of its own; nobody may be writing."""
    shutil.copytree(house.config.instance, folder)
    return TestHouse(load({"CHALLENGE_INSTANCE": str(folder)}))


def _played(house: TestHouse, edition_id: int, first: datetime) -> "subprocess.Popen[bytes]":
    """Start a worker, then let the days go by."""
    command = [sys.executable, "-m", "challenge", "worker"]
    worker = subprocess.Popen(command, cwd=ROOT, env=environ(house.config.instance))
    time.sleep(LEAD_S)
    by = house.house_in(edition_id)
    house.perform(by, set_clock, edition_now=first - BEFORE, speed=SPEED, reason="benchmark")
    return worker


def _stepped(house: TestHouse, edition_id: int, days: Days) -> list[Told]:
    """Let one moment come after the other at speed 1, each with all that follows from it, and return what was told."""
    by = house.house_in(edition_id)
    house.perform(by, set_clock, edition_now=days[0] - BEFORE, speed=1.0, reason="benchmark")
    while (ahead := house.read(pending, real_now() + FAR, edition_id=edition_id)) and ahead[0].at <= days[1]:
        house.perform(by, set_clock, edition_now=ahead[0].at, speed=1.0, reason="benchmark")
        for alarm in all_alarms(house.works):
            if alarm.at <= real_now() + HAIR:
                time.sleep(max(0.0, (alarm.at - real_now()).total_seconds()))
                alarm.fire()
        house.deliver()
    return house.read(_told, edition_id, days)


def _told(session: Session, edition_id: int, days: Days) -> list[Told]:
    """Return the facts of the days, in their order: kind and content; not that somebody set the clock."""
    wanted = select(EventLog.name, EventLog.body).where(
        EventLog.edition_id == edition_id, EventLog.at >= days[0], EventLog.at <= days[1] + AFTER
    )
    rows = session.execute(wanted.order_by(EventLog.seq))
    return [(row[0], json.dumps(row[1], sort_keys=True)) for row in rows if row[0] != ClockChanged.name]


def _rooms(told: Sequence[Told]) -> dict[str, list[Told]]:
    found: dict[str, list[Told]] = {}
    for one in told:
        found.setdefault(one[0].partition(".")[0], []).append(one)
    return found


def _differences(one: Sequence[Told], other: Sequence[Told]) -> int:
    """Return at how many places two lists differ, with what one has more than the other."""
    return sum(a != b for a, b in zip(one, other, strict=False)) + abs(len(one) - len(other))


def _late(session: Session, edition_id: int) -> list[float]:
    """Return for each moment how many real seconds after it its act began."""
    clock = session.execute(select(ClockRow).where(ClockRow.edition_id == edition_id)).scalar_one().clock()
    wanted = select(MilestoneFiring.at, MilestoneFiring.fired_at).join(
        Milestone, Milestone.id == MilestoneFiring.milestone_id
    )
    rows = session.execute(wanted.where(Milestone.edition_id == edition_id))
    return [(fired - (clock.real_at(at) or fired)).total_seconds() for at, fired in rows]
