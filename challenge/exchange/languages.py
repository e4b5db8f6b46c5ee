"""Languages by their usual names: ISO 639-1 codes, English, French and their own names. Pure."""

import re
from functools import cache

from babel import Locale

from challenge.kernel.text import fold

_LEVEL = re.compile(r"\(.*?\)|\b[abcABC][12]\+?(?!\w)")
# Codes of three letters that school programs write, and names that the catalogues do not have.
_ALSO = {
    "fra": "fr", "fre": "fr", "eng": "en", "deu": "de", "ger": "de", "spa": "es", "esp": "es", "ita": "it",
    "por": "pt", "zho": "zh", "chi": "zh", "ara": "ar", "rus": "ru", "jpn": "ja", "nld": "nl", "dut": "nl",
    "pol": "pl", "tur": "tr", "kor": "ko", "mandarin": "zh", "castillan": "es", "castilian": "es", "castellano": "es",
    "flamand": "nl", "flemish": "nl", "farsi": "fa", "ewe": "ee", "gb": "en", "uk en": "en", "anglais gb": "en",
}  # fmt: skip

# Languages that people here write in the language itself; the catalogues of all would take a second to load.
_TOLD = ("de", "es", "it", "pt", "nl", "pl", "tr", "ro", "ru", "uk", "el", "ar", "fa", "zh", "ja", "ko", "vi", "sw")


@cache
def _known() -> dict[str, str]:
    found: dict[str, str] = {}
    for locale in ("en", "fr"):
        names = Locale(locale).languages
        found.update({fold(name): code for code, name in names.items() if len(code) == 2})
    for code in _TOLD:
        found.setdefault(fold(Locale(code).get_display_name(code) or code), code)
    # The code last: "is" is Icelandic, whatever a name in another language may be.
    return {**found, **_ALSO, **{code: code for code in set(found.values())}}


def language_code(word: str) -> str | None:
    """Return the two-letter code of a language, None when there is none of that name.

    "Anglais", "english", "EN", "en-GB" and "anglais (B2)" are all `en`.
    """
    known = _known()
    for form in (word, _LEVEL.sub(" ", word)):
        name = fold(form)
        if name in known:
            return known[name]
    region = re.fullmatch(r"\s*([A-Za-z]{2,3})[-_][A-Za-z]{2,4}\s*", word)
    return known.get(region[1].lower()) if region else None
