"""The other way out: a mail server spoken to by the real protocol."""

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_string, policy

import pytest
from sqlalchemy import select

from challenge.accounts.actions import create_account
from challenge.accounts.models import Account
from challenge.kernel.actor import Role
from challenge.kernel.log import EventLog
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter, queue_message, release_addresses
from challenge.notifications.mail import transport
from challenge.notifications.queries import outbox_counts, outbox_page, refused_addresses
from challenge.notifications.sending import send_one
from challenge.web.language import Languages
from config import ROOT
from tests.house import TestHouse
from tests.make.editions import make_edition

LANGUAGES = Languages(ROOT / "challenge" / "translations")


class Speaker(socketserver.StreamRequestHandler):
    """Says what RFC 5321 asks of a server and keeps what it was given."""

    def handle(self) -> None:
        self.say("220 test")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "DATA":
                self.say("354 go on")
                self.keep(self.until_dot())
            elif word == "QUIT":
                self.say("221 bye")
                return
            elif word == "RCPT":
                self.say(self.recipient(line))
            else:
                self.say("250 fine")

    def recipient(self, line: str) -> str:
        assert isinstance(self.server, Server)
        self.server.asked += 1
        address = line.partition("<")[2].partition(">")[0]
        return self.server.refusals.get(address, "250 fine")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def until_dot(self) -> str:
        lines: list[str] = []
        while (line := self.rfile.readline().decode()) != ".\r\n":
            lines.append(line)
        return "".join(lines)

    def keep(self, text: str) -> None:
        assert isinstance(self.server, Server)
        self.server.taken.append(text)
        self.say("250 taken")


class Server(socketserver.ThreadingTCPServer):
    """A mail server on a free port of this machine."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Speaker)
        self.taken: list[str] = []
        self.asked = 0
        self.refusals = {"refused@school.example": "550 5.1.1 nobody here", "full@school.example": "452 4.2.2 full"}


def served() -> Iterator[Server]:
    """Give a server that runs, and stop it."""
    with Server() as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    yield from served()


def queued(house: TestHouse, edition_id: int, email: str, *keys: str) -> int:
    by = house.house_in(edition_id)
    account = house.perform(by, create_account, name="Zoé", email=email, locale="en")
    for key in keys or [email]:
        house.perform(by, queue_message, account.id, Letter(subject=f"Été {key}", body="Hello %(name)s"), key=key)
    return account.id


def sent(house: TestHouse, server: Server) -> int:
    """Send until nothing is due; how many were tried."""
    address = f"smtp://127.0.0.1:{server.server_address[1]}"
    config = replace(house.config, mail_url=address, base_url="https://ict.example")
    count = 0
    while count < 50 and send_one(house.works, transport(config), LANGUAGES, config):
        count += 1
    return count


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
