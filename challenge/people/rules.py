"""Decisions about people."""

from collections.abc import Mapping
from dataclasses import dataclass

from challenge.exchange.likeness import name_signs
from challenge.kernel.actor import Role
from challenge.kernel.errors import Invalid
from challenge.kernel.text import fold

CONSENTS = ("photo", "contact")
# Kept only when an organiser turned them on and wrote what for.
SENSITIVE = ("needs", "nationality", "gender", "minority")
# What persons may correct, as far as the organiser does not say otherwise; consents are always theirs.
CORRECTABLE = ("first_name", "languages", "skills", "needs", "consents")
PURPOSE_LEAST = 20
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


def likeness(values: Mapping[str, object]) -> tuple[str, ...]:
    """Return the signs that two records of one student share: the address, or the name within school and department."""
    among = f"{fold(str(values.get('school', '')))}|{fold(str(values.get('department', '')))}"
    signs = name_signs(str(values.get("first_name", "")), str(values.get("last_name", "")), among)
    email = values.get("email")
    return (f"@{email}", *signs) if email else signs


@dataclass(frozen=True, slots=True)
class FieldRules:
    """What an edition collects of its students, and what they may change.

    Fields:
        purposes: sensitive fields that are turned on -> why, in the organiser's words.
        fixed: fields that persons may not change although they usually may.
    """

    purposes: Mapping[str, str]
    fixed: frozenset[str] = frozenset()

    def collects(self, field: str) -> bool:
        """True for everything that is not sensitive, and for what is turned on."""
        return field not in SENSITIVE or field in self.purposes

    @property
    def correctable(self) -> tuple[str, ...]:
        """The fields that persons may change; what they agreed to is always among them."""
        fixed = self.fixed - {"consents"}
        return tuple(one for one in CORRECTABLE if self.collects(one) and one not in fixed)


def checked_purpose(text: str, field: str) -> str:
    """Return the purpose of a sensitive field.

    Raises:
        Invalid("people.purpose_short"): a word is no purpose.
    """
    if len(text) < PURPOSE_LEAST:
        raise Invalid("people.purpose_short", field, least=PURPOSE_LEAST)
    return text
