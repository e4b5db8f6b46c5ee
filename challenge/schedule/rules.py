"""The moments of a milestone, and where it stands; templates read into moments."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from challenge.kernel.errors import Invalid
from challenge.kernel.text import bounded, clean_line


class Transition(StrEnum):
    """What happens to a milestone at one of its moments."""

    ANNOUNCED = "announced"
    OPENED = "opened"
    DUE = "due"
    LOCKED = "locked"
    CLOSED = "closed"


class State(StrEnum):
    """Where a milestone stands now."""

    AHEAD = "ahead"
    ANNOUNCED = "announced"
    OPEN = "open"
    GRACE = "grace"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Moments:
    """The instants of a milestone; None where it has none. A deliverable is due before it locks: in between it is late.

    All five are of one kind: UTC instants or wall times, never mixed.
    """

    starts: datetime
    ends: datetime
    announced: datetime | None = None
    due: datetime | None = None
    lock: datetime | None = None

    def transitions(self) -> list[tuple[Transition, datetime]]:
        """Return what happens when, in order of time; at the same instant in the order of a milestone's life."""
        found = [
            (Transition.ANNOUNCED, self.announced),
            (Transition.OPENED, self.starts),
            (Transition.DUE, self.due),
            (Transition.LOCKED, self.lock),
            (Transition.CLOSED, self.ends if self.ends > self.starts else None),
        ]
        order = list(Transition)
        timed = [(transition, at) for transition, at in found if at is not None]
        return sorted(timed, key=lambda pair: (pair[1], order.index(pair[0])))

    def state(self, now: datetime) -> State:
        """Return where the milestone stands; the lock, else the end, is the last moment."""
        last = max(moment for moment in (self.ends, self.due, self.lock) if moment is not None)
        if now >= last:
            return State.OVER
        if self.due is not None and now >= self.due:
            return State.GRACE
        if now >= self.starts or (self.due is not None and self.announced is not None and now >= self.announced):
            return State.OPEN
        return State.ANNOUNCED if self.announced is not None and now >= self.announced else State.AHEAD


def check(moments: Moments) -> Moments:
    """Return moments that are possible.

    Raises:
        Invalid("schedule.order"): ends before it starts, due before announced, or locks before due; names the field.
    """
    if moments.ends < moments.starts:
        raise Invalid("schedule.order", "ends")
    if moments.due and moments.announced and moments.due < moments.announced:
        raise Invalid("schedule.order", "due")
    if moments.lock and moments.due and moments.lock < moments.due:
        raise Invalid("schedule.order", "lock")
    return moments


KINDS = (
    *("announcement", "attendance", "ceremony", "checkpoint", "deliberation", "deliverable", "desk", "duty", "export"),
    *("followup", "freeze", "judging", "meeting", "rehearsal", "report", "reveal", "review", "survey", "talk", "work"),
)
"""What sorts of moments there are; some have consequences: a deliverable is handed in, a freeze freezes a round."""

AUDIENCES = ("all", "teams", "coaches", "experts", "jurors", "partners", "owners", "incubators", "chairs", "staff")

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,39}")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a milestone is called in both languages, whom it concerns, a note for the desk, and where it stands.

    `track` and `hall_zone` as `Milestone` has them.
    """

    title_en: str
    title_fr: str
    audience: tuple[str, ...]
    notes: str = ""
    track: str = ""
    hall_zone: str = ""


def check_code(code: str) -> str:
    """Return a milestone's name in addresses and files.

    Raises:
        Invalid("schedule.code"): not a letter and then letters, figures and hyphens, two to forty in all.
    """
    if not _CODE.fullmatch(code):
        raise Invalid("schedule.code", "code")
    return code


def check_wording(wording: Wording) -> Wording:
    """Return words in one line each, audiences in our order.

    Raises:
        Invalid: `text.missing` or `text.too_long` with the field; `schedule.audience` for nobody or somebody unknown.
    """
    audience = tuple(one for one in AUDIENCES if one in wording.audience)
    if not audience or len(audience) < len(set(wording.audience)):
        raise Invalid("schedule.audience", "audience")
    title_en = bounded(clean_line(wording.title_en), "title_en", most=120)
    title_fr = bounded(clean_line(wording.title_fr), "title_fr", most=120)
    notes = bounded(clean_line(wording.notes), "notes", most=300, required=False)
    track = bounded(clean_line(wording.track), "track", most=40, required=False)
    return Wording(title_en, title_fr, audience, notes, track, wording.hall_zone)


@dataclass(frozen=True, slots=True)
class Planned:
    """A line of a template, with wall times of the hall; `opens_after` is the code of another line, "" for none.

    `tracks` is what its track is called, by language; empty for none.
    """

    kind: str
    code: str
    title_en: str
    title_fr: str
    audience: tuple[str, ...]
    moments: Moments
    notes: str
    opens_after: str = ""
    tracks: Mapping[str, str] = field(default_factory=dict)


def read_template(text: str, starts_on: date) -> list[Planned]:
    """Return the milestones of a template placed on an edition's first day, in the template's order.

    `day` counts from 1; `+n` means n days after the last numbered day. In the time columns `+n` means that day at the
    line's start.

    Raises:
        Invalid("schedule.template"): a line that cannot be read; the place is its number.
    """
    rows = list(csv.DictReader(io.StringIO(text)))
    last_day = max(int(row["day"]) for row in rows if not row["day"].startswith("+"))
    return [_planned(row, number, starts_on, last_day) for number, row in enumerate(rows, start=2)]


def _planned(row: dict[str, str], number: int, starts_on: date, last_day: int) -> Planned:
    try:
        day = _day(row["day"], starts_on, last_day)
        start = datetime.combine(day, time.fromisoformat(row["start"]))

        def moment(value: str) -> datetime | None:
            if not value:
                return None
            if value.startswith("+"):
                return datetime.combine(_day(value, starts_on, last_day), start.time())
            return datetime.combine(day, time.fromisoformat(value))

        ends = moment(row["end"]) or start
        moments = Moments(start, ends, moment(row["announced"]), moment(row["due"]), moment(row["lock"]))
        audience = tuple(part for part in row["audience"].split(";") if part)
        return Planned(
            *(row["kind"], row["code"], row["title_en"], row["title_fr"], audience, check(moments), row["notes"]),
            opens_after=row.get("opens_after") or "",
            tracks={name: track for name in ("en", "fr") if (track := row.get(f"track_{name}"))},
        )
    except (KeyError, ValueError, OverflowError) as wrong:
        raise Invalid("schedule.template", f"line {number}") from wrong


def _day(value: str, starts_on: date, last_day: int) -> date:
    days = last_day - 1 + int(value[1:]) if value.startswith("+") else int(value) - 1
    return starts_on + timedelta(days=days)
