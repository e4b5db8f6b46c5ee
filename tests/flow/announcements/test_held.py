"""An announcement whose instant passed while the house stood still for too long waits for an organiser's word."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from challenge.announcements.actions import Draft, send_held, withdraw_announcement, write_announcement
from challenge.announcements.alarms import alarms
from challenge.announcements.models import Announcement
from challenge.editions.attention import Scope, concerns
from challenge.inbox.queries import unread
from challenge.kernel.actor import Role
from challenge.kernel.clock import real_now
from challenge.kernel.errors import Conflict
from challenge.kernel.log import EventLog
from challenge.schedule.actions import pause, resume
from challenge.schedule.holding import set_limit
from tests.flow.announcements.test_announcing import DESK, FORM, MORNING, WORDS, count, edition_at, one, reader
from tests.house import TestHouse
from tests.make.schedule import go_on

IN_AN_HOUR = MORNING + timedelta(hours=1)
HELD = "announcements.announcement_held"


def written(house: TestHouse, late: timedelta) -> int:
    """Return an edition in which nobody was awake since an hour before an announcement's instant, and so long after."""
    edition_id = edition_at(house)
    draft = Draft(words=WORDS, audience=["everybody"], send_at=IN_AN_HOUR)
    house.perform(house.house_in(edition_id), write_announcement, draft)
    house.perform(house.house_in(edition_id), go_on, timedelta(hours=1) + late)
    return edition_id


def wake(house: TestHouse) -> int:
    """Do what a worker does when it comes back; return how many alarms were past."""
    past = [alarm for alarm in alarms(house.works) if alarm.at <= real_now()]
    for alarm in past:
        alarm.fire()
    return len(past)


def facts(house: TestHouse, name: str) -> int:
    wanted = select(EventLog.seq).where(EventLog.name == name)
    return len(house.read(lambda session: session.execute(wanted).all()))


def test_late_one_is_held_once_and_a_less_late_one_goes_out(house: TestHouse) -> None:
    edition_id = written(house, timedelta(hours=3))
    draft = Draft(words=WORDS, audience=["everybody"], send_at=IN_AN_HOUR + timedelta(hours=4))
    house.perform(house.house_in(edition_id), write_announcement, draft)
    house.perform(house.house_in(edition_id), go_on, timedelta(hours=2))
    awake = [wake(house), wake(house)]
    rows = house.read(lambda session: list(session.execute(select(Announcement.sent_at).order_by(Announcement.id))))

    assert (awake, facts(house, HELD)) == ([2, 0], 1)
    assert [row[0] is not None for row in rows] == [False, True]


def test_limit_is_that_of_the_schedule(house: TestHouse) -> None:
    edition_id = written(house, timedelta(hours=3))
    house.perform(house.house_in(edition_id), set_limit, 600)
    wake(house)

    assert (one(house).state, facts(house, HELD)) == ("sent", 0)


def test_pause_forgets_no_lateness(house: TestHouse) -> None:
    edition_id = written(house, timedelta(hours=3))
    by = house.house_in(edition_id)
    house.perform(by, pause)
    house.perform(by, resume)

    assert (one(house).state, wake(house), facts(house, HELD)) == ("held", 0, 1)


def test_pause_in_time_lets_nothing_wait(house: TestHouse) -> None:
    edition_id = written(house, timedelta(minutes=30))
    by = house.house_in(edition_id)
    house.perform(by, pause)
    house.perform(by, resume)
    wake(house)

    assert (one(house).state, facts(house, HELD)) == ("sent", 0)


def test_organisers_are_told_and_the_word_sends_it_once(house: TestHouse) -> None:
    edition_id = written(house, timedelta(hours=3))
    organiser, student = reader(house, edition_id, Role.ORGANISER), reader(house, edition_id, Role.STUDENT)
    wake(house)
    house.deliver()
    told = [house.read(unread, who.actor) for who in (organiser, student)]
    scope = Scope(edition_id, real_now(), None, drafts=True)
    before = [found.code for found in house.read(concerns, scope) if found.code == "announcements.held"]
    row = one(house)
    answers = [organiser.post(f"{DESK}/{row.public_id}/send", {"version": row.version}).status_code for _ in range(2)]
    house.deliver()
    after = [found.code for found in house.read(concerns, scope) if found.code == "announcements.held"]

    assert (told, before, after) == ([1, 0], ["announcements.held"], [])
    assert (answers, one(house).state, facts(house, "announcements.announcement_sent")) == ([303, 409], "sent", 1)
    assert house.read(unread, student.actor) == 1


def test_held_one_can_be_corrected_before_the_word_or_withdrawn(house: TestHouse) -> None:
    edition_id = written(house, timedelta(hours=3))
    by = house.house_in(edition_id)
    wake(house)
    row = one(house)
    organiser = reader(house, edition_id, Role.ORGANISER)
    page, listed = (organiser.get(path).text for path in (f"{DESK}/{row.public_id}", f"{DESK}/list"))
    organiser.post(f"{DESK}/{row.public_id}", {**FORM, "title_en": "Lunch at one", "version": row.version})
    with pytest.raises(Conflict):
        house.perform(by, send_held, row.id, version=row.version)
    house.perform(by, withdraw_announcement, row.id, version=row.version + 1)

    assert "It waits for your word" in page
    assert "Waits for your word" in listed
    assert (one(house).state, one(house).title_en, count(house, Announcement)) == ("withdrawn", "Lunch at one", 1)
