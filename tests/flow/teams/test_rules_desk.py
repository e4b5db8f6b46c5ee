"""The rules desk: what stands, what it means, ways out, bindings, and two organisers at once."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from challenge.editions.models import Edition
from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.work import Work
from challenge.organisations.queries import organisations_of
from challenge.problems.models import Problem
from challenge.teams.account import account_of
from challenge.teams.bindings import bind_person, bound_in, unbind_persons
from challenge.teams.inputs import instance_of
from challenge.teams.rulebook import restore_rules, set_rules, settings, standing_rules
from challenge.teams.rules import CompositionRules
from challenge.teams.solver.eligibility import barrier
from tests.house import TestHouse
from tests.make.editions import make_edition
from tests.make.organisations import make_organisation
from tests.make.people import apply_file, make_people
from tests.make.problems import make_problem

RULES = CompositionRules(min_size=3, max_size=6, dept_cap=6, min_depts=1, min_seniors=0)
FORM = {"min_size": "3", "max_size": "6", "dept_cap": "6", "min_depts": "1", "min_seniors": "0", "all_teams": "1"}
DESK = "/e/crunch/desk/teams/rules"


def called(house: TestHouse, *, people: int = 12, problems: int = 2) -> Edition:
    """Return an edition with a roster and a call."""
    edition = make_edition(house)
    organisation = make_organisation(house, edition.id)
    make_people(house, edition.id, people)
    for number in range(problems):
        make_problem(house, edition.id, organisation, title=f"Problem {number}")
    return edition


def test_rules_nobody_has_set_fit_the_numbers(house: TestHouse) -> None:
    edition = called(house)
    standing = house.read(standing_rules, edition.id)

    assert (standing.version, standing.rules.min_size, standing.rules.max_size) == (0, 5, 7)


def test_setting_rules_keeps_who_changed_what(house: TestHouse) -> None:
    edition = called(house)
    by = house.house_in(edition.id)
    house.perform(by, set_rules, RULES, seen=0)
    house.perform(by, set_rules, CompositionRules(3, 5, 6, 1, 0), seen=1)
    house.perform(by, set_rules, CompositionRules(3, 5, 6, 1, 0), seen=2)
    kept = house.read(settings, edition.id)

    assert [(one.version, one.changed) for one in kept] == [(2, {"max_size": (6, 5)}), (1, {})]


def test_the_later_of_two_organisers_is_told_and_overwrites_nothing(house: TestHouse) -> None:
    edition = called(house)
    by = house.house_in(edition.id)
    house.perform(by, set_rules, RULES, seen=0)
    with pytest.raises(Conflict, match=r"teams\.rules_changed"):
        house.perform(by, set_rules, CompositionRules(2, 5, 6, 1, 0), seen=0)

    assert house.read(standing_rules, edition.id).rules == RULES


def test_the_later_of_two_organisers_reads_what_the_earlier_one_changed(sqlite_house: TestHouse) -> None:
    edition = called(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    organiser.post(DESK, {**FORM, "version": "0"})
    organiser.post(DESK, {**FORM, "version": "1", "policy": "generous"})
    late = organiser.post(DESK, {**FORM, "version": "1", "max_size": "8"}).text
    meanwhile = late[late.index("Ce qui a changé entre-temps") : late.index('id="rules"')]

    assert re.findall(r"<b>Version (\d)</b>", meanwhile) == ["2"]
    assert "Pondération\u00a0: Par coût → Les moins bien servis d’abord" in meanwhile


def test_earlier_rules_stand_again_when_they_are_restored(sqlite_house: TestHouse) -> None:
    edition = called(sqlite_house)
    by = sqlite_house.house_in(edition.id)
    sqlite_house.perform(by, set_rules, RULES, seen=0)
    sqlite_house.perform(by, set_rules, CompositionRules(2, 5, 6, 1, 0), seen=1)
    sqlite_house.perform(by, restore_rules, 1, seen=2)

    assert sqlite_house.read(standing_rules, edition.id).rules == RULES


def test_rules_of_some_strength_reach_the_solver(sqlite_house: TestHouse) -> None:
    edition = called(sqlite_house)
    rules = CompositionRules(
        3, 6, 2, 2, 1, school_cap=2, strengths={"department_cap": "weak", "seniors": "off", "school_cap": "strong"}
    )
    instance = sqlite_house.read(instance_of, edition.id, rules)

    assert dict(instance.soft) == {"department_cap": 30, "school_cap": 300}
    assert [(one.dept_cap, one.school_cap, one.min_depts, one.min_seniors) for one in instance.problems] == [
        (2, 2, 2, 0)
    ] * 2


def test_what_partners_say_their_skills_weigh_reaches_the_solver(sqlite_house: TestHouse) -> None:
    edition = called(sqlite_house)
    rules = replace(RULES, strengths={"required_skill": "medium"})
    sqlite_house.perform(sqlite_house.house_in(edition.id), ask_for_skills, {"solders": 2, "speaks": 2})
    usual = sqlite_house.read(instance_of, edition.id, rules)
    sqlite_house.perform(sqlite_house.house_in(edition.id), ask_for_skills, {"solders": 3, "speaks": 1})
    weighed = sqlite_house.read(instance_of, edition.id, rules)

    assert dict(usual.soft) == {"required_skill": 100}
    assert [dict(one.skill_weights) for one in usual.problems] == [{}, {}]
    assert dict(weighed.soft) == {"required_skill": 50}
    assert [dict(one.skill_weights) for one in weighed.problems] == [{"solders": 3, "speaks": 1}, {}]


def ask_for_skills(work: Work, weights: dict[str, int]) -> None:
    """Let the first problem require skills that weigh so much."""
    row = work.session.execute(select(Problem).order_by(Problem.id).limit(1)).scalar_one()
    row.required_skills, row.details = list(weights), {**row.details, "weights": {"depts": {}, "skills": weights}}


def test_exceptions_change_the_teams_of_one_problem_alone(sqlite_house: TestHouse) -> None:
    edition = called(sqlite_house)
    first, second = (one.problem_id for one in sqlite_house.read(instance_of, edition.id, RULES).problems)
    rules = RULES.excepting(first, max_size=9, dropped=["language"])
    found = {one.problem_id: one for one in sqlite_house.read(instance_of, edition.id, rules).problems}

    assert (found[first].max_size, found[first].language) == (9, "")
    assert (found[second].max_size, found[second].language) == (6, "fr")


def test_account_proves_what_is_impossible_and_a_way_out_leads_out(house: TestHouse) -> None:
    edition = called(house, people=14)
    organiser = house.person(edition.id, Role.ORGANISER)
    house.perform(house.house_in(edition.id), set_rules, RULES, seen=0)
    before = house.read(account_of, edition.id, RULES)
    page = organiser.get(DESK)
    fix = before.obstacles[0].fixes[0]
    asked = {"version": "1", "rule": "seats", "code": fix.code, "names": ",".join(fix.names)}
    answer = organiser.post(f"{DESK}/way-out", asked)
    again = organiser.post(f"{DESK}/way-out", asked)
    after = house.read(account_of, edition.id, house.read(standing_rules, edition.id).rules)

    assert [(one.found.rule, one.found.amount) for one in before.obstacles] == [("seats", 2)]
    assert [one.code for one in before.obstacles[0].fixes] == ["larger_all"]
    assert ("Porter la plus grande équipe à 7 membres" in page.text, answer.status_code, again.status_code) == (
        True,
        303,
        409,
    )
    assert (list(after.obstacles), after.short) == ([], 0)


def test_counts_follow_the_form_before_it_is_saved(sqlite_house: TestHouse) -> None:
    edition = called(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    asked = "&".join(f"{name}={value}" for name, value in {**FORM, "min_seniors": "3"}.items())
    fragment = organiser.get(f"{DESK}/meaning?{asked}").text

    assert re.search(r"Il faut 6 seniors, il y en a \d+", fragment) is not None
    assert "2 sujets se travaillent en français" in fragment
    assert sqlite_house.read(standing_rules, edition.id).version == 0


def test_bindings_reach_the_solver_and_can_be_released(house: TestHouse) -> None:
    edition = called(house)
    by = house.house_in(edition.id)
    refs = [one.student_id for one in house.read(instance_of, edition.id, RULES).students]
    problem = house.read(instance_of, edition.id, RULES).problems[0].problem_id
    house.perform(by, bind_person, "together", refs[0], refs[1], reason="siblings")
    house.perform(by, bind_person, "lock", refs[2], problem, reason="founder")
    house.perform(by, bind_person, "barred", refs[3], problem, reason="works for a rival")
    with pytest.raises(Conflict, match=r"teams\.bound_already"):
        house.perform(by, bind_person, "together", refs[1], refs[0], reason="again")
    instance = house.read(instance_of, edition.id, RULES)
    released = house.perform(by, unbind_persons, (refs[0], refs[1]))

    assert [(one.kind, one.a, one.b) for one in instance.constraints] == [
        ("together", refs[0], refs[1]),
        ("lock", refs[2], problem),
    ]
    barred = next(one for one in instance.students if one.student_id == refs[3])
    assert [barred.nationality in one.excluded_nationalities for one in instance.problems] == [True, False]
    assert (released, [one.kind for one in house.read(bound_in, edition.id)]) == (1, ["lock", "barred"])


@pytest.mark.parametrize(
    ("kind", "person", "target", "code"),
    [
        ("friends", "S0001", "S0002", "teams.binding_kind"),
        ("together", "nobody", "S0002", "teams.person"),
        ("together", "S0001", "S0001", "teams.same_person"),
        ("lock", "S0001", "nothing", "teams.problem"),
    ],
)
def test_bindings_that_mean_nothing_are_refused(
    sqlite_house: TestHouse, kind: str, person: str, target: str, code: str
) -> None:
    edition = called(sqlite_house)
    refs = [one.student_id for one in sqlite_house.read(instance_of, edition.id, RULES).students]
    names = {"S0001": refs[0], "S0002": refs[1]}
    asked = (kind, names.get(person, person), names.get(target, target))

    with pytest.raises(Invalid, match=code.replace(".", r"\.")):
        sqlite_house.perform(sqlite_house.house_in(edition.id), bind_person, *asked, reason="x")


def test_rules_desk_keeps_what_was_typed_and_names_what_is_wrong(sqlite_house: TestHouse) -> None:
    edition = called(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    saved = organiser.post(DESK, {**FORM, "version": "0", "strength_language": "weak"})
    stale = organiser.post(DESK, {**FORM, "version": "0", "max_size": "8"})
    binding = organiser.post(
        "/e/crunch/desk/teams/bindings", {"kind": "lock", "person": "x", "target": "y", "reason": ""}
    )

    assert (saved.status_code, stale.status_code, binding.status_code) == (303, 409, 422)
    assert 'name="max_size" type="number" value="8"' in stale.text
    assert stale.text.count("Quelqu’un d’autre a modifié les règles") == 1
    assert sqlite_house.read(standing_rules, edition.id).rules.strength("language") == "weak"


def test_exceptions_are_made_changed_and_taken_away_on_the_desk(sqlite_house: TestHouse) -> None:
    edition = called(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    organiser.post(DESK, {**FORM, "version": "0"})
    ref = sqlite_house.read(instance_of, edition.id, RULES).problems[0].problem_id
    path = f"{DESK}/exceptions"
    made = organiser.post(path, {"problem": ref, "field": "max_size", "value": "9", "version": "1"})
    tagged = organiser.post(path, {"problem": ref, "field": "excluded", "value": "minor; intern", "version": "2"})
    wrong = organiser.post(path, {"problem": ref, "field": "max_size", "value": "1", "version": "3"})
    taken = organiser.post(path, {"problem": ref, "field": "max_size", "value": "", "version": "3"})
    unknown = organiser.post(path, {"problem": "P999", "field": "max_size", "value": "4", "version": "4"})
    standing = sqlite_house.read(standing_rules, edition.id)

    page = organiser.get(DESK).text
    cleared = organiser.post(f"{path}/clear", {"version": "4"})
    stale = organiser.post(f"{path}/clear", {"version": "4"})

    assert [one.status_code for one in (made, tagged, wrong, taken, unknown)] == [303, 303, 422, 303, 422]
    assert (standing.rules.exceptions, standing.version) == ({ref: {"excluded": ["minor", "intern"]}}, 4)
    assert f'name="problem" value="{ref}"' in page
    assert (cleared.status_code, stale.status_code) == (303, 409)
    assert sqlite_house.read(standing_rules, edition.id).rules.exceptions == {}


def test_tags_and_rivals_keep_students_out(house: TestHouse) -> None:
    edition = make_edition(house)
    head = "organisation,kind,town,cluster,conflict_group"
    apply_file(house, edition.id, "organisations", f"{head}\nNorth,sme,,,bid\nSouth,sme,,,bid\nEast,sme,,,")
    ids = {card.name: card.id for card in house.read(organisations_of, edition.id)}
    refs = [make_problem(house, edition.id, ids[name]).ref for name in ("North", "East")]
    roster = "student_id,first_name,last_name,department,level,languages,Tags,Employeur"
    apply_file(
        house,
        edition.id,
        "roster",
        f"{roster}\nA,An,Na,INFO,3,fr,minor,\nB,Be,Ta,INFO,3,fr,,south\nC,Ce,Ta,INFO,3,fr,,",
    )
    instance = house.read(instance_of, edition.id, RULES.excepting(refs[1], excluded=["Minor"]))
    closed = {
        (student.student_id, problem.problem_id): barrier(student, problem)
        for student in instance.students
        for problem in instance.problems
        if barrier(student, problem)
    }

    assert closed == {("A", refs[1]): "nationality", ("B", refs[0]): "employer"}


def test_a_version_that_cannot_be_is_refused(house: TestHouse) -> None:
    edition = called(house)
    organiser = house.person(edition.id, Role.ORGANISER)

    assert organiser.post(f"{DESK}/restore", {"restored": "9" * 20, "version": "0"}).status_code == 422
