from __future__ import annotations

import pytest

from challenge.judging.rules.ranking import RankedProject, Ranking
from challenge.judging.rules.reveal import Sight, Step, Viewer, next_step, podium, revealed, sight
from challenge.kernel.errors import Conflict, Invalid


def ranking(order: str, unseen: str = "") -> Ranking:
    return Ranking(
        tuple(
            RankedProject(
                code, 18.0 - rank, 10, 20, rank, 0.5, None if code in unseen else 15.0, int(code not in unseen)
            )
            for rank, code in enumerate(order, start=1)
        ),
        (),
    )


def codes(lines: tuple[RankedProject, ...]) -> str:
    return "".join(line.project for line in lines)


def test_reveal_opens_the_podium_from_below_and_then_everybody() -> None:
    assert [codes(revealed(ranking("abcde"), step)) for step in Step] == ["", "c", "bc", "abc", "abcde"]


def test_podium_has_n_places_and_nobody_whom_nobody_saw() -> None:
    assert codes(podium(ranking("abcde"), 2)) == "ab"
    assert codes(podium(ranking("abc", unseen="bc"))) == "a"
    with pytest.raises(Invalid, match=r"judging\.podium_size"):
        podium(ranking("abc"), 0)


def test_script_goes_step_by_step_to_its_end() -> None:
    step, checked = Step.SEALED, {"a", "b", "c"}
    steps = [step := next_step(step, ranking("abcd"), checked) for _ in range(4)]

    assert steps == [Step.THIRD, Step.SECOND, Step.FIRST, Step.ALL]
    with pytest.raises(Conflict, match=r"judging\.reveal_finished"):
        next_step(step, ranking("abcd"), checked)


def test_script_waits_for_the_second_check_of_finalists() -> None:
    with pytest.raises(Conflict) as refusal:
        next_step(Step.SEALED, ranking("abcd"), {"b", "d"})

    assert (refusal.value.code, refusal.value.params) == ("judging.finalists_unchecked", {"count": 2})


def test_organisers_see_everything_at_any_time() -> None:
    shown = sight(ranking("abcd"), Step.SEALED, Viewer.ORGANISER)

    assert (codes(shown.places), sorted(shown.points)) == ("abcd", ["a", "b", "c", "d"])


@pytest.mark.parametrize("viewer", [viewer for viewer in Viewer if viewer is not Viewer.ORGANISER])
@pytest.mark.parametrize(("step", "other"), [(Step.SEALED, "dcba"), (Step.THIRD, "bacd"), (Step.SECOND, "dbca")])
def test_two_worlds_with_the_same_open_places_look_the_same(viewer: Viewer, step: Step, other: str) -> None:
    here, there = (sight(world, step, viewer, own={"a"}) for world in (ranking("abcd"), ranking(other)))

    assert codes(here.places) == codes(there.places)
    assert here.points == there.points == frozenset()


@pytest.mark.parametrize(
    ("viewer", "points"),
    [(Viewer.TEAM, {"b"}), (Viewer.PARTNER, {"b"}), (Viewer.JUROR, set()), (Viewer.PUBLIC, set())],
)
def test_points_of_ones_own_projects_open_with_the_last_step(viewer: Viewer, points: set[str]) -> None:
    assert sight(ranking("abcd"), Step.FIRST, viewer, own={"b", "gone"}).points == frozenset()
    assert sight(ranking("abcd"), Step.ALL, viewer, own={"b", "gone"}) == Sight(
        ranking("abcd").projects, frozenset(points)
    )
