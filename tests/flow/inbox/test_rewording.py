"""A notice of which people hear by another one is corrected or withdrawn without a word more."""

import pytest

from challenge.inbox.actions import mark_read
from challenge.inbox.queries import inbox_page, unread
from challenge.inbox.rewording import correct_notice, withdraw_notice
from tests.flow.inbox.test_choices import keys, student
from tests.flow.inbox.test_unsubscribing import mailed, told
from tests.house import TestHouse
from tests.make.editions import make_edition

TEXTS = {"fr": ["Titre", "Texte"], "en": ["Title", "Text"]}


@pytest.mark.parametrize(("again", "mails", "fresh"), [(True, [2, 2], 1), (False, [1, 1], 0)])
def test_who_was_sent_a_notice_is_sent_nothing_more_when_another_tells(
    house: TestHouse, again: bool, mails: list[int], fresh: int
) -> None:
    edition = make_edition(house)
    who, by = student(house, edition.id), house.house_in(edition.id)
    told(house, who)
    mailed(house)
    house.perform(who.actor, mark_read)
    house.perform(by, correct_notice, "k", TEXTS, again=again)
    corrected = len(keys(house))
    house.perform(by, withdraw_notice, "k", again=again)
    (row,) = house.read(inbox_page, who.actor).rows

    # The correction that waits is dropped with the notice; the withdrawal is a mail of its own.
    assert [corrected, len(keys(house))] == mails
    assert (row.texts["en"], row.withdrawn_at is not None) == (TEXTS["en"], True)
    assert house.read(unread, who.actor) == fresh


def test_mail_that_waits_is_replaced_though_nobody_hears_more(house: TestHouse) -> None:
    edition = make_edition(house)
    who, by = student(house, edition.id), house.house_in(edition.id)
    told(house, who)
    before = keys(house)
    house.perform(by, correct_notice, "k", TEXTS, again=False)
    corrected = keys(house)
    house.perform(by, withdraw_notice, "k", again=False)

    own = f"k:{who.actor.account_id}"
    assert (before, corrected, keys(house)) == ([own], [f"{own}:2"], [])
