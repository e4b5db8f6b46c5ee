"""Decisions about organisations."""

from collections.abc import Iterable
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


KIND_NAMES = {
    Kind.LARGE: "Large company",
    Kind.SME: "Small or medium company",
    Kind.STARTUP: "Start-up",
    Kind.ASSOCIATION: "Association",
    Kind.PUBLIC: "Public body",
    Kind.LAB: "Laboratory",
    Kind.SCHOOL: "School",
}
"""What kinds are called, an English text of the catalogues."""

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


HEADCOUNTS = ("", "1-9", "10-49", "50-249", "250+")
"""How many people work there, "" when unknown."""

HEADCOUNT_WORDS = {
    "1 9": "1-9",
    "10 49": "10-49",
    "50 249": "50-249",
    "250": "250+",
    "250 et plus": "250+",
    "250 and more": "250+",
    "micro": "1-9",
    "tpe": "1-9",
    "petite": "10-49",
    "small": "10-49",
    "moyenne": "50-249",
    "medium": "50-249",
    "grande": "250+",
    "large": "250+",
}
CLUSTERS_MOST = 400
NAMED = "; "


def clusters_joined(clusters: Iterable[str]) -> str:
    """Return clusters as they are stored: trimmed, each once, in their order.

    Raises:
        Invalid("text.too_long"): more than 400 characters altogether.
    """
    parts = [clean_line(part) for one in clusters for part in one.replace("|", ";").split(";")]
    once: dict[str, str] = {}
    for part in parts:
        once.setdefault(fold(part), part)
    once.pop("", None)
    return bounded(NAMED.join(once.values()), "cluster", most=CLUSTERS_MOST, required=False)


def clusters_of(stored: str) -> tuple[str, ...]:
    """Return the clusters that are stored in one text."""
    return tuple(part for part in stored.split(NAMED) if part)


def checked_website(website: str) -> str:
    """Return a web address with its scheme, "" for none.

    Raises:
        Invalid("organisations.website"): not an address of the web.
    """
    text = bounded(clean_line(website), "website", most=190, required=False)
    if not text:
        return ""
    full = text if "://" in text else f"https://{text}"
    scheme, _, rest = full.partition("://")
    if scheme.casefold() not in ("http", "https") or "." not in rest.split("/")[0] or " " in rest:
        raise Invalid("organisations.website", "website")
    return full


def stricter_group(kept: str, gone: str) -> tuple[str, str]:
    """Return the conflict group of two that become one, and the group whose members all join it ("" for none).

    Nobody who was kept apart from either of the two is ever shown anything by a merge.
    """
    if kept and gone and kept != gone:
        return kept, gone
    return kept or gone, ""


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
