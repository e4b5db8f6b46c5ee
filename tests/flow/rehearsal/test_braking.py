"""A demonstration on a slow machine: its clock crawls while the hall is behind, and nobody misses a deadline by it."""

import time
from datetime import datetime, timedelta

from sqlalchemy import select

from challenge.editions.actions import set_clock
from challenge.editions.events import ClockChanged
from challenge.editions.queries import edition_by_id
from challenge.kernel.clock import EditionClock, real_now
from challenge.kernel.log import EventLog
from challenge.rehearsal.braking import CRAWL, Brake
from challenge.rehearsal.stage import HANDS, Stage
from tests.house import TestHouse
from tests.make.editions import make_edition

SPEED = 3600.0  # an hour a second
SLOW_S, TURNS = 0.15, 20


def clock_of(house: TestHouse, edition_id: int) -> EditionClock:
    card = house.read(lambda session: edition_by_id(session, edition_id))
    assert card is not None
    return card.clock


def test_the_clock_crawls_until_everybody_is_done(sqlite_house: TestHouse) -> None:
    house = sqlite_house
    edition = make_edition(house)
    by = house.house_in(edition.id)
    begins = clock_of(house, edition.id).edition_at(real_now())
    house.perform(by, set_clock, edition_now=begins, speed=SPEED, reason="test")
    stage = Stage(clock_of(house, edition.id), lambda _: None, begins)
    done: list[datetime] = []

    def act() -> None:
        time.sleep(SLOW_S)
        done.append(clock_of(house, edition.id).edition_at(real_now()))

    # So many at one moment as the hands need three seconds for; unbraked the last would be done three hours later.
    for _ in range(HANDS * TURNS):
        stage.at(begins + timedelta(minutes=1), "act", act)
    stage.at(begins + timedelta(hours=1), "act", lambda: None)
    stage.play(brake=Brake(house.ground, by, SPEED))
    wanted = select(EventLog.body).where(EventLog.name == ClockChanged.name).order_by(EventLog.seq)
    told = [body["speed"] for body in house.read(lambda session: session.execute(wanted).scalars().all())]

    assert len(stage.lines) == HANDS * TURNS + 1
    assert max(done) - begins < timedelta(hours=2)
    assert (told[:2], told[-1]) == ([SPEED, SPEED / CRAWL], SPEED)
    assert clock_of(house, edition.id).speed == SPEED
