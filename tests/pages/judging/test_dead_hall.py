"""What a juror's list says in a hall without network: what is done here counts, and the next table is still to do."""

import re

from playwright.sync_api import expect

from tests.pages.conftest import Hall
from tests.pages.test_jury_phone import first_visit, kept_pages, mark_all


def test_list_without_network_leads_on_to_what_is_still_to_do(jury_hall: Hall) -> None:
    page = first_visit(jury_hall)
    kept_pages(jury_hall, page)
    before = page.locator(".jury-table").inner_text()
    jury_hall.cut(page.context)
    mark_all(page, 4)
    page.get_by_role("button", name="Done").tap()
    expect(page.locator(".jury-table")).not_to_have_text(before)
    following = page.locator(".jury-table").inner_text()
    page.locator(".jury-progress a").tap()
    expect(page.locator("[data-jury][data-ready]")).to_be_visible()

    expect(page.locator("[data-next]")).to_have_text(f"Next: table {following}")
    expect(page.locator("[data-done]")).to_have_text("1")
    expect(page.locator("p.sync use")).to_have_attribute("href", re.compile("#clock$"))
    jury_hall.mend(page.context)
    expect(page.locator("p.sync use")).to_have_attribute("href", re.compile("#check-circle-fill$"))
    page.context.close()
