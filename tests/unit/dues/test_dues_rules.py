"""Prices to the cent, what payments cover, and who has a place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenge.dues.rules import (
    Queued,
    Tariff,
    cents_of,
    check_amount,
    holding,
    money,
    moved,
    paid_problems,
    price_lines,
    registration,
    rounded,
    vat_number,
)
from challenge.dues.settings import DuesSettings, dues_of
from challenge.kernel.errors import Invalid

USUAL = Tariff(50_000, 6, 10, 0)
tariffs = st.builds(Tariff, st.integers(0, 10**8), st.integers(0, 20), st.integers(0, 100), st.integers(0, 10_000))
corrections = st.dictionaries(st.integers(1, 20), st.integers(-(10**8), 10**8))


def asked(count: int) -> list[tuple[int, str]]:
    """Return problems with numbers from 1."""
    return [(number, f"P{number}") for number in range(1, count + 1)]


def test_price_is_five_hundred_and_a_tenth_less_from_the_sixth() -> None:
    lines = price_lines(asked(7), USUAL, {}, is_exempt=False)

    assert [line.net_cents for line in lines] == [50_000] * 5 + [45_000] * 2
    assert sum(line.gross_cents for line in lines) == 340_000


def test_exempt_owes_nothing_whatever_was_corrected() -> None:
    assert [line.gross_cents for line in price_lines(asked(2), USUAL, {1: 500}, is_exempt=True)] == [0, 0]


@given(tariffs, st.integers(0, 20), corrections)
def test_lines_are_exact_and_never_below_zero(tariff: Tariff, count: int, corrected: dict[int, int]) -> None:
    lines = price_lines(asked(count), tariff, corrected, is_exempt=False)

    assert [line.number for line in lines] == list(range(1, count + 1))
    for line in lines:
        assert line.net_cents >= 0
        assert line.net_cents in (0, line.price_cents - line.discount_cents + line.correction_cents)
        assert abs(line.vat_cents * 10_000 - line.net_cents * tariff.vat_bp) * 2 <= 10_000
        assert line.gross_cents == line.net_cents + line.vat_cents


@given(tariffs, st.integers(0, 19), corrections)
def test_one_problem_more_changes_no_earlier_price(tariff: Tariff, count: int, corrected: dict[int, int]) -> None:
    fewer = price_lines(asked(count), tariff, corrected, is_exempt=False)

    assert price_lines(asked(count + 1), tariff, corrected, is_exempt=False)[:count] == fewer


@given(tariffs, st.integers(0, 20), st.integers(0, 10**9))
def test_payments_cover_in_order_and_no_more_than_they_are(tariff: Tariff, count: int, received: int) -> None:
    lines = price_lines(asked(count), tariff, {}, is_exempt=False)
    covered = paid_problems(lines, received)
    due = sum(line.gross_cents for line in lines)

    assert sum(line.gross_cents for line in lines if line.problem_id in covered) <= max(received, 0)
    assert {line.problem_id for line in lines if not line.gross_cents} <= covered
    assert (len(covered) == count) == (received >= due)


@given(
    st.lists(st.tuples(st.integers(0, 50), st.booleans(), st.booleans()), max_size=30),
    st.one_of(st.none(), st.integers(0, 20)),
)
def test_places_are_kept_filled_and_never_exceeded(rows: list[tuple[int, bool, bool]], cap: int | None) -> None:
    queue = [Queued(number, rank, holds and live, live) for number, (rank, holds, live) in enumerate(rows)]
    found = holding(queue, cap)
    live = {one.problem_id for one in queue if one.is_live}
    held = {one.problem_id for one in queue if one.holds}

    assert held <= found <= live
    assert len(found) == (len(live) if cap is None else max(len(held), min(cap, len(live))))
    promoted = sorted(one.rank for one in queue if one.problem_id in found - held)
    left = [one.rank for one in queue if one.problem_id in live - found]
    assert not promoted or not left or promoted[-1] <= min(left)


def test_moved_stands_where_it_is_put() -> None:
    assert moved([1, 2, 3], 3, 0) == (3, 1, 2)
    assert moved([1, 2, 3], 1, 99) == (2, 3, 1)
    with pytest.raises(Invalid):
        moved([1, 2], 9, 0)


@pytest.mark.parametrize(
    ("text", "cents"),
    [("450", 45_000), ("450,5", 45_050), ("1 350.07", 135_007), ("-12,30 €", -1_230), ("1\u202f350", 135_000)],
)
def test_amounts_are_read_as_people_write_them(text: str, cents: int) -> None:
    assert cents_of(text) == cents


@pytest.mark.parametrize("text", ["", "x", "1,234", "1.2.3", "٣", "1e5", "--1", "nan", "1,", "99999999999", "12.3٣"])
def test_amounts_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        cents_of(text)
    assert refused.value.code == "dues.amount"


@given(st.integers(-(10**9), 10**9))
def test_money_written_in_both_languages_is_read_back(cents: int) -> None:
    if abs(cents) <= 10**9:
        assert cents_of(money(cents, "fr")) == cents
    assert money(cents, "en").replace("€", "").replace(",", "") == f"{'-' if cents < 0 else ''}{abs(cents) / 100:.2f}"


@pytest.mark.parametrize(
    "text", ["", "732 829 320 00074", "732829320", "35600000000048", "CHE-123.456.789", "HRB 4711"]
)
def test_numbers_of_a_register_stay_as_they_were_typed(text: str) -> None:
    assert registration(text) == text


@pytest.mark.parametrize("text", ["732 829 320 00075", "732829321"])
def test_a_wrong_digit_of_a_french_number_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        registration(text)
    assert (refused.value.code, refused.value.place) == ("dues.siret", "registration")


def test_vat_numbers_lose_their_spaces_and_need_their_country() -> None:
    assert [vat_number(text) for text in ("", "fr 40 303 265 045", "IE6388047V")] == ["", "FR40303265045", "IE6388047V"]
    for text in ("40303265045", "F", "FR40303265045123", "FR-40", "ФР40303265045"):
        with pytest.raises(Invalid):
            vat_number(text)


def test_halves_are_rounded_away_from_zero() -> None:
    assert [rounded(5, 10), rounded(-5, 10), rounded(4, 10), rounded(15, 10)] == [1, -1, 0, 2]


def test_no_more_is_given_back_than_came() -> None:
    check_amount(-100, 100)
    for cents, received in ((-101, 100), (0, 100), (10**12, 0)):
        with pytest.raises(Invalid):
            check_amount(cents, received)


def test_settings_are_off_until_they_are_set_and_survive_being_stored() -> None:
    assert (dues_of({}).prices_on, dues_of({}).places_on) == (False, False)
    kept = DuesSettings(prices_on=True, free_kinds=("lab",), cap=3)
    assert dues_of({"dues": {**kept.stored(), "unknown": 1}}) == kept
