"""Decisions about marks: what a scan, a roll-call and a correction do to what was known before."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from challenge.kernel.errors import Invalid

CODE_LENGTH = 6
REASON_MOST = 200
# What a scanner set to an American keyboard types into a machine set to a French one.
_FRENCH_KEYS = str.maketrans("aqzw,;&é\"'(-è_çà!:)", "qawzm,1234567890/.-")


class State(StrEnum):
    """What is known of a person in a half-day."""

    PRESENT = "present"
    LATE = "late"
    ABSENT = "absent"
    EXCUSED = "excused"


class Method(StrEnum):
    """How a mark came about; the first three are scans, the others are somebody's explicit word."""

    QR = "qr"
    CODE = "code"
    DESK = "desk"
    ROLL = "roll"
    CORRECTION = "correction"


class Outcome(StrEnum):
    """What a mark that came in did: written, nothing new, replaced another state, or gave way to it."""

    RECORDED = "recorded"
    ALREADY = "already"
    CHANGED = "changed"
    KEPT = "kept"


SCANS = frozenset({Method.QR, Method.CODE, Method.DESK})
HERE = frozenset({State.PRESENT, State.LATE})


@dataclass(frozen=True, slots=True)
class Held:
    """The mark that is there. `at` is the edition's instant it speaks of; `version` counts its changes from 1."""

    state: State
    method: Method
    at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A mark that comes in; `seen` is the version its author had before their eyes, 0 for none."""

    state: State
    method: Method
    at: datetime
    seen: int = 0


def decide(held: Held | None, entry: Entry) -> Outcome:
    """Return what an entry does to the mark that is there.

    The latest explicit word wins, however late it arrives; a scan says when somebody was first seen. An absence that
    was called out without knowing of a scan gives way to it: somebody was seen. Ties go to the mark that is there.

    Args:
        held: None when nothing is known.
        entry: what came in.
    """
    if held is None:
        return Outcome.RECORDED
    if held.state is entry.state:
        return Outcome.ALREADY
    if entry.method in SCANS:
        return _scanned(held, entry)
    if held.method in SCANS:
        blind = entry.seen < held.version and entry.state not in HERE
        return Outcome.KEPT if blind else Outcome.CHANGED
    # A correction is made with the history in sight; only a roll-call may have been waiting on a phone.
    waited = entry.method is Method.ROLL and entry.at < held.at
    return Outcome.KEPT if waited else Outcome.CHANGED


def _scanned(held: Held, entry: Entry) -> Outcome:
    if held.state in HERE:
        # Only a scan that waited on a device can show that somebody was there earlier than another scan said.
        earlier = held.method in SCANS and entry.at < held.at
        return Outcome.CHANGED if earlier else Outcome.ALREADY
    return Outcome.CHANGED if entry.at > held.at else Outcome.KEPT


def arrival(at: datetime, late_from: datetime) -> State:
    """Return what somebody is who is seen at an instant."""
    return State.LATE if at >= late_from else State.PRESENT


def believed(claimed: datetime | None, opens_at: datetime, now: datetime) -> datetime:
    """Return when a scan happened: what the device says, but never in the future nor before the half-day opened."""
    if claimed is None:
        return now
    return min(max(claimed, opens_at), now)


def check_open(at: datetime, opens_at: datetime, closes_at: datetime) -> None:
    """Refuse a scan outside its half-day.

    Raises:
        Invalid("attendance.ahead"): it has not opened.
        Invalid("attendance.over"): it is over; the desk corrects with a reason.
    """
    if at < opens_at:
        raise Invalid("attendance.ahead", "half")
    if at >= closes_at:
        raise Invalid("attendance.over", "half")


def preset(known: Sequence[State | None], any_scan: Collection[object]) -> list[State]:
    """Return what a roll-call begins with, per person.

    Known marks stand. Where the team came through a desk with scanners, those who were not seen begin as absent;
    where nobody was scanned, everybody begins as present and the coach taps who is missing.

    Args:
        known: per person the state that is there, None for none.
        any_scan: what was scanned of the team in this half-day; empty for nothing.
    """
    unseen = State.ABSENT if any_scan else State.PRESENT
    return [state or unseen for state in known]


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scanner or a finger typed: a badge's code, and the edition its address names ("" for a bare code)."""

    code: str
    slug: str


def read_scan(text: str) -> Scan | None:
    """Return the badge that a text names; None when it names none.

    A badge's picture holds an address that ends in the code; a scanner types it like a keyboard, sometimes with
    another country's keys or with capitals locked. Spaces and hyphens that people type are passed over.
    """
    plain = text.strip().casefold()
    return _read(plain) or _read(plain.translate(_FRENCH_KEYS))


def _read(text: str) -> Scan | None:
    slug, found = "", text
    if address := re.search(r"/e/([a-z0-9-]+)/c/([^/?#]*)", text):
        slug, found = address[1], address[2]
    code = re.sub(r"[\s\-]", "", found)
    return Scan(code, slug) if re.fullmatch(r"[2-9b-df-hj-km-np-tv-xz]{6}", code) else None


def shown_code(code: str) -> str:
    """Return a code as people read it: "B7K-2MQ"."""
    return f"{code[:3]}-{code[3:]}".upper()
