"""A bar dragged on the day's plan leads to what it would move; nothing is done before it is confirmed."""

import re

from playwright.sync_api import expect

from challenge.kernel.actor import Role
from tests.pages.conftest import Hall


def test_a_bar_is_dragged_by_half_an_hour_and_confirmed(hall: Hall) -> None:
    page = hall.inside(Role.ORGANISER, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(hall.address("desk/schedule"))
    bar = page.locator("details[open] [data-drag]").last
    # Once the page is live its islands stand as they are; to hover waits until the bar is where it stays.
    expect(page.locator("html")).to_have_attribute("data-live", "live", timeout=10_000)
    bar.locator("rect").hover(position={"x": 4, "y": 12})
    before = (bar.locator("[data-drag-clock]").text_content() or "").split(":")
    box = bar.locator("rect").bounding_box()
    assert box is not None
    half_hour = page.evaluate("() => 30 * document.querySelector('details[open] svg.plan').getScreenCTM().a")
    page.mouse.move(box["x"] + 4, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 4 + half_hour, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"/move\?minutes=30$"))
    after = int(before[0]) * 60 + int(before[1]) + 30
    expect(page.get_by_role("list", name="What moves")).to_contain_text(f"{after // 60:02d}:{after % 60:02d}")
    page.get_by_role("button", name="Move it").click()
    expect(page).to_have_url(re.compile("/desk/schedule$"))
