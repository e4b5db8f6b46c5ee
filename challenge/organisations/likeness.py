"""Which organisations may be one and the same: names without legal forms, acronyms, addresses, spellings. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from challenge.exchange.likeness import spelling_signs
from challenge.kernel.text import fold

_LEGAL = frozenset(
    [
        *("sa", "sas", "sasu", "sarl", "eurl", "snc", "sci", "scop", "selarl", "se", "ag", "gmbh", "kg", "ltd"),
        *("limited", "llc", "inc", "plc", "bv", "nv", "srl", "spa", "group", "groupe", "france", "europe", "cie"),
        *("company", "societe", "association", "asso", "ets", "etablissements"),
    ]
)
_SMALL = frozenset(["de", "du", "des", "la", "le", "les", "l", "d", "et", "of", "the", "and", "a", "en", "pour", "for"])
WORDS_LEAST = 3


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation as far as likeness looks at it."""

    id: int
    name: str
    acronym: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two that may be one, the lower number first; `why`: name, acronym, website or spelling, the surest alone."""

    left: int
    right: int
    why: str


_WHY = ("name", "website", "acronym", "spelling")


def host(website: str) -> str:
    """Return the host of a web address without `www.`, "" for none or nonsense."""
    text = website.strip().casefold()
    try:
        found = urlsplit(text if "://" in text else f"https://{text}").hostname or ""
    except ValueError:
        return ""
    return found.removeprefix("www.") if "." in found else ""


def bare_words(name: str) -> tuple[str, ...]:
    """Return the words of a name without legal forms; all of them when nothing else is left."""
    words = fold(name.replace("'", " ").replace("’", " ").replace(".", "")).split()
    return tuple(word for word in words if word not in _LEGAL) or tuple(words)


def initials(name: str) -> str:
    """Return the first letters of a name of three or more words, small ones passed over; "" for a shorter name."""
    words = [word for word in bare_words(name) if word not in _SMALL]
    return "".join(word[0] for word in words) if len(words) >= WORDS_LEAST else ""


def _signs(one: Named) -> Iterator[tuple[str, str]]:
    words = bare_words(one.name)
    yield "name", " ".join(words)
    if found := host(one.website):
        yield "website", found
    for acronym in (fold(one.acronym).replace(" ", ""), initials(one.name), words[0] if len(words) == 1 else ""):
        if len(acronym) >= WORDS_LEAST:
            yield "acronym", acronym
    for sign in spelling_signs("".join(sorted(words))):
        yield "spelling", sign


def likely_pairs(everybody: Iterable[Named]) -> list[Pair]:
    """Return every two that share a sign, the surest kinds first and each pair once.

    Names of one word count as acronyms of longer ones: "UTBM" and "Université de technologie de Belfort-Montbéliard".
    """
    holders: dict[tuple[str, str], set[int]] = {}
    for one in everybody:
        for sign in _signs(one):
            holders.setdefault(sign, set()).add(one.id)
    found: dict[tuple[int, int], str] = {}
    for (why, _), ids in sorted(holders.items(), key=lambda item: (_WHY.index(item[0][0]), item[0][1])):
        for pair in _pairs(sorted(ids)):
            found.setdefault(pair, why)
    return [Pair(left, right, why) for (left, right), why in found.items()]


def _pairs(ids: Sequence[int]) -> Iterator[tuple[int, int]]:
    for place, left in enumerate(ids):
        for right in ids[place + 1 :]:
            yield left, right
