"""A partner's form keeps itself; without connection on the device, with one on the server."""

import re

from playwright.sync_api import expect

from challenge.kernel.actor import Role
from tests.pages.conftest import Hall


def test_what_was_typed_without_connection_is_kept_and_sent_later(hall: Hall) -> None:
    partner = hall.inside(Role.PARTNER)
    page = partner.new_page()
    page.goto(hall.address("partner/problems/new"))
    state = page.locator("[data-kept]")
    page.locator("#f-title").fill("Quiet night trains")
    expect(state).to_have_text(re.compile(r"Kept at \d\d:\d\d"))
    hall.cut(partner)
    page.locator("#f-teaser").fill("Typed in the tunnel")
    expect(state).to_have_attribute("data-state", "offline")
    hall.mend(partner)
    expect(state).to_have_attribute("data-state", "kept")
    page.reload()

    expect(page.locator("#f-teaser")).to_have_value("Typed in the tunnel")
    assert re.search(r"\?draft=\w{16}$", page.url)
    page.get_by_role("link", name="Preview").click()
    expect(page.get_by_role("heading", name="Quiet night trains")).to_be_visible()
    partner.close()
