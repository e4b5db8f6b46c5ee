"""Browsers are told by requests that they alone can open: once each, again when it fails, never when logged out."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from challenge.accounts.actions import close_session, set_password
from challenge.accounts.models import AccountSession
from challenge.inbox.actions import Told, tell
from challenge.inbox.queries import choices
from challenge.inbox.rewording import correct_notice, withdraw_notice
from challenge.inbox.rules import Kind, Way
from challenge.kernel.actor import HOUSE
from challenge.kernel.ids import token_hash
from challenge.kernel.log import EventLog
from challenge.kernel.outgoing import Unreachable, posted
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter
from challenge.privacy.retention import forget_expired
from challenge.web.language import spoken
from challenge.webpush.claims import claim_messages
from challenge.webpush.models import PushMessage, Subscription
from challenge.webpush.rules import BROWSERS_MOST, TRIES_MOST, decoded
from challenge.webpush.sealing import public_key
from challenge.webpush.sending import send_some
from tests.flow.inbox.test_choices import LETTER, student
from tests.flow.webpush.service import CREATED, Phone
from tests.house import Person, TestHouse
from tests.make.editions import make_edition
from tests.receiver import LOOPBACK, Receiver, receiving

LANGUAGES = spoken()
TEXTS = {"fr": ["Bus à 18 h", "Devant le hall."], "en": ["Bus at six", "In front of the hall."]}


@pytest.fixture
def service() -> Iterator[Receiver]:
    with receiving(CREATED) as made:
        yield made


def listening(house: TestHouse) -> Person:
    """Return a student in a house that may call this machine."""
    house.config = replace(house.config, push_networks=LOOPBACK)
    return student(house, make_edition(house).id)


def turn_on(who: Person, phone: Phone, **changed: str) -> Any:
    headers = {
        "Accept": "application/json",
        "X-CSRF-Token": who.csrf,
        "Idempotency-Key": token_hash(phone.endpoint + who.csrf + str(changed)),
    }
    return who.browser.post("/e/crunch/inbox/browsers", json={**phone.given, **changed}, headers=headers)


def tell_them(house: TestHouse, who: Person, key: str = "k", **changed: Any) -> None:
    told = Told(**{"kind": Kind.TEAM, "letter": LETTER, **changed})
    house.perform(house.house_in(who.actor.edition_id), tell, [who.actor.account_id], told, key=key)


def send_all(house: TestHouse, **changed: Any) -> None:
    config = replace(house.config, base_url="https://ict.example", **changed)
    while send_some(house.works, LANGUAGES, config):
        pass


def later(house: TestHouse) -> None:
    """Let what waits be due."""

    def turn(work: Work) -> None:
        waits = update(PushMessage).where(PushMessage.due_at.is_not(None))
        work.session.execute(waits.values(due_at=datetime(2026, 1, 1, tzinfo=UTC)))

    house.perform(HOUSE, turn)


def messages(house: TestHouse) -> list[tuple[bool, bool, int, str]]:
    """Return of each message: sent, waits, tries, problem."""
    wanted = select(PushMessage).order_by(PushMessage.id)
    rows = house.read(lambda session: list(session.execute(wanted).scalars()))
    return [(row.sent_at is not None, row.due_at is not None, row.tries, row.problem) for row in rows]


def endpoints(house: TestHouse) -> list[str]:
    wanted = select(Subscription.endpoint).order_by(Subscription.id)
    return house.read(lambda session: list(session.execute(wanted).scalars()))


def removals(house: TestHouse) -> list[str]:
    wanted = select(EventLog.body).where(EventLog.name == "webpush.browser_removed").order_by(EventLog.seq)
    rows = house.read(lambda session: list(session.execute(wanted).scalars()))
    return [str(row["why"]) for row in rows]


def test_browser_is_told_what_it_alone_can_open(house: TestHouse, service: Receiver) -> None:
    who, phone = listening(house), Phone(service, "one")
    answer = turn_on(who, phone)
    tell_them(house, who)
    send_all(house)
    heard = service.heard[0].headers
    token = re.fullmatch(r"vapid t=([\w-]+)\.([\w-]+)\.[\w-]+, k=(\S+)", heard["Authorization"])

    assert answer.status_code == 201
    assert phone.told == [
        {"title": "Your team is A01", "body": "Zone A01", "path": "/e/crunch/team", "tag": heard["Topic"]}
    ]
    assert (heard["Content-Encoding"], heard["Urgency"], heard["TTL"]) == ("aes128gcm", "normal", "43200")
    assert (len(heard["Topic"]), token is not None) == (32, True)
    assert token is not None
    assert token[3] == public_key(house.config.secret_key)
    claims = json.loads(decoded(token[2]))
    assert (claims["aud"], claims["sub"]) == (service.origin, "https://ict.example")
    assert b"A01" not in service.heard[0].body
    assert messages(house) == [(True, False, 1, "")]


def test_each_browser_of_a_person_is_told_once(house: TestHouse, service: Receiver) -> None:
    who, phones = listening(house), [Phone(service, name) for name in ("one", "two")]
    for phone in (*phones, phones[0]):
        turn_on(who, phone)
    for _ in range(2):
        tell_them(house, who)
        send_all(house)

    assert [len(phone.told) for phone in phones] == [1, 1]
    assert endpoints(house) == [phone.endpoint for phone in phones]


def test_announcement_wakes_the_phone_and_its_correction_takes_its_place(house: TestHouse, service: Receiver) -> None:
    who, phone = listening(house), Phone(service, "one")
    turn_on(who, phone)
    letter = Letter(subject="", body="", path="/e/crunch/inbox")
    tell_them(house, who, kind=Kind.ANNOUNCEMENT, letter=letter, texts=TEXTS, by_mail=False)
    send_all(house)
    by = house.house_in(who.actor.edition_id)
    house.perform(by, correct_notice, "k", {**TEXTS, "en": ["Bus at seven", "There."]})
    send_all(house)
    house.perform(by, withdraw_notice, "k")
    send_all(house)

    assert [told["title"] for told in phone.told] == [
        "Bus at six",
        "Corrected: Bus at seven",
        "Withdrawn: Bus at seven",
    ]
    assert len({told["tag"] for told in phone.told}) == 1
    assert [one.headers["Urgency"] for one in service.heard] == ["high"] * 3


def test_what_was_not_sent_yet_is_corrected_without_a_word(house: TestHouse, service: Receiver) -> None:
    who, phone = listening(house), Phone(service, "one")
    turn_on(who, phone)
    tell_them(house, who, letter=Letter(subject="", body=""), texts=TEXTS)
    by = house.house_in(who.actor.edition_id)
    house.perform(by, correct_notice, "k", {**TEXTS, "en": ["Bus at seven", "There."]})
    send_all(house)
    tell_them(house, who, "l", letter=Letter(subject="", body=""), texts=TEXTS)
    house.perform(by, withdraw_notice, "l")
    send_all(house)

    assert [told["title"] for told in phone.told] == ["Bus at seven"]


@pytest.mark.parametrize("status", [404, 410])
def test_browser_that_its_service_does_not_know_is_forgotten(house: TestHouse, service: Receiver, status: int) -> None:
    who, phone = listening(house), Phone(service, "one")
    turn_on(who, phone)
    service.answers.append(status)
    for key in ("k", "l"):
        tell_them(house, who, key)
        send_all(house)

    assert (endpoints(house), messages(house), removals(house)) == ([], [], ["gone"])
    assert len(service.heard) == 1


def test_service_that_is_busy_gets_the_rest_it_asks_for(house: TestHouse, service: Receiver) -> None:
    who, phones = listening(house), [Phone(service, str(number)) for number in range(10)]
    for phone in phones:
        turn_on(who, phone)
    service.answers, service.beside = [429, 503, 500], {"Retry-After": "600"}
    tell_them(house, who)
    send_all(house)
    first = messages(house)
    heard = len(service.heard)
    service.beside = {}
    later(house)
    send_all(house)

    # Eight were under way; the two behind them rest with the three that were refused.
    assert (heard, [state[0] for state in first].count(True)) == (8, 5)
    assert sorted(problem for *_, problem in first if problem) == ["HTTP 429", "HTTP 500", "HTTP 503"]
    assert [state[0] for state in messages(house)] == [True] * 10
    assert [len(phone.told) for phone in phones] == [2 if state[3] else 1 for state in first]


def test_service_that_stays_broken_is_given_up_and_the_inbox_has_it(house: TestHouse, service: Receiver) -> None:
    who, phone = listening(house), Phone(service, "one")
    turn_on(who, phone)
    service.answers = [500] * 20
    tell_them(house, who)
    for _ in range(20):
        later(house)
        send_all(house)
    wanted = select(EventLog.name).where(EventLog.name == "webpush.push_failed")
    failed = house.read(lambda session: list(session.execute(wanted).scalars()))

    assert (len(service.heard), failed) == (TRIES_MOST, ["webpush.push_failed"])
    assert messages(house) == [(False, False, TRIES_MOST, "HTTP 500")]
    assert "Your team is A01" in who.get("/e/crunch/inbox").text


def test_message_that_is_refused_for_good_is_not_tried_again(house: TestHouse, service: Receiver) -> None:
    who, phone = listening(house), Phone(service, "one")
    turn_on(who, phone)
    service.answers = [413]
    tell_them(house, who)
    send_all(house)

    assert messages(house) == [(False, False, 1, "HTTP 413")]


def test_worker_that_died_leaves_its_messages_to_the_next(house: TestHouse, service: Receiver) -> None:
    who, phone = listening(house), Phone(service, "one")
    turn_on(who, phone)
    tell_them(house, who)
    taken = [len(house.perform(HOUSE, claim_messages, 8)) for _ in range(2)]
    send_all(house)
    early = len(phone.told)
    later(house)
    send_all(house)
    send_all(house)

    assert (taken, early, len(phone.told)) == ([1, 0], 0, 1)


def test_browser_that_was_logged_out_is_told_nothing(house: TestHouse, service: Receiver) -> None:
    who, phone = listening(house), Phone(service, "one")
    turn_on(who, phone)
    tell_them(house, who)
    session_id = house.read(lambda session: session.execute(select(AccountSession.id)).scalar_one())
    house.perform(HOUSE, close_session, session_id)
    send_all(house)
    tell_them(house, who, "later")
    send_all(house)
    house.deliver()

    assert (phone.told, endpoints(house), messages(house), removals(house)) == ([], [], [], ["closed"])


def test_new_password_ends_the_browsers_of_other_sessions(house: TestHouse, service: Receiver) -> None:
    who, phone = listening(house), Phone(service, "one")
    turn_on(who, phone)
    house.perform(HOUSE, set_password, who.actor.account_id, "x")
    house.deliver()

    assert (endpoints(house), removals(house)) == ([], ["closed"])


def test_session_that_ran_out_takes_its_browser_along(house: TestHouse, service: Receiver) -> None:
    who = listening(house)
    turn_on(who, Phone(service, "one"))

    def end(work: Work) -> None:
        work.session.execute(update(AccountSession).values(expires_at=work.real))

    house.perform(HOUSE, end)
    house.perform(HOUSE, forget_expired)

    assert endpoints(house) == []


def test_browser_that_changes_hands_tells_its_new_owner_alone(house: TestHouse, service: Receiver) -> None:
    who, phone = listening(house), Phone(service, "one")
    other = house.person(who.actor.edition_id)
    turn_on(who, phone)
    tell_them(house, who)
    turn_on(other, phone)
    send_all(house)
    tell_them(house, other, "l")
    send_all(house)

    assert ([told["title"] for told in phone.told], endpoints(house)) == (["Votre équipe est A01"], [phone.endpoint])
    assert removals(house) == ["closed"]


def test_kind_that_is_not_wanted_is_told_by_mail_alone(house: TestHouse, service: Receiver) -> None:
    who, phone = listening(house), Phone(service, "one")
    turn_on(who, phone)
    tell_them(house, who, "waits")
    every = [kind.value for kind in Kind]
    rest = [kind for kind in every if kind != "team"]
    who.post("/e/crunch/inbox/choices", {"by_mail": every, "by_push": rest, "with_push": "1"})
    tell_them(house, who)
    tell_them(house, who, "other", kind=Kind.PROBLEM)
    send_all(house)
    kept = house.read(choices, who.actor.account_id, Way.PUSH)
    who.post("/e/crunch/inbox/choices", {"by_mail": every})

    assert len(phone.told) == 1
    assert [kind.value for kind, wanted in kept.items() if not wanted] == ["team"]
    assert house.read(choices, who.actor.account_id, Way.PUSH) == kept
    assert all(house.read(choices, who.actor.account_id).values())


def test_page_lists_own_browsers_and_turns_them_off(house: TestHouse, service: Receiver) -> None:
    who, phone = listening(house), Phone(service, "one")
    name = turn_on(who, phone).get_json()["browser"]
    page = who.get("/e/crunch/inbox/choices").text
    answer = who.post(f"/e/crunch/inbox/browsers/{name}/remove")
    after = who.get("/e/crunch/inbox/choices").text

    assert (answer.status_code, endpoints(house), removals(house)) == (303, [], ["asked"])
    assert f'data-known="{token_hash(phone.endpoint)}"' in page
    assert (phone.endpoint in page, 'name="by_push"' in page, 'name="by_push"' in after) == (False, True, False)


def test_what_browsers_give_is_looked_at(house: TestHouse, service: Receiver) -> None:
    who, phone = listening(house), Phone(service, "one")
    wrong: Mapping[str, Mapping[str, str]] = {
        "webpush.endpoint": {"endpoint": "https://192.168.0.1/x"},
        "webpush.keys": {"p256dh": phone.given["p256dh"][:-4]},
    }
    said = {code: turn_on(who, phone, **changed).get_json()["errors"][0]["code"] for code, changed in wrong.items()}
    answers = [turn_on(who, Phone(service, str(number))).status_code for number in range(BROWSERS_MOST + 1)]

    assert said == {code: code for code in wrong}
    assert answers == [201] * BROWSERS_MOST + [422]
    assert turn_on(who, phone, auth="AAAA").status_code == 422


def test_no_browser_makes_the_house_call_inside(house: TestHouse, service: Receiver) -> None:
    who, phone = listening(house), Phone(service, "one")
    turn_on(who, phone)
    tell_them(house, who)
    send_all(house, push_networks=())
    with pytest.raises(Unreachable):
        posted(phone.endpoint, b"", {}, ())

    assert (service.heard, messages(house)[0][3]) == ([], "127.0.0.1: 127.0.0.1 is no public address")


def test_own_data_tells_of_browsers_without_their_keys(house: TestHouse, service: Receiver) -> None:
    who, phone = listening(house), Phone(service, "one")
    turn_on(who, phone)
    text = who.get("/account/data.json").text
    (row,) = json.loads(text)["webpush_subscription"]["rows"]

    assert sorted(row) == ["created_at", "device", "public_id"]
    assert [secret for secret in phone.given.values() if secret in text] == []
