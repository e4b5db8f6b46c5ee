"""What a person wants by mail; the inbox has everything in any case."""

import pytest
from sqlalchemy import select

from challenge.accounts.actions import create_account, grant_role
from challenge.inbox.actions import Told, tell
from challenge.inbox.queries import choices, inbox_page, unread
from challenge.inbox.rules import Kind
from challenge.kernel.actor import Role
from challenge.notifications.actions import Letter
from challenge.notifications.models import OutboxMessage
from tests.house import Person, TestHouse
from tests.make.editions import make_edition

LETTER = Letter(subject="Your team is %(code)s", body="Zone %(code)s", filling={"code": "A01"}, path="/e/crunch/team")


def student(house: TestHouse, edition_id: int) -> Person:
    by = house.house_in(edition_id)
    account = house.perform(by, create_account, name="Zoé", email="zoe@school.example", locale="en")
    house.perform(by, grant_role, account.id, Role.STUDENT)
    return house.log_in(account.id, edition_id)


def keys(house: TestHouse) -> list[str]:
    return house.read(lambda session: list(session.execute(select(OutboxMessage.key)).scalars()))


def test_declined_kind_stands_in_the_inbox_and_is_not_mailed(house: TestHouse) -> None:
    edition = make_edition(house)
    who = student(house, edition.id)
    who.post("/e/crunch/inbox/choices", {"by_mail": ["announcement", "problem"]})
    by = house.house_in(edition.id)
    for kind in (Kind.TEAM, Kind.PROBLEM):
        house.perform(by, tell, [who.actor.account_id], Told(kind=kind, letter=LETTER), key=f"k:{kind}")

    declined = {Kind.TEAM, Kind.AGREEMENT, Kind.HELP, Kind.QUESTION, Kind.TIMES}
    assert house.read(choices, who.actor.account_id) == {kind: kind not in declined for kind in Kind}
    assert keys(house) == [f"k:problem:{who.actor.account_id}"]
    assert [line.kind for line in house.read(inbox_page, who.actor).rows] == ["problem", "team"]


@pytest.mark.parametrize(
    ("role", "missing"),
    [(Role.STUDENT, {"problem", "schedule", "judging"}), (Role.PARTNER, {"team", "schedule", "help"})],
)
def test_person_is_offered_the_kinds_that_may_reach_them(
    sqlite_house: TestHouse, role: Role, missing: set[str]
) -> None:
    edition = make_edition(sqlite_house)
    who = sqlite_house.person(edition.id, role)
    shown = who.get("/e/crunch/inbox/choices").text
    who.post("/e/crunch/inbox/choices", {})

    assert {kind.value for kind in Kind if f'value="{kind.value}"' not in shown} == missing
    assert {
        kind.value for kind, wanted in sqlite_house.read(choices, who.actor.account_id).items() if wanted
    } == missing


def test_notice_is_told_once_per_key_and_to_each_person_once(house: TestHouse) -> None:
    edition = make_edition(house)
    who = student(house, edition.id)
    by, people = house.house_in(edition.id), [who.actor.account_id] * 2
    told = [house.perform(by, tell, people, Told(kind=Kind.TEAM, letter=LETTER), key="k") for _ in range(2)]

    assert (told, house.read(unread, who.actor)) == ([True, False], 1)


def test_reading_one_leaves_the_others_new(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    who = student(sqlite_house, edition.id)
    by = sqlite_house.house_in(edition.id)
    for key in ("a", "b"):
        told = Told(kind=Kind.TEAM, letter=LETTER)
        sqlite_house.perform(by, tell, [who.actor.account_id], told, key=key)
    first = sqlite_house.read(inbox_page, who.actor).rows[0]
    counts = [who.get("/e/crunch/inbox/count").text.count(">2<")]
    who.post(f"/e/crunch/inbox/{first.public_id}/read")
    counts.append(who.get("/e/crunch/inbox/count").text.count(">1<"))

    assert (counts, sqlite_house.read(unread, who.actor)) == ([1, 1], 1)
