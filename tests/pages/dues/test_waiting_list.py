"""A partner drags a problem that waits to the front."""

from playwright.sync_api import expect

from challenge.accounts.actions import open_session
from challenge.dues.actions import set_dues
from challenge.dues.settings import DuesSettings
from challenge.kernel.actor import HOUSE, Role
from challenge.problems.rules import Status
from challenge.web.shell import COOKIE
from tests.make.organisations import make_organisation
from tests.make.problems import make_problem
from tests.pages.conftest import Hall


def test_problem_that_waits_is_dragged_to_the_front(hall: Hall) -> None:
    house, by = hall.small.house, hall.small.by
    firm = make_organisation(house, by.edition_id, "Firm that waits")
    partner = house.person(by.edition_id, Role.PARTNER, organisation_id=firm).actor.account_id
    for title in ("Holds", "One", "Two", "Three"):
        make_problem(house, by.edition_id, firm, status=Status.SUBMITTED, title=f"Waits {title}")
    house.perform(by, set_dues, DuesSettings(places_on=True, cap=1))
    token = house.perform(HOUSE, open_session, partner, device="", by="password")
    context = hall.visitor()
    context.add_cookies([{"name": COOKIE, "value": token, "url": hall.wire.url}])
    page = context.new_page()
    page.goto(hall.address("partner/dues"))
    rows = page.locator("[data-order] > li")

    expect(rows.first).to_contain_text("Waits One")
    rows.nth(2).drag_to(rows.first)
    expect(rows.first).to_contain_text("Waits Three")
    expect(rows.nth(1)).to_contain_text("Waits One")
    house.perform(by, set_dues, DuesSettings())
