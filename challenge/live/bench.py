"""The publisher behind `CHALLENGE_BENCH=1`: pushes to the topic `bench` as a screen would, through the stored feed."""

import gevent
from flask import Blueprint, Response, jsonify, request

from challenge.kernel.actor import HOUSE
from challenge.kernel.clock import monotonic
from challenge.kernel.work import Work, Works
from challenge.live import feed

TOPIC = "bench"
GROUP = 100
ENVELOPE = 110


def bench_pages(works: Works) -> Blueprint:
    """Return the blueprint; installed only when the bench is open."""
    pages = Blueprint("bench", __name__)

    @pages.post("/bench/publish")
    def publish() -> Response:
        """Push n events, r a second (0: as fast as possible), of about b bytes."""
        count = min(100_000, request.args.get("n", 1, int))
        rate = request.args.get("rate", 0.0, float)
        body = {"pad": "x" * max(0, request.args.get("size", 300, int) - ENVELOPE)}
        last = _paced(works, count, rate, body) if rate > 0 else _at_once(works, count, body)
        return jsonify(last=last)

    return pages


def _push_some(work: Work, count: int, body: dict[str, str]) -> int:
    seq = 0
    for _ in range(count):
        seq = feed.push(work, TOPIC, "bench", body)
    return seq


def _paced(works: Works, count: int, rate: float, body: dict[str, str]) -> int:
    start, last = monotonic(), 0
    for number in range(count):
        gevent.sleep(max(0.0, start + number / rate - monotonic()))
        last = works.perform(HOUSE, _push_some, 1, body)
    return last


def _at_once(works: Works, count: int, body: dict[str, str]) -> int:
    last = 0
    for done in range(0, count, GROUP):
        last = works.perform(HOUSE, _push_some, min(GROUP, count - done), body)
        gevent.sleep(0)
    return last
