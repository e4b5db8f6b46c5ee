"""Organisers correct a mail address: both mailboxes are told, what the old one opened ends, nobody gains a way in."""

from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select, update

from challenge.accounts.actions import create_account, enter_by_link, grant_role, make_link, set_password
from challenge.accounts.models import Account, AccountSession, Link
from challenge.accounts.queries import credentials, valid_link
from challenge.kernel.actor import HOUSE, Role
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.log import EventLog
from challenge.kernel.work import Work
from challenge.notifications.mail import transport
from challenge.notifications.sending import send_one
from challenge.people.addresses import correct_address, corrections
from challenge.web.language import spoken
from tests.house import Person, TestHouse
from tests.make.editions import make_edition

OLD, NEW = "zoe@typo.example", "zoe@school.example"
PATH = "/e/crunch/desk/people/addresses"
LANGUAGES = spoken()


class Hall:
    """An edition with an organiser and Zoé, whose address has a slip in it."""

    def __init__(self, house: TestHouse, role: Role = Role.JUROR) -> None:
        self.house, self.edition = house, make_edition(house)
        self.by = house.house_in(self.edition.id)
        self.zoe = house.perform(self.by, create_account, name="Zoé Roux", email=OLD, locale="en")
        house.perform(self.by, grant_role, self.zoe.id, role)
        self.organiser = house.person(self.edition.id, Role.ORGANISER, name="Olive")

    def correct(self, by: Person | None = None, email: str = NEW, reason: str = "A slip") -> None:
        actor = (by or self.organiser).actor
        self.house.perform(actor, correct_address, self.zoe.public_id, email, reason)

    def mails(self) -> dict[str, str]:
        """Send what waits; return subject and text of each mail by where it went."""
        config = replace(self.house.config, base_url="https://ict.example")
        while send_one(self.house.works, transport(config), LANGUAGES, config):
            pass
        found = [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in (config.instance / "mailbox").glob("*.eml")
        ]
        return {str(mail["To"]): f"{mail['Subject']}\n{mail.get_content()}" for mail in found}

    def email(self) -> str | None:
        return self.house.read(lambda session: session.get_one(Account, self.zoe.id).email)


def test_both_addresses_are_told_and_the_old_one_learns_nothing(house: TestHouse) -> None:
    hall = Hall(house)
    hall.correct(email=" Zoe@School.example ")
    mails = hall.mails()
    (line,) = house.read(corrections, hall.edition.id)
    names = select(EventLog.name).where(EventLog.name.in_(("people.address_corrected", "accounts.email_changed")))

    assert sorted(mails) == [NEW, OLD]
    assert ("Zoé" in mails[NEW], "https://ict.example/login" in mails[NEW]) == (True, True)
    assert [word for word in ("Zoé", NEW, "school", "login") if word in mails[OLD]] == []
    assert (line.name, line.by, line.old, line.new, line.reason) == ("Zoé Roux", "Olive", OLD, NEW, "A slip")
    assert len(house.read(lambda session: session.execute(names).all())) == 2


def test_what_the_old_mailbox_opened_ends_and_a_paper_link_goes_on(house: TestHouse) -> None:
    hall = Hall(house)
    house.perform(HOUSE, set_password, hall.zoe.id, "kept-hash")
    stranger = house.log_in(hall.zoe.id, hall.edition.id)
    tokens = {
        purpose: house.perform(hall.by, make_link, hall.zoe.id, Role.JUROR, purpose=purpose)
        for purpose in ("invitation", "entry")
    }
    entry = select(Link.id).where(Link.purpose == "entry")
    house.perform(HOUSE, enter_by_link, house.read(lambda session: session.execute(entry).scalar_one()), "phone")
    before = stranger.get("/account").status_code
    hall.correct()
    still_open = select(AccountSession.only_role).where(
        AccountSession.account_id == hall.zoe.id, AccountSession.closed_at.is_(None)
    )
    found = house.read(credentials, NEW)

    assert (before, stranger.get("/account").status_code) == (200, 303)
    assert house.read(lambda session: session.execute(still_open).scalars().all()) == [Role.JUROR]
    assert {purpose: bool(house.read(valid_link, token, purpose)) for purpose, token in tokens.items()} == {
        "invitation": False,
        "entry": True,
    }
    assert found is not None
    assert (found.password_hash, house.read(credentials, OLD)) == ("kept-hash", None)


@pytest.mark.parametrize("beyond", ["organiser", "elsewhere", "administrator"])
def test_no_organiser_takes_over_an_account_that_reaches_further(house: TestHouse, beyond: str) -> None:
    hall = Hall(house)

    def lift(work: Work) -> None:
        work.session.execute(update(Account).where(Account.id == hall.zoe.id).values(is_administrator=True))

    if beyond == "administrator":
        house.perform(HOUSE, lift)
    else:
        there = hall.edition.id if beyond == "organiser" else make_edition(house, "other").id
        role = Role.ORGANISER if beyond == "organiser" else Role.STUDENT
        house.perform(house.house_in(there), grant_role, hall.zoe.id, role)
    with pytest.raises(Conflict) as refused:
        hall.correct()

    assert (refused.value.code, hall.email(), hall.mails()) == ("people.address_beyond", OLD, {})


def test_keeper_of_the_instance_may(house: TestHouse) -> None:
    hall = Hall(house)
    house.perform(hall.by, grant_role, hall.zoe.id, Role.ORGANISER)
    keeper = house.person(hall.edition.id, Role.ORGANISER, name="Kim")

    def lift(work: Work) -> None:
        work.session.execute(update(Account).where(Account.id == keeper.actor.account_id).values(is_administrator=True))

    house.perform(HOUSE, lift)
    hall.correct(by=keeper)

    assert hall.email() == NEW


@pytest.mark.parametrize(
    ("email", "reason", "code"),
    [
        *((OLD, "A slip", "accounts.email_same"), ("olga@x.example", "A slip", "accounts.email_taken")),
        *(("no address", "A slip", "accounts.email"), (NEW, " ", "text.missing")),
    ],
)
def test_wrong_addresses_are_refused_and_nothing_happens(house: TestHouse, email: str, reason: str, code: str) -> None:
    hall = Hall(house)
    house.perform(hall.by, create_account, name="Olga", email="olga@x.example")
    with pytest.raises(Invalid) as refused:
        hall.correct(email=email, reason=reason)

    assert (refused.value.code, hall.email(), hall.mails()) == (code, OLD, {})


def test_account_of_another_edition_is_absent(house: TestHouse) -> None:
    hall = Hall(house)
    stranger = house.person(make_edition(house, "other").id, Role.ORGANISER)
    with pytest.raises(Conflict) as refused:
        hall.correct(by=stranger)

    assert refused.value.code == "people.address_absent"
    assert "Zoé" not in stranger.get("/e/other/desk/people/addresses?q=Zo").text


def test_page_finds_corrects_once_and_says_what_is_wrong(sqlite_house: TestHouse) -> None:
    hall = Hall(sqlite_house)
    found = hall.organiser.get(f"{PATH}?q=typo").text
    form = {"account": hall.zoe.public_id, "reason": "A slip", "q": "typo", "idempotency_key": "one"}
    wrong = hall.organiser.post(PATH, {**form, "email": OLD, "idempotency_key": "zero"})
    answers = [hall.organiser.post(PATH, {**form, "email": NEW}).status_code for _ in range(2)]
    after = hall.organiser.get(PATH).text

    assert "Zoé Roux" in found
    assert (wrong.status_code, "C’est déjà l’adresse de ce compte." in wrong.text) == (422, True)
    assert 'value="A slip"' in wrong.text
    assert (answers, after.count(NEW), hall.email()) == ([303, 303], 1, NEW)
