"""An announcement goes out by a page, and the phones of those who are told show it by themselves."""

from playwright.sync_api import expect

from challenge.kernel.actor import Role
from tests.pages.conftest import Hall

WITHIN_MS = 5000


def test_announcement_is_looked_at_sent_and_counted_on_every_page(hall: Hall) -> None:
    student = hall.inside(Role.STUDENT).new_page()
    student.goto(hall.address("schedule"))
    bell = student.get_by_role("link", name="Inbox")
    expect(student.locator("html")).to_have_attribute("data-live", "live", timeout=10_000)
    expect(bell.locator(".count")).to_have_count(1, timeout=WITHIN_MS)
    before = int(bell.locator(".count").inner_text())
    desk = hall.inside(Role.ORGANISER).new_page()
    desk.goto(hall.address("desk/announcements/new"))
    desk.get_by_label("Title in French").fill("Bus à 18 h")
    desk.get_by_label("Text in French").fill("Devant le **hall**.")
    desk.get_by_label("Title in English").fill("Bus at six")
    desk.get_by_label("Text in English").fill("In front of the **hall**.")
    desk.get_by_role("button", name="Look at it first").click()
    expect(desk.locator("#preview strong").first).to_have_text("hall")
    desk.get_by_role("button", name="Send it now").click()
    expect(desk.get_by_role("link", name="Bus at six")).to_be_visible()
    expect(bell.locator(".count")).to_have_text(str(before + 1), timeout=WITHIN_MS)
    bell.click()
    expect(student.get_by_role("heading", name="Bus at six")).to_be_visible()
    student.get_by_role("button", name="All are read").click()
    expect(student.get_by_role("button", name="All are read")).to_have_count(0)
    for page in (student, desk):
        page.context.close()
