"""Seating: every team one table of its own, wishes kept as far as the hall allows, and said where not."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as some

from challenge.teams.seating import seated
from challenge.teams.seats import HALL, Coach, Group, Place, Unmet, Zone, unmet

FR, EN = frozenset({"fr"}), frozenset({"fr", "en"})


def group(number: int, **wishes: object) -> Group:
    return Group(f"P{number:03d}", 1, (), **{"language": "fr", **wishes})  # type: ignore[arg-type]


def coach(number: int, zone: str = "", languages: frozenset[str] = FR, capacity: int = 3) -> Coach:
    return Coach(number, zone, languages, capacity)


def kinds(found: list[Unmet]) -> list[str]:
    return [one.kind for one in found]


GROUPS = some.lists(
    some.builds(
        Group,
        problem_id=some.just("P"),
        team_no=some.just(1),
        members=some.just(()),
        language=some.sampled_from(["fr", "en", ""]),
        needs_access=some.booleans(),
        is_remote=some.booleans(),
        organisation=some.integers(1, 4),
        rivals=some.sampled_from(["", "", "cars", "food"]),
    ),
    max_size=40,
)
COACHES = some.lists(
    some.builds(
        Coach,
        account_id=some.integers(1, 99),
        zone=some.sampled_from(["", "A", "R"]),
        languages=some.sampled_from([FR, EN, frozenset()]),
        capacity=some.integers(0, 4),
    ),
    max_size=8,
    unique_by=lambda one: one.account_id,
)
HALLS = some.lists(
    some.builds(
        Zone,
        code=some.sampled_from("ABCR"),
        tables=some.integers(1, 15),
        accessible=some.frozensets(some.integers(1, 4), max_size=3),
        is_remote=some.booleans(),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one.code,
)


@given(GROUPS, COACHES, HALLS)
@settings(max_examples=150, deadline=None)
def test_every_team_has_one_table_and_no_table_two_teams(
    groups: list[Group], coaches: list[Coach], hall: list[Zone]
) -> None:
    places = seated(groups, coaches, hall)
    codes = [place.code for place in places]
    beyond = sum(place.table_no > {zone.code: zone.tables for zone in hall}[place.zone] for place in places)

    assert (len(places), len(set(codes))) == (len(groups), len(groups))
    assert beyond == max(0, len(groups) - sum(zone.tables for zone in hall))
    assert kinds(unmet(groups, places, coaches, hall)).count("table") == beyond
    assert places == seated(groups, coaches, hall)
    assert {place.coach_id for place in places} <= {None, *(one.account_id for one in coaches)}
    assert not coaches or all(place.coach_id is not None for place in places)


@given(GROUPS, COACHES)
@settings(max_examples=100, deadline=None)
def test_capacity_holds_as_long_as_somebody_who_understands_has_room(groups: list[Group], coaches: list[Coach]) -> None:
    coaches = [Coach(one.account_id, one.zone, EN, one.capacity or 1) for one in coaches]
    load = Counter(place.coach_id for place in seated(groups, coaches))
    room = sum(one.capacity for one in coaches)

    excess = sum(max(0, load[one.account_id] - one.capacity) for one in coaches)
    assert excess == (max(0, len(groups) - room) if coaches else 0)


def test_teams_of_one_coach_sit_side_by_side_in_their_zone() -> None:
    groups = [group(number) for number in range(12)]
    coaches = [coach(1, "C"), coach(2, "A"), coach(3, "A"), coach(4, "H")]
    places = seated(groups, coaches)

    tables = {one.account_id: sorted(p.code for p in places if p.coach_id == one.account_id) for one in coaches}
    assert tables[1] == ["C01", "C02", "C03"]
    assert sorted(tables[2] + tables[3]) == [f"A{number:02d}" for number in range(1, 7)]
    assert kinds(unmet(groups, places, coaches, HALL)) == []


def test_a_language_goes_before_capacity() -> None:
    groups = [group(0), group(1, language="en"), group(2, language="en"), group(3)]
    coaches = [coach(1, languages=FR, capacity=2), coach(2, languages=EN, capacity=1)]
    places = seated(groups, coaches)

    assert [place.coach_id for place in places] == [1, 2, 2, 1]
    assert kinds(unmet(groups, places, coaches, HALL)) == ["full"]


def test_accessible_tables_go_to_those_who_need_them_and_their_colleagues_sit_beside() -> None:
    hall = [Zone("A", 12), Zone("B", 12, frozenset({7, 8}))]
    groups = [group(number, needs_access=number == 4) for number in range(9)]
    places = seated(groups, [coach(1), coach(2), coach(3)], hall)

    assert places[4].code in {"B07", "B08"}
    assert kinds(unmet(groups, places, [coach(1), coach(2), coach(3)], hall)) == []


def test_a_hall_without_accessible_tables_says_so_and_names_free_ones_where_there_are_any() -> None:
    groups = [group(0, needs_access=True)]
    none = unmet(groups, seated(groups, [], [Zone("A", 3)]), [], [Zone("A", 3)])
    missed = unmet(groups, [Place("A", 2, None)], [], [Zone("A", 3, frozenset({3}))])

    assert none == [Unmet("access", (0,))]
    assert missed == [Unmet("access", (0,), free=("A03",))]


def test_rivals_sit_in_different_zones_and_have_different_coaches() -> None:
    groups = [group(n, rivals="cars" if n < 6 else "", organisation=n % 2 + 1) for n in range(24)]
    coaches = [coach(n) for n in range(1, 9)]
    places = seated(groups, coaches)

    first, second = ({places[n].zone for n in range(6) if n % 2 == side} for side in (0, 1))
    assert (first & second, kinds(unmet(groups, places, coaches, HALL))) == (set(), [])


def test_rivals_in_one_zone_do_not_sit_side_by_side() -> None:
    hall = [Zone("A", 6)]
    groups = [group(n, rivals="cars" if n < 2 else "", organisation=n) for n in range(4)]
    places = seated(groups, [], hall)

    assert kinds(unmet(groups, places, [], hall)) == ["same_zone"]
    assert kinds(unmet(groups[:2], [Place("A", 1, None), Place("A", 2, None)], [], hall)) == ["neighbours"]


def test_teams_of_one_organisation_and_of_no_group_are_no_rivals() -> None:
    groups = [group(0, rivals="cars", organisation=1), group(1, rivals="cars", organisation=1), group(2), group(3)]

    assert unmet(groups, seated(groups, [], [Zone("A", 4)]), [], [Zone("A", 4)]) == []


def test_remote_teams_sit_in_the_remote_zone_and_nobody_else_does() -> None:
    hall = [Zone("A", 10), Zone("R", 10, is_remote=True)]
    groups = [group(n, is_remote=n in (2, 5)) for n in range(8)]
    coaches = [coach(1, "R"), coach(2, "A", capacity=6)]
    places = seated(groups, coaches, hall)

    assert [n for n, place in enumerate(places) if place.zone == "R"] == [2, 5]
    assert {place.coach_id for place in places if place.zone == "R"} == {1}
    assert kinds(unmet(groups, places, coaches, hall)) == []


def test_without_a_remote_zone_remote_teams_sit_in_the_hall_and_it_is_said() -> None:
    groups = [group(0, is_remote=True)]

    assert unmet(groups, seated(groups, []), [], HALL) == [Unmet("remote", (0,))]


def test_a_coachs_teams_apart_are_named() -> None:
    places = [Place("A", 1, 1), Place("A", 3, 1), Place("B", 1, 2), Place("B", 2, 2)]
    found = unmet([group(n) for n in range(4)], places, [coach(1), coach(2)], HALL)

    assert found == [Unmet("apart", (0, 1), 1)]


def test_tables_follow_the_order_given_whatever_the_problems_are_called() -> None:
    """Everybody sees tables before the reveal: a name of a problem must not change a table."""
    one = [group(n, rivals="cars" if n % 5 == 0 else "", organisation=n) for n in range(40)]
    other = [
        Group(f"Z{99 - n}", 3, ("m",), g.language, organisation=g.organisation, rivals=g.rivals)
        for n, g in enumerate(one)
    ]
    coaches = [coach(n, "ABCDEFGH"[n % 8]) for n in range(1, 14)]

    assert seated(one, coaches) == seated(other, coaches)


def test_rivals_choose_zones_first_but_tables_of_a_zone_keep_the_order_given() -> None:
    groups = [group(n, rivals="cars" if n in (20, 30) else "", organisation=n) for n in range(40)]
    places = seated(groups, [])

    by_zone = {
        zone.code: [n for n, p in sorted(enumerate(places), key=lambda at: at[1].table_no) if p.zone == zone.code]
        for zone in HALL
    }
    assert [order for order in by_zone.values() if order != sorted(order)] == []
    assert {len(order) for order in by_zone.values()} == {5}


def test_without_coaches_zones_are_filled_evenly() -> None:
    places = seated([group(n) for n in range(10)], [])

    assert [place.code for place in places] == [*(f"{zone}01" for zone in "ABCDEFGH"), "A02", "B02"]


def test_rivals_of_many_teams_share_few_zones_without_meeting() -> None:
    hall = [Zone(code, 8) for code in "ABC"]
    groups = [group(n, rivals="cars" if n < 10 else "", organisation=1 + (n % 5 == 0)) for n in range(20)]
    places = seated(groups, [], hall)

    assert kinds(unmet(groups, places, [], hall)) == []


def test_two_teams_at_one_table_are_told() -> None:
    places = [Place("A", 1, None), Place("A", 1, None)]

    assert unmet([group(0), group(1)], places, [], [Zone("A", 3)]) == [Unmet("shared", (0, 1), free=("A02", "A03"))]
