"""The palette by keyboard alone, and its button without script."""

import re

from playwright.sync_api import expect

from challenge.kernel.actor import Role
from tests.pages.conftest import Hall


def test_the_palette_opens_finds_and_goes_by_keyboard_alone(hall: Hall) -> None:
    page = hall.inside(Role.ORGANISER).new_page()
    page.goto(hall.address("desk/"))
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Search")
    expect(palette.get_by_role("link", name="Help queue")).to_be_visible()
    page.keyboard.type("a01")
    expect(palette.get_by_role("link")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()
    page.keyboard.press("Control+k")
    page.keyboard.press("ArrowDown")
    expect(palette.get_by_role("link", name=re.compile("A01"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/teams/A01$"))


def test_without_script_the_button_leads_to_the_search_page(hall: Hall) -> None:
    page = hall.inside(Role.ORGANISER, java_script_enabled=False).new_page()
    page.goto(hall.address("desk/"))
    page.get_by_role("link", name="Search").click()
    page.get_by_role("searchbox").fill("a01")
    page.get_by_role("searchbox").press("Enter")

    assert page.get_by_role("link", name=re.compile("^A01")).get_attribute("href") == "/e/demo/teams/A01"
