"""A coach marks how a team worked on the jury's page; the desk sees it beside the other results."""

from playwright.sync_api import expect

from challenge.judging import actions, assessments
from challenge.kernel.actor import Role
from tests.pages.conftest import Hall
from tests.pages.test_every_page import _trouble

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "reduced_motion": "reduce"}


def test_coach_marks_by_thumb_and_the_desk_lays_it_side_by_side(jury_hall: Hall) -> None:
    small = jury_hall.small
    for panel in ("school", "partner"):
        small.house.perform(small.by, assessments.ask_panel, panel)
        small.house.perform(small.by, actions.open_round, panel)
    page = jury_hall.inside(Role.COACH, **PHONE).new_page()
    page.goto(jury_hall.address("coach/"))
    page.get_by_role("link", name="Mark how teams worked").tap()
    page.locator(".jury-actions .button").tap()
    expect(page.locator("[data-jury][data-ready]")).to_be_visible()
    code = page.locator(".jury-where b").inner_text()
    for card in page.locator(".criterion").all():
        card.get_by_role("radio", name="4").tap()
    sheet = page.url
    page.get_by_role("button", name="Done").tap()
    page.wait_for_url(lambda address: address != sheet)
    expect(page.locator("p[data-sync]")).to_have_attribute("data-state", "saved")
    desk = jury_hall.inside(Role.ORGANISER, reduced_motion="reduce").new_page()
    desk.goto(jury_hall.address("desk/judging/assessments"))
    row = desk.get_by_role("row").filter(has=desk.get_by_role("rowheader", name=code))
    expect(row).to_contain_text("16.0 1 sheet")
    found = _trouble(desk)
    page.goto(jury_hall.address("assess/school"))
    found += _trouble(page)
    page.goto(sheet)
    found += _trouble(page)

    assert found == []
    page.context.close()
    desk.context.close()
