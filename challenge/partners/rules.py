"""What is expected of a partner, in the order in which it is to be done; and the three moments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from challenge.kernel.errors import Conflict

MOMENTS = ("launch", "midway", "final")
"""When a partner is asked to be there, in their order."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that is expected.

    Fields:
        code: its sentence is the plural text `duty:<code>` of the catalogues, with `%(num)s`.
        path: where it is done, below the edition.
        at: until when; None for as soon as can be.
        ref: the problem it is about, "" for several.
    """

    code: str
    path: str
    count: int = 1
    at: datetime | None = None
    ref: str = ""

    def is_late(self, now: datetime) -> bool:
        """True once its time is over."""
        return self.at is not None and self.at <= now


def ordered(duties: Sequence[Duty], now: datetime) -> list[Duty]:
    """Return duties, the late ones first, then those without a time, then by time; ties as given."""
    return sorted(
        (duty for duty in duties if duty.count),
        key=lambda one: (not one.is_late(now), one.at is not None, one.at or now),
    )


@dataclass(frozen=True, slots=True)
class Slot:
    """When a partner said to be there, in wall time of the hall."""

    moment: str
    day: str
    start: str
    end: str

    @property
    def words(self) -> str:
        """What is confirmed: another day or hour is to be confirmed anew."""
        return f"{self.day} {self.start} {self.end}"

    def instants(self, zone: str) -> tuple[datetime, datetime]:
        """Return when it begins and ends, in the hall's zone."""
        place = ZoneInfo(zone)
        begins, ends = (
            datetime.fromisoformat(f"{self.day}T{hour}").replace(tzinfo=place) for hour in (self.start, self.end)
        )
        return begins, ends

    def ends_at(self, zone: str) -> datetime:
        """Return its end in UTC."""
        return self.instants(zone)[1].astimezone(UTC)


def slots_of(details: Mapping[str, object]) -> list[Slot]:
    """Return the moments for which a problem names a time, in their order."""
    said = details.get("availability") or {}
    assert isinstance(said, Mapping)
    return [Slot(moment, *said[moment]) for moment in MOMENTS if moment in said]


def check_seen(slot: Slot | None, seen: str) -> None:
    """Refuse to confirm another time than the one that was read.

    Raises:
        Conflict("partners.slot_changed"): the time is another one now, or there is none.
    """
    if slot is None or slot.words != seen:
        raise Conflict("partners.slot_changed")
