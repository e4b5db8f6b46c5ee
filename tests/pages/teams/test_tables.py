"""The plan of tables in a browser: dragging fills in the form, a tap does too, and signs come two to a sheet."""

import re

from playwright.sync_api import BrowserContext, Page, expect

from challenge.kernel.actor import Role
from challenge.teams.table_acts import move_team, undo_change
from challenge.teams.tables import plan_of
from tests.pages.conftest import Hall
from tests.pages.test_every_page import _trouble


def opened(hall: Hall, context: BrowserContext, path: str) -> Page:
    page = context.new_page()
    page.goto(hall.address(f"desk/teams/{path}"))
    return page


def test_dragging_a_team_onto_a_table_fills_in_the_form_and_moves_nobody(hall: Hall) -> None:
    context = hall.inside(Role.ORGANISER, viewport={"width": 1280, "height": 900})
    page = opened(hall, context, "tables?zone=A")
    # A page that has just joined its topics draws its live parts anew: what the pointer holds would be another then.
    expect(page.locator("[data-live-status]").first).to_have_attribute("data-state", "live")
    page.wait_for_load_state("networkidle")
    page.locator("li[data-team=A01]").drag_to(page.locator("li[data-table=A05]"))
    form = page.locator("#move-team")

    expect(form.locator("[name=team]")).to_have_value("A01")
    expect(form.locator("[name=table]")).to_have_value("A05")
    expect(form.locator("[name=reason]")).to_be_focused()
    page.reload()
    expect(page.locator("li[data-table=A01]")).to_have_attribute("data-team", "A01")
    context.close()


def test_a_tap_on_a_team_fills_in_both_forms_without_script(hall: Hall) -> None:
    context = hall.inside(Role.ORGANISER, viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = opened(hall, context, "tables")
    page.locator("li[data-team=B01] a").click()

    expect(page.locator("#move-team [name=team]")).to_have_value("B01")
    expect(page.locator("#coach-team [name=team]")).to_have_value("B01")
    expect(page).to_have_url(re.compile(r"team=B01#change$"))
    context.close()


def test_signs_are_printed_two_to_a_sheet_and_nothing_else_is(hall: Hall) -> None:
    context = hall.inside(Role.ORGANISER)
    page = opened(hall, context, "signs/sheets")
    count = page.locator(".sign-card").count()
    page.emulate_media(media="print")
    tall = {round(card.bounding_box()["height"]) for card in page.locator(".sign-card").all()}  # type: ignore[index]
    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))

    expect(page.locator("header.head")).to_be_hidden()
    assert (sheets, tall) == (-(-count // 2), {514})
    context.close()


def test_the_map_follows_what_somebody_else_changes_and_the_form_stays(hall: Hall) -> None:
    small = hall.small
    context = hall.inside(Role.ORGANISER, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = opened(hall, context, "tables")
    expect(page.locator("[data-live-status]").first).to_have_attribute("data-state", "live")
    page.locator("#move-team [name=reason]").fill("nearer to the socket")
    plan = small.house.read(plan_of, small.edition_id)
    small.house.perform(small.by, move_team, "A01", "A05", reason="", seen=plan.mark)
    try:
        expect(page.locator("li[data-table=A05]")).to_have_attribute("data-team", re.compile(r"\w"))
        expect(page.locator("#move-team [name=reason]")).to_have_value("nearer to the socket")
        after = small.house.read(plan_of, small.edition_id)
        expect(page.locator("input[name=seen][form=move-team]")).to_have_value(after.mark)
        assert _trouble(page) == []
    finally:
        small.house.perform(small.by, undo_change, seen=small.house.read(plan_of, small.edition_id).mark)
    expect(page.locator("li[data-table=A01]")).to_have_attribute("data-team", "A01")
    context.close()


def test_a_change_that_comes_while_a_field_is_under_the_fingers_is_shown_afterwards(hall: Hall) -> None:
    small = hall.small
    context = hall.inside(Role.ORGANISER, viewport={"width": 1280, "height": 900})
    page = opened(hall, context, "tables")
    expect(page.locator("[data-live-status]").first).to_have_attribute("data-state", "live")
    island = "document.querySelector('li[data-table]').closest('[data-live-topic]')"
    page.evaluate(f"{island}.insertAdjacentHTML('afterbegin', '<input id=probe>')")
    page.locator("#probe").focus()
    plan = small.house.read(plan_of, small.edition_id)
    with page.expect_response(lambda answer: "tables" in answer.url and answer.status == 200, timeout=20_000):
        small.house.perform(small.by, move_team, "B01", "B08", reason="", seen=plan.mark)
    try:
        expect(page.locator("#probe")).to_be_focused()
        page.locator("#probe").blur()
        expect(page.locator("li[data-table=B08]")).to_have_attribute("data-team", re.compile(r"\w"))
    finally:
        small.house.perform(small.by, undo_change, seen=small.house.read(plan_of, small.edition_id).mark)
    context.close()
