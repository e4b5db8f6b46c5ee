"""The address in a mail that declines its kind: one click of a mail program, or a button; never by looking at it."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from challenge.inbox.actions import Told, choose, tell
from challenge.inbox.queries import choices
from challenge.inbox.rewording import correct_notice
from challenge.inbox.rules import Kind
from challenge.kernel.log import EventLog
from challenge.notifications.actions import queue_message
from challenge.notifications.mail import transport
from challenge.notifications.rules import declined_by, declining_token
from challenge.notifications.sending import send_one
from challenge.web.language import spoken
from tests.flow.inbox.test_choices import LETTER, keys, student
from tests.house import Person, TestHouse
from tests.make.editions import make_edition

LANGUAGES = spoken()
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def told(house: TestHouse, who: Person, key: str = "k", kind: Kind = Kind.TEAM) -> None:
    by = house.house_in(who.actor.edition_id)
    house.perform(by, tell, [who.actor.account_id], Told(kind=kind, letter=LETTER), key=key)


def mailed(house: TestHouse) -> EmailMessage:
    config = replace(house.config, base_url="https://ict.example")
    send_one(house.works, transport(config), LANGUAGES, config)
    (path,) = (config.instance / "mailbox").glob("*.eml")
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def address(house: TestHouse, who: Person, kind: str = "team") -> str:
    return f"/unsubscribe/{declining_token(house.config.secret_key, who.actor.public_id, kind)}"


def made(house: TestHouse) -> list[str]:
    names = select(EventLog.name).where(EventLog.name == "inbox.choice_made")
    return house.read(lambda session: list(session.execute(names).scalars()))


def test_mail_program_declines_the_kind_with_one_click(house: TestHouse) -> None:
    edition = make_edition(house)
    who = student(house, edition.id)
    told(house, who)
    mail = mailed(house)
    link = str(mail["List-Unsubscribe"]).strip("<>")
    answers = [house.visitor().post(urlsplit(link).path, data=ONE_CLICK) for _ in range(2)]
    told(house, who, "later")
    told(house, who, "other", Kind.PROBLEM)

    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link.startswith("https://ict.example/unsubscribe/")
    assert mail.get_content().endswith(f"No more mails of this kind: {link}\n")
    assert [(answer.status_code, answer.headers.get("Location")) for answer in answers] == [(200, None)] * 2
    assert made(house) == ["inbox.choice_made"]
    assert keys(house) == [f"k:{who.actor.account_id}", f"other:{who.actor.account_id}"]


def test_looking_at_the_address_turns_nothing_off(sqlite_house: TestHouse) -> None:
    who = student(sqlite_house, make_edition(sqlite_house).id)
    page = sqlite_house.visitor().get(address(sqlite_house, who), headers={"Accept-Language": "fr"})

    assert (page.status_code, "Ne plus envoyer de courriels de ce type" in page.text) == (200, True)
    assert "Zoé" not in page.text
    assert sqlite_house.read(choices, who.actor.account_id)[Kind.TEAM] is True


def test_what_waits_of_a_declined_kind_is_not_sent_nor_corrected(house: TestHouse) -> None:
    edition = make_edition(house)
    who = student(house, edition.id)
    told(house, who)
    house.visitor().post(address(house, who), data=ONE_CLICK)
    texts = {"fr": ["Titre", "Texte"], "en": ["Title", "Text"]}

    assert keys(house) == []
    assert house.perform(house.house_in(edition.id), correct_notice, "k", texts) is True
    assert keys(house) == []


def test_person_sees_what_the_address_declined_and_takes_it_back(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    who = student(sqlite_house, edition.id)
    sqlite_house.visitor().post(address(sqlite_house, who), data=ONE_CLICK)
    shown = who.get("/e/crunch/inbox/choices", headers={"Accept-Language": "en"}).text
    everything = dict.fromkeys(Kind, True)
    sqlite_house.perform(who.actor, choose, who.actor.account_id, everything)

    assert shown.count("Not by mail since") == 1
    assert sqlite_house.read(choices, who.actor.account_id) == everything


def test_letter_that_opens_a_door_cannot_be_declined(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    who = student(sqlite_house, edition.id)
    sqlite_house.perform(sqlite_house.house_in(edition.id), queue_message, who.actor.account_id, LETTER, key="door")
    mail = mailed(sqlite_house)

    assert (mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"]) == (None, None)
    assert "/unsubscribe/" not in mail.get_content()


@pytest.mark.parametrize("kind", ["sonnet", ""])
def test_signed_address_of_no_kind_is_absent(sqlite_house: TestHouse, kind: str) -> None:
    who = student(sqlite_house, make_edition(sqlite_house).id)

    assert sqlite_house.visitor().post(address(sqlite_house, who, kind), data=ONE_CLICK).status_code == 404


def test_address_changed_in_any_part_is_nobodys() -> None:
    token = declining_token("secret", "abc", "team")

    assert declined_by("secret", token) == ("abc", "team")
    for other in (token.replace("abc", "abd"), token.replace("team", "problem"), token[:-1], "", "abc-team"):
        assert declined_by("secret", other) is None
    assert declined_by("other", token) is None
