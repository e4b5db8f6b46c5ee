"""Who sees the teams, step by step: organisers, staff, students, and their problems last."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.schedule.actions import reach_milestone
from challenge.schedule.queries import milestone_by_code
from challenge.schedule.rules import Transition
from challenge.teams.actions import confirm_assignment
from challenge.teams.models import CompositionRun
from challenge.teams.publishing import (
    plan_publication,
    publish_to_staff,
    publish_to_students,
    reveal_problems,
    visibility,
    withdraw_publication,
)
from challenge.teams.queries import team_by_code
from tests.house import TestHouse
from tests.make.teams import Composed, make_composed, member_of, set_time

VISITORS = (Role.ORGANISER, Role.COACH, Role.CHAIR, Role.STUDENT, Role.PARTNER)


def formed(house: TestHouse) -> Composed:
    """Return teams that are formed and seen by organisers alone."""
    composed = make_composed(house)
    house.perform(house.house_in(composed.edition.id), withdraw_publication)
    house.perform(house.house_in(composed.edition.id), _form_again)
    house.deliver()
    found = [house.read(team_by_code, composed.edition.id, code) for code in ("A01", "B01")]
    return replace(composed, teams=[team for team in found if team is not None])


def _form_again(work: Work) -> None:
    run = work.session.execute(select(CompositionRun)).scalar_one()
    run.state = "done"
    confirm_assignment(work, run.id)


def seen_by(house: TestHouse, composed: Composed) -> dict[Role, int]:
    """Return the status that each role gets for a team's page."""
    path = "/e/crunch/teams/A01"
    return {role: house.person(composed.edition.id, role).get(path).status_code for role in VISITORS}


def test_each_step_opens_the_teams_to_its_own_people(house: TestHouse) -> None:
    composed = formed(house)
    by = house.house_in(composed.edition.id)
    at_first = seen_by(house, composed)
    house.perform(by, publish_to_staff)
    to_staff = seen_by(house, composed)
    public_before = house.visitor().get("/e/crunch/teams").text
    house.perform(by, publish_to_students)
    house.deliver()
    public_after = house.visitor().get("/e/crunch/teams").text

    nobody = dict.fromkeys(VISITORS, 404)
    assert at_first == {**nobody, Role.ORGANISER: 200}
    assert to_staff == {**nobody, Role.ORGANISER: 200, Role.CHAIR: 200}
    assert ("A01" in public_before, "A01" in public_after) == (False, True)
    assert member_of(house, composed).get("/e/crunch/teams/A01").status_code == 200


def test_a_member_finds_no_team_before_it_is_published(house: TestHouse) -> None:
    composed = formed(house)
    member = member_of(house, composed)
    house.perform(house.house_in(composed.edition.id), publish_to_staff)
    before = (member.get("/e/crunch/team").status_code, member.get("/e/crunch/teams/A01").status_code)
    house.perform(house.house_in(composed.edition.id), publish_to_students)

    assert before == (200, 404)
    assert member.get("/e/crunch/team").status_code == 303


def test_teams_are_published_when_the_planned_milestone_opens(house: TestHouse) -> None:
    composed = formed(house)
    by = house.house_in(composed.edition.id)
    house.perform(by, plan_publication, "checkin")
    milestone = house.read(milestone_by_code, composed.edition.id, "checkin")
    assert milestone is not None
    before = house.read(visibility, composed.edition.id)
    set_time(house, composed, day=1, hour=6, minute=1)
    house.perform(by, reach_milestone, milestone.id, Transition.OPENED, milestone.version)
    house.deliver()
    after = house.read(visibility, composed.edition.id)

    assert (before.students_at, before.milestone_code) == (None, "checkin")
    assert (after.students_at is not None, after.milestone_code, after.revealed) == (True, "", 0)


def test_revealing_problems_publishes_the_teams_too(house: TestHouse) -> None:
    composed = formed(house)
    house.perform(house.house_in(composed.edition.id), reveal_problems)
    seen = house.read(visibility, composed.edition.id)

    assert (seen.staff_at is not None, seen.students_at is not None, seen.revealed) == (True, True, 2)


def test_publication_can_be_withdrawn_until_a_problem_is_seen(house: TestHouse) -> None:
    composed = make_composed(house)
    by = house.house_in(composed.edition.id)
    house.perform(by, withdraw_publication)
    hidden = member_of(house, composed).get("/e/crunch/teams/A01").status_code
    house.perform(by, reveal_problems)
    with pytest.raises(Conflict, match=r"teams\.revealed"):
        house.perform(by, withdraw_publication)

    assert hidden == 404


def test_screens_of_the_public_are_told_of_published_teams_alone(house: TestHouse) -> None:
    composed = formed(house)
    before = len(house.read(feed.after, "edition:crunch:public", 0))
    house.perform(house.house_in(composed.edition.id), publish_to_staff)
    house.deliver()
    to_staff = len(house.read(feed.after, "edition:crunch:public", 0))
    house.perform(house.house_in(composed.edition.id), publish_to_students)
    house.deliver()

    pushes = house.read(feed.after, "edition:crunch:public", 0)
    assert (to_staff, len(pushes), pushes[-1].body) == (before, before + 1, {"teams": 2, "students": 8})


def test_publishing_nothing_and_planning_nonsense_are_refused(sqlite_house: TestHouse) -> None:
    composed = make_composed(sqlite_house)
    by = sqlite_house.house_in(composed.edition.id)
    with pytest.raises(Invalid, match=r"teams\.milestone"):
        sqlite_house.perform(by, plan_publication, "lunch")
    with pytest.raises(Conflict, match=r"teams\.published"):
        sqlite_house.perform(by, plan_publication, "checkin")


def test_desk_publishes_by_button_and_keeps_the_plan(sqlite_house: TestHouse) -> None:
    composed = formed(sqlite_house)
    organiser = sqlite_house.person(composed.edition.id, Role.ORGANISER)
    base = "/e/crunch/desk/teams/publication"
    planned = organiser.post(f"{base}/plan", {"milestone": "checkin"})
    wrong = organiser.post(f"{base}/plan", {"milestone": "lunch"})
    answers = [organiser.post(f"{base}/{step}").status_code for step in ("staff", "students", "withdraw")]
    page = organiser.get(base)

    assert (planned.status_code, wrong.status_code, answers, page.status_code) == (303, 422, [303, 303, 303], 200)
    assert re.search(r'<option value="checkin"[^>]*>[^<]+ · lun\. \d+ mai, 08:00 CEST<', page.text) is not None
