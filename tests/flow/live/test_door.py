"""A storm at the door of `live`: it is let in by turns, with a look at everybody else in between."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from itertools import pairwise

import gevent
import pytest
from flask import Flask
from gevent import baseserver

from challenge.kernel.actor import HOUSE
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.bench import TOPIC
from challenge.live.engine import door
from challenge.live.server import Live
from challenge.topics import TOPICS
from tests.benchmarks.viewers import PUSHED, UPGRADE, frame, frames
from tests.house import TestHouse

CROWD = 200
# So many a server of the library takes in before it looks at anybody else.
UNBOUNDED = baseserver.BaseServer.max_accept
# Only so that a defect ends the test.
GIVE_UP_S = 60
WORDS = UPGRADE + frame(b"40") + frame(b'420["join",{"topic":"bench","last":-1}]')


@pytest.fixture
def hall() -> Iterator[ExitStack]:
    """Give what is closed at the end, the latest first."""
    with ExitStack() as stack:
        yield stack


def push(work: Work) -> int:
    return feed.push(work, TOPIC, "bench", {})


def payloads(stream: bytes) -> list[bytes]:
    """Return what a server said after its answer to the handshake."""
    head, _, rest = stream.partition(b"\r\n\r\n")
    assert b" 101 " in head.split(b"\r\n")[0], head
    return frames(bytearray(rest))


def test_storm_is_greeted_by_turns_and_nobody_is_left_outside(sqlite_house: TestHouse, hall: ExitStack) -> None:
    house, app = sqlite_house, Flask("storm")
    live = Live(replace(house.config, bench=True), house.database, TOPICS)
    engine = live.attach(app).server.eio
    server = door("127.0.0.1", 0, app)
    server.start()
    hall.callback(server.stop, 1)
    # Nothing else runs before this greenlet waits: the whole storm stands in the system's line, with all it has to say.
    storm = []
    for _ in range(CROWD):
        storm.append(hall.enter_context(closing(socket.create_connection(("127.0.0.1", server.server_port)))))
        storm[-1].sendall(WORDS)
    greeted = [len(engine.sockets)]
    with gevent.Timeout(GIVE_UP_S):
        while live.hub.sizes(1).get(TOPIC, 0) < CROWD:
            gevent.sleep(0)  # everybody else has a turn here
            greeted.append(len(engine.sockets))
    seq = house.perform(HOUSE, push)
    live.hub.spread()
    told = [payloads(one.recv(65_536)) for one in storm]

    assert greeted[0] == 0
    assert max(after - before for before, after in pairwise(greeted)) < UNBOUNDED
    assert [[words[:4] for words in one[1:]] for one in told] == [[b'40{"', b"430[", b'42["']] * CROWD
    assert [PUSHED.findall(one[-1])[0][0] for one in told] == [b"%d" % seq] * CROWD
