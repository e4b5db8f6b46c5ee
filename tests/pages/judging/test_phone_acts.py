"""What else a juror does by thumb at 360 px: skip, declare a conflict, take back, and change until the freeze."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.judging import actions
from challenge.judging.models import Visit
from tests.pages.conftest import Hall, serve_copy
from tests.pages.small import Small
from tests.pages.test_jury_phone import ON_PHONE, ON_SERVER, first_visit, kept_pages, mark_all, named, sheet

NOBODY, KNOWN = "Nobody at the table", "I coached two of them"


@pytest.fixture
def own_hall(made: Small, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Hall]:
    """Give a served edition of its own: the round is frozen here, and its visits are used up."""
    yield from serve_copy(made, tmp_path_factory.mktemp("acts"), browser)


def stands(hall: Hall, visit: str) -> tuple[str, str]:
    """Return the state and the reason of a visit as the server has them."""

    def found(session: Session) -> tuple[str, str]:
        row = session.execute(select(Visit.state, Visit.reason).where(Visit.public_id == visit)).one()
        return row[0], row[1]

    return hall.small.house.read(found)


def left(page: Page, visit: str) -> None:
    """Wait until the phone has gone on to another visit, and that one is ready."""
    page.wait_for_url(lambda address: visit not in address)
    expect(page.locator("[data-jury][data-ready]")).to_be_visible()


def part_of(page: Page, link: str, name: str) -> Locator:
    """Go to a part of the page by the bar at the bottom, as thumbs do, and open it where it is not; return it."""
    page.locator(".jury-actions").get_by_role("link", name=link).tap()
    part = page.locator(name)
    if not part.get_by_label("Why").is_visible():
        part.locator("summary").tap()
    return part


def skip(page: Page) -> str:
    """Skip the visit that is shown; return its name."""
    visit, part = named(page), part_of(page, "Skip", "#skip")
    part.get_by_label("Why").select_option(NOBODY)
    part.get_by_role("button", name="Skip").tap()
    left(page, visit)
    return visit


def declare(page: Page) -> str:
    """Say that the team must not be judged by oneself; return the visit's name."""
    visit, part = named(page), part_of(page, "Conflict", "#conflict")
    part.get_by_label("Why").fill(KNOWN)
    part.get_by_role("button", name="Conflict of interest").tap()
    left(page, visit)
    return visit


def mark(page: Page, value: int, button: str = "Done") -> str:
    """Mark the visit that is shown; return its name."""
    visit = named(page)
    mark_all(page, value)
    page.get_by_role("button", name=button).tap()
    left(page, visit)
    return visit


def again(page: Page, visit: str) -> None:
    """Come back to a visit by the list."""
    page.locator(".jury-progress a").or_(page.get_by_role("link", name="My visits")).first.tap()
    expect(page.locator("[data-jury][data-ready]")).to_be_visible()
    page.locator(f'[data-jury-line="{visit}"] a').tap()
    expect(page.locator(f'[data-jury][data-visit="{visit}"][data-ready]')).to_be_visible()


def undo(page: Page, *, asks: bool = False) -> None:
    """Take back what was said about the visit that is shown."""
    part = page.locator("#undo")
    if asks:
        part.locator("summary").tap()
    part.get_by_role("button").last.tap()


def test_skipped_declared_changed_and_taken_back_until_the_freeze(own_hall: Hall) -> None:
    hall, page = own_hall, first_visit(own_hall)
    width = page.evaluate("document.documentElement.scrollWidth")
    skipped, declared, marked = skip(page), declare(page), mark(page, 3)
    said = [stands(hall, one) for one in (skipped, declared, marked)]
    again(page, marked)
    mark(page, 5, "Change it")
    changed = hall.small.house.read(sheet, marked)
    again(page, marked)
    undo(page, asks=True)
    expect(page.locator(f'form[data-jury-visit="{marked}"][data-jury-state="planned"]')).to_be_visible()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    for visit in (skipped, declared):
        again(page, visit)
        undo(page)
        expect(page.locator(f'form[data-jury-visit="{visit}"][data-jury-state="planned"]')).to_be_visible()
    reopened = [stands(hall, one) for one in (skipped, declared, marked)]
    mark(page, 4)
    hall.small.house.perform(hall.small.by, actions.freeze_round, "round-1")
    again(page, declared)

    assert width == 360
    assert said == [("skipped", NOBODY), ("conflict", KNOWN), ("done", "")]
    assert changed == ("done", 5, 5.0, 1)
    assert reopened == [("planned", "")] * 3
    expect(page.get_by_text("The round is over.")).to_be_visible()
    expect(page.locator("form[data-jury-visit], #skip, #conflict, #undo")).to_have_count(0)
    assert hall.small.house.read(sheet, declared)[:3] == ("done", 5, 4.0)


def test_without_network_all_of_it_is_kept_in_order_and_the_freeze_is_said(own_hall: Hall) -> None:
    hall, page = own_hall, first_visit(own_hall)
    kept_pages(hall, page)
    hall.cut(page.context)
    skipped, declared, marked = skip(page), declare(page), mark(page, 2)
    again(page, marked)
    mark(page, 5)
    again(page, skipped)
    kept = [stands(hall, one)[0] for one in (skipped, declared, marked)]
    expect(page.locator("p[data-sync]")).to_contain_text(ON_PHONE)
    hall.mend(page.context)
    expect(page.locator("p[data-sync]")).to_have_text(ON_SERVER)
    sent = [stands(hall, one) for one in (skipped, declared, marked)]
    twice = hall.small.house.read(sheet, marked)
    page.reload()
    expect(page.locator("[data-jury][data-ready]")).to_be_visible()
    kept_pages(hall, page)
    hall.cut(page.context)
    undo(page)
    left(page, skipped)
    hall.mend(page.context)
    expect(page.locator("p[data-sync]")).to_have_text(ON_SERVER)
    reopened = stands(hall, skipped)
    hall.cut(page.context)
    again(page, marked)
    mark(page, 1, "Change it")
    hall.small.house.perform(hall.small.by, actions.freeze_round, "round-1")
    hall.mend(page.context)
    expect(page.locator("p[data-sync]")).to_have_attribute("data-state", "refused")

    assert kept == ["planned"] * 3
    assert sent == [("skipped", NOBODY), ("conflict", KNOWN), ("done", "")]
    assert twice == ("done", 5, 5.0, 1)
    assert reopened == ("planned", "")
    assert hall.small.house.read(sheet, marked) == twice
    page.goto(hall.address("jury/"))
    expect(page.locator("[data-not-taken] li")).to_have_count(1)
    expect(page.locator("[data-not-taken]")).to_contain_text("frozen")
