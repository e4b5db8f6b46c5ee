"""Is it alive, is it ready, how is it: for supervisors and monitors."""

import os

from flask import Response
from sqlalchemy import func, select

from challenge.kernel.access import PUBLIC, grant
from challenge.kernel.log import EventHead
from challenge.kernel.relay import Cursor, Parked
from challenge.web.api import answer
from challenge.web.context import here
from challenge.web.shell import Pages

pages = Pages("health", __name__)


@pages.get("/health/live", policy=PUBLIC)
def alive() -> Response:
    """Answer without touching anything: the process takes requests."""
    return answer({"ok": True})


@pages.get("/health/ready", policy=PUBLIC)
def ready() -> Response:
    """Answer after one read of the database."""
    here().session.execute(select(1)).scalar_one()
    return answer({"ok": True})


@pages.get("/metrics", policy=grant("metrics"))
def metrics() -> Response:
    """Return figures in the text format of Prometheus; administrators only."""
    session = here().session
    facts = session.execute(select(func.coalesce(func.sum(EventHead.seq), 0))).scalar_one()
    parked = session.execute(select(func.count()).select_from(Parked)).scalar_one()
    cursors = session.execute(select(Cursor.listener, func.sum(Cursor.seq)).group_by(Cursor.listener)).all()
    lines = [
        f"challenge_facts_total {facts}",
        f"challenge_parked_facts {parked}",
        f"challenge_process_id {os.getpid()}",
    ]
    lines += [f'challenge_listener_position{{listener="{row[0]}"}} {row[1]}' for row in cursors]
    return Response("\n".join(lines) + "\n", mimetype="text/plain; version=0.0.4")
