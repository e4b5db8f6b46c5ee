"""A program in this process that listens on this machine: keeps what it hears, answers what it is told to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any

LOOPBACK = (ip_network("127.0.0.0/8"),)


@dataclass(frozen=True)
class Heard:
    """A request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Answers `answers` in their order, `usual` afterwards; `beside` are headers of every answer from 300 on."""

    usual: int = 204
    answers: list[int] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    port: int = 0

    @property
    def origin(self) -> str:
        """Scheme and host."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def receiving(usual: int = 204) -> Iterator[Receiver]:
    """Give a program that listens."""
    made = Receiver(usual)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.heard.append(Heard(self.path, dict(self.headers), body))
            status = made.answers.pop(0) if made.answers else made.usual
            self.send_response(status)
            for name, value in made.beside.items() if status >= 300 else ():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_words: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield made
        server.shutdown()
        thread.join()
