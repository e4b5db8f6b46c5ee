"""Teams before rooms: no conflict where that can be, even rooms that share teams, as few slots as can be."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from challenge.judging.rules.allocation import Past, Stand
from challenge.judging.rules.sittings import (
    Bench,
    groups_of_rooms,
    more_sittings,
    plan_sittings,
    sittings_for,
)
from challenge.judging.rules.timetable import slots_needed, timetable

TEAMS = [Stand(f"T{number:02d}", "food" if number % 2 else "care") for number in range(1, 13)]
EACH = dict.fromkeys((one.code for one in TEAMS), 1)


def benches(rooms: int, jurors: int = 3, capacity: int = 12) -> list[Bench]:
    return [Bench(f"R{n}", tuple(f"J{n}{k}" for k in range(jurors)), capacity) for n in range(1, rooms + 1)]


def test_one_sitting_each_shares_teams_between_rooms_all_the_same() -> None:
    found = plan_sittings(TEAMS, benches(3), (), EACH)
    twice = [team for team, count in Counter(team for _, team in found.pairs).items() if count == 2]

    assert (len(found.pairs), len(found.links), found.missing) == (12 + 6, 6, 0)
    assert len(groups_of_rooms(found.pairs)) == 1
    assert len(twice) == 6
    assert set(Counter(room for room, _ in found.pairs).values()) == {6}
    assert Counter(room for room, _ in found.links) == {"R1": 2, "R2": 2, "R3": 2}
    assert {one.domain for one in TEAMS if one.code in twice} == {"food", "care"}


def test_rooms_stay_comparable_when_any_single_team_falls_out() -> None:
    found = plan_sittings(TEAMS, benches(4), (), EACH)

    for team in EACH:
        assert len(groups_of_rooms([pair for pair in found.pairs if pair[1] != team])) == 1


def test_one_room_needs_no_second_sitting() -> None:
    found = plan_sittings(TEAMS, benches(1), (), EACH)

    assert (len(found.pairs), found.links, found.missing) == (12, (), 0)


def test_order_of_what_is_given_changes_nothing() -> None:
    barred = [("J11", "T01"), ("J22", "T02")]
    found = plan_sittings(TEAMS, benches(3), barred, EACH)

    assert plan_sittings(TEAMS[::-1], benches(3)[::-1], barred[::-1], dict(reversed(EACH.items()))) == found


def test_room_with_a_conflict_is_closed_and_opens_only_for_want_of_a_better_one() -> None:
    rooms = benches(2)
    some = plan_sittings(TEAMS, rooms, [("J10", "T01")], EACH)
    every = plan_sittings(TEAMS, rooms, [("J10", "T01"), ("J11", "T01"), ("J20", "T01")], EACH)
    nobody = plan_sittings(TEAMS, rooms, [(juror, "T01") for one in rooms for juror in one.jurors], EACH)

    assert [pair for pair in some.pairs if pair[1] == "T01"] == [("R2", "T01")]
    assert [pair for pair in every.pairs if pair[1] == "T01"] == [("R2", "T01")]
    assert [pair for pair in nobody.pairs if pair[1] == "T01"] == []
    assert nobody.missing == 1


def test_what_finds_no_room_is_counted() -> None:
    tight = plan_sittings(TEAMS, benches(2, capacity=5), (), EACH)
    full = plan_sittings(TEAMS, benches(2, capacity=6), (), EACH)

    assert (len(tight.pairs), tight.missing) == (10, 2 + 4)
    assert (len(full.pairs), full.links, full.missing) == (12, (), 4)
    assert plan_sittings(TEAMS, (), (), EACH).missing == 12


def test_kept_sittings_stay_and_only_what_lacks_is_added() -> None:
    first = plan_sittings(TEAMS, benches(3), (), EACH)
    gone = [pair for pair in first.pairs if pair[0] != "R1"]
    seen = {team for _, team in gone}
    lacking = {code: int(code not in seen) for code in EACH}
    again = plan_sittings(TEAMS, benches(3)[1:], (), lacking, gone)

    assert not set(gone) & set(again.pairs)
    assert {team for _, team in (*gone, *again.pairs)} == set(EACH)
    assert again.links == ()


def test_room_that_opens_later_is_joined_to_the_others_alone() -> None:
    first = plan_sittings(TEAMS[:8], benches(2), (), dict.fromkeys((one.code for one in TEAMS[:8]), 1))
    late = {one.code: int(one in TEAMS[8:]) for one in TEAMS}
    found = plan_sittings(TEAMS, benches(3)[2:], (), late, first.pairs)
    joined = plan_sittings(TEAMS, benches(3), (), dict.fromkeys(EACH, 0), (*first.pairs, *found.pairs))

    assert {room for room, _ in found.pairs} == {"R3"}
    assert len(groups_of_rooms((*first.pairs, *found.pairs, *joined.pairs))) == 1
    assert Counter(room for room, _ in joined.pairs) == {"R1": 1, "R2": 1, "R3": 2}


def test_doubt_decides_which_teams_come_again_before_a_room_that_has_not_seen_them() -> None:
    seen = plan_sittings(TEAMS, benches(3), (), EACH).pairs
    doubt = {one.code: 0.1 if one.code in ("T05", "T09") else 0.0 for one in TEAMS}
    found = more_sittings(TEAMS, benches(3), [("J10", "T05")], 2, Past(seen, doubt))

    assert sorted(team for _, team in found) == ["T05", "T09"]
    assert not set(found) & {*seen, ("R1", "T05")}


def test_sittings_for_so_many_visits_follow_the_smallest_room() -> None:
    assert [sittings_for(visits, benches(2)) for visits in (1, 3, 4, 9)] == [1, 1, 2, 3]
    assert sittings_for(3, [*benches(1), Bench("R9", ("J90",), 4)]) == 3
    assert sittings_for(3, ()) == 1


pairs = st.sets(
    st.tuples(st.sampled_from([f"J{n}{k}" for n in range(1, 5) for k in range(3)]), st.sampled_from(sorted(EACH)))
)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 4), st.integers(1, 3), st.integers(1, 14), pairs)
def test_hard_rules_hold_and_the_timetable_needs_the_least_slots(
    rooms: int, each: int, capacity: int, barred: set[tuple[str, str]]
) -> None:
    each = min(each, rooms)
    seats = benches(rooms, 3, capacity)
    wanted = dict.fromkeys(EACH, each)
    found = plan_sittings(TEAMS, seats, barred, wanted)
    agenda = timetable(found.pairs, {})
    left = {(one.code, team): [j for j in one.jurors if (j, team) not in barred] for one in seats for team in EACH}
    per_team = Counter(team for _, team in found.pairs if (_, team) not in found.links)

    assert len(found.pairs) == len(set(found.pairs))
    assert max(Counter(room for room, _ in found.pairs).values(), default=0) <= capacity
    assert all(left[pair] for pair in found.pairs)
    assert max(per_team.values(), default=0) <= each
    assert max((one.slot for one in agenda), default=0) == slots_needed(found.pairs)
    for room, team in found.pairs:
        clean = [one.code for one in seats if len(left[one.code, team]) == 3]
        free = set(clean) - {other for other, code in found.pairs if code == team}
        full = {one for one, count in Counter(other for other, _ in found.pairs).items() if count >= capacity}
        assert len(left[room, team]) == 3 or free <= full
