"""Keying in a sheet of paper: the hand stays on the number pad, Enter goes on, and nothing is replaced unasked."""

from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.judging.keying import FROM_PAPER
from challenge.judging.models import Juror, Mark, Visit
from challenge.kernel.actor import Role
from challenge.teams.models import Team
from tests.pages.conftest import Hall

FOCUSED = "document.activeElement.name"


def waiting(hall: Hall, *, last: bool = False) -> tuple[int, str, str]:
    """Return a visit without a sheet: its id, its juror's number, its team's code."""

    def found(session: Session) -> tuple[int, str, str]:
        wanted = select(Visit.id, Juror.ref, Team.code).join(Juror, Juror.id == Visit.juror_id)
        wanted = wanted.join(Team, Team.id == Visit.team_id).where(Visit.state == "planned", Juror.panel == "jury")
        row = session.execute(wanted.order_by(Visit.id.desc() if last else Visit.id)).first()
        assert row is not None
        return row[0], row[1], row[2]

    return hall.small.house.read(found)


def opened(hall: Hall, ref: str, code: str) -> Page:
    """Type the short mark of a sheet and press Enter, as with a scanner; the form of that sheet stands there."""
    page = hall.inside(Role.ORGANISER).new_page()
    page.goto(hall.address("desk/judging/keying"))
    page.keyboard.type(f"{ref.lower()} {code.lower()}")
    page.keyboard.press("Enter")
    expect(page.locator("form[data-keying]")).to_be_visible()
    return page


def stored(hall: Hall, visit_id: int) -> tuple[list[float], str]:
    """Return the marks of a visit in the order of the rubric, and why they are there."""

    def found(session: Session) -> tuple[list[float], str]:
        marks = select(Mark.value).where(Mark.visit_id == visit_id).order_by(Mark.criterion_id)
        reason = session.execute(select(Visit.reason).where(Visit.id == visit_id)).scalar_one()
        return list(session.execute(marks).scalars()), reason

    return hall.small.house.read(found)


def test_a_sheet_is_keyed_in_without_leaving_the_number_pad(jury_hall: Hall) -> None:
    visit_id, ref, code = waiting(jury_hall)
    page = opened(jury_hall, ref, code)
    names = [field.get_attribute("name") for field in page.locator("form[data-keying] input[name^=mark-]").all()]
    walked = []
    for mark in ("4", "3,5", "5", "2", "4"):
        walked.append(page.evaluate(FOCUSED))
        page.keyboard.type(mark)
        page.keyboard.press("Enter")
    page.wait_for_url("**/keying?juror=*")

    assert walked == names
    assert page.evaluate(FOCUSED) == "mark"
    assert stored(jury_hall, visit_id) == ([4, 3.5, 5, 2, 4], FROM_PAPER)
    page.context.close()


def test_enter_on_an_empty_mark_stays_there_and_sends_nothing(jury_hall: Hall) -> None:
    visit_id, ref, code = waiting(jury_hall)
    page = opened(jury_hall, ref, code)
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    here = page.evaluate(FOCUSED)
    page.keyboard.press("Enter")

    assert page.evaluate(FOCUSED) == here
    assert stored(jury_hall, visit_id)[0] == []
    page.context.close()


def test_wrong_mark_is_named_and_the_others_stay_typed(jury_hall: Hall) -> None:
    visit_id, ref, code = waiting(jury_hall)
    page = opened(jury_hall, ref, code)
    for mark in ("4", "3", "9", "2", "4"):
        page.keyboard.type(mark)
        page.keyboard.press("Enter")
    expect(page.locator(".field-error")).to_have_count(1)
    typed = [field.input_value() for field in page.locator("input[name^=mark-]").all()]

    assert typed == ["4", "3", "9", "2", "4"]
    assert stored(jury_hall, visit_id)[0] == []
    page.context.close()


def keyed(page: Page, marks: str) -> None:
    """Type a mark of one figure into each field, from the first on, and Enter after each; wait for the answer."""
    page.locator("input[name^=mark-]").first.select_text()
    with page.expect_navigation():
        for mark in marks:
            page.keyboard.type(mark)
            page.keyboard.press("Enter")


def test_sheet_that_is_there_is_replaced_only_by_an_explicit_yes(jury_hall: Hall) -> None:
    visit_id, ref, code = waiting(jury_hall, last=True)
    page = opened(jury_hall, ref, code)
    keyed(page, "11111")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.get_by_text("This visit has a sheet already.")).to_be_visible()
    keyed(page, "22222")
    expect(page.locator(".field-error")).to_have_count(1)
    before = stored(jury_hall, visit_id)[0]
    page.get_by_role("checkbox").check()
    keyed(page, "33333")

    assert (before, stored(jury_hall, visit_id)[0]) == ([1] * 5, [3] * 5)
    page.context.close()
