"""The other way out: a mail server spoken to by the real protocol."""

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from challenge.accounts.actions import create_account
from challenge.notifications.actions import Letter, queue_message
from challenge.notifications.mail import transport
from challenge.notifications.queries import outbox_counts
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
            elif word == "RCPT" and "refused@" in line:
                self.say("550 nobody here")
            else:
                self.say("250 fine")

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


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def sent(house: TestHouse, edition_id: int, server: Server, email: str) -> None:
    by = house.house_in(edition_id)
    account = house.perform(by, create_account, name="Zoé", email=email, locale="en")
    house.perform(by, queue_message, account.id, Letter(subject="Été", body="Hello %(name)s"), key=email)
    config = replace(
        house.config, mail_url=f"smtp://127.0.0.1:{server.server_address[1]}", base_url="https://ict.example"
    )
    send_one(house.works, transport(config), LANGUAGES, config)


def test_message_is_handed_to_the_server_and_marked_as_sent(sqlite_house: TestHouse, server: Server) -> None:
    edition = make_edition(sqlite_house)
    sent(sqlite_house, edition.id, server, "zoe@school.example")
    (text,) = server.taken

    assert "To: zoe@school.example" in text
    assert "From: Challenge <challenge@ict.example>" in text
    assert sqlite_house.read(outbox_counts, edition.id) == {"pending": 0, "sent": 1, "failed": 0}


def test_refused_address_waits_for_another_try(sqlite_house: TestHouse, server: Server) -> None:
    edition = make_edition(sqlite_house)
    sent(sqlite_house, edition.id, server, "refused@school.example")

    assert server.taken == []
    assert sqlite_house.read(outbox_counts, edition.id) == {"pending": 1, "sent": 0, "failed": 0}
