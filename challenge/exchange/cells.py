"""What a cell means: texts, numbers, yes and no, lists, choices. Each reader gives a value or refuses with a code."""

from collections.abc import Callable, Mapping

from challenge.exchange.languages import language_code
from challenge.kernel.errors import Invalid
from challenge.kernel.text import clean_block, clean_line, fold

Value = str | int | bool | tuple[str, ...] | None
Reader = Callable[[str], Value]

_YES = {"1", "yes", "y", "true", "oui", "o", "vrai", "x", "present", "presente"}
_NO = {"0", "no", "n", "false", "non", "faux", "absent", "absente"}


def line(most: int) -> Reader:
    """Return a reader of one line of at most `most` characters."""

    def read(cell: str) -> str:
        return _bounded(clean_line(cell), most)

    return read


def block(most: int) -> Reader:
    """Return a reader of a text of several lines."""

    def read(cell: str) -> str:
        return _bounded(clean_block(cell), most)

    return read


def _bounded(value: str, most: int) -> str:
    if len(value) > most:
        raise Invalid("exchange.cell_long", None, most=most, length=len(value))
    return value


def number(least: int, most: int, *, empty: int) -> Reader:
    """Return a reader of a whole number; "3", "3.0" and "3,0" are one. An empty cell gives `empty`."""

    def read(cell: str) -> int:
        text = cell.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace(",", ".")
        if not text:
            return empty
        whole, _, rest = text.partition(".")
        if not whole.isdecimal() or len(whole) > 9 or rest.strip("0"):
            raise Invalid("exchange.cell_number", None, least=least, most=most)
        if not least <= int(whole) <= most:
            raise Invalid("exchange.cell_number", None, least=least, most=most)
        return int(whole)

    return read


def flag(*, empty: bool) -> Reader:
    """Return a reader of yes or no in both languages; an empty cell gives `empty`."""

    def read(cell: str) -> bool:
        word = fold(cell)
        if not word:
            return empty
        if word in _YES:
            return True
        if word in _NO:
            return False
        raise Invalid("exchange.cell_flag", None)

    return read


def listing(most: int = 12, length: int = 40) -> Reader:
    """Return a reader of several words joined by `;`, `,`, `|` or `/`; the order is kept, doubles are dropped."""

    def read(cell: str) -> tuple[str, ...]:
        flat = cell.replace(",", ";").replace("|", ";").replace("/", ";")
        words = dict.fromkeys(word for part in flat.split(";") if (word := clean_line(part)))
        if len(words) > most:
            raise Invalid("exchange.cell_many", None, most=most)
        return tuple(_bounded(word, length) for word in words)

    return read


def languages(most: int = 12) -> Reader:
    """Return a reader of languages by code or usual name, in either language; the values are two-letter codes."""
    words = listing(most)

    def read(cell: str) -> tuple[str, ...]:
        codes: dict[str, None] = {}
        given = words(cell)
        assert isinstance(given, tuple)
        for word in given:
            code = language_code(word)
            if code is None:
                raise Invalid("exchange.cell_language", None, word=word)
            codes[code] = None
        return tuple(codes)

    return read


def choice(meanings: Mapping[str, str], *, empty: str = "") -> Reader:
    """Return a reader of one of several words.

    Args:
        meanings: folded word -> value; a value itself need not be repeated.
        empty: what an empty cell means.
    """
    known = {fold(value): value for value in meanings.values()} | dict(meanings)
    allowed = ", ".join(dict.fromkeys(meanings.values()))

    def read(cell: str) -> str:
        word = fold(cell)
        if not word:
            return empty
        if word not in known:
            raise Invalid("exchange.cell_choice", None, allowed=allowed)
        return known[word]

    return read
