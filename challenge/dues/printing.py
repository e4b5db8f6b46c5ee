"""A paper as PDF; runs in a process apart, where its library is loaded. The same content gives the same bytes."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from challenge.dues.printing_sheet import Sheet
from challenge.exchange.lettering import BOLD, TEXT, UNPRINTED, printable, use_faces
from challenge.runtime.apart import Line

_LEFT, _RIGHT, _TOP, _BOTTOM = 20 * mm, A4[0] - 20 * mm, A4[1] - 22 * mm, 24 * mm
_STEP = 5.2 * mm


def printed_apart(_line: Line, sheet: Sheet) -> bytes:
    """Return the paper as PDF of A4 pages."""
    use_faces()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setTitle(sheet.title)
    canvas.setAuthor(sheet.author)
    _Drawn(canvas).draw(_in_letters(sheet))
    canvas.save()
    return out.getvalue()


def _in_letters(sheet: Sheet) -> Sheet:
    """Return a paper in letters that can be printed; it says so when some cannot."""

    def told(lines: Sequence[str]) -> list[str]:
        return [printable(line) for line in lines]

    said = (*sheet.seller, *sheet.buyer, *sheet.facts, *sheet.notes)
    is_whole = sum(line.count(UNPRINTED) for line in said) == sum(line.count(UNPRINTED) for line in told(said))
    notes = [*told(sheet.notes), *([] if is_whole else [sheet.unprinted])]
    return replace(sheet, seller=told(sheet.seller), buyer=told(sheet.buyer), facts=told(sheet.facts), notes=notes)


class _Drawn:
    """A paper being drawn from top to bottom."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._y = _TOP

    def draw(self, sheet: Sheet) -> None:
        """Draw all of it."""
        self._block(sheet.seller, _LEFT, bold_first=True)
        self._y -= _STEP
        self._block(sheet.buyer, 110 * mm, bold_first=True)
        self._y -= _STEP
        self._text(sheet.title, _LEFT, size=16, font=BOLD)
        self._y -= _STEP / 2
        self._block(sheet.facts, _LEFT)
        self._y -= _STEP
        for place, row in enumerate(sheet.table):
            self._row(row, TEXT if place else BOLD)
        for word, amount in sheet.totals:
            self._room()
            self._canvas.setFont(BOLD, 10)
            self._canvas.drawRightString(_RIGHT - 34 * mm, self._y, word)
            self._canvas.drawRightString(_RIGHT, self._y, amount)
            self._y -= _STEP
        self._y -= _STEP
        self._block(sheet.notes, _LEFT)

    def _block(self, lines: Sequence[str], x: float, *, bold_first: bool = False) -> None:
        for place, line in enumerate(lines):
            self._text(line, x, font=BOLD if bold_first and not place else TEXT)

    def _text(self, text: str, x: float, *, size: int = 10, font: str = TEXT) -> None:
        for part in _fitting(text, font, size, _RIGHT - x):
            self._room()
            self._canvas.setFont(font, size)
            self._canvas.drawString(x, self._y, part)
            self._y -= _STEP * max(1.0, size / 10)

    def _row(self, cells: Sequence[str], font: str) -> None:
        self._room()
        self._canvas.setFont(font, 9)
        self._canvas.drawString(_LEFT, self._y, cells[0])
        width = (_RIGHT - _LEFT - 34 * mm) / max(1, len(cells) - 1)
        for place, cell in enumerate(cells[1:], 1):
            self._canvas.drawRightString(_LEFT + 34 * mm + width * place, self._y, cell)
        self._canvas.setLineWidth(0.3)
        self._canvas.line(_LEFT, self._y - 1.6 * mm, _RIGHT, self._y - 1.6 * mm)
        self._y -= _STEP * 1.2

    def _room(self) -> None:
        if self._y < _BOTTOM:
            self._canvas.showPage()
            self._y = _TOP


def _fitting(text: str, font: str, size: int, width: float) -> Iterator[str]:
    """Break a text into lines of a width; a word that is wider than a line is broken too."""
    for part in simpleSplit(text, font, size, width):
        rest = part
        while stringWidth(rest, font, size) > width:
            most = next(at for at in range(len(rest), 0, -1) if at == 1 or stringWidth(rest[:at], font, size) <= width)
            yield rest[:most]
            rest = rest[most:]
        yield rest
