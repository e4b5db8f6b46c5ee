"""Milestones fire once, in order, dated at their true time; moving one is told and cannot overwrite silently."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from challenge.editions.actions import pause_clock, resume_clock, set_clock
from challenge.editions.models import Edition
from challenge.kernel import log
from challenge.kernel.actor import Role
from challenge.kernel.clock import real_now
from challenge.kernel.errors import Conflict
from challenge.live import feed
from challenge.runtime.alarm_clock import Alarms
from challenge.schedule.actions import draw_schedule, move_milestone, reach_milestone
from challenge.schedule.alarms import alarms
from challenge.schedule.events import MilestoneReached
from challenge.schedule.models import Milestone, MilestoneFiring
from challenge.schedule.queries import milestone_by_code, milestones
from challenge.schedule.rules import Moments, Transition
from challenge.schedule.unfired import pending
from tests.house import TestHouse
from tests.make.editions import make_edition


def drawn(house: TestHouse) -> Edition:
    edition = make_edition(house)
    house.perform(house.house_in(edition.id), draw_schedule)
    return edition


def milestone(house: TestHouse, edition: Edition, code: str) -> Milestone:
    found = house.read(milestone_by_code, edition.id, code)
    assert found is not None
    return found


def reached(house: TestHouse, edition: Edition) -> list[tuple[str, str]]:
    facts, _ = house.read(log.facts_after, edition.id, 0)
    return [(f.event.code, f.event.transition) for f in facts if isinstance(f.event, MilestoneReached)]


def test_contending_workers_fire_a_milestone_once(house: TestHouse) -> None:
    edition = drawn(house)
    house.perform(
        house.house_in(edition.id), set_clock, edition_now=datetime(2027, 5, 24, 9, tzinfo=UTC), speed=1, reason="test"
    )
    row = milestone(house, edition, "opening")
    results: list[bool] = []

    def fire() -> None:
        by = house.house_in(edition.id)
        results.append(house.perform(by, reach_milestone, row.id, Transition.OPENED, row.version))

    threads = [threading.Thread(target=fire) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == [False] * 11 + [True]
    assert reached(house, edition) == [("opening", "opened")]


def test_alarm_clock_plays_the_first_day_in_order_and_each_moment_once(house: TestHouse) -> None:
    """The first day at two hours a second by the real APScheduler, with a restart in the middle."""
    edition = drawn(house)
    by = house.house_in(edition.id)
    start = datetime(2027, 5, 24, 5, tzinfo=UTC)
    house.perform(by, set_clock, edition_now=start, speed=7200, reason="test")
    end = datetime(2027, 5, 24, 17, tzinfo=UTC)
    for _ in range(2):
        clock = Alarms(lambda: alarms(house.works))
        clock.start()
        threading.Event().wait(3.2)
        clock.stop()
    house.perform(by, pause_clock, reason="test")
    life = list(Transition)
    expected = sorted(
        (at, order, life.index(transition), row.code, transition.value)
        for order, row in enumerate(house.read(milestones, edition.id))
        for transition, at in row.moments().transitions()
        if at <= end
    )
    facts = reached(house, edition)

    assert len(facts) == len(set(facts))
    assert facts[: len(expected)] == [(code, name) for *_, code, name in expected]


def test_firing_after_a_downtime_is_dated_at_its_true_time(house: TestHouse) -> None:
    edition = drawn(house)
    late = datetime(2027, 5, 24, 20, tzinfo=UTC)
    house.perform(house.house_in(edition.id), set_clock, edition_now=late, speed=1, reason="test")
    for one in house.read(pending, real_now()):
        house.perform(house.house_in(edition.id), reach_milestone, one.milestone_id, one.transition, one.version)
    firings = house.read(
        lambda session: list(session.execute(select(MilestoneFiring).order_by(MilestoneFiring.at)).scalars())
    )
    d1 = milestone(house, edition, "D1")

    assert len(firings) > 15
    assert {firing.at for firing in firings if firing.milestone_id == d1.id} == {
        d1.announced_at,
        d1.due_at,
        d1.lock_at,
    }
    assert house.read(pending, real_now()) == []


def test_paused_edition_fires_nothing_and_goes_on_where_it_stood(house: TestHouse) -> None:
    edition = drawn(house)
    by = house.house_in(edition.id)
    house.perform(by, set_clock, edition_now=datetime(2027, 5, 24, 5, 29, 59, tzinfo=UTC), speed=100_000, reason="test")
    house.perform(by, pause_clock, reason="rain")
    standing = house.read(pending, real_now() + timedelta(hours=1))
    house.perform(by, resume_clock, reason="sun")

    assert [one for one in standing if one.at > datetime(2027, 5, 25, 0, tzinfo=UTC)] == []
    assert len(house.read(pending, real_now() + timedelta(hours=1))) > len(standing)


def test_an_alarm_that_a_stopped_clock_overtook_is_set_anew(house: TestHouse) -> None:
    edition = drawn(house)
    by = house.house_in(edition.id)
    rows = house.read(milestones, edition.id)
    first = min(at for row in rows for _, at in row.moments().transitions())
    house.perform(by, set_clock, edition_now=first - timedelta(seconds=3), speed=1.0, reason="test")
    overtaken = alarms(house.works)
    house.perform(by, pause_clock, reason="test")

    for alarm in overtaken:
        alarm.fire()
    while_stopped, facts = alarms(house.works), reached(house, edition)
    house.perform(by, set_clock, edition_now=first, speed=1.0, reason="test")
    for alarm in alarms(house.works):
        alarm.fire()

    assert (len(overtaken) > 0, while_stopped, facts) == (True, [], [])
    assert len(reached(house, edition)) == len(overtaken)


def test_moving_a_milestone_tells_everybody_and_refuses_the_later_of_two(house: TestHouse) -> None:
    edition = drawn(house)
    by = house.house_in(edition.id)
    row = milestone(house, edition, "D1")
    later = Moments(*(datetime.fromisoformat(row.wall[name] or "") for name in ("starts", "ends")))
    house.perform(by, move_milestone, row.id, later, version=row.version)
    with pytest.raises(Conflict, match=r"schedule\.changed"):
        house.perform(by, move_milestone, row.id, later, version=row.version)
    house.deliver()

    assert milestone(house, edition, "D1").version == 2
    assert [push.type for push in house.read(feed.after, "edition:crunch:public", 0)] == ["schedule", "schedule"]


def test_schedule_desk_is_for_organisers_and_moves_a_milestone(sqlite_house: TestHouse) -> None:
    edition = drawn(sqlite_house)
    row = milestone(sqlite_house, edition, "opening")
    path = f"/e/crunch/desk/schedule/{row.public_id}"
    form = {"starts": "2027-05-24T09:30", "ends": "2027-05-24T10:00", "version": "1"}
    refused = sqlite_house.person(edition.id, Role.COACH).post(path, form)
    answer = sqlite_house.person(edition.id, Role.ORGANISER).post(path, form)

    assert (refused.status_code, answer.status_code) == (404, 303)
    assert milestone(sqlite_house, edition, "opening").starts_at == datetime(2027, 5, 24, 7, 30, tzinfo=UTC)


def test_a_mistyped_time_is_shown_again_with_the_reason(sqlite_house: TestHouse) -> None:
    edition = drawn(sqlite_house)
    row = milestone(sqlite_house, edition, "opening")
    form = {"starts": "tomorrow", "ends": "2027-05-24T10:07", "version": "1"}
    answer = sqlite_house.person(edition.id, Role.ORGANISER).post(f"/e/crunch/desk/schedule/{row.public_id}", form)

    assert (answer.status_code, 'value="2027-05-24T10:07"' in answer.text, 'href="#f-starts"' in answer.text) == (
        422,
        True,
        True,
    )
