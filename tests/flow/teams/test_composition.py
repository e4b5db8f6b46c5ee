"""From the desk to the teams: the run is computed apart, confirmed once, and revealed by the milestone."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from challenge.editions.actions import set_clock
from challenge.judging.actions import plan_round
from challenge.kernel.actor import HOUSE, Role
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.ids import token_hash
from challenge.live import feed
from challenge.problems.queries import all_problems
from challenge.problems.rules import Status
from challenge.schedule.actions import reach_milestone
from challenge.schedule.queries import milestone_by_code
from challenge.schedule.rules import Transition
from challenge.teams.actions import confirm_assignment
from challenge.teams.models import CompositionRun, Team, TeamMember
from challenge.teams.queries import team_by_code, team_face, teams
from challenge.teams.rules import WEIGHTS, CompositionRules, suggested
from challenge.teams.runs import claim_run, end_run, request_run
from challenge.teams.snapshots import as_json
from challenge.teams.solver.model import Constraint, Instance, Problem, Student
from challenge.teams.solving import outcome_of, solve_one
from challenge.web.shell import LOCALE_COOKIE
from tests.house import TestHouse
from tests.make.editions import make_edition
from tests.make.organisations import make_organisation
from tests.make.people import apply_file, make_people
from tests.make.problems import make_problem
from tests.make.teams import RULES, copied_run, make_composed, member_of, reveal


def without_time(text: str) -> str:
    return re.sub(r'data-now="\d+"', "", text)


def only_run(house: TestHouse) -> CompositionRun:
    return house.read(lambda session: session.execute(select(CompositionRun)).scalar_one())


def test_desk_composes_every_student_into_a_team(house: TestHouse) -> None:
    """The whole way with the real solver: form, worker's duty, confirmation by button."""
    edition = make_edition(house)
    organisation = make_organisation(house, edition.id)
    make_people(house, edition.id, 24)
    for number in range(4):
        make_problem(house, edition.id, organisation, title=f"Problem {number}")
    organiser = house.person(edition.id, Role.ORGANISER)
    asked = {"min_size": "5", "max_size": "7", "dept_cap": "3", "min_depts": "2", "min_seniors": "1", "all_teams": "1"}
    set_ = organiser.post("/e/crunch/desk/teams/rules", {**asked, "version": "0"})
    answer = organiser.post("/e/crunch/desk/teams/solve", {"seconds": "1", "seed": "3"})
    solved = solve_one(house.ground)
    run = only_run(house)
    confirmed = organiser.post(f"/e/crunch/desk/teams/runs/{run.public_id}/confirm")
    formed = house.read(teams, edition.id)

    assert (set_.status_code, answer.status_code, solved) == (303, 303, True)
    assert (run.state, confirmed.status_code, run.rules["min_size"]) == ("done", 303, 5)
    assert (len(formed), sum(team.size for team in formed)) == (4, 24)
    assert {team.size for team in formed} <= {5, 6, 7}
    assert [team.problem_title for team in formed] == [None] * 4
    seated = house.read(lambda session: session.execute(select(TeamMember.person_id)).scalars().all())
    assert len(set(seated)) == 24


def test_impossible_composition_is_said_with_its_smallest_relaxation(house: TestHouse) -> None:
    edition = make_edition(house)
    organisation = make_organisation(house, edition.id)
    make_people(house, edition.id, 8)
    make_problem(house, edition.id, organisation)
    house.perform(house.house_in(edition.id), request_run, RULES, seed=1, seconds=1)
    solve_one(house.ground)
    run = only_run(house)

    assert run.state == "impossible"
    assert [(finding["rule"], finding["amount"]) for finding in run.findings] == [("seats", 2)]


def test_no_plan_found_in_time_is_not_called_impossible(house: TestHouse) -> None:
    edition = make_edition(house)
    make_people(house, edition.id, 8)
    make_problem(house, edition.id, make_organisation(house, edition.id))
    house.perform(house.house_in(edition.id), request_run, RULES, seed=1, seconds=1)
    run_id = house.perform(HOUSE, claim_run)
    assert run_id is not None
    # A hundred groups of three for teams of exactly four: seats are enough, and no proof sees why it fails.
    people = tuple(Student(f"S{k:03d}", "TC", 3) for k in range(300))
    tied = tuple(Constraint("together", f"S{3 * k:03d}", f"S{3 * k + j:03d}") for k in range(100) for j in (1, 2))
    four = Problem("P1", "city", 75, 75, 4, 4, 4)
    content = as_json(Instance(people, (four,), (), tied, WEIGHTS))
    how = {"seed": 1, "seconds": 0.1, "policy": "weighted", "more_moves": 0}
    outcome = outcome_of((content, how, None), lambda _: None, lambda: False)
    house.perform(house.house_in(edition.id), end_run, run_id, outcome)
    organiser = house.person(edition.id, Role.ORGANISER)
    pages = {}
    for locale in ("en", "fr"):
        organiser.browser.set_cookie(LOCALE_COOKIE, locale)
        pages[locale] = organiser.get("/e/crunch/desk/teams").get_data(as_text=True)

    assert (outcome.state, only_run(house).findings) == ("not_found", [])
    assert "None found in time" in pages["en"]
    assert "no proof that none exists" in pages["en"]
    assert "Aucune trouvée à temps" in pages["fr"]
    assert "Impossible" not in pages["en"]


def test_only_one_run_at_a_time_and_a_dead_workers_run_is_taken_up(house: TestHouse) -> None:
    edition = make_edition(house)
    by = house.house_in(edition.id)
    house.perform(by, request_run, RULES, seed=1, seconds=1)
    with pytest.raises(Conflict, match=r"teams\.run_under_way"):
        house.perform(by, request_run, RULES, seed=1, seconds=1)
    first = house.perform(HOUSE, claim_run)
    second = house.perform(HOUSE, claim_run)

    assert (first, second) == (only_run(house).id, None)


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        (CompositionRules(6, 5, 3, 1, 1), "teams.sizes"),
        (CompositionRules(3, 5, 3, 4, 1), "teams.mix"),
    ],
)
def test_rules_that_contradict_themselves_are_refused(
    sqlite_house: TestHouse, rules: CompositionRules, code: str
) -> None:
    edition = make_edition(sqlite_house)

    with pytest.raises(Invalid, match=code.replace(".", r"\.")):
        sqlite_house.perform(sqlite_house.house_in(edition.id), request_run, rules, seed=1, seconds=1)


def test_refused_rules_are_shown_again_as_they_were_typed(sqlite_house: TestHouse) -> None:
    composed = make_composed(sqlite_house)
    organiser = sqlite_house.person(composed.edition.id, Role.ORGANISER)
    asked = {"min_size": "9", "max_size": "4", "dept_cap": "3", "min_depts": "2", "min_seniors": "1"}
    answer = organiser.post("/e/crunch/desk/teams/rules", {**asked, "version": "0"})

    assert answer.status_code == 422
    assert 'name="max_size" type="number" value="4"' in answer.text
    assert 'name="min_size" type="number" value="9"' in answer.text


def test_confirming_twice_or_after_the_reveal_is_refused(house: TestHouse) -> None:
    composed = make_composed(house)
    by = house.house_in(composed.edition.id)
    with pytest.raises(Conflict, match=r"teams\.run_not_done"):
        house.perform(by, confirm_assignment, only_run(house).id)
    reveal(house, composed)
    house.perform(by, lambda work: setattr(work.session.get_one(CompositionRun, only_run(house).id), "state", "done"))

    with pytest.raises(Conflict, match=r"teams\.revealed"):
        house.perform(by, confirm_assignment, only_run(house).id)


def test_reveal_milestone_shows_each_team_its_problem_and_tells_it(house: TestHouse) -> None:
    composed = make_composed(house)
    by = house.house_in(composed.edition.id)
    house.perform(by, set_clock, edition_now=datetime(2027, 5, 24, 8, tzinfo=UTC), speed=1, reason="test")
    milestone = house.read(milestone_by_code, composed.edition.id, "reveal")
    assert milestone is not None
    house.perform(by, reach_milestone, milestone.id, Transition.OPENED, milestone.version)
    house.deliver()
    team = house.read(team_by_code, composed.edition.id, "a01")
    assert team is not None

    assert team.revealed_at is not None
    assert [push.type for push in house.read(feed.after, f"team:{team.public_id}", 0)] == ["reveal"]
    shown = sorted(line.problem_title or "" for line in house.read(teams, composed.edition.id))
    assert shown == ["Problem 1", "Problem 2"]


def test_team_page_hides_the_problem_until_the_reveal(sqlite_house: TestHouse) -> None:
    composed = make_composed(sqlite_house)
    member = member_of(sqlite_house, composed)
    before = member.get("/e/crunch/teams/A01")
    reveal(sqlite_house, composed)
    after = member.get("/e/crunch/teams/A01")

    titles = {team.code: team.problem_title for team in sqlite_house.read(teams, composed.edition.id)}
    title = titles["A01"] or "none is shown"
    assert (before.status_code, title in before.text) == (200, False)
    assert (after.status_code, title in after.text) == (200, True)


def test_tables_do_not_tell_the_order_of_problems(sqlite_house: TestHouse) -> None:
    """Tables are public before the reveal; in the order of problems each would tell its own."""
    composed = make_composed(sqlite_house, teams=8)
    reveal(sqlite_house, composed)
    by_table = [team.problem_id for team in sqlite_house.read(teams, composed.edition.id)]

    again = _groups_of_run(sqlite_house, composed.edition.id)
    assert len(set(by_table)) == 8
    assert by_table == again


def _groups_of_run(house: TestHouse, edition_id: int) -> list[int]:
    """Return the problems as the run's outside name orders them."""
    name = only_run(house).public_id
    rows = [row for row, _ in house.read(all_problems, edition_id) if row.status == Status.CONFIRMED.value]
    return [row.id for row in sorted(rows, key=lambda row: token_hash(f"{name}:{row.ref}:1"))]


def test_team_page_is_its_members_only(sqlite_house: TestHouse) -> None:
    composed = make_composed(sqlite_house)
    member = member_of(sqlite_house, composed)
    own = member.get("/e/crunch/team")
    others, absent = member.get("/e/crunch/teams/B01"), member.get("/e/crunch/teams/Z99")

    assert (own.status_code, own.headers["Location"]) == (303, "/e/crunch/teams/A01")
    assert (others.status_code, absent.status_code) == (404, 404)
    assert without_time(others.text.replace("B01", "Z99")) == without_time(absent.text)
    face = sqlite_house.read(team_face, composed.edition.id, "a01", member.actor)
    assert face is not None
    assert (len(face.members), face.is_member) == (4, True)


@pytest.mark.parametrize(("students", "teams_", "sizes"), [(1700, 160, (9, 12)), (1700, 300, (4, 7)), (0, 0, (9, 12))])
def test_suggested_sizes_leave_room_around_the_mean(students: int, teams_: int, sizes: tuple[int, int]) -> None:
    rules = suggested(students, teams_)

    assert (rules.min_size, rules.max_size) == sizes
    assert rules.min_size * teams_ <= students <= rules.max_size * teams_ or not students


def test_team_rows_of_two_editions_do_not_mix(sqlite_house: TestHouse) -> None:
    first, second = make_composed(sqlite_house, "one"), make_composed(sqlite_house, "two")
    rows = sqlite_house.read(lambda session: session.execute(select(Team)).scalars().all())

    assert sorted(row.edition_id for row in rows) == [first.edition.id] * 2 + [second.edition.id] * 2
    assert [line.code for line in sqlite_house.read(teams, second.edition.id)] == ["A01", "B01"]


def test_teams_that_are_named_elsewhere_are_not_replaced(house: TestHouse) -> None:
    composed = make_composed(house)
    by, edition_id = house.house_in(composed.edition.id), composed.edition.id
    apply_file(house, edition_id, "jurors", "juror_id,name,email\nJ1,Jo,jo@x.example\nJ2,Ji,ji@x.example\n")
    house.perform(by, plan_round, "round-1", 2)
    organiser = house.person(edition_id, Role.ORGANISER)
    run = copied_run(house, composed)
    refused = organiser.post(f"/e/crunch/desk/teams/runs/{run.public_id}/confirm")

    assert (refused.status_code, "Modifiez-les par la réparation" in refused.text) == (409, True)
    assert [team.code for team in house.read(teams, edition_id)] == ["A01", "B01"]
