"""What a wall is: screens, the zones they show in each phase, and what may stand in place of them.

A zone here is a part of a screen, not of the hall.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from challenge.kernel.errors import Conflict, Invalid, NotFound

SETTING = "wall"
"""Name of the wall among an edition's settings."""
MAIN = "main"
TAKEN = frozenset({MAIN, "board", "news", "all", "list", "phase", "show", "screens"})
"""Names in addresses that no added screen may have."""
SCREENS_MOST, ZONES_MOST = 8, 4
NAME_MOST, MESSAGE_MOST, TEAMS_MOST = 40, 140, 6


class Zone(StrEnum):
    """A part of a screen."""

    COUNTDOWN = "countdown"
    NOW_NEXT = "now_next"
    ANNOUNCEMENTS = "announcements"
    PROGRESS = "progress"
    SPOTLIGHT = "spotlight"
    COVERAGE = "coverage"
    HELP = "help"
    REVEAL = "reveal"


class Phase(StrEnum):
    """What the whole wall is put into; `schedule` needs nobody: it follows what is under way, see `LED_BY`."""

    SCHEDULE = "schedule"
    BEFORE = "before"
    WORK = "work"
    JUDGING = "judging"
    REVEAL = "reveal"
    AFTER = "after"


class Shows(StrEnum):
    """What a screen shows: its zones, or one thing in place of them."""

    ZONES = "zones"
    BLANK = "blank"
    MESSAGE = "message"
    TEAM = "team"


_Z = Zone
PRESETS: dict[Phase, tuple[tuple[Zone, ...], ...]] = {
    Phase.SCHEDULE: ((_Z.COUNTDOWN, _Z.PROGRESS), (_Z.NOW_NEXT, _Z.ANNOUNCEMENTS), (_Z.SPOTLIGHT, _Z.COUNTDOWN)),
    Phase.BEFORE: ((_Z.COUNTDOWN, _Z.NOW_NEXT), (_Z.ANNOUNCEMENTS,)),
    Phase.WORK: ((_Z.COUNTDOWN, _Z.PROGRESS), (_Z.NOW_NEXT, _Z.ANNOUNCEMENTS), (_Z.SPOTLIGHT, _Z.HELP, _Z.COUNTDOWN)),
    Phase.JUDGING: ((_Z.COUNTDOWN, _Z.COVERAGE, _Z.PROGRESS), (_Z.COVERAGE, _Z.NOW_NEXT), (_Z.NOW_NEXT,)),
    Phase.REVEAL: ((_Z.REVEAL,),),
    Phase.AFTER: ((_Z.REVEAL,), (_Z.ANNOUNCEMENTS, _Z.NOW_NEXT)),
}
"""Zones by phase: of the first screen, the second and so on; the last stands for all further ones."""
LED_BY: Mapping[str, Phase] = {
    "judging": Phase.JUDGING,
    **dict.fromkeys(("work", "desk", "checkpoint"), Phase.WORK),
}
"""Where a milestone under way leads a wall that follows the schedule, by kind; the strongest first."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen.

    Fields:
        code: its name in addresses.
        layouts: zones by phase, where the desk chose others than the preset.
        team: codes of the teams in the spotlight with blanks between them, "" for none; several take turns.
        version: how often its zones were changed.
    """

    code: str
    name: str = ""
    layouts: Mapping[str, tuple[Zone, ...]] = field(default_factory=dict)
    shows: Shows = Shows.ZONES
    message_fr: str = ""
    message_en: str = ""
    team: str = ""
    version: int = 0

    @property
    def teams(self) -> tuple[str, ...]:
        """The codes of the teams in the spotlight, in their order."""
        return tuple(self.team.split())

    @property
    def is_main(self) -> bool:
        """True for the screen that is always there."""
        return self.code == MAIN

    def message(self, locale: str) -> str:
        """Return the message in a language, in the other one where it has no words."""
        return (self.message_fr or self.message_en) if locale == "fr" else (self.message_en or self.message_fr)

    def cleared(self) -> "Screen":
        """Return it with its zones in the place of whatever stood there."""
        return replace(self, shows=Shows.ZONES, message_fr="", message_en="")

    def as_setting(self) -> dict[str, Any]:
        """Return it as JSON."""
        layouts = {phase: [zone.value for zone in zones] for phase, zones in self.layouts.items()}
        texts = {"message_fr": self.message_fr, "message_en": self.message_en, "team": self.team}
        fixed = {"code": self.code, "name": self.name, "shows": self.shows.value, "version": self.version}
        return {**fixed, **texts, "layouts": layouts}


@dataclass(frozen=True, slots=True)
class Wall:
    """All screens of an edition, the main one first.

    Fields:
        led: where the schedule leads a wall that follows it; never kept, for it is of an instant.
    """

    phase: Phase = Phase.SCHEDULE
    screens: tuple[Screen, ...] = (Screen(MAIN),)
    led: Phase = Phase.SCHEDULE

    def led_by(self, kinds: Collection[str]) -> "Wall":
        """Return it led by the kinds of milestones that are under way; one that is driven by hand stays where it is."""
        found = next((phase for kind, phase in LED_BY.items() if kind in kinds), Phase.SCHEDULE)
        return replace(self, led=found if self.phase is Phase.SCHEDULE else Phase.SCHEDULE)

    def screen(self, code: str) -> Screen | None:
        """Return a screen by its name in addresses."""
        return next((screen for screen in self.screens if screen.code == code), None)

    def zones(self, screen: Screen) -> tuple[Zone, ...]:
        """Return the zones of a screen in the present phase, in their order.

        What the desk chose for the schedule's own phase holds before the preset of the phase that it leads into.
        """
        phase = self.led if self.phase is Phase.SCHEDULE else self.phase
        chosen = screen.layouts.get(phase) or screen.layouts.get(self.phase)
        return chosen or preset(phase, self.screens.index(screen))

    def planned(self, screen: Screen, phase: Phase) -> tuple[Zone, ...]:
        """Return the zones that a screen has when the wall is put into a phase by hand."""
        return screen.layouts.get(phase) or preset(phase, self.screens.index(screen))

    def held(self, code: str) -> Screen:
        """Return a screen that must be there.

        Raises:
            NotFound("work.absent"): it is not.
        """
        found = self.screen(code)
        if found is None:
            raise NotFound("work.absent")
        return found

    def with_screen(self, changed: Screen) -> "Wall":
        """Return the wall with one screen changed."""
        return replace(self, screens=tuple(changed if one.code == changed.code else one for one in self.screens))

    def as_setting(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {"phase": self.phase.value, "screens": [screen.as_setting() for screen in self.screens]}


def preset(phase: Phase, place: int) -> tuple[Zone, ...]:
    """Return the zones that a screen has in a phase unless somebody chose others; the first place is 0."""
    layouts = PRESETS[phase]
    return layouts[min(place, len(layouts) - 1)]


def wall_of(settings: Mapping[str, Any]) -> Wall:
    """Return the wall among an edition's settings, as it is from the start where nobody touched it.

    Zones that only a later release knows are passed over.
    """
    setting = settings.get(SETTING)
    if not setting:
        return Wall()
    return Wall(Phase(setting["phase"]), tuple(_screen(one) for one in setting["screens"]))


def _screen(kept: Mapping[str, Any]) -> Screen:
    known = set(Zone)
    layouts = {phase: tuple(Zone(zone) for zone in zones if zone in known) for phase, zones in kept["layouts"].items()}
    texts = {name: kept[name] for name in ("code", "name", "message_fr", "message_en", "team", "version")}
    return Screen(**texts, shows=Shows(kept["shows"]), layouts=layouts)


def check_zones(zones: Sequence[Zone]) -> tuple[Zone, ...]:
    """Return zones that one screen can show at a size that is read from the back of the hall.

    Raises:
        Invalid("wall.zones"): none, more than four, or one twice.
    """
    if not 0 < len(zones) <= ZONES_MOST or len(set(zones)) < len(zones):
        raise Invalid("wall.zones", "zone_1", most=ZONES_MOST)
    return tuple(zones)


def with_new(wall: Wall, code: str, name: str) -> Wall:
    """Return the wall with one more screen.

    Raises:
        Conflict("wall.most"): there are eight.
        Conflict("wall.name_taken"): one has that name in addresses, or the name gives none.
    """
    if len(wall.screens) >= SCREENS_MOST:
        raise Conflict("wall.most", "name", most=SCREENS_MOST)
    if not code or code in TAKEN or wall.screen(code) is not None:
        raise Conflict("wall.name_taken", "name")
    return replace(wall, screens=(*wall.screens, Screen(code, name)))
