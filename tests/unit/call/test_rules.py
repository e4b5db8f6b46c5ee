"""Who waits for a word, how many may come, what a field of an edition is called."""

import pytest

from challenge.call.rules import FIELDS_MOST, PER_ORIGIN, Claim, check_rate, check_waiting, field_code, place_of
from challenge.kernel.errors import Busy, Conflict, Invalid


@pytest.mark.parametrize(
    ("claim", "waits"),
    [
        (Claim(is_known=False, speaks=False, checks_all=False), False),
        (Claim(is_known=True, speaks=False, checks_all=False), True),
        (Claim(is_known=True, speaks=True, checks_all=True), False),
        (Claim(is_known=False, speaks=False, checks_all=True), True),
    ],
)
def test_known_organisations_wait_for_a_word(claim: Claim, *, waits: bool) -> None:
    assert claim.waits() is waits


def test_rate_is_bounded() -> None:
    check_rate(PER_ORIGIN - 1)
    with pytest.raises(Busy, match="too_many"):
        check_rate(PER_ORIGIN)


def test_nobody_decides_twice() -> None:
    check_waiting("waiting")
    for state in ("joined", "refused", "sent", "again"):
        with pytest.raises(Conflict, match="decided"):
            check_waiting(state)


def test_fields_get_a_code_of_their_label() -> None:
    assert field_code("Project budget (k€)", []) == "project_budget_k"
    with pytest.raises(Conflict, match="field_known"):
        field_code("Project Budget", ["project_budget"])
    with pytest.raises(Invalid, match="missing"):
        field_code("¿?", [])
    with pytest.raises(Invalid, match="fields_most"):
        field_code("More", [str(n) for n in range(FIELDS_MOST)])


@pytest.mark.parametrize(
    ("peer", "forwarded", "place"),
    [
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.2", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("8.8.8.8", "1.2.3.4", "8.8.8.8"),
        ("nowhere", "1.2.3.4", "nowhere"),
    ],
)
def test_place_is_what_our_own_proxy_says(peer: str, forwarded: str, place: str) -> None:
    assert place_of(peer, forwarded) == place
