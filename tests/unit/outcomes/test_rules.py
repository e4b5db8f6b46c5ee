"""When a record is taken and late, and what it may say."""

from datetime import UTC, datetime, timedelta

import pytest

from challenge.kernel.errors import ChallengeError
from challenge.outcomes import rules
from challenge.outcomes.rules import Asking, Next, Said, Stage

OPENS = datetime(2027, 5, 28, 14, 20, tzinfo=UTC)
DUE = OPENS + timedelta(minutes=40)
ASKING = Asking(1, OPENS, DUE)
INSTANT = timedelta(microseconds=1)
SAID = Said("A box that calls", Stage.MOCKUP, (Next.PROJECT,), "")


@pytest.mark.parametrize(
    ("received", "late"), [(OPENS, False), (DUE - INSTANT, False), (DUE, True), (DUE + timedelta(days=9), True)]
)
def test_a_record_is_taken_from_the_opening_on_and_late_from_the_due_time_on(received: datetime, late: bool) -> None:
    assert rules.admit(ASKING, received, closed=False) is late


@pytest.mark.parametrize(
    ("asking", "received", "closed", "code"),
    [
        (ASKING, OPENS - INSTANT, False, "outcomes.early"),
        (None, DUE, False, "outcomes.early"),
        (ASKING, OPENS, True, "outcomes.closed"),
        (None, OPENS, True, "outcomes.closed"),
    ],
)
def test_no_record_is_taken_before_or_once_it_is_closed(
    asking: Asking | None, received: datetime, closed: bool, code: str
) -> None:
    with pytest.raises(ChallengeError) as refused:
        rules.admit(asking, received, closed=closed)

    assert refused.value.code == code
    assert not rules.is_open(asking, received, closed=closed)


def test_records_are_open_from_the_opening_until_they_are_closed() -> None:
    assert [rules.is_open(ASKING, at, closed=False) for at in (OPENS - INSTANT, OPENS, DUE)] == [False, True, True]


def test_wishes_stand_in_one_order_each_once() -> None:
    assert rules.checked_wishes([Next.INCUBATE, Next.INTERNSHIP, Next.INCUBATE]) == (Next.INTERNSHIP, Next.INCUBATE)
    assert rules.checked_wishes([Next.STOP]) == (Next.STOP,)


@pytest.mark.parametrize(
    ("wishes", "code"), [([], "outcomes.no_wish"), ([Next.STOP, Next.PROJECT], "outcomes.stop_alone")]
)
def test_nothing_wanted_and_an_end_that_goes_on_are_refused(wishes: list[Next], code: str) -> None:
    with pytest.raises(ChallengeError) as refused:
        rules.checked_wishes(wishes)

    assert (refused.value.code, refused.value.place) == (code, "wishes")


def test_the_later_of_two_is_told() -> None:
    rules.check_version(2, 2)
    with pytest.raises(ChallengeError) as refused:
        rules.check_version(1, 2)

    assert refused.value.code == "outcomes.changed"


def test_a_contact_says_so_in_as_many_words() -> None:
    rules.check_agreement(agrees=True)
    with pytest.raises(ChallengeError) as refused:
        rules.check_agreement(agrees=False)

    assert refused.value.code == "outcomes.must_agree"


def test_a_receipt_proves_team_version_and_every_word() -> None:
    others = [
        Said("A box", Stage.MOCKUP, (Next.PROJECT,), ""),
        Said("A box that calls", Stage.TESTED, (Next.PROJECT,), ""),
        Said("A box that calls", Stage.MOCKUP, (Next.STOP,), ""),
        Said("A box that calls", Stage.MOCKUP, (Next.PROJECT,), "Ask"),
    ]
    found = [one.fingerprint("t", 1) for one in (SAID, *others)]
    found += [SAID.fingerprint("u", 1), SAID.fingerprint("t", 2)]

    assert len(set(found)) == 7
    assert SAID.fingerprint("t", 1) == found[0]
