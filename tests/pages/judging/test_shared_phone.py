"""What a phone says and keeps when the round is over, or when somebody else has logged in on it."""

from typing import Any

from playwright.sync_api import Page, expect

from challenge.accounts.actions import open_session
from challenge.judging import actions
from challenge.judging.queries import jurors
from challenge.kernel.actor import HOUSE, Role
from challenge.web.shell import COOKIE
from tests.pages.conftest import Hall

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
API = "**/api/v1/editions/demo/jury/visits"


def kept(page: Page, owner: str) -> Any:
    """Return the list of visits that this phone keeps under somebody's name."""
    return page.evaluate("(owner) => Outbox.kept(`jury:demo:${owner}`)", owner)


def test_list_of_another_juror_is_not_kept_under_this_name(jury_hall: Hall) -> None:
    first, other = (row.account_id for row in jury_hall.small.house.read(jurors, jury_hall.small.edition_id)[:2])
    page = jury_hall.inside(Role.JUROR, **PHONE).new_page()
    page.goto(jury_hall.address("jury/"))
    expect(page.locator("[data-jury][data-stays]")).to_be_visible()
    owner = str(page.locator("[data-jury]").get_attribute("data-owner"))
    before = kept(page, owner)
    token = jury_hall.small.house.perform(HOUSE, open_session, other, device="", by="password")
    stranger = jury_hall.visitor().request.get(
        jury_hall.address("/api/v1/editions/demo/jury/visits"), headers={"Cookie": f"{COOKIE}={token}"}
    )
    page.route(API, lambda route: route.fulfill(json=stranger.json()))
    page.reload()
    expect(page.locator("[data-jury][data-ready]")).to_be_visible()
    page.wait_for_timeout(300)

    assert first != other
    assert [line["visit"] for line in stranger.json()["visits"]] != [line["visit"] for line in before]
    assert kept(page, owner) == before
    page.context.close()


def test_page_of_a_round_that_is_over_says_safe_only_of_what_is(jury_hall: Hall) -> None:
    page = jury_hall.inside(Role.JUROR, **PHONE).new_page()
    page.goto(jury_hall.address("jury/"))
    page.locator(".jury-actions .button").click()
    expect(page.locator("[data-jury][data-ready]")).to_be_visible()
    for card in page.locator(".criterion").all():
        card.get_by_role("radio", name="4").tap()
    jury_hall.small.house.perform(jury_hall.small.by, actions.freeze_round, "round-1")
    page.get_by_role("button", name="Done").tap()
    expect(page.locator("[data-clash]")).to_be_visible()
    page.reload()
    expect(page.locator("[data-clash]")).to_be_visible()
    expect(page.get_by_text("The round is over.")).to_be_visible()
    expect(page.locator("[data-safe]")).to_be_hidden()
    page.goto(jury_hall.address("jury/"))
    expect(page.locator("[data-not-taken]")).to_be_visible()
    expect(page.locator("[data-safe]")).to_be_hidden()
    page.get_by_role("button", name="Remove from this phone").tap()
    expect(page.locator("[data-safe]")).to_be_visible()
    page.context.close()
