"""What each level of disclosure needs, per confidentiality, and which levels open to a reader."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from challenge.kernel.errors import Invalid
from challenge.problems.rules import Confidentiality, Level

SETTING = "disclosure"
PDF = "application/pdf"
PICTURES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}


class Need(StrEnum):
    """What a level may need; a rival partner is nobody's participant."""

    PARTICIPANT = "participant"
    TEAM = "team"
    SIGNED = "signed"
    REVEALED = "revealed"


@dataclass(frozen=True, slots=True)
class LevelRule:
    """What one level needs; `milestone` is the code of a moment that has to have opened, "" for none."""

    needs: frozenset[Need]
    milestone: str = ""


Ruling = Mapping[Confidentiality, Mapping[Level, LevelRule]]

_TAKES_PART = LevelRule(frozenset({Need.PARTICIPANT}))
_REVEALED = LevelRule(frozenset({Need.TEAM, Need.REVEALED}))
_SIGNED = LevelRule(frozenset({Need.TEAM, Need.SIGNED, Need.REVEALED}))
DEFAULTS: Ruling = {
    Confidentiality.OPEN: {Level.TEASER: _TAKES_PART, Level.SUMMARY: _TAKES_PART, Level.FULL: _REVEALED},
    Confidentiality.RESTRICTED: {Level.TEASER: _TAKES_PART, Level.SUMMARY: _SIGNED, Level.FULL: _SIGNED},
    Confidentiality.SECRET: dict.fromkeys(Level, _SIGNED),
}
"""What holds until an organiser says otherwise: the wider a level, the more it needs."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How somebody stands to one problem.

    Fields:
        is_keeper: organises, or speaks for the problem's own organisation; reads everything at every stage.
        has: the needs that are met; SIGNED for a coach, who is bound by their contract.
        reached: codes of the moments that have opened.
        role: in which role they read, for the record.
        team: the code of the team by which they do, "" for none.
    """

    is_keeper: bool
    has: frozenset[Need]
    reached: Collection[str]
    role: str
    team: str = ""


def opened_levels(ruling: Mapping[Level, LevelRule], reader: Reader) -> tuple[Level, ...]:
    """Return the levels that are open to a reader, from the least; a level opens with those below it alone."""
    if reader.is_keeper:
        return tuple(Level)
    found: list[Level] = []
    for level in Level:
        rule = ruling[level]
        if not rule.needs <= reader.has or (rule.milestone and rule.milestone not in reader.reached):
            break
        found.append(level)
    return tuple(found)


def is_recorded(confidentiality: str, level: Level) -> bool:
    """True when an opening is kept: everything of a problem that is not open, and the full level of every one."""
    return confidentiality != Confidentiality.OPEN or level is Level.FULL


def can_mark(media_type: str) -> bool:
    """True for the kinds of files that carry a mark; others are given as they are, and recorded like all."""
    return media_type == PDF or media_type in PICTURES


def ruling_of(settings: Mapping[str, Any]) -> Ruling:
    """Return the rules of an edition: what its settings say, the defaults elsewhere."""
    said = settings.get(SETTING, {})
    return {
        kind: {
            level: _rule(said[f"{kind}:{level}"]) if f"{kind}:{level}" in said else rule
            for level, rule in levels.items()
        }
        for kind, levels in DEFAULTS.items()
    }


def _rule(said: Mapping[str, Any]) -> LevelRule:
    return LevelRule(frozenset(Need(one) for one in said["needs"]), said["milestone"])


def asked_ruling(needs: Collection[str], milestones: Collection[str], known: Collection[str]) -> dict[str, Any]:
    """Return what a form says as settings.

    Args:
        needs: "secret:full:team" per box that is ticked.
        milestones: "secret:full:reveal" per level that waits for a moment.
        known: codes of the edition's moments.

    Raises:
        Invalid("disclosure.rule"): a word that is none, or nothing needed by a problem that is not open.
    """
    found: dict[str, Any] = {
        f"{kind}:{level}": {"needs": [], "milestone": ""} for kind in Confidentiality for level in Level
    }
    for word in needs:
        place, _, need = word.rpartition(":")
        if place not in found or need not in set(Need):
            raise Invalid("disclosure.rule", "need")
        found[place]["needs"].append(need)
    for word in milestones:
        place, _, code = word.rpartition(":")
        if place not in found or (code and code not in known):
            raise Invalid("disclosure.rule", "milestone")
        found[place]["milestone"] = code
    if any(not one["needs"] for place, one in found.items() if not place.startswith("open:")):
        raise Invalid("disclosure.rule", "need")
    return found
