"""What came too long ago appears on an open desk by itself, and goes when another organiser says the word."""

from datetime import timedelta

from playwright.sync_api import expect

from challenge.kernel.actor import Role
from tests.make.schedule import go_on
from tests.pages.conftest import Hall
from tests.pages.test_every_page import _trouble


def test_the_desk_sees_what_waits_without_asking_and_says_its_word(apart: Hall) -> None:
    desk, other = (apart.inside(Role.ORGANISER, reduced_motion="reduce").new_page() for _ in range(2))
    for page in (desk, other):
        page.goto(apart.address("desk/schedule"))
        expect(page.get_by_text("Live", exact=True).first).to_be_visible()
        expect(page.locator("#waiting")).to_have_count(0)
    # Six hours in which no worker woke: the house counts them as it finds them.
    apart.small.house.perform(apart.small.by, go_on, timedelta(hours=6))
    for page in (desk, other):
        expect(page.locator("#waiting")).to_be_visible()
    desk.bring_to_front()
    assert _trouble(desk) == []
    other.bring_to_front()
    other.get_by_role("button", name="Let this one fire").first.click()
    expect(other.get_by_text("has fired.")).to_be_visible()
    other.locator("summary", has_text="Let all fire now, in order").click()
    other.get_by_role("button", name="Yes: Let all fire now, in order").click()
    expect(other.get_by_text("Moments that have fired, in order")).to_be_visible()
    expect(desk.locator("#waiting")).to_have_count(0)
