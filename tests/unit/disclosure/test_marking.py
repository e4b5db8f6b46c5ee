"""A mark names its reader whatever letters the name has, and ends within the page."""

import io
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from challenge.disclosure.marking import marked
from challenge.exchange.lettering import TEXT

LONG = "Marie-Bérénice de la Tour du Pin Chambly de La Charce [bcdfgh], 2027-05-24 09:30"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "shot.png"
    Image.new("RGB", (400, 300), "white").save(path)
    return path


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "plan.pdf"
    canvas = Canvas(str(path), pagesize=(420, 595))
    canvas.drawString(50, 50, "plan")
    canvas.save()
    return path


@pytest.mark.parametrize("kind", ["image/png", "image/webp", "image/jpeg"])
def test_accents_are_drawn_as_what_they_are(picture: Path, kind: str) -> None:
    drawn = {marked(picture, kind, name) for name in ("Zoé", "Zoè", "Zoë", "Zoś")}

    # Four names that a typeface without accents would draw as one.
    assert len(drawn) == 4


def test_a_name_is_read_back_from_a_paper(paper: Path) -> None:
    text = PdfReader(io.BytesIO(marked(paper, "application/pdf", "Łukasz Żak Ольга [bcdfgh]"))).pages[0].extract_text()

    assert "Łukasz Zak ????? [bcdfgh]" in text


def test_a_long_mark_ends_within_the_page(paper: Path) -> None:
    sizes: list[float] = []

    def look(text: str, _cm: object, _tm: object, _font: object, size: float) -> None:
        if "Marie" in text:
            sizes.append(size)

    PdfReader(io.BytesIO(marked(paper, "application/pdf", LONG))).pages[0].extract_text(visitor_text=look)

    assert sizes
    assert all(stringWidth(LONG, TEXT, size) < 420 * 0.92 for size in sizes)


def test_what_is_transparent_becomes_white_and_what_is_not_stays(tmp_path: Path) -> None:
    path = tmp_path / "cut.png"
    shape = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    shape.paste((200, 0, 0, 255), (0, 280, 400, 300))
    shape.save(path)
    drawn = Image.open(io.BytesIO(marked(path, "image/png", "Zoé")))

    assert drawn.mode == "RGB"
    assert (drawn.getpixel((399, 0)), drawn.getpixel((399, 299))) == ((255, 255, 255), (200, 0, 0))


def test_every_page_is_marked_whatever_its_size(tmp_path: Path) -> None:
    path = tmp_path / "plans.pdf"
    canvas = Canvas(str(path))
    for width, height in ((420, 595), (595, 420), (420, 595), (1190, 842)):
        canvas.setPageSize((width, height))
        canvas.drawString(50, 50, f"plan {width}")
        canvas.showPage()
    canvas.save()
    pages = PdfReader(io.BytesIO(marked(path, "application/pdf", "Zoé"))).pages

    assert [page.extract_text().count("Zoé") for page in pages] == [12, 12, 12, 12]
