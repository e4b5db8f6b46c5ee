"""A mail server in this process, spoken to by the real protocol."""

import socket
from collections.abc import Iterator
from dataclasses import replace

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from challenge.notifications.mail import transport
from challenge.notifications.sending import send_one
from challenge.web.language import spoken
from tests.house import TestHouse

LANGUAGES = spoken()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A mail server on a free port of this machine: keeps what it takes, refuses the addresses that it is told."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.asked = 0
        self.refusals = {"refused@school.example": "550 5.1.1 nobody here", "full@school.example": "452 4.2.2 full"}
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def address(self) -> str:
        """What the product is told to send to."""
        return f"smtp://127.0.0.1:{self.controller.port}"

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer an address."""
        self.asked += 1
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a message."""
        assert isinstance(envelope.content, bytes)
        self.taken.append(envelope.content.decode())
        return "250 taken"


def served() -> Iterator[Server]:
    """Give a server that runs, and stop it."""
    made = Server()
    made.controller.start()
    yield made
    made.controller.stop()


def sent(house: TestHouse, server: Server) -> int:
    """Send until nothing is due; how many were tried."""
    config = replace(house.config, mail_url=server.address, base_url="https://ict.example")
    count = 0
    while count < 50 and send_one(house.works, transport(config), LANGUAGES, config):
        count += 1
    return count
