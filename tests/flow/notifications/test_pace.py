"""How fast mail leaves: so many a minute of all workers together, letters that open a door first, none lost."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from challenge.accounts.actions import create_account
from challenge.kernel.actor import HOUSE, Role
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter, claim_message, queue_message
from challenge.notifications.mail import transport
from challenge.notifications.models import OutboxMessage
from challenge.notifications.queries import outbox_counts
from challenge.notifications.rules import minutes_left
from challenge.notifications.sending import duty, send_one
from config import load
from tests.flow.notifications.test_smtp import subjects
from tests.house import TestHouse
from tests.mail import LANGUAGES, Server, served
from tests.make.editions import make_edition
from tests.make.people import make_people

LETTER = Letter(subject="Été", body="Hello")


@pytest.fixture
def server() -> Iterator[Server]:
    yield from served()


def queued(house: TestHouse, edition_id: int, *names: str, opens_door: bool = False) -> None:
    by = house.house_in(edition_id)
    for name in names:
        account = house.perform(by, create_account, name=name, email=f"{name}@school.example", locale="en")
        letter = replace(LETTER, subject=name, opens_door=opens_door)
        house.perform(by, queue_message, account.id, letter, key=name)


def sent(house: TestHouse, server: Server, per_minute: int) -> int:
    config = replace(house.config, mail_url=server.address, mail_per_minute=per_minute)
    count = 0
    while send_one(house.works, transport(config), LANGUAGES, config):
        count += 1
    return count


def later(work: Work) -> None:
    """Let a minute pass for what was taken."""
    taken = update(OutboxMessage).where(OutboxMessage.tried_at.is_not(None))
    work.session.execute(taken.values(tried_at=work.real - timedelta(minutes=1)))


def test_so_many_leave_a_minute_in_their_order_and_none_is_lost(house: TestHouse, server: Server) -> None:
    edition = make_edition(house)
    queued(house, edition.id, "a", "b", "c", "d", "e")
    counts = [sent(house, server, 3), sent(house, server, 3)]
    house.perform(HOUSE, later)
    counts += [sent(house, server, 3), sent(house, server, 3)]

    assert counts == [3, 0, 2, 0]
    assert subjects(server) == ["a", "b", "c", "d", "e"]
    assert house.read(outbox_counts, edition.id) == {"pending": 0, "sent": 5, "failed": 0}


def test_letters_that_open_a_door_go_first(house: TestHouse, server: Server) -> None:
    edition = make_edition(house)
    queued(house, edition.id, "news", "more")
    queued(house, edition.id, "door", "gate", opens_door=True)
    sent(house, server, 3)

    assert subjects(server) == ["door", "gate", "news"]


def test_workers_share_the_pace(house: TestHouse) -> None:
    edition = make_edition(house)
    queued(house, edition.id, *(f"n{number}" for number in range(8)))
    with ThreadPoolExecutor(8) as workers:
        claims = list(workers.map(lambda _: house.perform(HOUSE, claim_message, 3), range(8)))

    assert len({claim.key for claim in claims if claim}) == sum(claim is not None for claim in claims) == 3


def test_without_a_bound_or_a_server_everything_leaves_at_once(sqlite_house: TestHouse, server: Server) -> None:
    edition = make_edition(sqlite_house)
    queued(sqlite_house, edition.id, *(f"n{number}" for number in range(40)))
    unbounded = sent(sqlite_house, server, 0)
    queued(sqlite_house, edition.id, *(f"m{number}" for number in range(40)))
    work, on_disk = duty(sqlite_house.ground), 0
    while work.do_one():
        on_disk += 1

    assert (unbounded, on_disk) == (40, 40)


def test_invitations_of_the_desk_open_a_door(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    make_people(sqlite_house, edition.id, 2)
    sqlite_house.person(edition.id, Role.ORGANISER).post("/e/crunch/desk/people/invite")
    rows = sqlite_house.read(lambda session: [row.opens_door for row in session.query(OutboxMessage)])

    assert rows == [True, True]


def test_minutes_until_the_last_one_leaves() -> None:
    assert [minutes_left(count, 30) for count in (0, 1, 30, 31, 60, 1700)] == [0, 0, 0, 1, 1, 56]
    assert minutes_left(1700, 0) == 0


def test_pace_is_read_from_the_environment(tmp_path: Path) -> None:
    given = {"CHALLENGE_INSTANCE": str(tmp_path)}

    assert load(given).mail_per_minute == 30
    assert load({**given, "CHALLENGE_MAIL_PER_MINUTE": "0"}).mail_per_minute == 0


def test_desk_says_when_the_last_one_leaves(sqlite_house: TestHouse) -> None:
    sqlite_house.config = replace(sqlite_house.config, mail_url="smtp://127.0.0.1:9", mail_per_minute=2)
    edition = make_edition(sqlite_house)
    queued(sqlite_house, edition.id, "a", "b", "c", "d", "e")
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    page = organiser.get("/e/crunch/desk/outbox", headers={"Accept-Language": "en"}).text
    organiser.browser.set_cookie("challenge_locale", "fr")
    french = organiser.get("/e/crunch/desk/outbox").text

    assert "partira dans environ 2 min" in french
    assert page != french
