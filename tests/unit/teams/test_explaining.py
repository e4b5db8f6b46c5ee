"""Why somebody is where they are, how wishes came out, what rules mean, and ways out: pure."""

from dataclasses import replace

from challenge.teams.explaining import discreet, student_story, team_story
from challenge.teams.fairness import UNWISHED, fairness, ranks_of
from challenge.teams.fixes import Offer, fixes_for
from challenge.teams.meaning import meaning
from challenge.teams.rules import WEIGHTS, CompositionRules
from challenge.teams.snapshots import as_instance, as_json
from challenge.teams.solver.effect import Effects
from challenge.teams.solver.impossible import Relaxation
from challenge.teams.solver.model import Constraint, Instance, Parts, Placement, Plan, Problem, Student, Wish

RULES = CompositionRules(min_size=2, max_size=3, dept_cap=2, min_depts=1, min_seniors=1)
OFFER = Offer({"P1": 2, "P2": 1, "P3": 1})


def problem(name: str, **more: object) -> Problem:
    values = {"theme": "food", "min_teams": 1, "max_teams": 1, "min_size": 1, "max_size": 2, "dept_cap": 2, **more}
    return Problem(problem_id=name, **values)  # type: ignore[arg-type]


def student(name: str, **more: object) -> Student:
    values = {"department": "INFO", "level": 3, "languages": frozenset({"fr"}), **more}
    return Student(student_id=name, **values)  # type: ignore[arg-type]


INSTANCE = Instance(
    students=(
        student("ann", skills=frozenset({"electronics"})),
        student("bob"),
        student("cem", level=5, department="DESIGN", school="ESTA"),
        student("dia", languages=frozenset({"en"})),
    ),
    problems=(
        problem("P1", required_skills=frozenset({"electronics"}), language="fr", wanted_depts=frozenset({"DESIGN"})),
        problem("P2", theme="energy", min_seniors=1),
    ),
    wishes=(Wish("ann", 1, "problem", "P2"), Wish("ann", 2, "problem", "P1"), Wish("cem", 1, "theme", "energy")),
    constraints=(Constraint("apart", "bob", "cem"),),
    weights=WEIGHTS,
)
PLAN = Plan(
    (Placement("ann", "P1", 1), Placement("bob", "P1", 1), Placement("cem", "P2", 1), Placement("dia", "P2", 1)),
    0,
    0,
    Parts(),
)
EFFECTS = Effects(INSTANCE, PLAN)


def test_story_says_which_wish_came_true_and_why_the_better_one_did_not() -> None:
    story = student_story(INSTANCE, EFFECTS, "ann")

    assert (story.seat, story.rank) == (("P1", 1), 2)
    assert [(one.code, one.params["target"]) for one in story.denied] == [("breaks_required_skill", "P2")]
    assert [(one.code, one.params["skill"]) for one in story.brings] == [("brings_only", "electronics")]


def test_story_of_somebody_kept_out_names_the_barrier() -> None:
    wished = replace(INSTANCE, wishes=(Wish("dia", 1, "problem", "P1"), Wish("dia", 2, "theme", "music")))
    story = student_story(wished, Effects(wished, PLAN), "dia")

    assert (story.rank, [one.code for one in story.denied]) == (UNWISHED, ["closed_language", "not_offered"])


def test_story_without_wishes_tells_what_is_brought_and_what_binds() -> None:
    story = student_story(INSTANCE, EFFECTS, "bob")

    assert (story.rank, [(one.code, one.params["other"]) for one in story.bound]) == (None, [("bound_apart", "cem")])


def test_team_story_names_thin_spots() -> None:
    first, second = team_story(EFFECTS, ("P1", 1)), team_story(EFFECTS, ("P2", 1))

    assert [one.code for one in first.thin] == ["thin_skill", "missing_wanted"]
    assert [one.code for one in second.thin] == ["thin_seniors"]
    assert [one.code for one in second.fits] == ["size", "departments", "seniors"]


def test_fairness_counts_ranks_by_group_and_names_the_worst_off() -> None:
    found = fairness(INSTANCE, PLAN)
    design = next(one for one in found.groups if (one.kind, one.name) == ("department", "DESIGN"))

    assert ranks_of(INSTANCE, PLAN) == {"ann": 2, "bob": None, "cem": 1, "dia": None}
    assert (found.everybody.ranks, found.everybody.silent, found.everybody.share(1)) == ({1: 1, 2: 1}, 2, 0.5)
    assert (design.students, design.share(1), list(found.worst_off)) == (1, 1.0, [("ann", 2)])


def test_meaning_counts_what_is_asked_and_what_there_is() -> None:
    found = {count.code: (count.needed, count.there, count.is_short) for count in meaning(INSTANCE)}

    assert found["seats"] == (4, 4, False)
    assert (found["seniors"], found["skill"], found["language"]) == ((1, 1, False), (1, 1, False), (1, 3, False))
    nobody = replace(INSTANCE, problems=(replace(INSTANCE.problems[0], language="de"),))
    assert [(one.code, one.there) for one in meaning(nobody) if one.is_short] == [
        ("seats", 4),
        ("department", 3),
        ("language", 0),
        ("nowhere", 4),
    ]


def test_missing_seats_are_found_by_a_few_larger_teams_or_all() -> None:
    fixes = fixes_for(Relaxation("seats", 2), RULES, OFFER)

    assert [(one.code, one.names) for one in fixes] == [("larger_some", ("P1",)), ("larger_all", ())]
    rules = fixes[0].rules
    assert rules is not None
    assert (rules.of_problem("P1"), rules.of_problem("P2"), rules.max_size) == ({"max_size": 4}, {}, 3)


def test_a_missing_skill_can_be_dropped_on_one_problem_or_bent() -> None:
    fixes = fixes_for(Relaxation("required_skill", 1, ("P1", "P2", "sewing")), RULES, OFFER)

    assert [(one.code, one.names) for one in fixes] == [
        ("drop_skill", ("P2",)),
        ("drop_skill", ("P1",)),
        ("bend_required_skill", ()),
    ]


def test_contradicting_bindings_can_be_released() -> None:
    (fix,) = fixes_for(Relaxation("together+apart", 1, ("ann", "bob")), RULES, OFFER)

    assert (fix.code, fix.unbound, fix.rules) == ("unbind", ("ann", "bob"), None)


def test_too_few_students_can_do_with_fewer_or_smaller_teams() -> None:
    fixes = fixes_for(Relaxation("min_seats", 3), RULES, OFFER)

    assert [one.code for one in fixes] == ["fewer_teams", "smaller_some", "smaller_all"]


def test_an_input_survives_being_kept_as_json() -> None:
    soft = replace(INSTANCE, soft={"language": 30})

    assert as_instance(as_json(soft)) == soft
    assert "skills" not in as_json(soft)["students"][1]


def test_students_story_is_silent_about_what_organisers_said_of_others() -> None:
    wished = replace(INSTANCE, wishes=(Wish("bob", 1, "problem", "P2"),))
    bound = replace(wished, problems=(INSTANCE.problems[0], problem("P2", min_seniors=1, max_size=3)))
    story = student_story(bound, Effects(bound, PLAN), "bob")
    told = discreet(story)

    assert ([one.code for one in story.denied], len(story.bound)) == (["breaks_apart"], 1)
    assert ([one.code for one in told.denied], told.bound) == (["breaks_other"], ())
    assert told.denied[0].params == story.denied[0].params
