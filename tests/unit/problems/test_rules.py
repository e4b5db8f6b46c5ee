"""The life of a problem and its disclosure, over every status, level and reader."""

import itertools
from datetime import UTC, datetime

import pytest

from challenge.kernel.actor import Actor, Role
from challenge.kernel.errors import Invalid
from challenge.problems.rules import (
    Confidentiality,
    Decision,
    Reading,
    Standing,
    Status,
    answer_due,
    can_revise,
    can_withdraw,
    check_open,
    decided,
    possible,
    reading,
    standing,
    stricter,
    weighed,
    with_weights,
)

PUBLIC = Standing()
MEMBER = Standing(is_member=True)
OWNER = Standing(frozenset({7}))
RIVAL = Standing(frozenset({8}))
ORGANISER = Standing(is_organiser=True)
LEVELS = list(Confidentiality)


@pytest.mark.parametrize(("status", "level"), list(itertools.product(Status, LEVELS)))
def test_organisers_and_the_organisation_read_everything(status: Status, level: Confidentiality) -> None:
    assert reading(status, level, 7, ORGANISER) == reading(status, level, 7, OWNER) == Reading.FULL


@pytest.mark.parametrize(
    ("status", "level", "who"),
    list(itertools.product([one for one in Status if one is not Status.CONFIRMED], LEVELS, [PUBLIC, MEMBER, RIVAL])),
)
def test_nobody_else_reads_what_is_not_confirmed(status: Status, level: Confidentiality, who: Standing) -> None:
    assert reading(status, level, 7, who) == reading(status, level, None, who) == Reading.NOTHING


@pytest.mark.parametrize(
    ("who", "levels"),
    [
        (PUBLIC, [Reading.FULL, Reading.MASKED, Reading.MASKED]),
        (RIVAL, [Reading.FULL, Reading.MASKED, Reading.MASKED]),
        (MEMBER, [Reading.FULL, Reading.TITLE, Reading.MASKED]),
    ],
)
def test_confirmed_problem_is_read_as_far_as_its_confidentiality_goes(who: Standing, levels: list[Reading]) -> None:
    assert [reading(Status.CONFIRMED, level, 7, who) for level in LEVELS] == levels


def test_idea_without_organisation_is_nobodys_own() -> None:
    assert reading(Status.SUBMITTED, Confidentiality.OPEN, None, Standing(frozenset({0}))) == Reading.NOTHING


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ({Role.STUDENT}, MEMBER),
        ({Role.PARTNER}, OWNER),
        ({Role.PARTNER, Role.JUROR}, OWNER),
        ({Role.ORGANISER}, ORGANISER),
        ({Role.INCUBATOR}, PUBLIC),
        (set(), PUBLIC),
    ],
)
def test_standing_follows_from_the_roles(roles: set[Role], expected: Standing) -> None:
    assert standing(Actor(account_id=1, roles=frozenset(roles), organisation_ids=frozenset({7}))) == expected


@pytest.mark.parametrize(
    ("status", "decisions"),
    [
        (Status.DRAFT, ()),
        (Status.SUBMITTED, (Decision.CONFIRM, Decision.WAIT, Decision.REWORK, Decision.REJECT)),
        (Status.WAITING, (Decision.CONFIRM, Decision.REWORK, Decision.REJECT)),
        (Status.CONFIRMED, (Decision.WAIT, Decision.REJECT)),
        (Status.REJECTED, (Decision.CONFIRM, Decision.WAIT)),
        (Status.WITHDRAWN, ()),
    ],
)
def test_decisions_are_possible_from_their_statuses_alone(status: Status, decisions: tuple[Decision, ...]) -> None:
    results = {
        Decision.CONFIRM: Status.CONFIRMED,
        Decision.WAIT: Status.WAITING,
        Decision.REWORK: Status.DRAFT,
        Decision.REJECT: Status.REJECTED,
    }

    assert possible(status) == decisions
    assert [decided(status, decision, "why") for decision in decisions] == [results[one] for one in decisions]
    for decision in set(Decision) - set(decisions):
        with pytest.raises(Invalid, match=r"problems\.decision"):
            decided(status, decision, "why")


@pytest.mark.parametrize("decision", [Decision.WAIT, Decision.REWORK, Decision.REJECT])
def test_every_decision_but_a_confirmation_needs_a_reason(decision: Decision) -> None:
    with pytest.raises(Invalid, match=r"problems\.reason_missing"):
        decided(Status.SUBMITTED, decision, "")


def test_partner_may_act_until_the_decision() -> None:
    early = {Status.DRAFT, Status.SUBMITTED, Status.WAITING}

    assert {status for status in Status if can_revise(status)} == early
    assert {status for status in Status if can_withdraw(status)} == early
    check_open(True, Status.DRAFT)
    with pytest.raises(Invalid, match=r"problems\.closed"):
        check_open(False, Status.CONFIRMED)


@pytest.mark.parametrize(
    ("posted", "days", "due"), [((1, 9), 5, (8, 9)), ((5, 18), 1, (8, 18)), ((6, 10), 1, (8, 10)), ((3, 8), 0, (3, 8))]
)
def test_first_answer_is_due_after_working_days(posted: tuple[int, int], days: int, due: tuple[int, int]) -> None:
    """March 2027 begins on a Monday."""
    assert answer_due(datetime(2027, 3, *posted, tzinfo=UTC), days) == datetime(2027, 3, *due, tzinfo=UTC)


def test_weights_come_back_as_they_were_written() -> None:
    names, weights = weighed(("INFO:3", "ENERGY", "C: 1"), "wanted_depts")

    assert (names, weights) == (("INFO", "ENERGY", "C"), {"INFO": 3, "ENERGY": 2, "C": 1})
    assert with_weights(names, weights) == "INFO:3, ENERGY, C:1"


@pytest.mark.parametrize("word", ["INFO:4", "INFO:0", "INFO:x", ":3", "INFO:"])
def test_wrong_weights_are_refused(word: str) -> None:
    with pytest.raises(Invalid, match="weight"):
        weighed((word,), "wanted_depts")


def test_of_two_levels_of_confidentiality_the_stricter_one_holds() -> None:
    pairs = itertools.product(LEVELS, repeat=2)
    found = {stricter(left, right) for left, right in pairs if "secret" in (left, right)}

    assert found == {"secret"}
    assert (stricter("open", "restricted"), stricter("open", "open")) == ("restricted", "open")
