"""Compositions explained, compared and changed by hand."""

import pytest
from sqlalchemy import select

from challenge.kernel.actor import HOUSE, Role
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.work import Work
from challenge.teams.bindings import bound_in
from challenge.teams.drafts import Step, copy_run, keep_draft, move_person, undo_move
from challenge.teams.models import CompositionInput, CompositionRun, HandMove
from challenge.teams.run_queries import RunView, compared, names_of, run_view, titles_of
from challenge.teams.runs import Outcome, claim_run, end_run, repeat_run, request_run, stop_run, take_input
from challenge.teams.solving import solve_one
from tests.house import TestHouse
from tests.make.editions import make_edition
from tests.make.organisations import make_organisation
from tests.make.people import make_people
from tests.make.problems import make_problem
from tests.make.teams import RULES


def computed(house: TestHouse) -> CompositionRun:
    """Return a run of two teams of four on two problems, with its input kept."""
    edition = make_edition(house)
    organisation = make_organisation(house, edition.id)
    people = make_people(house, edition.id, 8)
    problems = [make_problem(house, edition.id, organisation, title=f"Problem {n}") for n in range(2)]
    by = house.house_in(edition.id)
    house.perform(by, request_run, RULES, seed=1, seconds=1, name="first")
    run_id = house.perform(HOUSE, claim_run)
    assert run_id is not None
    house.perform(by, take_input, run_id)
    placements = [(person.ref, problems[n // 4].ref, 1) for n, person in enumerate(people)]
    house.perform(by, end_run, run_id, Outcome("done", placements, 0, 0, parts={"wish": 0}))
    return run_of(house, run_id)


def run_of(house: TestHouse, run_id: int) -> CompositionRun:
    return house.read(lambda session: session.get_one(CompositionRun, run_id))


def view_of(house: TestHouse, run_id: int) -> RunView:
    return house.read(lambda session: run_view(session, session.get_one(CompositionRun, run_id)))


def drafted(house: TestHouse, run: CompositionRun) -> CompositionRun:
    house.perform(house.house_in(run.edition_id), copy_run, run.id, name="by hand")
    wanted = select(CompositionRun).where(CompositionRun.state == "draft")
    return house.read(lambda session: session.execute(wanted).scalar_one())


def test_a_person_is_moved_with_reason_and_taken_back(house: TestHouse) -> None:
    draft = drafted(house, computed(house))
    by = house.house_in(draft.edition_id)
    ref, old, _ = draft.placements[0]
    target = draft.placements[4][1]
    house.perform(by, move_person, draft.id, Step(ref, (target, 1), "", "asked for it"), seen=1)
    moved = run_of(house, draft.id)
    kept = house.read(lambda session: session.execute(select(HandMove)).scalar_one())
    house.perform(by, undo_move, draft.id, seen=2)
    back = run_of(house, draft.id)

    assert (moved.placements[0], moved.version) == ([ref, target, 1], 2)
    assert (kept.person_ref, kept.from_problem, kept.to_problem, kept.reason) == (ref, old, target, "asked for it")
    assert (back.placements, back.version) == (draft.placements, 3)


def test_two_persons_change_places_in_one_step(house: TestHouse) -> None:
    draft = drafted(house, computed(house))
    first, other = draft.placements[0], draft.placements[4]
    step = Step(first[0], ("", 0), other[0], "friends")
    house.perform(house.house_in(draft.edition_id), move_person, draft.id, step, seen=1)
    moved = run_of(house, draft.id)

    assert (moved.placements[0][1:], moved.placements[4][1:]) == (other[1:], first[1:])
    assert {one.step for one in house.read(lambda session: session.execute(select(HandMove)).scalars().all())} == {1}


def test_a_rule_breaks_only_when_it_is_meant(house: TestHouse) -> None:
    draft = drafted(house, computed(house))
    by = house.house_in(draft.edition_id)
    target = draft.placements[4][1]
    for version, (ref, *_) in enumerate(draft.placements[:1], start=1):
        house.perform(by, move_person, draft.id, Step(ref, (target, 1), "", "why not"), seen=version)
    step = Step(draft.placements[1][0], (target, 1), "", "too many left")
    with pytest.raises(Conflict, match=r"teams\.breaks"):
        house.perform(by, move_person, draft.id, step, seen=2)
    house.perform(by, move_person, draft.id, Step(*step_values(step), anyway=True), seen=2)

    assert [one.rule for one in view_of(house, draft.id).violations] == ["team_size"]


def step_values(step: Step) -> tuple[str, tuple[str, int], str, str]:
    return step.ref, step.seat, step.swapped, step.reason


def test_a_draft_is_changed_by_one_organiser_at_a_time(sqlite_house: TestHouse) -> None:
    run = computed(sqlite_house)
    draft = drafted(sqlite_house, run)
    by = sqlite_house.house_in(draft.edition_id)
    step = Step(draft.placements[0][0], (draft.placements[4][1], 1), "", "x")
    sqlite_house.perform(by, move_person, draft.id, step, seen=1)
    with pytest.raises(Conflict, match=r"teams\.draft_changed"):
        sqlite_house.perform(by, move_person, draft.id, step, seen=1)
    with pytest.raises(Conflict, match=r"teams\.not_a_draft"):
        sqlite_house.perform(by, move_person, run.id, step, seen=1)
    with pytest.raises(Invalid, match=r"teams\.person"):
        sqlite_house.perform(by, move_person, draft.id, Step("nobody", ("P", 1), "", "x"), seen=2)


def test_keeping_a_draft_can_tie_those_who_were_moved(house: TestHouse) -> None:
    draft = drafted(house, computed(house))
    by = house.house_in(draft.edition_id)
    ref, target = draft.placements[0][0], draft.placements[4][1]
    house.perform(by, move_person, draft.id, Step(ref, (target, 1), "", "founder"), seen=1)
    kept = house.perform(by, keep_draft, draft.id, seen=2, lock=True)

    assert (kept["locked"], run_of(house, draft.id).state) == (1, "done")
    assert [(one.kind, one.person, one.target) for one in house.read(bound_in, draft.edition_id)] == [
        ("lock", ref, target)
    ]


def test_two_compositions_are_compared_by_person(sqlite_house: TestHouse) -> None:
    run = computed(sqlite_house)
    draft = drafted(sqlite_house, run)
    ref, target = draft.placements[0][0], draft.placements[4][1]
    step = Step(ref, (target, 1), "", "x")
    sqlite_house.perform(sqlite_house.house_in(run.edition_id), move_person, draft.id, step, seen=1)
    found = compared(view_of(sqlite_house, run.id), view_of(sqlite_house, draft.id))

    assert [(one.ref, one.after) for one in found.moved] == [(ref, (target, 1))]
    assert (found.better, found.worse) == (0, 0)


def test_runs_of_the_same_input_share_it_and_give_the_same_teams(house: TestHouse) -> None:
    run = computed(house)
    by = house.house_in(run.edition_id)
    for _ in range(2):
        house.perform(by, request_run, RULES, seed=7, seconds=1)
        solve_one(house.ground)
    runs = house.read(lambda s: s.execute(select(CompositionRun).order_by(CompositionRun.id)).scalars().all())
    inputs = house.read(lambda session: session.execute(select(CompositionInput)).scalars().all())

    assert ([one.state for one in runs], len(inputs)) == (["done"] * 3, 1)
    assert runs[1].placements == runs[2].placements


def test_a_run_computed_again_gives_the_same_teams_whatever_became_of_the_roster(house: TestHouse) -> None:
    run = computed(house)
    by = house.house_in(run.edition_id)
    house.perform(by, request_run, RULES, seed=7, seconds=1)
    solve_one(house.ground)
    newest = select(CompositionRun).order_by(CompositionRun.id.desc()).limit(1)
    first = house.read(lambda session: session.execute(newest).scalar_one())
    make_people(house, run.edition_id, 5)
    house.perform(by, repeat_run, first.id)
    solve_one(house.ground)
    again = house.read(lambda session: session.execute(newest).scalar_one())

    assert (again.id != first.id, again.placements == first.placements, again.state) == (True, True, "done")


def test_a_run_that_waits_can_be_stopped_and_a_finished_one_not(sqlite_house: TestHouse) -> None:
    run = computed(sqlite_house)
    by = sqlite_house.house_in(run.edition_id)
    with pytest.raises(Conflict, match=r"teams\.run_not_running"):
        sqlite_house.perform(by, stop_run, run.id)
    sqlite_house.perform(by, request_run, RULES, seed=1, seconds=600)
    waiting = select(CompositionRun.id).where(CompositionRun.state == "queued")
    sqlite_house.perform(by, stop_run, sqlite_house.read(lambda s: s.execute(waiting).scalar_one()))
    solve_one(sqlite_house.ground)

    last = sqlite_house.read(lambda s: s.execute(select(CompositionRun).order_by(-CompositionRun.id)).scalars().first())
    assert last is not None
    assert last.state == "done"


def test_pages_of_a_composition_are_shown_and_changed_by_form(sqlite_house: TestHouse) -> None:
    run = computed(sqlite_house)
    organiser = sqlite_house.person(run.edition_id, Role.ORGANISER)
    own = f"/e/crunch/desk/teams/runs/{run.public_id}"
    ref, problem, _ = run.placements[0]
    other = run.placements[4]
    pages = ["", f"/team?problem={problem}&no=1", f"/person?ref={ref}", f"/effect?person={ref}&swapped={other[0]}"]
    shown = [organiser.get(own + page).status_code for page in pages]
    absent = [organiser.get(own + page).status_code for page in ("/team?problem=zz&no=1", "/person?ref=zz")]
    copied = organiser.post(f"{own}/copy", {"name": "hand"})
    draft = copied.headers["Location"].removesuffix("/")
    moved = organiser.post(f"{draft}/move", {"person": ref, "swapped": other[0], "reason": "friends", "version": "1"})
    refused = organiser.post(f"{draft}/move", {"person": ref, "swapped": other[0], "reason": "friends", "version": "1"})
    undone = organiser.post(f"{draft}/undo", {"version": "2"})
    kept = organiser.post(f"{draft}/keep", {"version": "3"})
    desk = organiser.get("/e/crunch/desk/teams")
    both = organiser.get(f"/e/crunch/desk/teams/compare?a={run.public_id}&b={draft.rsplit('/', 1)[-1]}")

    assert (shown, absent) == ([200] * 4, [404, 404])
    assert [one.status_code for one in (copied, moved, refused, undone, kept)] == [303, 303, 409, 303, 303]
    assert ("first" in desk.text, both.status_code) == (True, 200)


def test_pages_of_a_composition_name_problems_and_people_as_organisers_do(sqlite_house: TestHouse) -> None:
    run = computed(sqlite_house)
    organiser = sqlite_house.person(run.edition_id, Role.ORGANISER)
    own = f"/e/crunch/desk/teams/runs/{run.public_id}"
    (ref, problem, number), other = run.placements[0], run.placements[4][0]
    title = sqlite_house.read(titles_of, run.edition_id)[problem]
    name = sqlite_house.read(names_of, run.edition_id, [ref])[ref]
    pages = [
        organiser.get(own + page).text
        for page in (
            "",
            f"/team?problem={problem}&no={number}",
            f"/person?ref={ref}",
            f"/effect?person={ref}&swapped={other}",
        )
    ]
    draft = organiser.post(f"{own}/copy", {"name": "hand"}).headers["Location"]
    organiser.post(
        f"{draft}/move", {"person": ref, "swapped": other, "reason": "friends", "version": "1", "anyway": "1"}
    )
    changed = organiser.get(draft).text

    assert [title in page for page in pages[:3]] == [True] * 3
    assert f"<b>{name}</b> <span" in pages[3]
    assert [f'<th scope="row">{name}' in changed, "elle donne les mêmes équipes" in changed] == [True, False]
    assert "elle donne les mêmes équipes" in pages[0]


def test_somebody_without_a_team_takes_anothers_place_and_gives_it_back(house: TestHouse) -> None:
    draft = drafted(house, computed(house))
    by = house.house_in(draft.edition_id)
    (ref, *_), (other, *seat) = draft.placements[:2]
    house.perform(by, _unseat, draft.id, ref)
    without = run_of(house, draft.id).placements
    step = Step(ref, ("", 0), other, "came after all", anyway=True)
    house.perform(by, move_person, draft.id, step, seen=1)
    moved = run_of(house, draft.id)
    house.perform(by, undo_move, draft.id, seen=2)
    back = run_of(house, draft.id)
    house.perform(by, move_person, draft.id, step, seen=3)
    kept = house.perform(by, keep_draft, draft.id, seen=4, lock=True)

    assert ([one for one in moved.placements if one[0] in (ref, other)], moved.students) == ([[ref, *seat]], 7)
    assert sorted(back.placements) == sorted(without)
    assert kept["locked"] == 1


def _unseat(work: Work, run_id: int, ref: str) -> None:
    run = work.locked(CompositionRun, run_id)
    run.placements = [place for place in run.placements if place[0] != ref]
