"""An organiser decides about a roster in the browser: ticks, doubles, apply, undo; a school sends its list."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from challenge.kernel.actor import Role
from tests.pages.conftest import Hall
from tests.pages.test_every_page import _trouble

LIST = "student_id;first_name;last_name;Hobby\nX1;Mei;Ling;go\nX2;Omar;Diallo;chess\nX3;Mei;Ling;go\n"


@pytest.fixture
def desk(hall: Hall, tmp_path: Path) -> Page:
    """Give an organiser's page with a small list that waits for a decision."""
    page = hall.inside(Role.ORGANISER, reduced_motion="reduce").new_page()
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    page.goto(hall.address("desk/import?kind=roster"))
    page.get_by_label("File", exact=True).set_input_files(path)
    page.get_by_label("It is not the whole list").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Show the difference").click()
    if page.get_by_role("button", name="Remember and go on").count():
        assert _trouble(page) == []
        page.get_by_role("button", name="Remember and go on").click()
    return page


def test_organiser_decides_line_by_line_and_takes_it_back(desk: Page) -> None:
    assert _trouble(desk) == []
    desk.get_by_label("Two persons").check()
    desk.get_by_role("button", name="Keep the ticks").click()
    desk.get_by_role("link", name="New").first.click()
    assert _trouble(desk) == []
    desk.get_by_label("X2 Omar Diallo").uncheck()
    desk.get_by_role("button", name="Apply what is chosen").click()
    expect(desk.locator(".tile-value").first).to_have_text("2")
    desk.get_by_role("link", name="Undo…").click()
    assert _trouble(desk) == []
    desk.get_by_role("button", name="Undo the import").click()
    expect(desk.locator("h1")).to_contain_text("Undone")
    desk.context.close()


def test_long_file_names_are_whole_on_a_phone(hall: Hall, tmp_path: Path) -> None:
    page = hall.inside(Role.ORGANISER, viewport={"width": 360, "height": 740}).new_page()
    path = tmp_path / "students_of_all_schools_update_of_monday.csv"
    path.write_text("student_id\nX9\n", encoding="utf-8")
    page.goto(hall.address("desk/import?kind=roster"))
    page.get_by_label("File", exact=True).set_input_files(path)
    page.get_by_label("It is not the whole list").check()
    page.get_by_role("button", name="Show the difference").click()
    page.goto(hall.address("desk/import"))
    cell = page.locator("td[data-label=File]").first

    expect(cell).to_contain_text(path.name)
    assert cell.evaluate("one => one.scrollWidth <= one.clientWidth")
    page.context.close()


def test_school_sends_its_list_by_the_link_that_it_got(hall: Hall) -> None:
    organiser = hall.inside(Role.ORGANISER, reduced_motion="reduce").new_page()
    organiser.goto(hall.address("desk/people/delegations"))
    organiser.get_by_role("combobox", name="School").fill("Guests")
    organiser.get_by_role("button", name="Make a link").click()
    link = urlsplit(organiser.locator("code.wrap").inner_text())
    guest = hall.visitor(reduced_motion="reduce").new_page()
    guest.goto(hall.address(link.path))
    expect(guest).to_have_url(hall.address("/delegation"))
    guest.get_by_label("The whole list").fill("student_id,first_name\nG1,Zoé\n")
    guest.get_by_role("button", name="Send this list").click()
    expect(guest.locator("main")).to_contain_text("1 new")
    assert _trouble(guest) == []
    organiser.context.close()
    guest.context.close()
