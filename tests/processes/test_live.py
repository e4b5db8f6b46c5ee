"""The live process as a program meets it: what it says first, in which order it answers, whom it sends away."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from websocket import ABNF, WebSocket, WebSocketConnectionClosedException, create_connection

from challenge.live.rules import COUNTED_FROM
from config import ROOT
from tests.pages.served import READY_S, STOP_S, free_port, wait_for

ANSWER_S = 10.0
JOIN = '420["join",{"topic":"bench","last":%d}]'


@dataclass(frozen=True)
class Line:
    """A live process with nobody else around it, and its bench open."""

    port: int
    log: Path

    def connected(self) -> WebSocket:
        """Return a connection that nothing was said on."""
        address = f"ws://127.0.0.1:{self.port}/socket.io/?EIO=4&transport=websocket"
        return create_connection(address, timeout=ANSWER_S)

    def greeted(self) -> WebSocket:
        """Return a connection after both hellos."""
        line = self.connected()
        line.recv()
        line.send("40")
        assert str(line.recv()).startswith("40{")
        return line

    def joined(self, last: int = -1) -> WebSocket:
        """Return a connection that has joined the bench."""
        line = self.greeted()
        line.send(JOIN % last)
        assert str(line.recv()).startswith("430")
        return line

    def publish(self, count: int, *, size: int = 300) -> int:
        """Push events through the feed; return the last number."""
        address = f"http://127.0.0.1:{self.port}/bench/publish?n={count}&size={size}"
        with urlopen(Request(address, method="POST"), timeout=READY_S) as answer:
            last: int = json.load(answer)["last"]
        return last


@pytest.fixture(scope="module")
def live(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """Give the process, and end it."""
    folder = shutil.copytree(migrated, tmp_path_factory.mktemp("line"), dirs_exist_ok=True)
    port = free_port()
    process = started(folder, port)
    yield Line(port, log_of(folder))
    stopped(process, folder)


def log_of(folder: Path) -> Path:
    """Return where a live process writes."""
    return folder / "live.log"


def started(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start a live process on an instance folder, and wait until it answers."""
    environ = {**os.environ, "CHALLENGE_INSTANCE": str(folder), "CHALLENGE_BENCH": "1"}
    with log_of(folder).open("a") as written:
        command = [sys.executable, "-m", "challenge.live_main", "127.0.0.1", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stderr=written)
    wait_for(f"http://127.0.0.1:{port}/health/live", READY_S)
    return process


def stopped(process: subprocess.Popen[bytes], folder: Path) -> None:
    """End it cleanly; it must not have broken anything."""
    process.terminate()
    assert process.wait(STOP_S) == 0
    said = log_of(folder).read_text()
    assert "Traceback" not in said, said[-3000:]


def has_ended(line: WebSocket) -> bool:
    """Read to the end; a connection that stays open is a time-out."""
    with suppress(WebSocketConnectionClosedException, ConnectionError):
        while line.recv():
            pass
    return True


def number(frame: str | bytes) -> int:
    """Return the number of a push."""
    name, body = json.loads(str(frame).removeprefix("42"))
    assert name == "push"
    seq: int = body["seq"]
    return seq


def test_first_words_say_how_the_engine_works(live: Line) -> None:
    with closing(live.connected()) as line:
        told = json.loads(str(line.recv()).removeprefix("0"))
    assert {name: told[name] for name in told if name != "sid"} == {
        "upgrades": [],
        "pingInterval": 25_000,
        "pingTimeout": 20_000,
        "maxPayload": 10_000,
    }


def test_answer_to_a_join_comes_before_what_was_missed_and_that_before_what_is_new(live: Line) -> None:
    last = live.publish(3)
    with closing(live.greeted()) as line:
        line.send(JOIN % (last - 2))
        answer = json.loads(str(line.recv()).removeprefix("430"))
        live.publish(2)
        numbers = [number(line.recv()) for _ in range(4)]
    assert answer == [{"ok": True, "seq": last, "reset": False}]
    assert numbers == [last - 1, last, last + 1, last + 2]


@pytest.mark.parametrize(
    "said",
    [
        *(
            "",
            "2",
            "5",
            "9",
            "x",
            "4",
            "4x",
            "43[]",
            "44",
            "45",
            "451-[]",
            "42",
            '42{"a":1}',
            "42[",
            "42[1]",
            '42["join"',
        ),
        *("40{", "40", "40/other,", "42" + "[" * 9000, '42["' + "a" * 10_000 + '"]', '42["join",' + "[" * 8000 + "]"),
        *('421234567890["join"]', '42["' + "[" * 3000 + '"'),
    ],
)
def test_what_is_not_of_the_protocol_ends_that_connection_alone(live: Line, said: str) -> None:
    with closing(live.joined()) as other, closing(live.greeted()) as line:
        line.send(said)
        assert has_ended(line)
        last = live.publish(1)
        assert number(other.recv()) == last


def test_bytes_end_the_connection(live: Line) -> None:
    with closing(live.greeted()) as line:
        line.send(b"\x00\xff", opcode=ABNF.OPCODE_BINARY)
        assert has_ended(line)


@pytest.mark.parametrize(
    "said", ['42["connect",{"token":"x"}]', '42["join"]', '42["join",1,2,3]', '42["nothing"]', "3"]
)
def test_strange_but_proper_words_change_nothing(live: Line, said: str) -> None:
    with closing(live.joined()) as line:
        line.send(said)
        last = live.publish(1)
        assert number(line.recv()) == last


def test_heads_come_by_themselves(live: Line) -> None:
    last = live.publish(2)
    with closing(live.joined(last)) as line:
        # They come every ten seconds.
        line.settimeout(READY_S)
        name, body = json.loads(str(line.recv()).removeprefix("42"))

    assert (name, body) == ("heads", {"bench": last})


def test_who_reads_too_late_has_a_whole_prefix_and_gets_the_rest_when_joining_again(live: Line) -> None:
    last = live.publish(1)
    with closing(live.joined(last)) as slow:
        end = live.publish(4000, size=4000)
        numbers, words = [], []
        with suppress(WebSocketConnectionClosedException, ConnectionError):
            while frame := str(slow.recv()):
                name, body = json.loads(frame.removeprefix("42"))
                numbers += [body["seq"]] if name == "push" else []
                words += [name] if name != "push" else []
        if slow.sock is not None:  # its answer to the goodbye did not leave: the library then forgets its socket
            slow.sock.close()
    assert numbers == list(range(last + 1, last + 1 + len(numbers)))
    assert len(numbers) < end - last
    assert "resync" in words
    with closing(live.greeted()) as line:
        line.send(JOIN % (end - 3))
        assert json.loads(str(line.recv()).removeprefix("430")) == [{"ok": True, "seq": end, "reset": False}]
        assert [number(line.recv()) for _ in range(3)] == [end - 2, end - 1, end]


def told_sizes(live: Line, wanted: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return how many sockets the process said that it has, as soon as that is what is wanted."""
    end, found = time.monotonic() + READY_S, None
    while found != wanted and time.monotonic() < end:
        time.sleep(0.1)
        with closing(sqlite3.connect(live.log.parent / "challenge.sqlite")) as database:
            found = database.execute("select topic, sockets from live_audience").fetchall()
    return found or []


def test_process_says_how_many_listen_to_a_large_topic_and_when_they_are_gone(live: Line) -> None:
    with ExitStack() as hall:
        for _ in range(COUNTED_FROM):
            hall.enter_context(closing(live.joined()))
        crowd = told_sizes(live, [("bench", COUNTED_FROM)])

    assert crowd == [("bench", COUNTED_FROM)]
    assert told_sizes(live, []) == []
