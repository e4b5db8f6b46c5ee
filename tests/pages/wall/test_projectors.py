"""Walls on projectors, driven from a phone: within a second, readable at 20 m, and honest without network."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from challenge.judging.revealing import reveal_everything
from challenge.kernel.actor import Role
from challenge.wall import actions
from challenge.wall.actions import Switch
from challenge.wall.rules import MAIN, Phase, Shows, Zone
from config import ROOT
from tests.pages.conftest import Hall, serve_copy
from tests.pages.small import Small, friday
from tests.pages.wall.stage import crowd, frozen, longest_titles, opened

FOLDER = ROOT / "tests" / "shots-wall"
BIG = {"width": 1920, "height": 1080}
PHONE = {"width": 360, "height": 740}
# Push, relay and one fetch on a machine that may be busy; benchmarks say how fast it is.
WITHIN_MS = 10_000
SMALL = {"width": 1280, "height": 720}
# On a picture three metres wide: letters of 6 cm, which are read at 20 m.
LEAST_PX = {1920: 38, 1280: 38 * 1280 / 1920}
LEGIBLE = """least => [...document.querySelectorAll("main *")].filter(part =>
  [...part.childNodes].some(node => node.nodeType === 3 && node.data.trim()) && !part.closest(".hide-text")
  && part.getClientRects().length && parseFloat(getComputedStyle(part).fontSize) < least
).map(part => part.textContent)"""
# Text of one zone that reaches into another one.
CROSSED = """() => {
  const boxes = [...document.querySelectorAll(".wall-pane")].map(pane => [...pane.querySelectorAll("*")].filter(part =>
    [...part.childNodes].some(node => node.nodeType === 3 && node.data.trim()) && part.getClientRects().length)
    .map(part => [part.getBoundingClientRect(), part.textContent.trim().slice(0, 40)]));
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  return boxes.flatMap((own, at) => boxes.slice(at + 1).flat().flatMap(([box, text]) =>
    own.filter(([other]) => meet(box, other)).map(([, theirs]) => `${theirs} / ${text}`)));
}"""
SPILLED = """() => [...document.querySelectorAll(".wall-main *")].filter(part => {
  const box = part.getBoundingClientRect(), main = document.querySelector(".wall-main").getBoundingClientRect();
  return box.width > 1 && part.closest("svg") === null && !part.closest(".hide-text")
    && (box.right > main.right + 1 || box.bottom > main.bottom + 2 || box.top < main.top - 2);
}).map(part => part.className + ": " + part.textContent.slice(0, 40))"""


@pytest.fixture(scope="module")
def own_hall(made: Small, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Hall]:
    """Give a served edition of its own: what stands on its walls disturbs nobody."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    yield from serve_copy(made, tmp_path_factory.mktemp("walls"), browser)


def projector(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("data-live", "live", timeout=15_000)
    page.evaluate("window.sameDocument = true")
    return page


def tap(phone: Page, name: str, screen: str = "The whole wall") -> None:
    card = phone.get_by_role("region", name=screen, exact=True)
    card.get_by_role("button", name=name, exact=True).first.click()
    expect(phone.locator("[data-message]").first).to_be_visible()


def test_phone_drives_two_projectors_without_reload(own_hall: Hall) -> None:
    hall = own_hall
    first = projector(hall.visitor(viewport=BIG), hall.address("wall"))
    second = projector(hall.visitor(viewport=BIG), hall.address("wall/entrance"))
    expect(first.locator(".wall-news")).to_have_text("Lunch at noon")
    phone = hall.inside(Role.ORGANISER, viewport=PHONE).new_page()
    phone.goto(hall.address("desk/wall"))
    tap(phone, "Judging")
    expect(first.locator(".pane-coverage")).to_be_visible(timeout=WITHIN_MS)
    expect(second.locator(".pane-coverage")).to_be_visible(timeout=WITHIN_MS)
    tap(phone, "Blank this screen", "Entrance")
    expect(second.locator(".wall-blank")).to_have_count(1, timeout=WITHIN_MS)
    card = phone.get_by_role("region", name="First screen", exact=True)
    card.get_by_text("Put a message there").click()
    card.get_by_label("Message in English").fill("Please come to the stage")
    card.get_by_role("button", name="Show the message").click()
    expect(first.locator(".wall-message")).to_have_text("Please come to the stage", timeout=WITHIN_MS)
    tap(phone, "Work")
    expect(first.locator(".pane-progress")).to_be_visible(timeout=WITHIN_MS)
    expect(second.locator(".pane-now_next")).to_be_visible(timeout=WITHIN_MS)

    assert [page.evaluate("window.sameDocument") for page in (first, second)] == [True, True]
    for page in (first, second, phone):
        page.context.close()


def test_projector_without_network_keeps_its_state_says_so_and_catches_up(own_hall: Hall) -> None:
    hall = own_hall
    by = hall.small.by
    hall.small.house.perform(by, actions.choose_phase, Phase.WORK)
    context = hall.visitor(viewport=BIG)
    page = projector(context, hall.address("wall"))
    expect(page.locator(".pane-progress")).to_be_visible(timeout=WITHIN_MS)
    hall.cut(context)
    expect(page.locator("[data-live-status]")).to_have_attribute("data-state", "offline", timeout=15_000)
    hall.small.house.perform(by, actions.switch_screens, [], Switch(shows=Shows.MESSAGE, message_en="Back again"))
    kept = (page.locator(".pane-progress").count(), page.locator("[data-live-status]").is_visible())
    said = page.locator("[data-live-status]").inner_text()
    hall.mend(context)
    expect(page.locator(".wall-message")).to_have_text("Back again", timeout=20_000)

    assert kept == (1, True)
    assert any(sign.isdigit() for sign in said), said
    context.close()


LAYOUTS: dict[str, list[Zone]] = {
    "countdown": [Zone.COUNTDOWN],
    "now": [Zone.NOW_NEXT],
    "news": [Zone.ANNOUNCEMENTS],
    "hall": [Zone.PROGRESS],
    "coverage": [Zone.COVERAGE],
    "now-news": [Zone.NOW_NEXT, Zone.ANNOUNCEMENTS],
    "judging": [Zone.COUNTDOWN, Zone.COVERAGE, Zone.PROGRESS],
    "three": [Zone.NOW_NEXT, Zone.COVERAGE, Zone.ANNOUNCEMENTS],
    "three-team": [Zone.SPOTLIGHT, Zone.NOW_NEXT, Zone.ANNOUNCEMENTS],
    "four": [Zone.COUNTDOWN, Zone.PROGRESS, Zone.SPOTLIGHT, Zone.NOW_NEXT],
}
HELP_LAYOUTS: dict[str, list[Zone]] = {
    "help": [Zone.HELP],
    "help-now": [Zone.HELP, Zone.NOW_NEXT],
    "three-help": [Zone.SPOTLIGHT, Zone.HELP, Zone.COUNTDOWN],
    "four-help": [Zone.COUNTDOWN, Zone.PROGRESS, Zone.HELP, Zone.ANNOUNCEMENTS],
}
LOOKS = (("light", "fr-FR"), ("dark", "en-GB"))


def looked_at(page: Page, name: str, look: str, locale: str) -> list[str]:
    """Photograph a board and return what is wrong with it, on a large projector and on a small one."""
    trouble = []
    for size in (SMALL, BIG):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        of, least = f"{name} {locale} {size['width']}", LEAST_PX[size["width"]]
        trouble += [f"{of} small: {text}" for text in page.evaluate(LEGIBLE, least)]
        trouble += [f"{of} outside: {text}" for text in page.evaluate(SPILLED)]
        trouble += [f"{of} into each other: {text}" for text in page.evaluate(CROSSED)]
    page.screenshot(path=FOLDER / f"{name}-{look}-{locale[:2]}.png")
    return trouble


def themed(hall: Hall, look: str, locale: str) -> Page:
    context = hall.visitor(viewport=BIG, color_scheme=look, locale=locale, reduced_motion="reduce")
    return context.new_page()


def walls(hall: Hall) -> Iterator[str]:
    """Put one layout after the other on the first screen."""
    house, by = hall.small.house, hall.small.by
    house.perform(by, longest_titles)
    house.perform(by, actions.switch_screens, [MAIN], Switch(shows=Shows.TEAM, team="A01"))
    yield "team"
    house.perform(by, actions.choose_phase, Phase.WORK)
    for version, (name, zones) in enumerate([*LAYOUTS.items(), *HELP_LAYOUTS.items()]):
        if version == len(LAYOUTS):
            house.perform(by, crowd)
        house.perform(by, actions.arrange_screen, MAIN, zones, phase=Phase.WORK, version=version)
        yield name
    words = "Le bus pour la gare part dans dix minutes de l’entrée nord, devant le parking des visiteurs."
    house.perform(by, actions.switch_screens, [MAIN], Switch(shows=Shows.MESSAGE, message_fr=words))
    yield "message"
    house.perform(by, actions.switch_screens, [MAIN], Switch(shows=Shows.BLANK))
    yield "blank"
    house.perform(by, actions.choose_phase, Phase.REVEAL)
    yield "veil"
    frozen(hall)
    house.perform(by, opened)
    yield "podium-third"
    house.perform(by, reveal_everything)
    yield "podium"
    hall.small.set_time(friday(16, 30))


def test_everything_on_a_wall_is_large_and_inside(own_hall: Hall) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    trouble = []
    pages = [themed(own_hall, look, locale) for look, locale in LOOKS]
    for name in walls(own_hall):
        own_hall.small.house.deliver()
        for page, (look, locale) in zip(pages, LOOKS, strict=True):
            page.goto(own_hall.address("wall"))
            page.evaluate(f"document.documentElement.dataset.theme = '{look}'")
            expect(page.locator("html")).to_have_attribute("data-live", "live", timeout=15_000)
            trouble += looked_at(page, name, look, locale)
    for page in pages:
        page.context.close()

    assert trouble == []


def test_desk_is_photographed(own_hall: Hall) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for look, locale in LOOKS:
        for width in (360, 1280):
            size = {"width": width, "height": 800}
            context = own_hall.inside(Role.ORGANISER, viewport=size, color_scheme=look, locale=locale)
            page = context.new_page()
            page.goto(own_hall.address("desk/wall"))
            expect(page.locator("html")).to_have_attribute("data-live", "live", timeout=15_000)
            page.screenshot(path=FOLDER / f"desk-{width}-{look}-{locale[:2]}.png", full_page=True)
            page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
            small = page.evaluate(
                "[...document.querySelectorAll('main button, main summary')].filter(part =>"
                " part.getClientRects().length"
                " && part.getBoundingClientRect().height < 44).map(part => part.textContent)"
            )
            context.close()

            assert small == []
