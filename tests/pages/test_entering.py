"""Ways in: the log-in form for every role, the juror's link, language, look, and all of it by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from challenge.kernel.actor import Role
from tests.make.accounts import PASSWORD
from tests.pages.conftest import Hall
from tests.pages.small import STAFF

LANDINGS = {Role.ORGANISER: "desk/", Role.COACH: "coach/", Role.PARTNER: "partner/", Role.STUDENT: "teams/A01"}


@pytest.mark.parametrize("role", LANDINGS)
def test_log_in_form_brings_people_to_their_own_page(hall: Hall, role: Role) -> None:
    page = hall.visitor().new_page()
    page.goto(hall.address("/login"))
    page.get_by_label("E-mail address").fill(STAFF.get(role, hall.small.student))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(hall.address(LANDINGS[role]))
    page.context.close()


def test_wrong_password_keeps_the_address_and_says_so(hall: Hall) -> None:
    page = hall.visitor().new_page()
    page.goto(hall.address("/login"))
    page.get_by_label("E-mail address").fill("coach2@demo.example")
    page.get_by_label("Password").fill("not the one")
    page.get_by_role("button", name="Log in").click()
    expect(page.locator(".field-error")).to_be_visible()
    expect(page.get_by_label("E-mail address")).to_have_value("coach2@demo.example")
    page.context.close()


def test_juror_link_opens_the_visits_and_leaves_the_address_bar(hall: Hall) -> None:
    page = hall.visitor().new_page()
    page.goto(hall.entry_link())
    expect(page).to_have_url(hall.address("jury/"))
    expect(page.locator("[data-jury-line]")).to_have_count(6)
    page.context.close()


def test_language_link_changes_the_page_and_stays(hall: Hall) -> None:
    page = hall.visitor().new_page()
    page.goto(hall.address("schedule"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("[data-menu] summary").click()
    page.get_by_role("link", name="Français").click()
    expect(page).to_have_url(hall.address("schedule"))
    page.goto(hall.address("problems"))
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sujets")
    page.context.close()


def test_look_is_chosen_by_the_reader_and_stays(hall: Hall) -> None:
    page = hall.visitor(color_scheme="light").new_page()
    page.goto(hall.address(""))
    assert _paper(page) == "rgb(246, 244, 238)"
    page.locator("[data-menu] summary").click()
    page.get_by_role("button", name="Dark").click()
    assert _paper(page) == "rgb(13, 20, 26)"
    page.goto(hall.address("teams"))
    assert _paper(page) == "rgb(13, 20, 26)"
    page.context.close()


def _paper(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_skip_link_is_the_first_stop_and_leads_to_the_content(hall: Hall) -> None:
    page = hall.visitor().new_page()
    page.goto(hall.address("problems"))
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    page.context.close()


def test_log_in_works_by_keyboard_alone_with_visible_focus(hall: Hall) -> None:
    page = hall.visitor().new_page()
    page.goto(hall.address("/login"))
    for _ in range(12):
        page.keyboard.press("Tab")
        assert _focus_is_visible(page), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("document.activeElement.name") == "email":
            break
    page.keyboard.type(STAFF[Role.INCUBATOR])
    page.keyboard.press("Tab")
    assert _focus_is_visible(page)
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/e/demo/incubation$"))
    page.context.close()


def _focus_is_visible(page: Page) -> bool:
    """True when the focused element has an outline at least 2 px wide or a shadow of its own."""
    return bool(
        page.evaluate(
            """() => {
              const look = getComputedStyle(document.activeElement);
              const outlined = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
              return outlined || look.boxShadow !== "none";
            }"""
        )
    )
