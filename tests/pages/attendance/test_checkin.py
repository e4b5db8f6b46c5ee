"""A check-in lane: ten badges a second, signs that differ, no network, a closed tab, names forgotten at log-out."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import func, select

from challenge.accounts import actions as accounts
from challenge.attendance.models import AttendanceMark, HalfDay
from challenge.attendance.queries import BadgeFace, roster_faces
from challenge.kernel.actor import HOUSE, Role
from challenge.web.shell import COOKIE
from tests.pages.conftest import Hall


@pytest.fixture(scope="module")
def people(hall: Hall) -> list[BadgeFace]:
    hall.small.house.deliver()
    return hall.small.house.read(roster_faces, hall.small.edition_id)


@pytest.fixture
def lane(hall: Hall, people: list[BadgeFace]) -> Iterator[BrowserContext]:
    context = hall.inside(Role.ORGANISER, viewport={"width": 360, "height": 740})
    yield context
    context.close()
    hall.wire.mend()


def opened(hall: Hall, context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(hall.address("checkin"))
    expect(page.locator("[data-roster]")).to_contain_text("people are known")
    expect(page.locator("[data-stays]")).to_be_visible()
    return page


def scan(hall: Hall, page: Page, code: str, slug: str = "demo") -> None:
    """Do what a scanner does: type an address like a keyboard, then Enter."""
    page.keyboard.insert_text(hall.address(f"/e/{slug}/c/{code}"))
    page.keyboard.press("Enter")


def marks(hall: Hall, number: int = 9) -> int:
    wanted = select(func.count()).select_from(AttendanceMark).join(HalfDay, HalfDay.id == AttendanceMark.half_day_id)
    return hall.small.house.read(lambda session: session.execute(wanted.where(HalfDay.number == number)).scalar_one())


def sign(page: Page, kind: str, word: str, name: str) -> None:
    expect(page.locator("[data-sign]")).to_have_attribute("data-kind", kind)
    expect(page.locator(".sign-word")).to_have_text(word)
    expect(page.locator(".sign-name")).to_have_text(name)


def test_ten_badges_in_a_second_are_all_kept_and_confirmed_once(
    hall: Hall, lane: BrowserContext, people: list[BadgeFace]
) -> None:
    page, before = opened(hall, lane), marks(hall)
    for one in people[:10]:
        scan(hall, page, one.code)
    sign(page, "present", "Present", people[9].name)
    expect(page.locator("[data-lines] li[data-state=confirmed]")).to_have_count(10)
    assert marks(hall) - before == 10


def test_signs_tell_double_unknown_and_foreign_badges_apart(
    hall: Hall, lane: BrowserContext, people: list[BadgeFace]
) -> None:
    page = opened(hall, lane)
    scan(hall, page, people[10].code)
    sign(page, "present", "Present", people[10].name)
    scan(hall, page, people[10].code)
    sign(page, "already", "Already here", people[10].name)
    scan(hall, page, "zzzzzz")
    sign(page, "unknown", "Not on the list", "ZZZZZZ")
    scan(hall, page, people[11].code, slug="elsewhere")
    sign(page, "foreign", "Badge of another edition", people[11].code.upper())
    expect(page.locator("[data-sign] use")).to_have_attribute("href", re.compile("#flag$"))


def test_forgotten_badge_is_found_by_name(hall: Hall, lane: BrowserContext, people: list[BadgeFace]) -> None:
    page, one = opened(hall, lane), people[12]
    page.keyboard.type(f"{one.last_name[:4]} {one.first_name[:3]}")
    page.locator("[data-matches] button", has_text=one.ref).click()
    sign(page, "present", "Present", one.name)
    expect(page.locator("[data-lines] li[data-state=confirmed]")).to_have_count(1)


def test_scans_without_network_survive_a_reload_and_are_sent_once(
    hall: Hall, lane: BrowserContext, people: list[BadgeFace]
) -> None:
    page, before = opened(hall, lane), marks(hall)
    hall.cut(lane)
    for one in (people[13], people[14], people[13]):
        scan(hall, page, one.code)
    sign(page, "already", "Already here", people[13].name)
    expect(page.locator("[data-waiting]")).to_have_text("2")
    expect(page.locator("[data-network]")).to_contain_text("No network")
    page.reload()
    expect(page.locator("[data-waiting]")).to_have_text("2")
    scan(hall, page, people[15].code)
    expect(page.locator("[data-waiting]")).to_have_text("3")
    page.close()
    assert marks(hall) - before == 0
    hall.mend(lane)
    again = opened(hall, lane)
    expect(again.locator("[data-waiting]")).to_have_text("0")
    expect(again.locator("[data-lines] li[data-state=confirmed]")).to_have_count(3)
    assert marks(hall) - before == 3


def test_scans_after_the_session_ended_wait_for_the_next_log_in(
    hall: Hall, lane: BrowserContext, people: list[BadgeFace]
) -> None:
    page, before = opened(hall, lane), marks(hall)
    lane.clear_cookies(name=COOKIE)
    scan(hall, page, people[16].code)
    sign(page, "present", "Present", people[16].name)
    expect(page.locator("[data-network]")).to_contain_text("Log in again")
    account = hall.account(Role.ORGANISER)
    token = hall.small.house.perform(HOUSE, accounts.open_session, account, device="", by="password")
    lane.add_cookies([{"name": COOKIE, "value": token, "url": hall.wire.url}])
    # The page still holds the former session's token; the next try fetches the new one.
    scan(hall, page, people[17].code)
    expect(page.locator("[data-lines] li[data-state=confirmed]")).to_have_count(2)
    assert marks(hall) - before == 2


def test_names_are_forgotten_at_log_out(hall: Hall, lane: BrowserContext) -> None:
    page = opened(hall, lane)
    page.goto(hall.address("desk/"))
    page.locator("[data-menu] summary").click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url(lambda address: "/e/demo/desk" not in address)
    kept = """async () => {
      const asked = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
      const open = await asked(indexedDB.open("challenge.offline"));
      return [await asked(open.transaction("kept").objectStore("kept").count()), await caches.has("challenge.kept")];
    }"""
    expect_kept(page, kept)


def expect_kept(page: Page, script: str) -> None:
    """The worker forgets beside the log-out itself; it is given a moment."""
    for _ in range(20):
        if page.evaluate(script) == [0, False]:
            return
        page.wait_for_timeout(100)
    assert page.evaluate(script) == [0, False]
