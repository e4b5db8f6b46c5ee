"""A table for one more team in a hall that is seated already."""

from challenge.teams.seats import Coach, Place, Zone
from challenge.teams.spare import Taken, spare_place

HALL = (Zone("A", 2), Zone("B", 3), Zone("R", 9, is_remote=True))


def test_the_zone_with_most_free_tables_takes_it_and_remote_ones_come_last() -> None:
    taken = [Taken("A", 1, "A01", None), Taken("B", 1, "B01", None)]

    assert spare_place(taken, "fr", [], HALL) == Place("B", 2, None)


def test_a_code_that_some_team_has_is_passed_over() -> None:
    taken = [Taken("B", 1, "B02", None), Taken("A", 1, "A01", None), Taken("A", 2, "A02", None)]

    assert spare_place(taken, "fr", [], HALL) == Place("B", 3, None)


def test_a_full_hall_gets_a_table_more() -> None:
    hall = (Zone("A", 1),)

    assert spare_place([Taken("A", 1, "A01", None)], "fr", [], hall) == Place("A", 2, None)


def test_the_coach_speaks_the_language_before_having_room() -> None:
    coaches = [Coach(1, "A", frozenset({"fr"}), 5), Coach(2, "A", frozenset({"en"}), 1)]
    taken = [Taken("A", 1, "A01", 2)]

    assert spare_place(taken, "en", coaches, HALL).coach_id == 2
    assert spare_place(taken, "de", coaches, HALL).coach_id == 1
