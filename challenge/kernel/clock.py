"""The one clock. Nothing else in the product reads the time (a test looks for it).

Every edition has its own clock, persisted as (anchor, speed, paused_at): pausing, shifting by a quarter of an hour and
playing five days in five minutes are the same mechanism.
"""

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from challenge.kernel.errors import Invalid

# Wall times beyond have no instant in some zones; the first year is that of the earliest time stamp plus one.
FIRST_YEAR, LAST_YEAR = 1971, 9000


def real_now() -> datetime:
    """Return the real instant, aware, UTC."""
    return datetime.now(UTC)


def unix_now() -> float:
    """Return seconds since 1970, for stamps that leave the house (live pushes, logs)."""
    return time.time()


def monotonic() -> float:
    """Return seconds of a clock that never steps back, for measuring durations."""
    return time.monotonic()


@dataclass(frozen=True, slots=True)
class EditionClock:
    """Maps real instants to instants of one edition.

    Fields:
        anchor_real, anchor_edition: a pair of instants that belong together.
        speed: edition seconds per real second; 1.0 in earnest, 1440 in a rehearsal of a day a minute.
        paused_at: the real instant since which the edition stands still; None when running.
    """

    anchor_real: datetime
    anchor_edition: datetime
    speed: float = 1.0
    paused_at: datetime | None = None

    def edition_at(self, real: datetime) -> datetime:
        """Return the edition's instant at a real instant."""
        until = min(real, self.paused_at) if self.paused_at else real
        return self.anchor_edition + (until - self.anchor_real) * self.speed

    def real_at(self, edition: datetime) -> datetime | None:
        """Return when the edition's instant comes in real time; None while paused before it."""
        real = self.anchor_real + (edition - self.anchor_edition) / self.speed
        return None if self.paused_at is not None and real > self.paused_at else real

    def now(self) -> datetime:
        """Return the edition's present instant."""
        return self.edition_at(real_now())

    def paused(self, real: datetime) -> "EditionClock":
        """Return the clock standing still from `real` on; unchanged when it already stands."""
        return self if self.paused_at else replace(self, paused_at=real)

    def resumed(self, real: datetime) -> "EditionClock":
        """Return the clock going on from where it stood; the pause does not count."""
        if self.paused_at is None:
            return self
        return EditionClock(real, self.edition_at(self.paused_at), self.speed)

    def set_to(self, real: datetime, edition: datetime, speed: float) -> "EditionClock":
        """Return a clock that shows `edition` at `real` and goes at `speed`.

        Raises:
            Invalid("clock.speed"): not between 0.001 and 100,000.
        """
        if not 0.001 <= speed <= 100_000:
            raise Invalid("clock.speed", "speed", speed=speed)
        return EditionClock(real, edition, speed, real if self.paused_at else None)


def real_time() -> EditionClock:
    """Return the clock of an edition in earnest: shows real time at speed 1."""
    epoch = datetime(2000, 1, 1, tzinfo=UTC)
    return EditionClock(epoch, epoch)


def zone(name: str) -> ZoneInfo:
    """Return an IANA zone.

    Raises:
        Invalid("clock.zone"): the name is not in the database.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise Invalid("clock.zone", "time_zone", zone=name) from unknown


def instant(wall: datetime, zone_name: str) -> datetime:
    """Return the UTC instant of a wall time in a zone.

    A wall time that exists twice (autumn) means the first; one that does not exist (spring) moves forward by the gap.

    Raises:
        Invalid("clock.zone"): no such zone.
        Invalid("clock.wall"): a year outside 1971..9000, which no zone can turn into an instant with safety.
    """
    if not FIRST_YEAR <= wall.year <= LAST_YEAR:
        raise Invalid("clock.wall", None, year=wall.year, first=FIRST_YEAR, last=LAST_YEAR)
    local = wall.replace(tzinfo=zone(zone_name), fold=0)
    return local.astimezone(UTC)


def comes_twice(local: datetime) -> bool:
    """True when the clock of an aware time's zone shows it twice (autumn), in whichever of the two passes it lies."""
    first, second = (local.replace(fold=fold).utcoffset() for fold in (0, 1))
    return first is not None and second is not None and second < first


def offset_named(local: datetime) -> str:
    """Return how far an aware time's zone is from UTC then: "UTC+2", "UTC-3:30", "UTC"."""
    minutes = round((local.utcoffset() or timedelta(0)).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "") if minutes else "UTC"


def milliseconds(moment: datetime) -> int:
    """Return milliseconds since 1970 of an aware instant."""
    return round(moment.timestamp() * 1000)


def after(moment: datetime, seconds: float) -> datetime:
    """Return the instant some seconds later (negative: earlier)."""
    return moment + timedelta(seconds=seconds)
