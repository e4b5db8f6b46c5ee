"""Both languages from the rooms' PO catalogues; English texts are their own keys, errors are keyed by code."""

from collections.abc import Mapping
from pathlib import Path

from babel.messages.pofile import read_po

from challenge.kernel.errors import ChallengeError

LOCALES = ("fr", "en")
DEFAULT = "fr"


class Languages:
    """All texts of the product.

    Args:
        folder: holds `fr/<room>.po` and `en/<room>.po`; English needs entries only where the key is not the text.
    """

    def __init__(self, folder: Path) -> None:
        self._texts: dict[str, dict[str, tuple[str, ...]]] = {locale: _catalogue(folder / locale) for locale in LOCALES}

    def text(self, locale: str, key: str, values: Mapping[str, object] | None = None) -> str:
        """Return a text, with `%(name)s` filled in when values are given; an unknown key is shown itself."""
        found = self._texts[locale].get(key)
        text = found[0] if found else key
        return text % values if values else text

    def plural(self, locale: str, one: str, many: str, count: int) -> str:
        """Return the form for a number (French: 0 and 1 are singular)."""
        single = count < 2 if locale == "fr" else count == 1
        found = self._texts[locale].get(one)
        if found and len(found) > 1:
            return found[0] if single else found[1]
        return one if single else many

    def knows(self, locale: str, key: str) -> bool:
        """True when the catalogue has the key."""
        return key in self._texts[locale]

    def sentence(self, locale: str, error: ChallengeError) -> str:
        """Return what a tired organiser is told about an error."""
        key = f"error:{error.code}"
        if not self.knows(locale, key):
            key = "error:unknown"
        return self.text(locale, key, _Values({"code": error.code, **error.params}))


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
