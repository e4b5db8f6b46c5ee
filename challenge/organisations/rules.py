"""Decisions about organisations."""

from enum import StrEnum

from challenge.kernel.errors import Invalid
from challenge.kernel.text import bounded, clean_line, fold


class Kind(StrEnum):
    """What an organisation is; associations and start-ups take part for free (R6)."""

    LARGE = "large"
    SME = "sme"
    STARTUP = "startup"
    ASSOCIATION = "association"
    PUBLIC = "public"
    LAB = "lab"
    SCHOOL = "school"


KIND_WORDS = {
    "large": "large",
    "company": "large",
    "grande entreprise": "large",
    "groupe": "large",
    "grand groupe": "large",
    "sme": "sme",
    "pme": "sme",
    "tpe": "sme",
    "eti": "sme",
    "startup": "startup",
    "start up": "startup",
    "jeune pousse": "startup",
    "association": "association",
    "public": "public",
    "collectivite": "public",
    "collectivite territoriale": "public",
    "public body": "public",
    "etablissement public": "public",
    "lab": "lab",
    "labo": "lab",
    "laboratoire": "lab",
    "laboratory": "lab",
    "school": "school",
    "ecole": "school",
    "universite": "school",
    "university": "school",
}


def checked_name(name: str) -> str:
    """Return a name as it is stored.

    Raises:
        Invalid("text.missing"), Invalid("text.too_long"), Invalid("organisations.name"): empty, beyond 120
            characters, or nothing but signs.
    """
    line = bounded(clean_line(name), "name", most=120)
    if not fold(line):
        raise Invalid("organisations.name", "name")
    return line


def are_rivals(left: str, right: str) -> bool:
    """True when two organisations stand in the same conflict group; "" is in none."""
    return bool(left) and left == right
