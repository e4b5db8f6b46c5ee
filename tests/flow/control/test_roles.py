"""Organisers take roles of staff away: at once, never the last organiser's, never a coach's who has teams."""

import pytest
from sqlalchemy import update

from challenge.accounts.models import Account
from challenge.accounts.queries import account_by_email
from challenge.control.roles import staff_lines, take_role
from challenge.control.searching import found
from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict
from challenge.kernel.work import Work
from challenge.people.models import StaffProfile
from challenge.people.queries import staff, uninvited_count
from challenge.teams.inputs import coaches
from challenge.teams.models import Team
from tests.house import TestHouse
from tests.make.editions import make_edition
from tests.make.people import apply_file
from tests.make.teams import make_composed

PATH = "/e/crunch/desk/people/roles"


def test_role_is_taken_away_at_once_and_the_others_stay(house: TestHouse) -> None:
    edition = make_edition(house)
    olive = house.person(edition.id, Role.ORGANISER, name="Olive")
    ina = house.person(edition.id, Role.ORGANISER, Role.INCUBATOR, name="Ina")
    before = ina.get("/e/crunch/desk/").status_code
    sent = olive.post(PATH, {"account": ina.actor.public_id, "role": "organiser"})

    assert (before, sent.status_code, ina.get("/e/crunch/desk/").status_code) == (200, 303, 404)
    assert ina.get("/e/crunch/incubation").status_code == 200
    assert [(one.name, one.role) for one in house.read(staff_lines, edition.id)] == [
        ("Olive", "organiser"),
        ("Ina", "incubator"),
    ]


def test_last_organiser_keeps_the_role(house: TestHouse) -> None:
    edition = make_edition(house)
    olive = house.person(edition.id, Role.ORGANISER)
    refused = olive.post(PATH, {"account": olive.actor.public_id, "role": "organiser"})

    assert (refused.status_code, olive.get(PATH).status_code) == (409, 200)
    assert "Le dernier organisateur garde son rôle" in refused.text


def test_whoever_takes_their_own_role_is_led_out_of_the_desk(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    sqlite_house.person(edition.id, Role.ORGANISER)
    second = sqlite_house.person(edition.id, Role.ORGANISER, name="Second")
    sent = second.post(PATH, {"account": second.actor.public_id, "role": "organiser"})

    assert (sent.status_code, sent.location) == (303, "/e/crunch/")


@pytest.mark.parametrize("role", [Role.STUDENT, Role.PARTNER, Role.JUROR])
def test_roles_that_come_and_go_elsewhere_are_not_taken_here(sqlite_house: TestHouse, role: Role) -> None:
    edition = make_edition(sqlite_house)
    who = sqlite_house.person(edition.id, role)
    with pytest.raises(Conflict, match=r"control\.role_gone"):
        sqlite_house.perform(sqlite_house.house_in(edition.id), take_role, who.actor.public_id, role)


def test_coach_is_let_go_when_no_team_has_them(house: TestHouse) -> None:
    edition = make_composed(house).edition
    coach = house.person(edition.id, Role.COACH, name="Cora")
    by, path = house.house_in(edition.id), f"/e/{edition.slug}/desk/people/roles"

    def settle(work: Work) -> None:
        work.add(
            StaffProfile(
                edition_id=edition.id,
                account_id=coach.actor.account_id,
                role="coach",
                first_name="Cora",
                last_name="Roux",
                domains=[],
                languages=[],
                zone="",
                capacity=3,
                joined_at=work.real,
            )
        )
        work.session.execute(update(Team).where(Team.code == "A01").values(coach_id=coach.actor.account_id))

    house.perform(by, settle)
    organiser = house.person(edition.id, Role.ORGANISER)
    shown = organiser.get(path).text
    with pytest.raises(Conflict, match=r"control\.coaches"):
        house.perform(by, take_role, coach.actor.public_id, Role.COACH)
    known = [one.account_id for one in house.read(coaches, edition.id)]
    house.perform(by, lambda work: work.session.execute(update(Team).values(coach_id=None)))
    house.perform(by, take_role, coach.actor.public_id, Role.COACH)

    assert ("Coach de 1 équipe<" in shown, coach.actor.account_id in known) == (True, True)
    assert coach.actor.account_id not in [one.account_id for one in house.read(coaches, edition.id)]
    assert coach.actor.account_id not in [row.account_id for row, _ in house.read(staff, edition.id)]


def test_whoever_lost_the_role_is_not_invited_and_comes_back_with_a_list(house: TestHouse) -> None:
    edition = make_edition(house)
    lines = "email;first_name;last_name;role;zone\nmaya@school.example;Maya;Roux;coach;%s\n"
    apply_file(house, edition.id, "staff", lines % "A")
    by, maya = house.house_in(edition.id), house.read(account_by_email, "maya@school.example")
    assert maya is not None
    invited = house.read(uninvited_count, edition.id)
    house.perform(by, take_role, maya.public_id, Role.COACH)
    without = house.read(uninvited_count, edition.id)
    listed = house.read(found, edition.id, "maya")
    again = apply_file(house, edition.id, "staff", lines % "B")

    assert (invited, without, house.read(uninvited_count, edition.id), listed) == (1, 0, 1, [])
    assert (again["arrivals"], [row.zone for row, _ in house.read(staff, edition.id)]) == (1, ["B"])


def test_role_of_a_disabled_account_is_taken_too(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    who = sqlite_house.person(edition.id, Role.VIEWER)
    by = sqlite_house.house_in(edition.id)
    sqlite_house.perform(
        by,
        lambda work: work.session.execute(
            update(Account).where(Account.id == who.actor.account_id).values(disabled_at=work.real)
        ),
    )
    sqlite_house.perform(by, take_role, who.actor.public_id, Role.VIEWER)

    assert list(sqlite_house.read(staff_lines, edition.id)) == []
