"""A juror's phone: large targets, a table number to walk to, and marks that survive a dead network."""

from playwright.sync_api import Page, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.judging.models import Mark, Visit, VisitEdit
from tests.pages.conftest import Hall

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
ON_SERVER, ON_PHONE = "Everything is on the server", "Kept on this phone, sent as soon as there is network"


def first_visit(hall: Hall) -> Page:
    """Return the page of the juror's next visit, reached as at the door: by the code, then one tap."""
    page = hall.visitor(**PHONE).new_page()
    page.goto(hall.entry_link())
    page.locator(".jury-actions .button").click()
    expect(page.locator("form[data-jury-visit]")).to_be_visible()
    return page


def mark_all(page: Page, value: int) -> None:
    """Give the same mark on every criterion, by thumb."""
    for card in page.locator(".criterion").all():
        card.get_by_role("radio", name=str(value)).tap()


def test_table_number_is_the_largest_text_and_marks_fit_a_thumb(hall: Hall) -> None:
    page = first_visit(hall)
    sizes = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
          .filter((part) => [...part.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
          .map((part) => [parseFloat(getComputedStyle(part).fontSize), part.className])
          .sort((a, b) => b[0] - a[0])"""
    )
    assert sizes[0][1] == "jury-table"
    assert sizes[0][0] >= 2 * sizes[1][0]
    boxes = [choice.bounding_box() for choice in page.locator(".mark-choice").all()]
    assert len(boxes) == 25
    assert all(box is not None and min(box["width"], box["height"]) >= 44 for box in boxes), boxes[:5]
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.context.close()


def test_marks_are_confirmed_by_the_server(hall: Hall) -> None:
    page = first_visit(hall)
    visit = str(page.locator("form[data-jury-visit]").get_attribute("data-jury-visit"))
    mark_all(page, 4)
    page.get_by_role("button", name="Done").tap()
    page.wait_for_url(lambda address: visit not in address)
    expect(page.locator("[data-sync]")).to_have_attribute("data-state", "saved")
    expect(page.locator("[data-sync]")).to_have_text(ON_SERVER)
    assert hall.small.house.read(sheet, visit) == ("done", 5, 4.0, 0)
    page.context.close()


def test_marks_without_network_are_kept_and_sent_once(hall: Hall) -> None:
    page = first_visit(hall)
    visit = str(page.locator("form[data-jury-visit]").get_attribute("data-jury-visit"))
    page.context.set_offline(True)
    mark_all(page, 2)
    page.get_by_role("button", name="Done").tap()
    expect(page.locator("[data-sync]")).to_have_attribute("data-state", "kept")
    expect(page.locator("[data-sync]")).to_have_text(ON_PHONE)
    page.get_by_role("button", name="Done").tap()
    assert hall.small.house.read(sheet, visit) == ("planned", 0, None, 0)
    page.context.set_offline(False)
    page.wait_for_url(lambda address: visit not in address)
    expect(page.locator("[data-sync]")).to_have_text(ON_SERVER)
    assert hall.small.house.read(sheet, visit) == ("done", 5, 2.0, 0)
    page.context.close()


def test_marks_survive_a_closed_tab(hall: Hall) -> None:
    page = first_visit(hall)
    address = page.url
    mark_all(page, 3)
    page.close()
    again = page.context.new_page()
    again.goto(address)
    for card in again.locator(".criterion").all():
        expect(card.get_by_role("radio", name="3")).to_be_checked()
    again.context.close()


def sheet(session: Session, visit: str) -> tuple[str, int, float | None, int]:
    """Return a visit's state, how many marks it has and their mean, and how often it was changed afterwards."""
    row = session.execute(select(Visit.id, Visit.state).where(Visit.public_id == visit)).one()
    marks, mean = session.execute(select(func.count(), func.avg(Mark.value)).where(Mark.visit_id == row.id)).one()
    edits = session.execute(select(func.count(VisitEdit.id)).where(VisitEdit.visit_id == row.id)).scalar_one()
    return row.state, marks, None if mean is None else float(mean), edits
