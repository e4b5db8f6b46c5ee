"""The words in which people are told of other times."""

from collections.abc import Sequence
from datetime import datetime

from challenge.kernel.clock import zone
from challenge.schedule.models import Milestone
from challenge.schedule.retelling import Others
from challenge.schedule.rules import Transition
from challenge.web.language import moment_in, spoken

TITLE_OF_MANY = "Other times for %(count)s milestones"
LINE, MOMENT = "- %(title)s: %(moments)s", "%(moment)s %(when)s (was %(was)s)"
MORE, WHERE = "And %(count)s more.", "Times of the hall: %(zone)s."
MOST_LINES = 8
DAY, HOUR = "EEEE d MMMM, HH:mm", "HH:mm"


def time_words(others: Sequence[tuple[Milestone, Others]], zone_name: str, locale: str) -> list[str]:
    """Return title and text in a language; times are the hall's.

    Args:
        others: what is at other times, in the order in which it is told; at least one.
        zone_name: of the hall.
        locale: the language.
    """
    say = spoken().text
    lines = [_line(row, moments, zone_name, locale) for row, moments in others[:MOST_LINES]]
    more = len(others) - len(lines)
    parts = ["\n".join(lines), say(locale, MORE, {"count": more}) if more else ""]
    parts.append(say(locale, WHERE, {"zone": zone_name}))
    row, moments = others[0]
    title = say(locale, TITLE_OF_MANY, {"count": len(others)})
    if len(others) == 1:
        filling = {"title": row.title(locale)} | _filling(moments[0], zone_name, locale)
        title = say(locale, f"moved:{moments[0][0].value}", filling)
    return [title, "\n\n".join(part for part in parts if part)]


def _line(row: Milestone, moments: Others, zone_name: str, locale: str) -> str:
    said = [spoken().text(locale, MOMENT, _filling(one, zone_name, locale)) for one in moments]
    return spoken().text(locale, LINE, {"title": row.title(locale), "moments": "; ".join(said)})


def _filling(one: tuple[Transition, datetime, datetime], zone_name: str, locale: str) -> dict[str, str]:
    transition, old, new = one
    hall = zone(zone_name)
    is_same_day = old.astimezone(hall).date() == new.astimezone(hall).date()
    return {
        "moment": spoken().text(locale, f"moment:{transition.value}"),
        "when": moment_in(new, zone_name, locale, DAY),
        "was": moment_in(old, zone_name, locale, HOUR if is_same_day else DAY),
    }
