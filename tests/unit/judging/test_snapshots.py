"""The final order of several rounds, and which of them gave each place."""

from __future__ import annotations

from challenge.judging.rules.ranking import RankedJuror, RankedProject, Ranking
from challenge.judging.snapshots import Standings, as_json, final_order, from_json, placed_spans


def standings(order: str, *, is_marked: bool = True, top: float = 20) -> Standings:
    lines = (RankedProject(code, top - n, 10, 20, n, 0.5, 15.0, 3) for n, code in enumerate(order, start=1))
    jurors = (RankedJuror("J001", 0.0, 1.0, 1.0, 3),) if is_marked else ()
    return Standings(Ranking(tuple(lines), jurors), (4.0, top))


def order(found: Standings) -> str:
    return "".join(line.project for line in found.ranking.projects)


def test_later_rounds_stand_before_earlier_ones() -> None:
    turns = [("round-1", standings("abcdefg")), ("round-2", standings("dcba")), ("finals", standings("cd"))]
    found = final_order(turns)

    assert order(found) == "cdbaefg"
    assert [line.rank for line in found.ranking.projects] == [1, 2, 3, 4, 5, 6, 7]
    assert placed_spans(found) == [("finals", 1, 2), ("round-2", 3, 4), ("round-1", 5, 7)]
    assert from_json(as_json(found)) == found


def test_round_without_a_sheet_decides_nothing() -> None:
    unseen = standings("dc", is_marked=False)
    turns = [("round-1", standings("abcd", top=10)), ("round-2", standings("ba", top=30)), ("finals", unseen)]
    found = final_order(turns)

    assert (order(found), found.bounds) == ("bacd", (4.0, 10))
    assert found.placed_by == ("round-2", "round-2", "round-1", "round-1")


def test_ranking_of_one_round_is_stored_as_it_was_before_there_were_more() -> None:
    assert set(as_json(standings("ab"))) == {"bounds", "projects", "jurors"}
    assert placed_spans(standings("ab")) == []
