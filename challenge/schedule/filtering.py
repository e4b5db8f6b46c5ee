"""Which milestones of a schedule are looked at: those of a track, of a zone, of an audience."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from challenge.schedule.queries import MilestoneLine
from challenge.schedule.rules import AUDIENCES
from challenge.schedule.shifting import EVERYBODY


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks for; "" for no matter which."""

    track: str = ""
    zone: str = ""
    audience: str = ""

    def takes(self, row: MilestoneLine) -> bool:
        """True for a milestone that is asked for; what is for everybody is for each audience too."""
        fits = self.track in ("", row.track) and self.zone in ("", row.hall_zone)
        return fits and (not self.audience or bool({self.audience, EVERYBODY} & set(row.audience)))

    def query(self) -> str:
        """Return the end of an address that asks for the same, with its question mark; "" when all is asked for."""
        named = {name: value for name, value in asdict(self).items() if value}
        return f"?{urlencode(named)}" if named else ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to ask for in some milestones, each in its order: tracks by name, zones by code, our audiences."""

    tracks: Sequence[str]
    zones: Sequence[str]
    audiences: Sequence[str]


def choices(rows: Sequence[MilestoneLine]) -> Choices:
    """Return what there is to ask for."""
    concerned = {audience for row in rows for audience in row.audience} - {EVERYBODY}
    return Choices(
        sorted({row.track for row in rows if row.track}),
        sorted({row.hall_zone for row in rows if row.hall_zone}),
        [audience for audience in AUDIENCES if audience in concerned],
    )
