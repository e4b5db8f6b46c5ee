"""The other way out: a mail server spoken to by the real protocol."""

from collections.abc import Iterator
from email import message_from_string, policy

import pytest
from sqlalchemy import select

from challenge.accounts.actions import create_account
from challenge.accounts.models import Account
from challenge.kernel.actor import Role
from challenge.kernel.log import EventLog
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter, queue_message, release_addresses
from challenge.notifications.queries import outbox_counts, outbox_page, refused_addresses
from tests.house import TestHouse
from tests.mail import Server, sent, served
from tests.make.editions import make_edition


@pytest.fixture
def server() -> Iterator[Server]:
    yield from served()


def queued(house: TestHouse, edition_id: int, email: str, *keys: str) -> int:
    by = house.house_in(edition_id)
    account = house.perform(by, create_account, name="Zoé", email=email, locale="en")
    for key in keys or [email]:
        house.perform(by, queue_message, account.id, Letter(subject=f"Été {key}", body="Hello %(name)s"), key=key)
    return account.id


def refused(house: TestHouse, edition_id: int) -> list[tuple[str, str, int]]:
    lines = house.read(refused_addresses, edition_id)
    return [(line.address, line.words, line.waiting) for line in lines]


def subjects(server: Server) -> list[str]:
    return [str(message_from_string(text, policy=policy.default)["Subject"]) for text in server.taken]


def facts(house: TestHouse) -> list[str]:
    names = select(EventLog.name).where(EventLog.name.startswith("notifications.address"))
    return house.read(lambda session: list(session.execute(names.order_by(EventLog.seq)).scalars()))


def test_message_is_handed_to_the_server_and_marked_as_sent(sqlite_house: TestHouse, server: Server) -> None:
    edition = make_edition(sqlite_house)
    queued(sqlite_house, edition.id, "zoe@school.example")
    sent(sqlite_house, server)
    (text,) = server.taken

    assert "To: zoe@school.example" in text
    assert "From: Challenge <challenge@ict.example>" in text
    assert sqlite_house.read(outbox_counts, edition.id) == {"pending": 0, "sent": 1, "failed": 0}


def test_address_that_is_refused_for_good_is_noted_and_left_alone(house: TestHouse, server: Server) -> None:
    edition = make_edition(house)
    queued(house, edition.id, "refused@school.example", "one", "two")
    queued(house, edition.id, "zoe@school.example")
    tried, later = sent(house, server), sent(house, server)

    assert (tried, later, server.asked, len(server.taken)) == (2, 0, 2, 1)
    assert refused(house, edition.id) == [("refused@school.example", "550 5.1.1 nobody here", 2)]
    assert house.read(outbox_counts, edition.id) == {"pending": 2, "sent": 1, "failed": 0}
    assert facts(house) == ["notifications.address_refused"]


def test_address_that_is_tried_again_gets_what_waited_in_order(house: TestHouse, server: Server) -> None:
    edition = make_edition(house)
    queued(house, edition.id, "refused@school.example", "one", "two")
    sent(house, server)
    house.perform(house.house_in(edition.id), release_addresses)
    still = sent(house, server)
    server.refusals.clear()
    house.perform(house.house_in(edition.id), release_addresses)
    sent(house, server)

    assert (still, refused(house, edition.id)) == (1, [])
    assert subjects(server) == ["Été one", "Été two"]
    assert facts(house) == ["notifications.address_refused", "notifications.address_released"] * 2


def test_corrected_address_gets_what_waited(house: TestHouse, server: Server) -> None:
    edition = make_edition(house)
    account_id = queued(house, edition.id, "refused@school.example", "one", "two")
    sent(house, server)
    house.perform(house.house_in(edition.id), readdress, account_id, "zoe@school.example")
    sent(house, server)

    assert (len(server.taken), refused(house, edition.id)) == (2, [])


def readdress(work: Work, account_id: int, email: str) -> None:
    work.locked(Account, account_id).email = email


def test_address_that_is_refused_for_now_waits_for_another_try(house: TestHouse, server: Server) -> None:
    edition = make_edition(house)
    queued(house, edition.id, "full@school.example")
    tried = sent(house, server)
    (line,) = house.read(outbox_page, edition.id).rows

    assert (tried, server.taken, refused(house, edition.id)) == (1, [], [])
    assert (line.state, line.tries, line.problem) == ("pending", 1, "452 4.2.2 full")
    assert line.due_at is not None
    assert line.due_at > line.queued_at


def test_desk_shows_the_servers_words_and_tries_again(sqlite_house: TestHouse, server: Server) -> None:
    edition, other = make_edition(sqlite_house), make_edition(sqlite_house, "other")
    queued(sqlite_house, edition.id, "refused@school.example")
    sent(sqlite_house, server)
    organiser, stranger = (sqlite_house.person(one.id, Role.ORGANISER) for one in (edition, other))
    page = organiser.get("/e/crunch/desk/outbox").text
    (line,) = sqlite_house.read(refused_addresses, edition.id)
    elsewhere = stranger.get("/e/other/desk/outbox").text
    strange = stranger.post(f"/e/other/desk/outbox/refused/{line.public_id}/retry").status_code
    kept = len(sqlite_house.read(refused_addresses, edition.id))
    again = organiser.post(f"/e/crunch/desk/outbox/refused/{line.public_id}/retry").status_code

    assert ("550 5.1.1 nobody here" in page, "refused@school" in elsewhere) == (True, False)
    assert (strange, kept, again, refused(sqlite_house, edition.id)) == (404, 1, 303, [])
