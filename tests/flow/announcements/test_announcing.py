"""Announcements: to whom, when, once; corrected and withdrawn honestly; readable without mail."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import func, select

from challenge.accounts.actions import create_account, grant_role
from challenge.announcements.actions import Draft, send_announcement, write_announcement
from challenge.announcements.alarms import alarms
from challenge.announcements.models import Announcement
from challenge.editions.actions import pause_clock, resume_clock, set_clock
from challenge.inbox.models import Notice, NoticeCopy
from challenge.inbox.queries import inbox_page, unread
from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.log import EventLog
from challenge.kernel.text import Words
from challenge.live.models import LiveFeed
from challenge.notifications.models import OutboxMessage
from challenge.schedule.actions import draw_schedule, reach_milestone
from challenge.schedule.models import Milestone
from challenge.schedule.rules import Transition
from tests.house import Person, TestHouse
from tests.make.editions import make_edition

WORDS = Words("Repas à midi", "Lunch at noon", "Salle **B**.", "Room **B**.")
MORNING = datetime(2027, 5, 24, 8, 30, tzinfo=UTC)
FORM = {
    "title_fr": "Repas à midi",
    "title_en": "Lunch at noon",
    "body_fr": "Salle **B**.",
    "body_en": "Room **B**.",
    "audience": "role:student",
    "by_mail": "1",
}
DESK = "/e/crunch/desk/announcements"


def edition_at(house: TestHouse, now: datetime = MORNING) -> int:
    edition = make_edition(house)
    house.perform(house.house_in(edition.id), set_clock, edition_now=now, speed=1, reason="test")
    return edition.id


def reader(house: TestHouse, edition_id: int, role: Role, email: str = "", locale: str = "en") -> Person:
    by = house.house_in(edition_id)
    account = house.perform(by, create_account, name=f"The {role}", email=email or None, locale=locale)
    house.perform(by, grant_role, account.id, role)
    return house.log_in(account.id, edition_id)


def count(house: TestHouse, model: Any) -> int:
    return house.read(lambda session: session.execute(select(func.count()).select_from(model)).scalar_one())


def one(house: TestHouse) -> Announcement:
    return house.read(lambda session: session.execute(select(Announcement)).scalar_one())


def mails(house: TestHouse) -> list[tuple[str, str]]:
    rows = select(OutboxMessage.subject, OutboxMessage.filling).order_by(OutboxMessage.id)
    return house.read(lambda session: [(row[0] % row[1], row[1]["text"]) for row in session.execute(rows)])


def test_announcement_reaches_its_audience_in_their_language_and_nobody_else(house: TestHouse) -> None:
    edition_id = edition_at(house)
    student = reader(house, edition_id, Role.STUDENT, "zoe@school.example", "fr")
    coach = reader(house, edition_id, Role.COACH, "coach@school.example")
    organiser = house.person(edition_id, Role.ORGANISER)
    answer = organiser.post(DESK, FORM)
    shown = student.get("/e/crunch/inbox").text

    assert answer.status_code == 303
    assert ("Repas à midi" in shown, "<strong>B</strong>" in shown) == (True, True)
    assert "Lunch at noon" not in coach.get("/e/crunch/inbox").text
    assert [house.read(unread, who.actor) for who in (student, coach, organiser)] == [1, 0, 0]
    assert mails(house) == [("Repas à midi", "Salle **B**.")]
    assert "Repas à midi" in organiser.get("/e/crunch/desk/outbox").text


def test_preview_counts_people_and_mails_shows_both_languages_and_keeps_nothing(sqlite_house: TestHouse) -> None:
    edition_id = edition_at(sqlite_house)
    reader(sqlite_house, edition_id, Role.STUDENT, "zoe@school.example")
    reader(sqlite_house, edition_id, Role.STUDENT)
    organiser = sqlite_house.person(edition_id, Role.ORGANISER)
    shown = organiser.post(f"{DESK}/preview", FORM).text

    assert "2 personnes sont informées dans la boîte de réception" in shown
    assert "dont 1 aussi par courriel." in shown
    assert ("<h3>Repas à midi</h3>" in shown, "<h3>Lunch at noon</h3>" in shown) == (True, True)
    assert count(sqlite_house, Announcement) == 0


def test_the_same_form_twice_is_one_announcement(sqlite_house: TestHouse) -> None:
    edition_id = edition_at(sqlite_house)
    student = reader(sqlite_house, edition_id, Role.STUDENT)
    organiser = sqlite_house.person(edition_id, Role.ORGANISER)
    for _ in range(2):
        organiser.post(DESK, {**FORM, "idempotency_key": "the-same"})

    assert (count(sqlite_house, Announcement), sqlite_house.read(unread, student.actor)) == (1, 1)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"audience": ""}, "announcements.audience"),
        ({"audience": "role:king"}, "announcements.audience"),
        ({"moment": "at"}, "announcements.when"),
        ({"moment": "at", "at": "2027-05-24T09:00"}, "announcements.past"),
        ({"moment": "milestone"}, "announcements.when"),
        ({"title_en": ""}, "text.missing"),
        ({"body_fr": "x" * 4001}, "form.invalid"),
    ],
)
def test_what_cannot_be_announced_is_refused_with_what_was_typed(
    sqlite_house: TestHouse, changed: dict[str, str], code: str
) -> None:
    edition_id = edition_at(sqlite_house)
    organiser = sqlite_house.person(edition_id, Role.ORGANISER)
    answer = organiser.post(DESK, {**FORM, **changed})
    sentence = sqlite_house.app.extensions["challenge"].languages.text("fr", f"error:{code}").split("%")[0][:20]

    assert answer.status_code == 422
    assert code == "form.invalid" or sentence in unescape(answer.text)
    assert "Repas à midi" in answer.text
    assert count(sqlite_house, Announcement) == 0


def test_announcement_of_an_instant_waits_for_the_editions_clock_and_its_pause(house: TestHouse) -> None:
    edition_id = edition_at(house)
    by = house.house_in(edition_id)
    student = reader(house, edition_id, Role.STUDENT)
    draft = Draft(words=WORDS, audience=["role:student"], send_at=MORNING + timedelta(minutes=5))
    house.perform(by, write_announcement, draft)
    armed = alarms(house.works)
    row = one(house)
    with pytest.raises(Invalid, match=r"announcements\.early"):
        house.perform(by, send_announcement, row.id)
    house.perform(by, pause_clock, reason="test")
    paused = alarms(house.works)
    house.perform(by, resume_clock, reason="test")
    house.perform(by, set_clock, edition_now=MORNING + timedelta(minutes=6), speed=1, reason="test")
    (alarm,) = alarms(house.works)
    for _ in range(2):
        alarm.fire()

    assert (len(armed), paused, alarms(house.works)) == (1, [], [])
    assert house.read(unread, student.actor) == 1
    facts = select(func.count()).select_from(EventLog).where(EventLog.name == "announcements.announcement_sent")
    assert house.read(lambda session: session.execute(facts).scalar_one()) == 1


def test_milestone_sends_what_is_bound_to_its_moment_once_however_often_it_is_reached(house: TestHouse) -> None:
    edition_id = edition_at(house)
    by = house.house_in(edition_id)
    student = reader(house, edition_id, Role.STUDENT)
    house.perform(by, draw_schedule)
    due = select(Milestone).where(Milestone.code == "roles")
    milestone = house.read(lambda session: session.execute(due).scalar_one())
    draft = Draft(words=WORDS, audience=["everybody"], milestone_id=milestone.id, transition="due")
    house.perform(by, write_announcement, draft)
    assert milestone.due_at is not None
    house.perform(by, set_clock, edition_now=milestone.due_at, speed=1, reason="test")
    before = house.read(unread, student.actor)
    for _ in range(2):
        house.perform(by, reach_milestone, milestone.id, Transition.DUE, milestone.version)
        house.deliver()

    assert (before, house.read(unread, student.actor), count(house, Notice)) == (0, 1, 1)


def test_correction_is_new_again_replaces_waiting_mails_and_keeps_the_old_words(house: TestHouse) -> None:
    edition_id = edition_at(house)
    student = reader(house, edition_id, Role.STUDENT, "zoe@school.example")
    organiser = house.person(edition_id, Role.ORGANISER)
    organiser.post(DESK, FORM)
    student.post("/e/crunch/inbox/read")
    own = f"{DESK}/{one(house).public_id}"
    read = house.read(unread, student.actor)
    organiser.post(own, {**FORM, "title_en": "Lunch at one", "version": "1"})
    stale = organiser.post(own, {**FORM, "title_en": "Lunch at two", "version": "1"})
    page = organiser.get(own).text

    assert (read, house.read(unread, student.actor), stale.status_code) == (0, 1, 409)
    assert mails(house) == [("Lunch at one", "Room **B**.")]
    assert ("Lunch at one" in page, "Lunch at noon" in page) == (True, True)


def test_correction_after_the_mail_left_says_so_in_another_one(sqlite_house: TestHouse) -> None:
    edition_id = edition_at(sqlite_house)
    reader(sqlite_house, edition_id, Role.STUDENT, "zoe@school.example")
    organiser = sqlite_house.person(edition_id, Role.ORGANISER)
    organiser.post(DESK, FORM)
    sqlite_house.perform(sqlite_house.house_in(0), lambda work: sent_all(work))
    organiser.post(f"{DESK}/{one(sqlite_house).public_id}", {**FORM, "title_en": "Lunch at one", "version": "1"})
    organiser.post(f"{DESK}/{one(sqlite_house).public_id}/withdraw", {"version": "2"})

    # The correction had not left when it was withdrawn: it never does.
    assert [subject for subject, _ in mails(sqlite_house)] == ["Lunch at noon", "Withdrawn: Lunch at one"]


def sent_all(work: Any) -> None:
    for row in work.session.execute(select(OutboxMessage)).scalars():
        row.sent_at, row.due_at, row.tries = work.real, None, 1


def test_withdrawn_before_its_moment_is_never_sent(sqlite_house: TestHouse) -> None:
    edition_id = edition_at(sqlite_house)
    by = sqlite_house.house_in(edition_id)
    draft = Draft(words=WORDS, audience=["everybody"], send_at=MORNING + timedelta(minutes=5))
    sqlite_house.perform(by, write_announcement, draft)
    organiser = sqlite_house.person(edition_id, Role.ORGANISER)
    organiser.post(f"{DESK}/{one(sqlite_house).public_id}/withdraw", {"version": "1"})

    assert alarms(sqlite_house.works) == []
    assert sqlite_house.perform(by, send_announcement, one(sqlite_house).id) is False
    assert count(sqlite_house, NoticeCopy) == 0


def test_public_one_stands_on_home_and_wall_and_wakes_them_a_private_one_does_not(sqlite_house: TestHouse) -> None:
    edition_id = edition_at(sqlite_house)
    organiser = sqlite_house.person(edition_id, Role.ORGANISER)
    organiser.post(DESK, {**FORM, "title_fr": "Secret", "title_en": "Secret"})
    organiser.post(DESK, {**FORM, "is_public": "1"})
    sqlite_house.deliver()
    home, wall = (sqlite_house.visitor().get(f"/e/crunch/{path}").text for path in ("", "wall/news"))
    wanted = select(LiveFeed.topic).where(LiveFeed.type == "announcements").order_by(LiveFeed.position)
    woken = sqlite_house.read(lambda session: list(session.execute(wanted).scalars()))

    assert ("Repas à midi" in home, "Repas à midi" in wall, "Secret" in home + wall) == (True, True, False)
    assert woken.count("edition:crunch:public") == 2
    assert woken.count("edition:crunch:staff") == 4


def test_readers_are_woken_on_their_own_topic_with_a_version_alone(sqlite_house: TestHouse) -> None:
    edition_id = edition_at(sqlite_house)
    student = reader(sqlite_house, edition_id, Role.STUDENT)
    organiser = sqlite_house.person(edition_id, Role.ORGANISER)
    organiser.post(DESK, FORM)
    sqlite_house.deliver()
    wanted = select(LiveFeed.topic, LiveFeed.body).where(LiveFeed.type == "inbox")
    pushed = sqlite_house.read(lambda session: [(row[0], sorted(row[1])) for row in session.execute(wanted)])

    assert pushed == [(f"user:{student.actor.public_id}", ["version"])]


def test_session_of_an_entry_link_shows_what_its_role_was_told(sqlite_house: TestHouse) -> None:
    edition_id = edition_at(sqlite_house)
    person = reader(sqlite_house, edition_id, Role.JUROR)
    sqlite_house.perform(sqlite_house.house_in(edition_id), grant_role, person.actor.account_id, Role.PARTNER)
    organiser = sqlite_house.person(edition_id, Role.ORGANISER)
    organiser.post(DESK, {**FORM, "audience": "role:juror", "title_en": "For jurors"})
    organiser.post(DESK, {**FORM, "audience": "role:partner", "title_en": "For partners"})
    bounded = replace(person.actor, roles=frozenset({Role.JUROR}), is_bounded=True)
    titles = [line.texts["en"][0] for line in sqlite_house.read(inbox_page, bounded).rows]

    assert (titles, sqlite_house.read(unread, bounded)) == (["For jurors"], 1)


def test_changing_a_withdrawn_one_is_refused(sqlite_house: TestHouse) -> None:
    edition_id = edition_at(sqlite_house)
    organiser = sqlite_house.person(edition_id, Role.ORGANISER)
    organiser.post(DESK, FORM)
    own = f"{DESK}/{one(sqlite_house).public_id}"
    organiser.post(f"{own}/withdraw", {"version": "1"})
    again = organiser.post(own, {**FORM, "version": "1"})

    assert again.status_code == Conflict.status
