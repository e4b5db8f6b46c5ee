"""Jurors over rooms: even, mixed, and no house in every room."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from challenge.judging.rules.spreading import Sitter, spread
from challenge.kernel.errors import Invalid


def test_fields_and_houses_are_mixed_in_rooms_of_even_size() -> None:
    jurors = [Sitter(f"J{n:02d}", ("food", "care", "bike")[n % 3], f"org{n // 4}") for n in range(12)]
    rooms = spread(jurors, 3)
    by_code = {one.code: one for one in jurors}

    assert [len(room) for room in rooms] == [4, 4, 4]
    assert sorted(code for room in rooms for code in room) == sorted(by_code)
    for room in rooms:
        assert max(Counter(by_code[code].field for code in room).values()) <= 2
        assert max(Counter(by_code[code].house for code in room).values()) <= 2


def test_house_of_many_leaves_a_room_to_its_own_teams() -> None:
    jurors = [Sitter(f"J{n}", "food", "bank" if n < 3 else "") for n in range(9)]
    rooms = spread(jurors, 3)
    held = [sum(code in ("J0", "J1", "J2") for code in room) for room in rooms]

    assert sorted(held) == [0, 1, 2]


def test_rooms_do_not_depend_on_the_order_of_jurors() -> None:
    jurors = [Sitter(f"J{n:02d}", str(n % 5), str(n % 4)) for n in range(17)]

    assert spread(jurors, 4) == spread(jurors[::-1], 4)


def test_no_room_is_refused_and_a_room_may_stay_empty() -> None:
    with pytest.raises(Invalid, match=r"judging\.room_count"):
        spread([Sitter("J1")], 0)

    assert spread([Sitter("J1")], 2) == [["J1"], []]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "x", "y", "z"])), max_size=30), st.integers(1, 6)
)
def test_everybody_sits_once_and_sizes_differ_by_one(people: list[tuple[str, str]], count: int) -> None:
    jurors = [Sitter(f"J{n:02d}", field, house) for n, (field, house) in enumerate(people)]
    rooms = spread(jurors, count)
    sizes = [len(room) for room in rooms]

    assert sorted(code for room in rooms for code in room) == [one.code for one in jurors]
    assert max(sizes) - min(sizes) <= 1
