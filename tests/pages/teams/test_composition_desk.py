"""An organiser sets rules, changes a composition by hand and repairs the teams in the browser."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from challenge.kernel.actor import Role
from challenge.people.models import Person
from challenge.people.presence import set_presence
from challenge.teams.gaps import seated_now
from challenge.teams.models import CompositionRun, Wish
from tests.pages.conftest import Hall
from tests.pages.test_every_page import _trouble


@pytest.fixture
def desk(hall: Hall) -> Page:
    return hall.inside(Role.ORGANISER, reduced_motion="reduce").new_page()


def test_counts_follow_the_rules_while_they_are_typed(hall: Hall, desk: Page) -> None:
    desk.goto(hall.address("desk/teams/rules"))
    assert _trouble(desk) == []
    seats = desk.locator(".counts li").nth(1)
    before = seats.inner_text()
    desk.get_by_label("Largest team").fill("4")
    expect(desk.locator(".obstacle").first).to_contain_text("have no seat")
    expect(seats).not_to_have_text(before)
    desk.get_by_label("Largest team").fill("60")
    expect(desk.locator(".obstacle")).to_have_count(0)
    desk.context.close()


def test_a_person_is_dragged_onto_another_and_the_effect_is_shown_first(hall: Hall, desk: Page) -> None:
    desk.goto(hall.address("desk/teams"))
    desk.locator("article.run h2 a").first.click()
    assert _trouble(desk) == []
    desk.get_by_role("button", name="Change it by hand").click()
    expect(desk.locator("h2", has_text="By hand")).to_be_visible()
    teams = desk.locator(".team-card")
    held, place = teams.nth(0).locator("li").nth(0), teams.nth(1).locator("li").nth(0)
    names = held.locator("a").inner_text(), place.locator("a").inner_text()
    held.drag_to(place)
    expect(desk.locator("#effect")).to_contain_text(re.compile("points|as good as before"))
    desk.get_by_label("Reason").fill("They asked for it")
    if desk.locator("#effect li").count():
        desk.get_by_label("Even if a rule breaks").check()
    desk.get_by_role("button", name="Move", exact=True).click()
    expect(teams.nth(1)).to_contain_text(names[0])
    expect(teams.nth(0)).to_contain_text(names[1])
    assert _trouble(desk) == []
    desk.get_by_role("button", name="Take the last step back").click()
    expect(teams.nth(0)).to_contain_text(names[0])
    desk.context.close()


def test_a_morning_without_some_is_repaired_in_the_browser(hall: Hall, desk: Page) -> None:
    small = hall.small
    seated = small.house.read(seated_now, small.edition_id)
    gone = [one.person_id for one in seated if one.code == seated[0].code][:1]
    small.house.perform(small.by, set_presence, gone, present=False)
    try:
        desk.goto(hall.address("desk/teams/repair"))
        expect(desk.locator(".tile-value").first).to_have_text("1")
        assert _trouble(desk) == []
        if desk.get_by_role("button", name="Find the fewest moves").count():
            desk.get_by_role("button", name="Find the fewest moves").click()
        expect(desk.locator("main")).to_contain_text(
            re.compile("changes? place|members of teams do not change"), timeout=30_000
        )
    finally:
        small.house.perform(small.by, set_presence, gone, present=True)
    desk.context.close()


def test_what_each_rule_costs_appears_by_itself(hall: Hall, desk: Page) -> None:
    first = select(CompositionRun.public_id).order_by(CompositionRun.id).limit(1)
    run = hall.small.house.read(lambda session: session.execute(first).scalar_one())
    desk.goto(hall.address(f"desk/teams/runs/{run}"))
    desk.get_by_role("link", name="What each rule costs").click()
    desk.get_by_role("button", name="Find out what each rule costs").click()
    expect(desk.locator(".prices li").first).to_contain_text("Proven:", timeout=60_000)
    expect(desk.get_by_role("status").filter(has_text="Rules whose price is known")).to_have_count(0, timeout=60_000)
    assert _trouble(desk) == []
    desk.get_by_text("The numbers").click()
    expect(desk.locator(".prices table tbody tr")).to_have_count(desk.locator(".prices li").count())
    desk.context.close()


def test_wishes_of_a_person_have_their_own_numbers(hall: Hall, desk: Page) -> None:
    least = func.min(Wish.rank)
    person = select(Person.ref, least).join(Wish).group_by(Person.ref).having(least > 1).order_by(Person.ref).limit(1)
    ref, rank = hall.small.house.read(lambda session: session.execute(person).one())
    first = select(CompositionRun.public_id).order_by(CompositionRun.id).limit(1)
    run = hall.small.house.read(lambda session: session.execute(first).scalar_one())
    desk.goto(hall.address(f"desk/teams/runs/{run}/person?ref={ref}"))
    assert desk.locator("ol > li").first.get_attribute("value") == str(rank)
    desk.context.close()


def test_headings_of_the_publication_stand_in_one_line_on_a_phone(hall: Hall, desk: Page) -> None:
    desk.set_viewport_size({"width": 360, "height": 740})
    desk.goto(hall.address("desk/teams/publication"))
    headings = desk.locator(".card h2")
    lines = "all => all.map(one => Math.round(one.clientHeight / parseFloat(getComputedStyle(one).lineHeight)))"
    assert headings.evaluate_all(lines) == [1, 1, 1]
    desk.context.close()
