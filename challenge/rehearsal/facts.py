"""The facts of a copy in words, to lay two rehearsals beside each other."""

import json
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.editions.events import ClockChanged
from challenge.kernel.log import EventLog


def facts(session: Session, edition_id: int) -> Iterator[str]:
    """Give the facts of a play in the order of its log, after its clock was stopped and set.

    Each with its instant of the edition, its name, who did it, and what it says; inside names of what is made in the
    play are the same in every play, for one act comes after the other.
    """
    own = EventLog.edition_id == edition_id
    clock = select(EventLog.seq).where(own, EventLog.name == ClockChanged.name).order_by(EventLog.seq)
    set_at = clock.offset(1).limit(1).scalar_subquery()
    for row in session.execute(select(EventLog).where(own, EventLog.seq > set_at).order_by(EventLog.seq)).scalars():
        body = json.dumps(row.body, ensure_ascii=False, sort_keys=True)
        yield f"{row.at:%Y-%m-%dT%H:%M:%S.%fZ} {row.name} {row.actor_id} {body}"
