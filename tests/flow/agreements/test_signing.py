"""Agreements are signed by a person with what proves it, asked again in a new version, withdrawn, exported."""

import json
import re
from html import unescape

import pytest
from sqlalchemy import select

from challenge.agreements.actions import publish_text
from challenge.agreements.models import Signature
from challenge.agreements.queries import signatures_of, signer_of, signers, standing_texts
from challenge.agreements.rules import Kind, text_hash
from challenge.agreements.starting import STARTING
from challenge.inbox.models import Notice, NoticeCopy
from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict
from challenge.kernel.text import Words
from challenge.kernel.work import Work
from challenge.people.models import Person as Student
from tests.house import Person, TestHouse
from tests.make.agreements import members, publish, sign_all
from tests.make.teams import Composed, make_composed, member_of

PAGE, DESK = "/e/crunch/agreements", "/e/crunch/desk/agreements"


def english(person: Person) -> Person:
    """Let somebody read in English."""
    person.browser.set_cookie("challenge_locale", "en")
    return person


def signed(house: TestHouse) -> list[Signature]:
    return house.read(lambda session: list(session.execute(select(Signature).order_by(Signature.id)).scalars()))


def person_of(house: TestHouse, composed: Composed, place: int = 0) -> int:
    return members(house, composed.teams[place].id)[0][0]


def test_a_student_signs_everything_on_one_page(house: TestHouse) -> None:
    composed = make_composed(house)
    publish(house, composed.edition.id)
    student = english(member_of(house, composed))
    body = unescape(student.get(PAGE).text)
    boxes = re.findall(r'name="text" value="([^"]+)"', body)
    answer = student.post(
        PAGE,
        {"text": boxes, "typed_name": "Camille Martin"},
        headers={"X-Forwarded-For": "9.9.9.9, 192.0.2.4"},
    )
    rows = signed(house)
    text = house.read(standing_texts, composed.edition.id)[Kind.RULES]

    assert answer.status_code == 303
    assert [row.kind for row in rows] == ["rules", "rights_shared", "image"]
    assert rows[0].sha256 == text_hash(rows[0].locale, text.title(rows[0].locale), text.body(rows[0].locale))
    assert (rows[0].typed_name, rows[0].address, rows[0].guardian) == ("Camille Martin", "192.0.2.4", "")
    assert "Nothing waits for your signature." in unescape(student.get(PAGE).text)


def test_signing_twice_is_signing_once(house: TestHouse) -> None:
    composed = make_composed(house)
    publish(house, composed.edition.id)
    person, account = members(house, composed.teams[0].id)[0]
    sign_all(house, composed.edition.id, person, account)
    sign_all(house, composed.edition.id, person, account)

    assert [row.kind for row in signed(house)] == ["rules", "rights_shared", "image"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"typed_name": "A B"}, "Tick at least one text"),
        ({"typed_name": "", "text": "RULES"}, "Type your first and last name"),
        ({"typed_name": "A B", "text": "RULES", "is_minor": "1"}, "the word of a parent or guardian"),
        ({"typed_name": "A B", "text": "WRONG"}, "A text was changed while you read it"),
        ({"typed_name": "A B", "text": "zzzzzzzzzzzzzzzz:00"}, "A text was changed while you read it"),
    ],
)
def test_what_does_not_hold_is_refused_and_explained(
    sqlite_house: TestHouse, data: dict[str, str], sentence: str
) -> None:
    composed = make_composed(sqlite_house)
    publish(sqlite_house, composed.edition.id)
    text = sqlite_house.read(standing_texts, composed.edition.id)[Kind.RULES]
    named = {"RULES": f"{text.public_id}:{text.hash_in('en')}", "WRONG": f"{text.public_id}:00"}
    sent = {**data, "text": named.get(data.get("text", ""), data.get("text", ""))}
    if not sent["text"]:
        del sent["text"]
    student = english(member_of(sqlite_house, composed))
    answer = student.post(PAGE, sent)

    assert answer.status_code in (400, 409, 422)
    assert sentence in unescape(answer.text)
    assert signed(sqlite_house) == []


def test_a_minor_signs_with_a_guardian_and_stays_marked(sqlite_house: TestHouse) -> None:
    composed = make_composed(sqlite_house)
    publish(sqlite_house, composed.edition.id, Kind.RULES, Kind.IMAGE)
    student, person = member_of(sqlite_house, composed), person_of(sqlite_house, composed)
    texts = sqlite_house.read(standing_texts, composed.edition.id)
    sent = {kind: f"{text.public_id}:{text.hash_in('fr')}" for kind, text in texts.items()}
    words = {"typed_name": "A B", "guardian": "C B", "guardian_agrees": "1"}
    student.post(PAGE, {"text": sent[Kind.RULES], "is_minor": "1", **words})
    refused = student.post(PAGE, {"text": sent[Kind.IMAGE], "typed_name": "A B"})
    found = sqlite_house.read(signer_of, composed.edition.id, person)

    assert [(row.kind, row.guardian, row.locale) for row in signed(sqlite_house)] == [("rules", "C B", "fr")]
    assert refused.status_code == 422
    assert found is not None
    assert found.is_minor


def test_a_new_version_asks_again_only_those_it_concerns(house: TestHouse) -> None:
    composed = make_composed(house)
    publish(house, composed.edition.id)
    for team in composed.teams:
        for person, account in members(house, team.id):
            sign_all(house, composed.edition.id, person, account)
    by, edition_id = house.house_in(composed.edition.id), composed.edition.id
    house.perform(by, publish_text, Kind.RIGHTS_OPEN, STARTING[Kind.RIGHTS_OPEN], seen=1, keeps=False)
    nobody = [one for one in house.read(signers, edition_id) if one.missing]
    house.perform(by, publish_text, Kind.RULES, STARTING[Kind.RULES], seen=1, keeps=True)
    still_nobody = [one for one in house.read(signers, edition_id) if one.missing]
    house.perform(by, publish_text, Kind.RIGHTS_SHARED, STARTING[Kind.RIGHTS_SHARED], seen=1, keeps=False)
    again = [one.missing for one in house.read(signers, edition_id)]

    assert (nobody, still_nobody) == ([], [])
    assert again == [(Kind.RIGHTS_SHARED,)] * 8


def test_two_organisers_do_not_overwrite_each_other(house: TestHouse) -> None:
    composed = make_composed(house)
    publish(house, composed.edition.id, Kind.RULES)

    with pytest.raises(Conflict, match=r"agreements\.overtaken"):
        house.perform(
            house.house_in(composed.edition.id),
            publish_text,
            Kind.RULES,
            Words("a", "b", "c", "d"),
            seen=0,
            keeps=False,
        )


def test_a_withdrawal_stays_on_record_ends_photos_and_is_told(house: TestHouse) -> None:
    composed = make_composed(house)
    publish(house, composed.edition.id)
    organiser = house.person(composed.edition.id, Role.ORGANISER)
    person, account = members(house, composed.teams[0].id)[0]

    def consent(work: Work) -> None:
        work.session.get_one(Student, person).consents = ["photo", "contact"]

    house.perform(house.house_in(composed.edition.id), consent)
    sign_all(house, composed.edition.id, person, account)
    student = house.log_in(account, composed.edition.id)
    for row, _ in house.read(signatures_of, person):
        if row.kind in ("image", "rules"):
            student.post(f"{PAGE}/withdraw", {"signature": row.public_id})
    house.deliver()
    kept = {row.kind: row.withdrawn_at is not None for row in signed(house)}
    told = select(NoticeCopy.account_id).join(Notice, Notice.id == NoticeCopy.notice_id)
    found = house.read(signer_of, composed.edition.id, person)

    assert kept == {"rules": True, "rights_shared": False, "image": True}
    assert house.read(lambda session: session.get_one(Student, person).consents) == ["contact"]
    assert set(house.read(lambda session: session.execute(told).scalars().all())) == {organiser.actor.account_id}
    assert found is not None
    assert found.missing == (Kind.RULES,)


def test_nobody_withdraws_for_somebody_else(sqlite_house: TestHouse) -> None:
    composed = make_composed(sqlite_house)
    publish(sqlite_house, composed.edition.id, Kind.RULES)
    (person, account), (_, other) = members(sqlite_house, composed.teams[0].id)[:2]
    sign_all(sqlite_house, composed.edition.id, person, account)
    stranger = sqlite_house.log_in(other, composed.edition.id)
    answer = stranger.post(f"{PAGE}/withdraw", {"signature": signed(sqlite_house)[0].public_id})

    assert answer.status_code == 404
    assert signed(sqlite_house)[0].withdrawn_at is None


def test_the_desk_writes_reminds_and_exports(house: TestHouse) -> None:
    composed = make_composed(house)
    organiser = english(house.person(composed.edition.id, Role.ORGANISER))
    start = unescape(organiser.get(f"{DESK}/texts/rules").text)
    words = {"title_fr": "Règles", "title_en": "Rules", "body_fr": "Un <b>mot</b>.", "body_en": "A **word**."}
    preview = organiser.post(f"{DESK}/texts/rules/preview", words).text
    organiser.post(f"{DESK}/texts/rules", words)
    person, account = members(house, composed.teams[0].id)[0]
    sign_all(house, composed.edition.id, person, account)
    page = unescape(organiser.get(DESK).text)
    organiser.post(f"{DESK}/remind")
    house.deliver()
    told = select(NoticeCopy.account_id)
    rows = json.loads(organiser.get(f"{DESK}/export?format=json").data)
    csv = organiser.get(f"{DESK}/export").data.decode()

    assert "to be checked by the organiser’s lawyer" in start
    assert "<strong>word</strong>" in preview
    assert "<b>mot</b>" not in preview
    assert "Remind 7 people" in page
    assert len(house.read(lambda session: session.execute(told).scalars().all())) == 7
    assert [(row["kind"], row["typed_name"], row["language"]) for row in rows] == [("rules", "As typed", "en")]
    assert rows[0]["sha256"] == text_hash("en", "Rules", "A **word**.")
    # Whoever has both files can prove what was signed, without the house.
    texts = json.loads(organiser.get(f"{DESK}/export?format=texts").data)
    assert [(one["language"], one["sha256"] == rows[0]["sha256"]) for one in texts] == [("fr", False), ("en", True)]
    assert text_hash("en", texts[1]["title"], texts[1]["text"]) == rows[0]["sha256"]
    assert "<strong>word</strong>" in organiser.get(f"{DESK}/record").text
    assert "192.0.2.7" in csv
    assert "As typed" in organiser.get(f"{DESK}/record").text


def test_the_desk_sets_aside_and_marks_minors(sqlite_house: TestHouse) -> None:
    composed = make_composed(sqlite_house)
    publish(sqlite_house, composed.edition.id, Kind.RULES)
    organiser = sqlite_house.person(composed.edition.id, Role.ORGANISER)
    person = person_of(sqlite_house, composed)
    name = sqlite_house.read(lambda session: session.get_one(Student, person).public_id)
    organiser.post(f"{DESK}/aside", {"person": name, "reason": "In hospital"})
    organiser.post(f"{DESK}/minor", {"person": name, "is_minor": "1"})
    found = sqlite_house.read(signer_of, composed.edition.id, person)
    page = organiser.get(DESK).text
    organiser.post(f"{DESK}/aside", {"person": name, "reason": ""})
    again = sqlite_house.read(signer_of, composed.edition.id, person)

    assert found is not None
    assert (found.is_expected, found.aside, found.is_minor) == (False, "In hospital", True)
    assert "In hospital" in page
    assert again is not None
    assert again.is_expected
