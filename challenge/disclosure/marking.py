"""The reader's name and the time across every page of a restricted PDF, and over a restricted picture."""

import io
from pathlib import Path
from threading import Lock

from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from reportlab.pdfgen.canvas import Canvas

from challenge.disclosure.rules import PDF, PICTURES
from challenge.exchange.lettering import TEXT, face_file, printable, use_faces
from challenge.kernel.errors import Invalid

PIXELS_MOST = 40_000_000
PAGES_MOST = 300
_ONE = Lock()
"""One file at a time in a process: a large picture takes 120 MB while it is marked, and a team opens it at once."""
_LINES = 6
_SHARE = 0.88
"""How much of the width one mark takes at most: the time at its end is not cut off."""


def marked(path: Path, media_type: str, mark: str) -> bytes:
    """Return a file with a mark on it, in letters that can be printed.

    Raises:
        Invalid("disclosure.unmarked"): it is broken, locked or larger than can be marked; nothing is given unmarked.
    """
    text = printable(mark)
    try:
        with _ONE:
            return _marked_pdf(path, text) if media_type == PDF else _marked_picture(path, PICTURES[media_type], text)
    except (PyPdfError, UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, KeyError) as wrong:
        raise Invalid("disclosure.unmarked", "file") from wrong


def _marked_pdf(path: Path, mark: str) -> bytes:
    reader = PdfReader(path)
    if reader.is_encrypted or len(reader.pages) > PAGES_MOST:
        raise ValueError("locked or too long")
    writer = PdfWriter(clone_from=reader)
    overlays: dict[tuple[float, float], PageObject] = {}
    for page in writer.pages:
        page.transfer_rotation_to_content()
        box = page.mediabox
        size = float(box.width), float(box.height)
        if size not in overlays:
            overlays[size] = _overlay(*size, mark)
        page.merge_translated_page(overlays[size], float(box.left), float(box.bottom))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _overlay(width: float, height: float, mark: str) -> PageObject:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(width, height))
    canvas.setFillGray(0.4, 0.35)
    use_faces()
    widest = width * _SHARE / canvas.stringWidth(mark, TEXT, 1)
    canvas.setFont(TEXT, max(4.0, min(width / 28, height / 28, widest)))
    for line in range(_LINES):
        canvas.saveState()
        canvas.translate(width * 0.08, height * (line + 0.3) / _LINES)
        canvas.rotate(12)
        canvas.drawString(0, 0, f"{mark}    {mark}")
        canvas.restoreState()
    canvas.showPage()
    canvas.save()
    return PdfReader(out).pages[0]


def _marked_picture(path: Path, kind: str, mark: str) -> bytes:
    with Image.open(path) as opened:
        if opened.width * opened.height > PIXELS_MOST:
            raise ValueError("too many pixels")
        base = _on_white(opened)
    widest = base.width * _SHARE / ImageFont.truetype(face_file(), 100).getlength(mark) * 100
    size = max(8, min(max(12, min(base.size) // 22), int(widest)))
    # Drawn into the picture itself: a layer of its own would take its memory several times over.
    draw, font = ImageDraw.Draw(base, "RGBA"), ImageFont.truetype(face_file(), size)
    for line in range(_LINES):
        place = (base.width * 0.02, base.height * (line + 0.3) / _LINES)
        draw.text(
            place,
            f"{mark}    {mark}",
            font=font,
            fill=(90, 90, 90, 150),
            stroke_width=1,
            stroke_fill=(255, 255, 255, 150),
        )
    out = io.BytesIO()
    # Written anew: place and device, which pictures carry along, stay behind.
    base.save(out, kind)
    return out.getvalue()


def _on_white(opened: Image.Image) -> Image.Image:
    """Return a picture without transparency: what lay under nothing is white, as on a page."""
    if not opened.has_transparency_data:
        return opened.convert("RGB")
    seen = opened.convert("RGBA")
    base = Image.new("RGB", seen.size, "white")
    base.paste(seen, mask=seen.getchannel("A"))
    return base
