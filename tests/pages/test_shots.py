"""Pictures of the main pages, for people to look at: tests/shots/, made anew in every run."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from challenge.kernel.actor import Role
from config import ROOT
from tests.pages.conftest import Hall, serve_copy
from tests.pages.small import Small, friday

FOLDER = ROOT / "tests" / "shots"
PHONE, LAPTOP, PROJECTOR = (360, 740), (1280, 900), (1920, 1080)
# name, role, path, sizes
MORNING = (
    ("home", "visitor", "", (PHONE, LAPTOP)),
    ("problems", "visitor", "problems", (PHONE, LAPTOP)),
    ("schedule", "visitor", "schedule", (PHONE, LAPTOP)),
    ("team", Role.STUDENT, "teams/A01", (PHONE, LAPTOP)),
    ("visit", Role.JUROR, "jury/", (PHONE,)),
    ("desk", Role.ORGANISER, "desk/", (PHONE, LAPTOP)),
    ("desk-teams", Role.ORGANISER, "desk/teams", (PHONE, LAPTOP)),
    ("desk-judging", Role.ORGANISER, "desk/judging", (PHONE, LAPTOP)),
    ("wall", "visitor", "wall", (PROJECTOR,)),
)
EVENING = (("results", "visitor", "results", (PHONE, LAPTOP)), ("wall-awards", "visitor", "wall", (PROJECTOR,)))
LOOKS = (("light", "fr-FR"), ("dark", "en-GB"))


@pytest.fixture(scope="module")
def own_hall(made: Small, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Hall]:
    """Give a served edition of its own: its awards must not come in other tests' mornings."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    yield from serve_copy(made, tmp_path_factory.mktemp("shots"), browser)


def test_main_pages_are_photographed(own_hall: Hall) -> None:
    _photograph(own_hall, MORNING)
    own_hall.small.set_time(friday(16, 30))
    page = own_hall.visitor().new_page()
    page.goto(own_hall.address("results"))
    expect(page.locator(".podium li")).to_have_count(3, timeout=20_000)
    page.context.close()
    _photograph(own_hall, EVENING)
    sizes = {path.name: path.stat().st_size for path in FOLDER.iterdir()}
    assert len(sizes) == 38
    assert [name for name, size in sizes.items() if size < 5_000] == []


def _photograph(hall: Hall, pages: tuple[tuple[str, str, str, tuple[tuple[int, int], ...]], ...]) -> None:
    for look, locale in LOOKS:
        opened: dict[str, Page] = {}
        for name, role, path, sizes in pages:
            if role not in opened:
                context = hall.inside(role, color_scheme=look, locale=locale, reduced_motion="reduce")
                opened[role] = context.new_page()
            page = opened[role]
            page.goto(hall.address(path))
            expect(page.locator("html")).not_to_have_attribute("data-live", "catching")
            if name == "visit":
                page.locator(".jury-actions .button").click()
            for width, height in sizes:
                page.set_viewport_size({"width": width, "height": height})
                target = FOLDER / f"{name}-{width}-{look}-{locale[:2]}.png"
                page.screenshot(path=_made(target), full_page=name != "wall")
        for page in opened.values():
            page.context.close()


def _made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
