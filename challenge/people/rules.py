"""Decisions about people."""

from challenge.kernel.actor import Role
from challenge.kernel.text import fold

CONSENTS = ("photo", "contact")
SENIOR_LEVEL = 4
STAFF_ROLES = (Role.COACH, Role.EXPERT, Role.ORGANISER)
STAFF_WORDS = {
    "coach": "coach",
    "accompagnateur": "coach",
    "encadrant": "coach",
    "tuteur": "coach",
    "expert": "expert",
    "experte": "expert",
    "specialist": "expert",
    "organiser": "organiser",
    "organizer": "organiser",
    "organisateur": "organiser",
    "organisatrice": "organiser",
    "organisation": "organiser",
}


def full_name(first: str, last: str, otherwise: str) -> str:
    """Return how somebody is called; `otherwise` when the roster has no name."""
    return f"{first} {last}".strip() or otherwise


def sorting_name(first: str, last: str, ref: str) -> str:
    """Return what people are sorted and searched by: family name first, folded; the reference makes it unique."""
    return f"{fold(last)} {fold(first)} {fold(ref)}".strip()


def is_senior(level: int) -> bool:
    """True from the fourth level on; 0 is an unknown level."""
    return level >= SENIOR_LEVEL
