"""Who comes after a notice of other times: never told of times before, told of what changes from then on."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from challenge.accounts.actions import create_account, grant_role
from challenge.editions.models import Edition
from challenge.inbox.models import Notice
from challenge.inbox.queries import inbox_page
from challenge.kernel.actor import Role
from challenge.notifications.models import OutboxMessage
from tests.flow.schedule.test_calendars import own_address, read, visit
from tests.flow.schedule.test_depending import move
from tests.flow.schedule.test_milestones import drawn
from tests.flow.schedule.test_shifting import at_noon, shifted
from tests.flow.schedule.test_taking_back import undo
from tests.flow.schedule.test_telling_times import OLD, again, at, starts, titles
from tests.house import Person, TestHouse


def moved(house: TestHouse, edition: Edition, hour: int, minute: int = 0) -> None:
    """Move the talk and tell it."""
    move(house, edition, "empathy-talk", at(hour, minute))
    house.deliver()


def newcomer(house: TestHouse, edition: Edition, *roles: Role) -> Person:
    """Return somebody with mail who has just got roles."""
    by = house.house_in(edition.id)
    account = house.perform(by, create_account, name="Zoé", email=f"z{len(roles)}@school.example", locale="en")
    for role in roles:
        house.perform(by, grant_role, account.id, role)
    return house.log_in(account.id, edition.id)


def mailed(house: TestHouse, person: Person) -> list[Any]:
    """Return the subjects that somebody gets by mail."""
    wanted = select(OutboxMessage).where(OutboxMessage.account_id == person.actor.account_id)
    rows = house.read(lambda session: list(session.execute(wanted.order_by(OutboxMessage.id)).scalars()))
    return [row.subject % row.filling if row.filling else row.subject for row in rows]


def test_who_comes_after_a_notice_finds_the_right_time_and_no_word_of_another(house: TestHouse) -> None:
    edition = drawn(house)
    house.person(edition.id, Role.STUDENT)
    moved(house, edition, 14)
    late = newcomer(house, edition, Role.STUDENT)
    again(house, edition)
    house.deliver()
    event = read(visit(house, own_address(late, edition)).text)["Talk: empathy"]

    assert titles(house, late) == []
    assert "13:30" not in late.get("/e/crunch/inbox").text
    assert "14:00" in late.get("/e/crunch/schedule").text
    assert event.dtstart.value == datetime(2027, 5, 24, 12, tzinfo=UTC)


def test_what_changes_after_they_came_is_told_against_what_they_could_read(house: TestHouse) -> None:
    """Whoever comes after each turn has one notice."""
    edition = at_noon(house)
    people = [house.person(edition.id, Role.STUDENT)]
    moved(house, edition, 14)
    people += [newcomer(house, edition, Role.STUDENT), newcomer(house, edition, Role.COACH, Role.EXPERT)]
    moved(house, edition, 14, 15)
    second = [starts(house, one) for one in people]
    people.append(house.person(edition.id, Role.STUDENT))
    moved(house, edition, 14, 30)
    again(house, edition)
    rows = house.read(lambda session: list(session.execute(select(Notice).order_by(Notice.id)).scalars()))

    assert second == [["14:15 (was 13:30)"], ["14:15 (was 14:00)"], ["14:15 (was 14:00)"]]
    assert [starts(house, one) for one in people] == [
        *(["14:30 (was 13:30)"], ["14:30 (was 14:00)"], ["14:30 (was 14:00)"], ["14:30 (was 14:15)"])
    ]
    assert len(rows) == 3
    assert [len(mailed(house, one)) for one in people[1:3]] == [1, 1]


def test_people_whom_nobody_was_like_before_hear_of_the_later_change_alone(house: TestHouse) -> None:
    """Everything comes a quarter later twice; the first juror comes between."""
    edition = at_noon(house)
    student = house.person(edition.id, Role.STUDENT)
    shifted(house, edition)
    house.deliver()
    juror = house.person(edition.id, Role.JUROR)
    shifted(house, edition)
    house.deliver()
    again(house, edition)
    texts = [house.read(inbox_page, one.actor).rows[0].texts["en"] for one in (student, juror)]

    assert ["14:00 (was 13:30)" in title_or_text(one) for one in texts] == [True, False]
    assert ["14:00 (was 13:45)" in title_or_text(one) for one in texts] == [False, True]
    assert [len(titles(house, one)) for one in (student, juror)] == [1, 1]


def title_or_text(texts: list[str]) -> str:
    """Return the words of a notice."""
    return " ".join(texts)


def test_a_move_back_is_a_move_for_who_came_between_and_is_told_once(house: TestHouse) -> None:
    edition = at_noon(house)
    first = house.person(edition.id, Role.STUDENT)
    moved(house, edition, 14)
    late = newcomer(house, edition, Role.STUDENT)
    move(house, edition, "empathy-talk", OLD)
    house.deliver()
    back = [starts(house, one) for one in (first, late)]
    again(house, edition)
    moved(house, edition, 15)

    assert back == [["14:00 (was 13:30))"], ["13:30 (was 14:00)"]]
    assert starts(house, first) == ["15:00 (was 13:30)", "14:00 (was 13:30))"]
    assert starts(house, late) == ["15:00 (was 13:30)", "13:30 (was 14:00))"]


def test_what_is_taken_back_is_told_to_who_came_between(house: TestHouse) -> None:
    edition = at_noon(house)
    first = house.person(edition.id, Role.STUDENT)
    moved(house, edition, 14)
    late = newcomer(house, edition, Role.STUDENT)
    undo(house, edition)
    house.deliver()
    after = house.person(edition.id, Role.STUDENT)
    again(house, edition)

    assert starts(house, first) == ["14:00 (was 13:30))"]
    assert starts(house, late) == ["13:30 (was 14:00)"]
    assert titles(house, after) == []
