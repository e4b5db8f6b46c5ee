"""Letters on papers and marks: a typeface that is put into the file, and what stands for a letter that it lacks.

It is the one that ReportLab brings along (Bitstream Vera): Latin letters of western and most of central Europe.
"""

import unicodedata
from functools import cache
from pathlib import Path

import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

TEXT, BOLD = "Text", "Bold"
UNPRINTED = "?"
_FILES = {TEXT: "Vera.ttf", BOLD: "VeraBd.ttf"}


def face_file(name: str = TEXT) -> Path:
    """Return where a face of the typeface lies."""
    return Path(reportlab.__file__).parent / "fonts" / _FILES[name]


@cache
def use_faces() -> None:
    """Let ReportLab know both faces by their names; what is read does not hang on the reader's own fonts."""
    for name in _FILES:
        pdfmetrics.registerFont(TTFont(name, face_file(name)))


@cache
def _known() -> frozenset[int]:
    use_faces()
    return frozenset(pdfmetrics.getFont(TEXT).face.charToGlyph)


def printable(text: str) -> str:
    """Return a text in letters that the typeface has.

    An accent that it lacks is left out ("Ż" becomes "Z"), marks that are no letters go, and `UNPRINTED` stands for
    every letter of another writing. Lines stay.
    """
    return "".join(_printed(sign) for sign in unicodedata.normalize("NFC", text))


def _printed(sign: str) -> str:
    if sign == "\n" or ord(sign) in _known():
        return sign
    plain = "".join(one for one in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(one))
    if plain and all(ord(one) in _known() for one in plain):
        return plain
    # Joiners, marks of direction and accents of nothing say nothing by themselves.
    return "" if unicodedata.category(sign) in ("Cf", "Mn", "Me", "Cc") else UNPRINTED
