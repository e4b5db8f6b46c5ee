"""The overview of the desk in the browser."""

from challenge.kernel.actor import Role
from tests.pages.conftest import Hall

# What the countdown shows half a year ahead; said and measured in one step, before the clock ticks again.
MEASURE = """one => {
  one.querySelector("time[data-countdown]").textContent = "176\\u00a0d 02:15";
  return one.scrollWidth <= one.clientWidth;
}"""


def test_a_countdown_of_months_stays_within_its_panel(hall: Hall) -> None:
    page = hall.inside(Role.ORGANISER, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(hall.address("desk/"))

    assert page.locator(".giant-clock").first.evaluate(MEASURE)
    page.context.close()
