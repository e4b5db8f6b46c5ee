"""Editions for tests whose house stood still while their clock went on, and moments that are moved."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

from challenge.editions.models import Edition
from challenge.kernel.clock import real_now
from challenge.kernel.work import ClockRow, Work
from challenge.schedule.actions import draw_schedule
from challenge.schedule.alarms import alarms
from challenge.schedule.rules import Moments
from tests.house import TestHouse
from tests.make.editions import make_edition

AFTER = datetime(2027, 5, 24, 11, 45, tzinfo=UTC)  # 13:45 in the hall
DOWN = timedelta(hours=8)


def later(moments: Moments, by: timedelta) -> Moments:
    """Return all moments later (or earlier) by the same time."""
    given = {one.name: getattr(moments, one.name) for one in fields(moments)}
    return replace(moments, **{name: at + by for name, at in given.items() if at is not None})


def stood_still(house: TestHouse, now: datetime = AFTER, *, speed: float = 1.0) -> Edition:
    """Return an edition with its schedule, whose clock went on for eight real hours until `now` without a worker."""
    edition = make_edition(house)
    by = house.house_in(edition.id)
    house.perform(by, draw_schedule)
    house.perform(by, _anchor, now, speed)
    return edition


def _anchor(work: Work, now: datetime, speed: float) -> None:
    row = ClockRow(edition_id=work.edition_id, anchor_real=work.real - DOWN, anchor_edition=now - DOWN * speed)
    row.speed = speed
    work.add(row)


def go_on(work: Work, by: timedelta) -> None:
    """Let the edition's clock have gone on for so long."""
    row = work.session.get_one(ClockRow, work.edition_id)
    row.anchor_real -= by


def wake(house: TestHouse) -> None:
    """Do what a worker does when it comes back: every alarm that is past, in order, until none is left."""
    for _ in range(5):
        past = [alarm for alarm in alarms(house.works) if alarm.at <= real_now()]
        for alarm in sorted(past, key=lambda alarm: alarm.at):
            alarm.fire()
        if not past:
            return
