"""A moment of the schedule that comes twice to whoever reacts to it changes nothing the second time."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.editions.actions import set_clock
from challenge.judging.events import FinalistsSet, ResultsRevealed
from challenge.kernel import log
from challenge.kernel.actor import Role
from challenge.kernel.clock import real_now
from challenge.kernel.db import Base
from challenge.kernel.events import Event, Stored
from challenge.rooms import all_listeners
from challenge.schedule.actions import reach_milestone
from challenge.schedule.events import MilestoneReached
from challenge.schedule.unfired import pending
from challenge.submissions.events import WindowChanged
from tests.house import TestHouse
from tests.make.judging import Hall, coached, opened_hall, score

# How far the relay is. A screen that is told again fetches what stands. Of the log, what is new in it is looked at.
APART = {"relay_cursor", "event_log", "event_head", "live_feed", "live_head", "live_topic"}


def week(house: TestHouse) -> Hall:
    """Return a hall in which every moment of the schedule has come, with sheets to rank by."""
    hall = opened_hall(house)
    coached(hall)
    house.person(hall.edition.id, Role.STUDENT)
    for visit in hall.visits():
        score(hall, visit, 3 + visit.team_id % 3)
    hall.act(set_clock, edition_now=datetime(2028, 6, 1, tzinfo=UTC), speed=1, reason="test")
    house.deliver()
    while due := house.read(pending, real_now(), edition_id=hall.edition.id):
        for one in due:
            hall.act(reach_milestone, one.milestone_id, one.transition, one.version)
            house.deliver()
    return hall


def everything(session: Session) -> dict[str, list[Any]]:
    """Return every row of every table that a reaction may write."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in APART]
    return {table.name: sorted(map(repr, session.execute(select(table)))) for table in tables}


def facts(house: TestHouse, hall: Hall) -> list[Stored]:
    """Return everything that happened in the edition."""
    found: list[Stored] = []
    while more := house.read(log.facts_after, hall.edition.id, found[-1].seq if found else 0)[0]:
        found += more
    return found


def kinds(stored: list[Stored]) -> set[type[Event]]:
    return {type(one.event) for one in stored}


def test_moments_that_come_twice_change_nothing_the_second_time(sqlite_house: TestHouse) -> None:
    hall = week(sqlite_house)
    came, before = facts(sqlite_house, hall), sqlite_house.read(everything)
    reacted = set()
    for listener in all_listeners():
        for stored in came:
            if isinstance(stored.event, MilestoneReached) and listener.wants(stored.event):
                hall.act(listener.reactions[MilestoneReached], stored)
                reacted.add(listener.name)
    sqlite_house.deliver()
    after = sqlite_house.read(everything)

    assert [name for name in before if before[name] != after[name]] == []
    # Said again to screens alone: that the window of a deliverable is another one.
    assert kinds(facts(sqlite_house, hall)[len(came) :]) == {WindowChanged}
    assert reacted >= {"judging.schedule", "announcements.listeners", "submissions.schedule", "teams.reveal"}
    assert kinds(came) >= {FinalistsSet, ResultsRevealed}
