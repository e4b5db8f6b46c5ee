"""A bar dragged on the day's plan leads to what it would move; nothing is done before it is confirmed."""

import re
from datetime import UTC, datetime

from playwright.sync_api import expect

from challenge.kernel.actor import Role
from challenge.schedule.actions import move_milestone
from challenge.schedule.queries import milestones
from challenge.schedule.rules import Moments
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


def test_a_drag_on_the_day_the_clocks_go_back_lands_on_the_pass_that_is_shown(hall: Hall) -> None:
    """Half past one, dragged by two hours that pass, is half past two for the second time."""
    small = hall.small
    row = next(one for one in small.house.read(milestones, small.edition_id) if one.code == "awards")
    night = Moments(datetime(2027, 10, 31, 1, 30), datetime(2027, 10, 31, 1, 50))
    small.house.perform(small.by, move_milestone, row.id, night, version=row.version)
    page = hall.inside(Role.ORGANISER, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(hall.address("desk/schedule"))
    expect(page.locator("html")).to_have_attribute("data-live", "live", timeout=10_000)
    page.locator("summary", has_text="Sunday 31 October").click()
    bar = page.locator("details[open] [data-drag]").filter(has_text="Awards")
    bar.locator("rect").hover(position={"x": 4, "y": 12})
    box = bar.locator("rect").bounding_box()
    assert box is not None
    hour = page.evaluate("() => 60 * document.querySelector('svg[data-turn]').getScreenCTM().a")
    seen = []
    page.mouse.move(box["x"] + 4, box["y"] + box["height"] / 2)
    page.mouse.down()
    for hours in (1, 3, 2):
        page.mouse.move(box["x"] + 4 + hours * hour, box["y"] + box["height"] / 2, steps=4)
        seen.append(bar.locator("[data-drag-clock]").text_content())
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"/move\?minutes=120$"))
    expect(page.get_by_role("navigation", name="Which of the two").locator("[aria-current]")).to_have_text(
        "02:30 UTC+1"
    )
    page.get_by_role("button", name="Move it").click()
    expect(page).to_have_url(re.compile("/desk/schedule$"))

    moved = next(one for one in small.house.read(milestones, small.edition_id) if one.code == "awards")
    assert seen == ["02:30 UTC+2", "03:30", "02:30 UTC+1"]
    assert moved.starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
