"""What a juror's list says in a hall without network: what is done here counts, and the next table is still to do."""

import re

from playwright.sync_api import expect

from tests.pages.conftest import Hall
from tests.pages.test_jury_phone import done_without_network, first_visit


def test_list_without_network_leads_on_to_what_is_still_to_do(jury_hall: Hall) -> None:
    page = first_visit(jury_hall)
    following = done_without_network(jury_hall, page)

    expect(page.locator("[data-next]")).to_have_text(f"Next: table {following}")
    expect(page.locator("[data-done]")).to_have_text("1")
    expect(page.locator("p.sync use")).to_have_attribute("href", re.compile("#clock$"))
    jury_hall.mend(page.context)
    expect(page.locator("p.sync use")).to_have_attribute("href", re.compile("#check-circle-fill$"))
    page.context.close()
