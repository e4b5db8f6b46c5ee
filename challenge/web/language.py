"""Both languages from the rooms' PO catalogues; English texts are their own keys, errors are keyed by code."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.messages.pofile import read_po

from challenge.kernel.clock import comes_twice, offset_named
from challenge.kernel.errors import ChallengeError
from config import ROOT

LOCALES = ("fr", "en")
DEFAULT = "fr"
PATTERNS = {"fr": "EEE d MMM, HH:mm", "en": "EEE d MMM, HH:mm"}
TRANSLATIONS = ROOT / "challenge" / "translations"


class Languages:
    """All texts of the product; those of a language are read when the first of them is asked for.

    Args:
        folder: holds `fr/<room>.po` and `en/<room>.po`; English needs entries only where the key is not the text.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._texts: dict[str, dict[str, tuple[str, ...]]] = {}

    def read(self) -> None:
        """Read every language now, so that nobody waits for it later."""
        for locale in LOCALES:
            self._of(locale)

    def text(self, locale: str, key: str, values: Mapping[str, object] | None = None) -> str:
        """Return a text, with `%(name)s` filled in when values are given; an unknown key is shown itself.

        A text with a form for one thing and a form for several follows the first of its values that is a whole number.
        """
        forms = self._of(locale).get(key) or (key,)
        if not values:
            return forms[0]
        count = _first_count(forms[-1], values)
        return (forms[0] if count is None or _is_single(locale, count) else forms[-1]) % values

    def plural(self, locale: str, one: str, many: str, count: int) -> str:
        """Return the form for a number (French: 0 and 1 are singular)."""
        found = self._of(locale).get(one)
        first, second = found if found and len(found) > 1 else (one, many)
        return first if _is_single(locale, count) else second

    def knows(self, locale: str, key: str) -> bool:
        """True when the catalogue has the key."""
        return key in self._of(locale)

    def sentence(self, locale: str, error: ChallengeError) -> str:
        """Return what a tired organiser is told about an error."""
        key = f"error:{error.code}"
        if not self.knows(locale, key):
            key = "error:unknown"
        return self.text(locale, key, _Values({"code": error.code, **error.params}))

    def _of(self, locale: str) -> dict[str, tuple[str, ...]]:
        if locale not in self._texts:
            if locale not in LOCALES:
                raise KeyError(locale)
            self._texts[locale] = _catalogue(self._folder / locale)
        return self._texts[locale]


@cache
def spoken() -> Languages:
    """Return the product's own texts."""
    return Languages(TRANSLATIONS)


@lru_cache(maxsize=4096)
def moment_in(moment: datetime, zone: str, locale: str, pattern: str | None = None) -> str:
    """Return an instant as weekday, day, hour and zone ("CET") of a zone, in a language; or by a pattern."""
    # The same few hundred moments of a schedule are shown on nearly every page.
    local = moment.astimezone(ZoneInfo(zone))
    if pattern is not None:
        text = format_datetime(local, pattern, tzinfo=local.tzinfo, locale=locale)
        # An hour that the clock shows twice would read the same in both passes.
        return f"{text} {offset_named(local)}" if "mm" in pattern and comes_twice(local) else text
    return f"{format_datetime(local, PATTERNS[locale], tzinfo=local.tzinfo, locale=locale)} {local.tzname()}"


def _is_single(locale: str, count: int) -> bool:
    return count < 2 if locale == "fr" else count == 1


def _first_count(text: str, values: Mapping[str, object]) -> int | None:
    named = (values.get(name) for name in re.findall(r"%\((\w+)\)", text))
    return next((value for value in named if isinstance(value, int)), None)


class _Values(dict[str, object]):
    """Values of an error; one that its sentence asks for in vain must not hide the error."""

    def __missing__(self, _name: str) -> str:
        return "?"


def _catalogue(folder: Path) -> dict[str, tuple[str, ...]]:
    texts: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as handle:
            for message in read_po(handle):
                given = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
                forms = tuple(form for form in given if form)
                if not message.id or len(forms) < len(given):
                    continue
                key = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
                texts[key] = forms
    return texts


def best(asked: str | None, accepted: str) -> str:
    """Return the language to use: the one asked for, else the first one accepted that we speak, else French."""
    if asked in LOCALES:
        return str(asked)
    for part in accepted.split(","):
        name = part.split(";")[0].strip().lower()[:2]
        if name in LOCALES:
            return name
    return DEFAULT
