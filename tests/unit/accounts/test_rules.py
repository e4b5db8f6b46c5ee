"""Addresses, passwords and waiting."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenge.accounts import passwords, rules
from challenge.kernel.errors import Busy, Invalid

NOON = datetime(2027, 5, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        (" Ada@School.Example ", "ada@school.example"),
        ("o’neil+x@a-b.fr", "o’neil+x@a-b.fr"),
        ("éric@école.example", "éric@école.example"),
        ("a@b", None),
        ("a b@c.fr", None),
        ("a@b.c", None),
        ("a@@b.fr", None),
        ("<a@b.fr>", None),
        ("a@b.fr,c@d.fr", None),
        (f"{'x' * 250}@b.fr", None),
        ("", None),
    ],
)
def test_normal_email_is_lower_case_and_of_one_form(given_: str, wanted: str | None) -> None:
    if wanted is None:
        with pytest.raises(Invalid, match=r"^accounts\.email"):
            rules.normal_email(given_)
    else:
        assert rules.normal_email(given_) == wanted


@given(st.text(max_size=60))
def test_normal_email_is_stable(text: str) -> None:
    try:
        once = rules.normal_email(text)
    except Invalid:
        return

    assert rules.normal_email(once) == once


@pytest.mark.parametrize(("length", "code"), [(9, "accounts.password_short"), (201, "accounts.password_long")])
def test_password_of_another_length_is_refused(length: int, code: str) -> None:
    with pytest.raises(Invalid, match=f"^{code} "):
        rules.check_password("é" * length)


@pytest.mark.parametrize("length", [10, 200])
def test_password_has_ten_to_two_hundred_characters(length: int) -> None:
    rules.check_password("é" * length)


@pytest.mark.parametrize(("failures", "ago_s", "waits"), [(8, 0, 60), (8, 59.5, 1), (400, 20, 40)])
def test_wait_is_a_minute_after_the_eighth_failure(failures: int, ago_s: float, waits: int) -> None:
    with pytest.raises(Busy, match=f"seconds={waits}$"):
        rules.check_wait(failures, NOON - timedelta(seconds=ago_s), NOON)


@pytest.mark.parametrize(("failures", "ago_s"), [(7, 0), (8, 60)])
def test_nobody_waits_before_eight_failures_or_after_the_minute(failures: int, ago_s: float) -> None:
    rules.check_wait(failures, NOON - timedelta(seconds=ago_s), NOON)


def test_account_without_failure_never_waits() -> None:
    rules.check_wait(99, None, NOON)


def test_password_fits_its_own_hash_alone() -> None:
    stored = passwords.hashed("five days in may")
    # What is checked in the place of nobody's password costs as much as everybody's.
    assert passwords._NOBODY.rpartition("$")[0].rpartition("$")[0] == stored.rpartition("$")[0].rpartition("$")[0]

    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert [passwords.fits(kept, "five days in may") for kept in (stored, None, "no hash")] == [True, False, False]
    assert passwords.fits(stored, "five days in june") is False
