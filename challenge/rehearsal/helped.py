"""How the help queue went in a rehearsal, against what is promised and with how many it would be kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.kernel.actor import Role
from challenge.mentoring.models import HelpRequest
from challenge.mentoring.rules import Kind, State
from challenge.rehearsal.cast import holders
from challenge.rehearsal.queueing import KEPT_SHARE, Need, needed
from challenge.rehearsal.troubles import Trouble

POOLS = {Role.EXPERT: (Kind.EXPERT,), Role.COACH: (Kind.COACH, Kind.MATERIAL, Kind.OTHER)}
SEED = 1


@dataclass(frozen=True, slots=True)
class Helped:
    """What became of the requests that one kind of helpers takes.

    Fields:
        pool: "expert" or "coach".
        helpers: how many there are; needed: how many would keep the promise for 95 % of the same requests, at most 200.
        asked: requests; answered, left: those with help, and those open at the end.
        promised: minutes, the shortest promise of the pool's kinds.
        beyond: requests that waited longer than promised; median, longest: minutes until somebody came or none did.
        most: how many waited at once, at the worst.
    """

    pool: str
    helpers: int
    needed: int
    asked: int
    answered: int
    left: int
    promised: int
    beyond: int
    median: int
    longest: int
    most: int


def helped(session: Session, edition_id: int, now: datetime) -> list[Helped]:
    """Return how the queue went until an instant, pool by pool; without requests nothing is said of a pool."""
    wanted = select(HelpRequest).where(HelpRequest.edition_id == edition_id)
    rows = session.execute(wanted.order_by(HelpRequest.asked_at, HelpRequest.id)).scalars().all()
    found = []
    for role, kinds in POOLS.items():
        own = [row for row in rows if row.kind in kinds]
        if own:
            found.append(_pool(role, own, len(holders(session, edition_id, role)), now))
    return found


def _pool(role: Role, rows: Sequence[HelpRequest], helpers: int, now: datetime) -> Helped:
    ended = [_came(row, now) for row in rows]
    waits = [end - row.asked_at for row, end in zip(rows, ended, strict=True)]
    promise = min(row.due_at - row.asked_at for row in rows)
    return Helped(
        pool=role.value,
        helpers=helpers,
        needed=needed([_need(number, row, now) for number, row in enumerate(rows)], promise, SEED),
        asked=len(rows),
        answered=sum(row.state == State.DONE for row in rows),
        left=sum(row.ended_at is None for row in rows),
        promised=_minutes(promise),
        beyond=sum(end > row.due_at for row, end in zip(rows, ended, strict=True)),
        median=round(median(wait.total_seconds() for wait in waits) / 60),
        longest=_minutes(max(waits)),
        most=_most([(row.asked_at, end) for row, end in zip(rows, ended, strict=True)]),
    )


def _came(row: HelpRequest, now: datetime) -> datetime:
    return row.first_claimed_at or row.ended_at or now


def _need(number: int, row: HelpRequest, now: datetime) -> Need:
    """Return the request as a need; what was never served takes nobody's time."""
    begins = row.claimed_at or row.first_claimed_at
    ends = row.ended_at or now
    minutes = (ends - begins).total_seconds() / 60 if begins and ends > begins else 0.0
    return Need(number, row.asked_at, minutes)


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)


def _most(spans: Sequence[tuple[datetime, datetime]]) -> int:
    """Return how many spans overlap at most; one that ends as another begins does not overlap it."""
    steps = sorted([(since, 1) for since, _ in spans] + [(until, -1) for _, until in spans])
    most = now = 0
    for _, step in steps:
        now += step
        most = max(most, now)
    return most


_WORDS = {
    "expert": {"en": "experts", "fr": "experts"},
    "coach": {"en": "coaches", "fr": "coachs"},
}


def help_troubles(pools: Sequence[Helped]) -> Iterator[Trouble]:
    """Give what a queue shows to go wrong: a promise broken for more than 5 %, and requests that nobody ended."""
    for one in pools:
        words = _WORDS[one.pool]
        if one.beyond > (1 - KEPT_SHARE) * one.asked:
            figures = {"beyond": one.beyond, "asked": one.asked, "promised": one.promised, "longest": one.longest}
            yield Trouble("help_beyond", {"who": words, **figures}, "desk/help")
            if one.needed > one.helpers:
                yield Trouble("help_short", {"who": words, "needed": one.needed, "helpers": one.helpers})
        if one.left:
            yield Trouble("help_left", {"who": words, "count": one.left})
