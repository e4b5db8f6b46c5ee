"""A first contact without an account: by link, once, telling nobody what is known; and who speaks for whom."""

import re
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_string, policy
from typing import Any

import pytest
from sqlalchemy import select, update

from challenge.accounts.actions import create_account, grant_role, set_password
from challenge.accounts.models import Account, Link, RoleGrant
from challenge.call.queries import waiting_contacts
from challenge.call.rules import PER_ADDRESS, PER_ORIGIN
from challenge.editions.models import Edition
from challenge.kernel.actor import HOUSE, Role
from challenge.kernel.work import Work
from challenge.notifications.models import OutboxMessage
from challenge.organisations.queries import organisations_of
from challenge.problems.queries import all_problems
from tests.flow.problems.test_pages import FORM, text_of
from tests.house import TestHouse
from tests.mail import sent, served
from tests.make.editions import make_edition
from tests.make.organisations import make_organisation, make_partner

FIRST = {
    "name": "Nadia Newcomer",
    "email": "nadia@frigotech.example",
    "organisation": "Frigotech",
    "kind": "sme",
    "title": "Cold without ice",
    "idea": "Lorries that stand in the sun.",
}


class Newcomer:
    """A browser of nobody, that answers forms as a page would."""

    def __init__(self, house: TestHouse, slug: str = "crunch") -> None:
        self.house, self.slug, self.browser = house, slug, house.visitor()

    def token(self, path: str) -> str:
        shown = self.browser.get(f"/e/{self.slug}/{path}").get_data(as_text=True)
        token = re.search(r'name="csrf_token" value="([^"]+)"', shown)
        assert token is not None
        return token[1]

    def post(self, path: str, data: dict[str, str], page: str = "") -> Any:
        return self.browser.post(f"/e/{self.slug}/{path}", data={"csrf_token": self.token(page or path), **data})

    def contact(self, **said: str) -> Any:
        return self.post("call", {**FIRST, **said})

    def follow(self, path: str, **said: str) -> Any:
        return self.post(path.removeprefix(f"/e/{self.slug}/"), said)


def mails(house: TestHouse) -> list[OutboxMessage]:
    return house.read(lambda session: list(session.execute(select(OutboxMessage).order_by(OutboxMessage.id)).scalars()))


def grants(house: TestHouse, email: str) -> set[tuple[str, int]]:
    wanted = select(RoleGrant).join(Account, Account.id == RoleGrant.account_id).where(Account.email == email)
    return {(row.role, row.organisation_id) for row in house.read(lambda s: list(s.execute(wanted).scalars()))}


def test_newcomer_of_a_new_organisation_posts_within_one_visit(house: TestHouse) -> None:
    edition = make_edition(house)
    newcomer = Newcomer(house)
    asked = newcomer.contact()
    [mail] = mails(house)
    before = newcomer.browser.get("/e/crunch/partner/").status_code
    looked = newcomer.browser.get(mail.path)
    arrived = newcomer.follow(mail.path)
    form = text_of(newcomer.browser.get(arrived.headers["Location"]))
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert token is not None
    draft = arrived.headers["Location"].partition("draft=")[2]
    sent = newcomer.browser.post(
        "/e/crunch/partner/problems", data={**FORM, "csrf_token": token[1], "draft": draft, "title": "Cold without ice"}
    )
    [(row, name)] = house.read(all_problems, edition.id)

    assert (asked.status_code, before, looked.status_code, arrived.status_code, sent.status_code) == (
        *(303, 303, 200, 303),
        303,
    )
    assert "Lorries that stand in the sun." in form
    assert (row.title, row.status, name) == ("Cold without ice", "submitted", "Frigotech")
    assert mail.opens_door


def test_newcomer_enters_by_the_letter_that_a_mail_server_was_given(sqlite_house: TestHouse) -> None:
    make_edition(sqlite_house)
    newcomer = Newcomer(sqlite_house)
    newcomer.contact()
    with contextmanager(served)() as server:
        count = sent(sqlite_house, server)
    letter = message_from_string(server.taken[0], policy=policy.default)
    links = re.findall(r"https://ict\.example(/e/crunch/call/links/\S+)", letter.get_content())
    arrived = newcomer.follow(links[0])

    assert (count, letter["To"], len(set(links))) == (1, "nadia@frigotech.example", 1)
    assert (arrived.status_code, "draft=" in arrived.headers["Location"]) == (303, True)


def test_link_works_once_and_a_used_an_expired_and_an_unknown_one_are_one_answer(sqlite_house: TestHouse) -> None:
    make_edition(sqlite_house)
    first, second = Newcomer(sqlite_house), Newcomer(sqlite_house)
    first.contact()
    second.contact(email="other@frigotech.example", organisation="Other")
    used, expired = (mail.path for mail in mails(sqlite_house))
    first.follow(used)
    sqlite_house.perform(HOUSE, _expire, "other@frigotech.example")
    looker = Newcomer(sqlite_house)
    paths = (used, expired, "/e/crunch/call/links/nothing")
    shown = [looker.browser.get(path) for path in paths]
    pages = [
        re.sub(r'data-now="\d+"|value="[^"]+"|/links/[^"&]+|%2Flinks%2F[^"&]+', "", text_of(answer)) for answer in shown
    ]
    pressed = [looker.follow(path).status_code for path in paths]

    assert [answer.status_code for answer in shown] == [404, 404, 404]
    assert pressed == [404, 404, 404]
    assert pages[0] == pages[1] == pages[2]
    assert "Ce lien ne fonctionne plus" in pages[0] or "This link does not work any more" in pages[0]


def _expire(work: Work, email: str) -> None:
    own = select(Account.id).where(Account.email == email).scalar_subquery()
    work.session.execute(update(Link).where(Link.account_id == own).values(expires_at=work.real - timedelta(minutes=1)))


def test_another_link_is_sent_on_request_and_ends_those_before(sqlite_house: TestHouse) -> None:
    make_edition(sqlite_house)
    newcomer = Newcomer(sqlite_house)
    newcomer.contact()
    again = newcomer.post("call/again", {"email": FIRST["email"]}, "call")
    old, new = (mail.path for mail in mails(sqlite_house))

    assert again.headers["Location"] == "/e/crunch/call/sent"
    assert newcomer.browser.get(old).status_code == 404
    assert newcomer.follow(new).status_code == 303


def test_nothing_tells_whether_an_address_is_known(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    by = sqlite_house.house_in(edition.id)
    sqlite_house.perform(by, create_account, name="Olga Organiser", email="olga@school.example")
    asker = Newcomer(sqlite_house)
    known, unknown = asker.contact(email="olga@school.example"), asker.contact(email="nobody@school.example")
    again = [asker.post("call/again", {"email": one}, "call") for one in ("olga@school.example", "x@y.example")]

    answers = {(one.status_code, one.headers["Location"]) for one in (known, unknown, *again)}
    assert answers == {(303, "/e/crunch/call/sent")}
    assert "Olga" not in text_of(asker.browser.get("/e/crunch/call/sent"))


def test_known_organisation_is_joined_with_a_word_alone(house: TestHouse) -> None:
    edition = make_edition(house)
    own = make_organisation(house, edition.id)
    partner = make_partner(house, edition.id, own)
    rival = make_partner(house, edition.id, make_organisation(house, edition.id, "Rail & Co"))
    newcomer = Newcomer(house)
    newcomer.contact(organisation="FRIGOTECH")
    newcomer.follow(mails(house)[0].path)
    house.deliver()
    [claim] = house.read(waiting_contacts, edition.id)
    path = f"/e/crunch/partner/claims/{claim.public_id}"
    before = grants(house, FIRST["email"])
    foreign = [rival.post(one, {"accepted": "1"}).status_code for one in (path, path[:-3] + "zzz")]
    inside = text_of(newcomer.browser.get("/e/crunch/partner/"))
    seen = (text_of(rival.get("/e/crunch/partner/colleagues")), text_of(partner.get("/e/crunch/partner/colleagues")))
    accepted = partner.post(path, {"accepted": "1"})
    twice = house.person(edition.id, Role.ORGANISER).post(f"/e/crunch/desk/claims/{claim.public_id}", {"accepted": "0"})

    assert before == {("partner", 0)}
    assert foreign == [404, 404]
    assert ["Nadia" in page for page in seen] == [False, True]
    assert "Cold without ice" in inside
    assert (accepted.status_code, twice.status_code) == (303, 409)
    assert grants(house, FIRST["email"]) == {("partner", 0), ("partner", own)}


def test_who_spoke_for_it_before_joins_at_once(sqlite_house: TestHouse) -> None:
    last = make_edition(sqlite_house, "last")
    own = make_organisation(sqlite_house, last.id)
    by = sqlite_house.house_in(last.id)
    account = sqlite_house.perform(by, create_account, name="Nadia", email=FIRST["email"])
    sqlite_house.perform(by, grant_role, account.id, Role.PARTNER, organisation_id=own)
    edition = make_edition(sqlite_house)
    newcomer = Newcomer(sqlite_house)
    newcomer.contact()
    newcomer.follow(mails(sqlite_house)[0].path)

    assert sqlite_house.read(waiting_contacts, edition.id) == []
    assert [one.name for one in sqlite_house.read(organisations_of, edition.id)] == ["Frigotech"]


def test_mailbox_of_an_organiser_opens_no_desk(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    by = sqlite_house.house_in(edition.id)
    account = sqlite_house.perform(by, create_account, name="Olga", email="olga@school.example")
    sqlite_house.perform(by, grant_role, account.id, Role.ORGANISER)
    sqlite_house.perform(by, set_password, account.id, "kept")
    newcomer = Newcomer(sqlite_house)
    newcomer.contact(email="olga@school.example", organisation="New")
    newcomer.follow(mails(sqlite_house)[0].path, password="a new password")
    pages = [newcomer.browser.get(path).status_code for path in ("/e/crunch/partner/", "/e/crunch/desk/problems")]
    stored = sqlite_house.read(lambda session: session.get_one(Account, account.id).password_hash)

    assert pages == [200, 404]
    assert stored == "kept"


def test_rate_is_bounded_by_place_and_in_silence_by_address(sqlite_house: TestHouse) -> None:
    make_edition(sqlite_house)
    newcomer = Newcomer(sqlite_house)
    same = [newcomer.contact(name=f"Nadia {n}").status_code for n in range(PER_ADDRESS + 1)]
    sent = len(mails(sqlite_house))
    rest = [newcomer.contact(email=f"n{n}@f.example").status_code for n in range(PER_ORIGIN - PER_ADDRESS)]

    assert (same, sent) == ([303] * (PER_ADDRESS + 1), PER_ADDRESS)
    assert (rest[:-1], rest[-1]) == ([303] * (PER_ORIGIN - PER_ADDRESS - 1), 503)


@pytest.mark.parametrize(("door", "status", "posted"), [("open", 303, 303), ("closed", 409, 409)])
def test_call_opens_and_closes_by_the_desk(sqlite_house: TestHouse, door: str, status: int, posted: int) -> None:
    edition = make_edition(sqlite_house)
    partner = make_partner(sqlite_house, edition.id, make_organisation(sqlite_house, edition.id))
    desk = sqlite_house.person(edition.id, Role.ORGANISER)
    newcomer = Newcomer(sqlite_house)
    token = newcomer.token("call")
    set_to = desk.post("/e/crunch/desk/call", {"door": door, "answer_days": "7", "approvals": "2"})
    page = newcomer.browser.get("/e/crunch/call")
    contact = newcomer.browser.post("/e/crunch/call", data={**FIRST, "csrf_token": token})
    problem = partner.post("/e/crunch/partner/problems", FORM)
    draft = partner.post("/e/crunch/partner/drafts", {"title": "Kept"})
    stored = sqlite_house.read(lambda session: session.get_one(Edition, edition.id).settings["call"])

    assert (set_to.status_code, page.status_code, problem.status_code, draft.status_code) == (303, 200, posted, 303)
    assert (stored["answer_days"], stored["approvals"], stored["checks_all"]) == (7, 2, False)
    assert contact.status_code == status
