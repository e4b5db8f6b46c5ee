"""Other times of milestones are told in the inbox: to whom they concern, once for one change, corrected, taken back."""

from datetime import datetime, timedelta

from sqlalchemy import select

from challenge.accounts.actions import create_account, grant_role
from challenge.editions.actions import set_clock
from challenge.editions.models import Edition
from challenge.inbox.models import Notice
from challenge.inbox.queries import inbox_page, unread
from challenge.kernel import log
from challenge.kernel.actor import Role
from challenge.notifications.models import OutboxMessage
from challenge.schedule.events import ScheduleShifted
from challenge.schedule.rules import Moments
from challenge.schedule.time_notices import tell_times
from tests.flow.schedule.test_depending import move
from tests.flow.schedule.test_milestones import drawn
from tests.flow.schedule.test_shifting import NOON, at_noon, shifted
from tests.flow.schedule.test_taking_back import undo
from tests.house import Person, TestHouse


def titles(house: TestHouse, person: Person, locale: str = "en") -> list[str]:
    """Return the titles in an inbox, the latest first; what is withdrawn in brackets."""
    rows = house.read(inbox_page, person.actor).rows
    return [f"({row.texts[locale][0]})" if row.withdrawn_at else row.texts[locale][0] for row in rows]


def again(house: TestHouse, edition: Edition) -> None:
    """Deliver every such fact once more, as after a crash before the cursor was kept."""
    for stored in house.read(log.facts_after, edition.id, 0)[0]:
        if isinstance(stored.event, ScheduleShifted):
            house.perform(house.house_in(edition.id), tell_times, stored)


def mails(house: TestHouse) -> int:
    return len(house.read(lambda session: list(session.execute(select(OutboxMessage.key)).scalars())))


def at(hour: int, minute: int = 0) -> Moments:
    return Moments(datetime(2027, 5, 24, hour, minute), datetime(2027, 5, 24, hour, minute) + timedelta(minutes=30))


def test_moved_milestone_is_told_to_whom_it_concerns_and_a_second_move_corrects_it(house: TestHouse) -> None:
    edition = at_noon(house)
    student, juror = house.person(edition.id, Role.STUDENT), house.person(edition.id, Role.JUROR)
    move(house, edition, "empathy-talk", at(14))
    house.deliver()
    first = [titles(house, person) for person in (student, juror)]
    student.post("/e/crunch/inbox/read")
    move(house, edition, "empathy-talk", at(14, 15))
    house.deliver()

    talk = "“Talk: empathy”: start now Monday 24 May, {} (was 13:30)"
    assert first == [[talk.format("14:00")]] * 2
    assert titles(house, student) == [talk.format("14:15")]
    assert house.read(unread, student.actor) == 1


def test_undo_takes_the_notice_back_and_a_later_move_begins_anew(house: TestHouse) -> None:
    edition = at_noon(house)
    student = house.person(edition.id, Role.STUDENT)
    move(house, edition, "empathy-talk", at(14))
    house.deliver()
    undo(house, edition)
    house.deliver()
    after = titles(house, student)
    move(house, edition, "empathy-talk", at(14, 30))
    house.deliver()
    begun = [title.split(", ")[1] for title in titles(house, student)]

    assert [title[0] for title in after] == ["("]
    assert begun == ["14:30 (was 13:30)", "14:00 (was 13:30))"]


def test_everything_later_is_one_notice_a_person_and_told_once(house: TestHouse) -> None:
    edition = at_noon(house)
    people = [house.person(edition.id, role) for role in (Role.STUDENT, Role.STUDENT, Role.JUROR, Role.ORGANISER)]
    shifted(house, edition)
    house.deliver()
    told = [titles(house, person, "fr") for person in people]
    again(house, edition)

    assert [len(one) for one in told] == [1, 1, 1, 1]
    assert told[0] == told[1] != told[2]
    assert [titles(house, person, "fr") for person in people] == told
    rows = house.read(lambda session: list(session.execute(select(Notice)).scalars()))
    assert {row.version for row in rows} == {1}
    text = rows[0].texts["en"][1]
    assert text.count("\n- ") == 7
    assert text.endswith("Times of the hall: Europe/Paris.")
    shifted(house, edition)
    house.deliver()
    assert [len(titles(house, person)) for person in people] == [1, 1, 1, 1]


def test_mail_comes_from_five_days_before_on(house: TestHouse) -> None:
    """In April the edition lies ahead by weeks; what is moved then stands in the inbox alone, also when corrected."""
    edition = drawn(house)
    by = house.house_in(edition.id)
    account = house.perform(by, create_account, name="Zoé", email="zoe@school.example", locale="en")
    house.perform(by, grant_role, account.id, Role.STUDENT)
    house.perform(by, set_clock, edition_now=NOON - timedelta(days=40), speed=1, reason="test")
    found = []
    for minute in (0, 15):
        move(house, edition, "empathy-talk", at(14, minute))
        house.deliver()
        found.append(mails(house))
    house.perform(by, set_clock, edition_now=NOON, speed=1, reason="test")
    move(house, edition, "empathy-talk", at(14, 30))
    house.deliver()

    assert (found, mails(house)) == ([0, 0], 1)
    assert [title.split(", ")[1] for title in titles(house, house.log_in(account.id, edition.id))] == [
        "14:30 (was 14:15)",
        "14:15 (was 13:30)",
    ]
