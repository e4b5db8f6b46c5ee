"""A bar dragged on the day's plan leads to what it would move; nothing is done before it is confirmed."""

import re
from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from challenge.kernel.actor import Role
from challenge.schedule.actions import move_milestone
from challenge.schedule.queries import milestones
from challenge.schedule.rules import Moments
from tests.pages.conftest import Hall

# In one breath: news may replace a bar between two questions.
WHERE = """(words) => {
  const bars = [...document.querySelectorAll("details[open] [data-drag]")];
  const bar = bars.findLast((one) => one.textContent.includes(words)).querySelector("rect");
  bar.scrollIntoView({ block: "center", behavior: "instant" });
  const box = bar.getBoundingClientRect();
  return [box.x + 4, box.y + box.height / 2];
}"""


def take_hold(page: Page, words: str = "") -> tuple[float, float]:
    """Press on the last open bar that says these words and return where."""
    x, y = page.evaluate(WHERE, words)
    page.mouse.move(x, y)
    page.mouse.down()
    expect(page.locator("[data-held]")).to_have_count(1)
    return x, y


def test_a_bar_is_dragged_by_half_an_hour_and_confirmed(hall: Hall) -> None:
    page = hall.inside(Role.ORGANISER, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(hall.address("desk/schedule"))
    bar = page.locator("details[open] [data-drag]").last
    expect(page.locator("html")).to_have_attribute("data-live", "live", timeout=10_000)
    x, y = take_hold(page)
    before = (bar.locator("[data-drag-clock]").text_content() or "").split(":")
    half_hour = page.evaluate("() => 30 * document.querySelector('details[open] svg.plan').getScreenCTM().a")
    page.mouse.move(x + half_hour, y, steps=4)
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
    x, y = take_hold(page, "Awards")
    hour = page.evaluate("() => 60 * document.querySelector('svg[data-turn]').getScreenCTM().a")
    seen = []
    for hours in (1, 3, 2):
        page.mouse.move(x + hours * hour, y, steps=4)
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


def moved_by_somebody_else(hall: Hall, page: Page, minute: int) -> None:
    """Let the vote end at another minute, and wait until the page was told."""
    small = hall.small
    row = next(one for one in small.house.read(milestones, small.edition_id) if one.code == "vote-close")
    later = datetime(2027, 5, 28, 15, minute)
    with page.expect_response(lambda answer: "/desk/schedule/days" in answer.url and answer.ok):
        small.house.perform(small.by, move_milestone, row.id, Moments(later, later), version=row.version)


def test_news_waits_until_a_bar_is_let_go(hall: Hall) -> None:
    """What others move meanwhile takes no bar from under the pointer, and is there as soon as it is free."""
    page = hall.inside(Role.ORGANISER, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(hall.address("desk/schedule"))
    expect(page.locator("html")).to_have_attribute("data-live", "live", timeout=10_000)
    x, y = take_hold(page)
    page.mouse.move(x + 8, y, steps=4)
    moved_by_somebody_else(hall, page, 22)
    moved = page.locator("body").filter(has_text="15:22")
    page.wait_for_timeout(500)
    shown_early, is_held = moved.count(), page.locator("[data-held]").count()
    page.keyboard.press("Escape")
    expect(moved).to_have_count(1)
    page.mouse.up()
    page.wait_for_timeout(500)

    assert (shown_early, is_held) == (0, 1)
    # What was given up opens nothing either, though the button came up on the bar.
    expect(page).to_have_url(re.compile("/desk/schedule$"))


def test_a_second_finger_and_a_lost_release_leave_no_bar_held(hall: Hall) -> None:
    page = hall.inside(Role.ORGANISER, viewport={"width": 1280, "height": 900}, has_touch=True).new_page()
    page.goto(hall.address("desk/schedule"))
    expect(page.locator("html")).to_have_attribute("data-live", "live", timeout=10_000)
    touched = page.evaluate(
        """() => [...document.querySelectorAll("details[open] [data-drag] rect")].slice(-2).map((bar) => {
          bar.scrollIntoView({ block: "center", behavior: "instant" });
          return bar;
        }).map((bar, id) => ({ x: bar.getBoundingClientRect().x + 4, y: bar.getBoundingClientRect().y + 8, id }))"""
    )
    line = page.context.new_cdp_session(page)
    for kind, points in (
        ("touchStart", touched[:1]),
        ("touchStart", touched),
        ("touchEnd", touched[:1]),
        ("touchEnd", []),
    ):
        line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(page.locator("[data-held]")).to_have_count(0)
    take_hold(page)
    page.evaluate("document.dispatchEvent(new PointerEvent('pointermove', { pointerId: 1, buttons: 0 }))")

    expect(page.locator("[data-held]")).to_have_count(0)
    moved_by_somebody_else(hall, page, 23)
    expect(page.locator("body").filter(has_text="15:23")).to_have_count(1)
