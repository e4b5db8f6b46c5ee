"""An edition in the words of schema.org (type Hackathon, a kind of Event)."""

from collections.abc import Sequence
from typing import Any, Protocol

from challenge.schedule.queries import MilestoneLine


class Named(Protocol):
    """What is told of an edition."""

    @property
    def slug(self) -> str:
        """Its name in addresses."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def locale(self) -> str:
        """The language that its organisers speak."""


def described(edition: Named, milestones: Sequence[MilestoneLine], base: str) -> dict[str, Any]:
    """Return the edition with its milestones as events within it.

    Args:
        edition: which.
        milestones: those that everybody sees, in order of time; from the first to the last the event lasts.
        base: where people reach the house.
    """
    url = f"{base.rstrip('/')}/e/{edition.slug}/"
    shown: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Hackathon",
        "name": edition.name,
        "url": url,
        "inLanguage": edition.locale,
        "eventStatus": "https://schema.org/EventScheduled",
    }
    if milestones:
        shown["startDate"] = min(row.starts_at for row in milestones).isoformat()
        shown["endDate"] = max(row.ends_at for row in milestones).isoformat()
    shown["subEvent"] = [_event(row, edition.locale, f"{url}schedule") for row in milestones]
    return shown


def _event(row: MilestoneLine, locale: str, url: str) -> dict[str, Any]:
    instants = {"startDate": row.starts_at.isoformat(), "endDate": row.ends_at.isoformat()}
    return {"@type": "Event", "name": row.title(locale), "identifier": row.code, "url": url, **instants}
