"""Teams come to rooms, in the browser: the phone names the next team; pages fit and keep nobody out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import delete, select, update

from challenge.judging import actions, jury_rooms, moving
from challenge.judging.models import Mark, Round, Visit, VisitEdit
from challenge.judging.sittings import sittings
from challenge.kernel.actor import Role
from challenge.kernel.work import Work
from tests.pages.conftest import Hall, serve_copy
from tests.pages.small import Small
from tests.pages.test_every_page import _trouble
from tests.pages.test_jury_phone import done_without_network, first_visit

PAGES = ("rooms", "doors", "itineraries", "itineraries?by=jurors", "control", "calculator?mode=rooms&per_room=2")


@pytest.fixture(scope="module")
def rooms_hall(made: Small, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Hall]:
    """Give the small edition with its first round begun anew, in two rooms."""
    for hall in serve_copy(made, tmp_path_factory.mktemp("rooms"), browser):
        small = hall.small
        small.house.perform(small.by, _begin_anew)
        small.house.perform(small.by, jury_rooms.spread_jurors, 2)
        small.house.perform(small.by, jury_rooms.set_mode, "round-1", "rooms")
        small.house.perform(small.by, actions.plan_round, "round-1", 1)
        small.house.perform(small.by, moving.set_pace, "round-1", 12)
        small.house.perform(small.by, actions.open_round, "round-1")
        yield hall


def _begin_anew(work: Work) -> None:
    for table in (Mark, VisitEdit, Visit):
        work.session.execute(delete(table))
    work.session.execute(update(Round).where(Round.code == "round-1").values(state="planned", opened_at=None))


def test_phone_in_a_room_leads_without_network_from_team_to_team(rooms_hall: Hall) -> None:
    page = first_visit(rooms_hall)
    following = done_without_network(rooms_hall, page)

    expect(page.locator("[data-next]")).to_have_text(f"Next: {following}")
    expect(page.get_by_text("Room 1", exact=True)).to_have_count(1)
    rooms_hall.mend(page.context)
    page.context.close()


def test_pages_of_rooms_fit_and_are_accessible(rooms_hall: Hall) -> None:
    turn = rooms_hall.small.house.read(
        lambda session: session.execute(select(Round).where(Round.code == "round-1")).scalar_one()
    )
    sitting = rooms_hall.small.house.read(sittings, turn)[-1]
    context = rooms_hall.inside(Role.ORGANISER, locale="fr-FR", reduced_motion="reduce")
    page = context.new_page()
    found = []
    for path in (*PAGES, f"moves/{sitting.door.public_id}"):
        page.goto(rooms_hall.address(f"desk/judging/{path}"))
        found += [f"{path}: {trouble}" for trouble in _trouble(page)]
    page.goto(rooms_hall.address("desk/judging/rooms"))
    form = page.locator("form:has(input[value=seat])")
    form.locator("select[name=juror]").select_option(index=1)
    can_send = [form.evaluate("form => form.checkValidity()")]
    form.locator("select[name=room]").select_option(label="aucune salle")
    can_send.append(form.evaluate("form => form.checkValidity()"))
    form.get_by_role("button").click()
    expect(page.get_by_text("ne siège dans aucune salle.")).to_have_count(1)
    context.close()

    assert (found, can_send) == ([], [False, True])
