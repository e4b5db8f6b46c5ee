"""Text of people: stored as given in NFC, escaped at output, one Markdown function for page and preview."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

import nh3
from markdown_it import MarkdownIt

from challenge.kernel.errors import Invalid

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029]")
_TAGS = {
    "p",
    "br",
    "strong",
    "em",
    "ul",
    "ol",
    "li",
    "blockquote",
    "code",
    "pre",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "a",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def clean_line(value: str) -> str:
    """Return one line of text: control characters dropped, NFC, white space folded and trimmed; twice is as once."""
    return " ".join(unicodedata.normalize("NFC", _CONTROL.sub("", value)).split())


def clean_block(value: str) -> str:
    """Return a text of several lines: line ends unified, control characters dropped, NFC, outer space trimmed."""
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()


def bounded(value: str, field: str, *, most: int, required: bool = True) -> str:
    """Return the value when its length fits.

    Raises:
        Invalid("text.missing"): empty although required.
        Invalid("text.too_long"): more than `most` characters; names the excess.
    """
    if required and not value:
        raise Invalid("text.missing", field)
    if len(value) > most:
        raise Invalid("text.too_long", field, most=most, length=len(value))
    return value


def fold(value: str) -> str:
    """Return a form for comparing names: without accents, case and punctuation. "Éric O'Neil" gives "eric oneil"."""
    flat = unicodedata.normalize("NFKD", value.casefold())
    kept = "".join(char for char in flat if char.isalnum() or char.isspace() or char in "-_")
    return " ".join(kept.replace("-", " ").replace("_", " ").split())


def stem(word: str) -> str:
    """Return the beginning that a folded French or English word shares with its other forms (plural, feminine)."""
    return word[: len(word) - (3 if len(word) > 8 else 2 if len(word) > 5 else 0)]


def slug(value: str, *, most: int = 60) -> str:
    """Return a part of an address: lower-case ASCII letters, digits and hyphens; may be empty."""
    flat = unicodedata.normalize("NFKD", value.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", flat).strip("-")[:most].rstrip("-")


def neutral_cell(value: str) -> str:
    """Return a spreadsheet cell that no program reads as a formula (leading = + - @ TAB CR get an apostrophe)."""
    return f"'{value}" if value.startswith(_FORMULA) else value


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).disable("image")


@lru_cache(maxsize=256)
def markdown(value: str) -> str:
    """Return safe HTML of a Markdown text; headings start at h3, links get rel=nofollow, no images, no raw HTML."""
    html = _markdown().render(value).replace("<h1>", "<h3>").replace("</h1>", "</h3>")
    html = html.replace("<h2>", "<h3>").replace("</h2>", "</h3>")
    return nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"})


@dataclass(frozen=True, slots=True)
class Words:
    """Title and Markdown in both languages."""

    title_fr: str
    title_en: str
    body_fr: str
    body_en: str

    def checked(self, *, title_most: int, body_most: int) -> "Words":
        """Return the words cleaned.

        Raises:
            Invalid("text.missing"), Invalid("text.too_long"): of the field that is named.
        """
        titles = (bounded(clean_line(getattr(self, name)), name, most=title_most) for name in ("title_fr", "title_en"))
        bodies = (bounded(clean_block(getattr(self, name)), name, most=body_most) for name in ("body_fr", "body_en"))
        return Words(*titles, *bodies)

    def by_locale(self) -> dict[str, list[str]]:
        """Return [title, Markdown] by language."""
        return {"fr": [self.title_fr, self.body_fr], "en": [self.title_en, self.body_en]}
