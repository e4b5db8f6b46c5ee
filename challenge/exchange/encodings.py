"""From bytes to text: what encoding a file is in when nobody says so. Pure."""

import codecs
import re

from challenge.kernel.errors import Invalid

_NOT_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b")
_MARKED = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_MANY_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")

# One byte, one character: Windows, ISO with the euro sign, the former Macintosh, DOS. The first one wins a tie.
ONE_BYTE = ("cp1252", "iso8859-15", "mac_roman", "cp850")
_FRENCH = set("àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ")
_WESTERN = set("áíóúñãõåøìòßðþýšžÁÍÓÚÑÃÕÅØÌÒÐÞÝŠŽ")
_SIGNS = set("’‘“”«»–—…€°§£²³·\u00a0\u202f")
_JOINS = set("’·\u00a0\u202f")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_LOOKED_AT = 20_000


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text and the encoding it was found to be in.

    UTF-8 and UTF-16, marked or not, are certain. Otherwise the encoding of one byte per character whose letters make
    the most plausible words: an accent in capitals inside a small word, or a sign inside a word, speaks against it.

    Raises:
        Invalid("exchange.not_text"): binary content.
        Invalid("exchange.encoding_mixed"): UTF-8 with bytes of another encoding; names the first such line.
    """
    if data.startswith(_NOT_TEXT):
        raise Invalid("exchange.not_text", "file")
    for mark, name in _MARKED:
        if data.startswith(mark):
            return _checked(data[len(mark) :].decode(name, "replace")), name
    if name := _utf_16_without_mark(data[:400]):
        return _checked(data.decode(name, "replace")), name
    try:
        return _checked(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError as wrong:
        _refuse_mixed(data, wrong.start)
    return _most_plausible(data)


def _checked(text: str) -> str:
    if "\0" in text:
        raise Invalid("exchange.not_text", "file")
    return text


def _utf_16_without_mark(start: bytes) -> str:
    """Return the byte order when nearly every other byte is zero, as in Latin text; "" otherwise."""
    if len(start) < 8:
        return ""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd > len(start) // 3 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > len(start) // 3 and not odd else ""


def _refuse_mixed(data: bytes, first: int) -> None:
    """Refuse a file that is UTF-8 but for a few places: read as anything else, every other accent would be wrong."""
    broken = data.decode("utf-8", "replace").count("\ufffd")
    if len(_MANY_BYTES.findall(data)) >= 3 * broken:
        line = len(re.findall(rb"\r\n|\r|\n", data[:first])) + 1
        raise Invalid("exchange.encoding_mixed", str(line), line=line)


def _most_plausible(data: bytes) -> tuple[str, str]:
    found: list[tuple[int, str, str]] = []
    for name in ONE_BYTE:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        found.append((plausibility(text), text, name))
    if not any(name == "cp1252" for _, _, name in found):
        text = data.decode("latin-1")
        found.insert(0, (plausibility(text), text, "latin-1"))
    _, text, name = max(found, key=lambda one: one[0])
    return _checked(text), name


def plausibility(text: str) -> int:
    """Return how much the foreign characters of a text look like words; higher is better, 0 for plain ASCII."""
    score = 0
    for place, match in enumerate(_FOREIGN.finditer(text)):
        if place >= _LOOKED_AT:
            break
        at = match.start()
        score += _weight(match[0], text[at - 1 : at] if at else "", text[at + 1 : at + 2])
    return score


def _weight(char: str, before: str, after: str) -> int:
    inside = before.isalpha() and after.isalpha()
    if not char.isalpha():
        if char in _SIGNS:
            return -3 if inside and char not in _JOINS else 1
        return -6 if "\x80" <= char <= "\x9f" else -4 if inside else -2
    known = 3 if char in _FRENCH else 2 if char in _WESTERN else -1
    if char.isupper():
        return known + (-5 if before.islower() else not before.isalpha() and after.islower())
    return known - (5 if before.isupper() and after.isupper() else 0)
