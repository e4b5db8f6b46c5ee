"""Decisions about editions."""

import re

from challenge.kernel.actor import Actor, Role
from challenge.kernel.errors import Invalid

_LANDINGS = (
    (Role.ADMINISTRATOR, "desk/"),
    (Role.ORGANISER, "desk/"),
    (Role.CHAIR, "desk/judging"),
    (Role.JUROR, "jury/"),
    (Role.STUDENT, "team"),
    (Role.COACH, "coach/"),
    (Role.PARTNER, "partner/"),
    (Role.INCUBATOR, "incubation"),
)


def check_slug(slug: str) -> str:
    """Return a name for addresses.

    Raises:
        Invalid("editions.slug"): not 2 to 60 of a-z, 0-9 and inner hyphens.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,58}[a-z0-9]", slug):
        raise Invalid("editions.slug", "slug")
    return slug


def landing(actor: Actor) -> str:
    """Return the page, relative to the edition, that an actor is brought to after log-in."""
    return next((path for role, path in _LANDINGS if actor.has(role)), "")
