"""Which agreements somebody owes, and what a signature must hold."""

import hashlib

import pytest

from challenge.agreements import rules
from challenge.agreements.rules import Kind
from challenge.kernel.errors import Conflict, Invalid

ALL = tuple(Kind)


def test_an_open_problem_asks_for_its_regime_and_waits_for_nothing() -> None:
    assert rules.owed(ALL, "open", "students") == (Kind.RULES, Kind.RIGHTS_STUDENTS, Kind.IMAGE)
    assert rules.waited_for("open", "students") == frozenset()


@pytest.mark.parametrize("confidentiality", ["restricted", "secret"])
def test_a_confidential_problem_waits_for_confidentiality_and_regime(confidentiality: str) -> None:
    assert rules.waited_for(confidentiality, "partner") == {Kind.CONFIDENTIALITY, Kind.RIGHTS_PARTNER}
    assert rules.owed(ALL, confidentiality, "partner") == (
        Kind.RULES,
        Kind.CONFIDENTIALITY,
        Kind.RIGHTS_PARTNER,
        Kind.IMAGE,
    )


def test_without_a_team_only_rules_and_image_are_asked() -> None:
    assert rules.owed(ALL, None, "") == (Kind.RULES, Kind.IMAGE)
    assert rules.owed((Kind.CONFIDENTIALITY,), None, "") == ()


def test_an_unknown_regime_is_the_shared_licence() -> None:
    assert rules.rights_kind("handshake") is Kind.RIGHTS_SHARED
    assert [rules.rights_kind(one) for one in ("students", "partner", "shared", "open")] == [
        Kind.RIGHTS_STUDENTS,
        Kind.RIGHTS_PARTNER,
        Kind.RIGHTS_SHARED,
        Kind.RIGHTS_OPEN,
    ]


def test_a_signature_counts_from_the_version_on_that_asked_again() -> None:
    asked = (Kind.RULES, Kind.CONFIDENTIALITY, Kind.IMAGE)
    since = {Kind.RULES: 2, Kind.CONFIDENTIALITY: 1, Kind.IMAGE: 1}

    assert rules.lacking(asked, {Kind.RULES: 1, Kind.CONFIDENTIALITY: 1}, since) == (Kind.RULES,)
    assert rules.lacking(asked, {Kind.RULES: 3, Kind.CONFIDENTIALITY: 1}, since) == ()
    assert rules.lacking(asked, {}, since) == (Kind.RULES, Kind.CONFIDENTIALITY)


@pytest.mark.parametrize(
    ("present", "has_left", "is_aside", "waited"),
    [(True, False, False, True), (False, False, False, False), (True, True, False, False), (True, False, True, False)],
)
def test_absent_gone_and_set_aside_hold_nobody_up(present: bool, has_left: bool, is_aside: bool, waited: bool) -> None:
    assert rules.is_waited_for(present=present, has_left=has_left, is_aside=is_aside) is waited


def test_a_hash_is_of_language_title_and_text() -> None:
    made = rules.text_hash("fr", "Été", "Un.\n\nDeux.")

    assert made == hashlib.sha256("fr\nÉté\nUn.\n\nDeux.".encode()).hexdigest()
    assert made != rules.text_hash("en", "Été", "Un.\n\nDeux.")


def test_the_language_is_the_one_that_was_read() -> None:
    held = {"fr": "a", "en": "b"}

    assert rules.check_same(held, "b") == "en"
    with pytest.raises(Conflict, match=r"agreements\.changed"):
        rules.check_same(held, "c")


def test_a_minor_needs_a_guardian_by_name_and_word() -> None:
    rules.check_signer(typed_name="A", is_minor=False, guardian="", guardian_agrees=False)
    rules.check_signer(typed_name="A", is_minor=True, guardian="B", guardian_agrees=True)
    for guardian, agrees in (("B", False), ("", True)):
        with pytest.raises(Invalid, match=r"agreements\.guardian"):
            rules.check_signer(typed_name="A", is_minor=True, guardian=guardian, guardian_agrees=agrees)
    with pytest.raises(Invalid, match=r"agreements\.name"):
        rules.check_signer(typed_name="", is_minor=False, guardian="", guardian_agrees=False)
