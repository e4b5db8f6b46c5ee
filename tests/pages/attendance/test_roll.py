"""A coach's roll on a phone: preset, one tap for who is missing, kept without network, sent once."""

from playwright.sync_api import Page, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.attendance.models import AttendanceMark, HalfDay, RollCall
from challenge.kernel.actor import Role
from tests.pages.conftest import Hall

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def counts(session: Session) -> tuple[int, int]:
    half = select(HalfDay.id).where(HalfDay.number == 8).scalar_subquery()
    rolls = select(func.count()).select_from(RollCall).where(RollCall.half_day_id == half)
    absent = select(func.count()).select_from(AttendanceMark)
    absent = absent.where(AttendanceMark.half_day_id == half, AttendanceMark.state == "absent")
    return session.execute(rolls).scalar_one(), session.execute(absent).scalar_one()


def first_roll(hall: Hall) -> Page:
    page = hall.inside(Role.COACH, **PHONE).new_page()
    # Thursday afternoon: nobody was scanned, so everybody begins as present.
    page.goto(hall.address("coach/roll?half=8"))
    expect(page.locator("[data-rolls]")).to_have_attribute("data-ready", "1")
    return page


def test_roll_is_two_taps_and_survives_a_dead_network(hall: Hall) -> None:
    page = first_roll(hall)
    assert hall.small.house.read(counts) == (0, 0)
    team = page.locator("[data-team]").first
    choices = team.locator(".roll-choice")
    boxes = [box for choice in choices.all() if (box := choice.bounding_box())]
    assert min(min(box["width"], box["height"]) for box in boxes) >= 44
    hall.cut(page.context)
    team.locator(".roll-choice.is-absent").first.tap()
    team.get_by_role("button", name="Done").tap()
    expect(team.locator("[data-sync]")).to_have_attribute("data-state", "kept")
    assert hall.small.house.read(counts) == (0, 0)
    hall.mend(page.context)
    expect(team.locator("[data-sync]")).to_have_text("The roll is on the server")
    assert hall.small.house.read(counts) == (1, 1)
    page.reload()
    expect(team.locator("summary")).to_contain_text("Called")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.context.close()


def test_page_kept_in_the_morning_calls_the_afternoons_roll_in_the_afternoon(hall: Hall) -> None:
    context = hall.inside(Role.COACH, **PHONE)
    page = context.new_page()
    page.goto(hall.address("coach/roll"))
    expect(page.locator("[data-rolls]")).to_have_attribute("data-ready", "1")
    expect(page.locator("[data-half-name]")).to_have_text("Fri 28 May, morning")
    expect(page.locator("[data-rolls]")).to_have_attribute("data-stays", "1")
    hall.cut(context)
    # Six hours pass on the phone.
    page.clock.set_system_time(page.evaluate("Date.now() / 1000 + 6 * 3600"))
    page.reload()
    expect(page.locator("[data-half-name]")).to_have_text("Fri 28, afternoon")
    expect(page.locator("[data-team] summary .badge").first).to_have_text("Not yet")
    hall.mend(context)
    context.close()
