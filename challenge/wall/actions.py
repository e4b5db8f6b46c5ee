"""Acts on the walls. Each holds the edition's row, so two phones act one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from challenge.editions.models import Edition
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.text import bounded, clean_line, slug
from challenge.kernel.work import Work
from challenge.wall.events import (
    PhaseChosen,
    ScreenAdded,
    ScreenArranged,
    ScreenRemoved,
    ScreenRenamed,
    ScreensSwitched,
)
from challenge.wall.queries import public_codes
from challenge.wall.rules import (
    MESSAGE_MOST,
    NAME_MOST,
    SETTING,
    TEAMS_MOST,
    Phase,
    Screen,
    Shows,
    Wall,
    Zone,
    check_zones,
    wall_of,
    with_new,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Switch:
    """What is to stand on screens: their zones, nothing, a message in one or both languages, or teams by code."""

    shows: Shows
    message_fr: str = ""
    message_en: str = ""
    team: str = ""


def choose_phase(work: Work, phase: Phase) -> dict[str, Any]:
    """Put the whole wall into a phase: every screen shows its zones of it, whatever stood there."""
    found = _held(work)
    screens = tuple(screen.cleared() for screen in found.screens)
    _keep(work, Wall(phase, screens))
    work.emit(PhaseChosen(phase=phase.value))
    return {"phase": phase.value}


def switch_screens(work: Work, codes: Sequence[str], switch: Switch) -> dict[str, Any]:
    """Show something on screens; without codes, on all of them.

    The last tap holds: everybody sees the result on the wall.

    Raises:
        Invalid("wall.message"), Invalid("text.too_long"): no words in either language, or more than 140 characters.
        Invalid("wall.team"), Invalid("wall.teams_most"): not teams that everybody may see, or more than six.
        NotFound("work.absent"): no such screen.
    """
    found = _held(work)
    checked = _checked(work, switch)
    named = list(codes) or [screen.code for screen in found.screens]
    for code in named:
        found = found.with_screen(_switched(found.held(code), checked))
    _keep(work, found)
    work.emit(ScreensSwitched(screens=named, shows=checked.shows.value))
    return {"screens": named, "shows": checked.shows.value}


def arrange_screen(work: Work, code: str, zones: Sequence[Zone], *, phase: Phase, version: int) -> dict[str, Any]:
    """Give a screen other zones in a phase, also in one that has not come yet; none gives it the preset's again.

    Raises:
        Invalid("wall.zones"): see `check_zones`.
        Conflict("wall.changed"): somebody changed them since `version` was read.
        NotFound("work.absent"): no such screen.
    """
    found = _held(work)
    screen = found.held(code)
    if screen.version != version:
        raise Conflict("wall.changed", "version")
    layouts = {name: kept for name, kept in screen.layouts.items() if name != phase.value}
    if zones:
        layouts[phase.value] = check_zones(zones)
    _keep(work, found.with_screen(replace(screen, layouts=layouts, version=version + 1)))
    work.emit(ScreenArranged(screen=code, phase=phase.value))
    return {"screen": code, "version": version + 1}


def add_screen(work: Work, name: str) -> dict[str, Any]:
    """Add a screen; its address is made of its name.

    Raises: the codes of `with_new`, and
        Invalid("text.missing"), Invalid("text.too_long"): names have 1 to 40 characters.
    """
    cleaned = bounded(clean_line(name), "name", most=NAME_MOST)
    code = slug(cleaned, most=NAME_MOST)
    _keep(work, with_new(_held(work), code, cleaned))
    work.emit(ScreenAdded(screen=code))
    return {"screen": code}


def rename_screen(work: Work, code: str, name: str) -> dict[str, Any]:
    """Give a screen another name; its address stays, for a projector shows it.

    Raises:
        Invalid("text.missing"), Invalid("text.too_long"): names have 1 to 40 characters.
        NotFound("work.absent"): no such screen.
    """
    found = _held(work)
    cleaned = bounded(clean_line(name), "name", most=NAME_MOST)
    _keep(work, found.with_screen(replace(found.held(code), name=cleaned)))
    work.emit(ScreenRenamed(screen=code))
    return {"screen": code, "name": cleaned}


def remove_screen(work: Work, code: str) -> dict[str, Any]:
    """Take a screen away.

    Raises:
        Conflict("wall.main"): the first one stays.
        NotFound("work.absent"): no such screen.
    """
    found = _held(work)
    screen = found.held(code)
    if screen.is_main:
        raise Conflict("wall.main")
    _keep(work, replace(found, screens=tuple(one for one in found.screens if one != screen)))
    work.emit(ScreenRemoved(screen=code))
    return {"screen": code}


def forget_shown(work: Work) -> None:
    """Keep the screens and zones of a wall that was taken over from another edition, and nothing that stood there."""
    found = _held(work)
    if found != Wall():
        screens = tuple(replace(screen.cleared(), team="") for screen in found.screens)
        _keep(work, Wall(Phase.SCHEDULE, screens))


def _held(work: Work) -> Wall:
    return wall_of(work.locked(Edition, work.edition_id).settings)


def _keep(work: Work, changed: Wall) -> None:
    edition = work.session.get_one(Edition, work.edition_id)
    edition.settings = {**edition.settings, SETTING: changed.as_setting()}


def _checked(work: Work, switch: Switch) -> Switch:
    french, english = clean_line(switch.message_fr), clean_line(switch.message_en)
    if switch.shows is Shows.MESSAGE:
        if not french and not english:
            raise Invalid("wall.message", "message_fr")
        bounded(french, "message_fr", most=MESSAGE_MOST, required=False)
        bounded(english, "message_en", most=MESSAGE_MOST, required=False)
    teams = list(dict.fromkeys(switch.team.replace(",", " ").upper().split()))
    if switch.shows is Shows.TEAM:
        if len(teams) > TEAMS_MOST:
            raise Invalid("wall.teams_most", "team", most=TEAMS_MOST)
        if not teams or not set(teams) <= set(public_codes(work.session, work.edition_id)):
            raise Invalid("wall.team", "team")
    return replace(switch, message_fr=french, message_en=english, team=" ".join(teams))


def _switched(screen: Screen, switch: Switch) -> Screen:
    cleared = replace(screen.cleared(), shows=switch.shows)
    if switch.shows is Shows.TEAM:
        return replace(cleared, team=switch.team)
    if switch.shows is Shows.MESSAGE:
        return replace(cleared, message_fr=switch.message_fr, message_en=switch.message_en)
    return cleared
