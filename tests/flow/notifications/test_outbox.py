"""The outbox: once per key, sent by the duty, retried, readable on disk, links from the configured address."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from challenge.accounts.actions import create_account, grant_role
from challenge.kernel.actor import Role
from challenge.notifications.actions import Letter, claim_message, queue_message
from challenge.notifications.mail import transport
from challenge.notifications.models import OutboxMessage
from challenge.notifications.queries import outbox_counts
from challenge.notifications.sending import duty, send_one
from challenge.problems.rules import Status
from challenge.web.language import spoken
from tests.house import TestHouse
from tests.make.editions import make_edition
from tests.make.organisations import make_organisation
from tests.make.people import apply_file, make_people
from tests.make.problems import make_problem

LANGUAGES = spoken()
LETTER = Letter(subject="Your access to %(edition)s", body="Hello %(name)s", filling={"edition": "ICT"}, path="/x")


def queued(house: TestHouse, edition_id: int, key: str = "one", *, locale: str = "en") -> bool:
    by = house.house_in(edition_id)
    account = house.perform(by, create_account, name="Zoé Roux", email=f"{key}@school.example", locale=locale)
    return house.perform(by, queue_message, account.id, LETTER, key=key)


def mailbox(house: TestHouse) -> list[EmailMessage]:
    paths = sorted((house.config.instance / "mailbox").glob("*.eml"))
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]


def stored(house: TestHouse) -> list[OutboxMessage]:
    return house.read(lambda session: list(session.execute(select(OutboxMessage).order_by(OutboxMessage.id)).scalars()))


def emptied(house: TestHouse) -> int:
    work = duty(house.ground)
    count = 0
    while work.do_one():
        count += 1
    return count


def failing(_mail: EmailMessage) -> None:
    raise ConnectionRefusedError("no server")


def test_message_is_queued_and_sent_once_per_key(house: TestHouse) -> None:
    edition = make_edition(house)
    first, again = queued(house, edition.id), queued(house, edition.id)
    sent = emptied(house)
    (mail,) = mailbox(house)

    assert (first, again, sent, emptied(house)) == (True, False, 1, 0)
    assert (mail["Subject"], mail["To"]) == ("Your access to ICT", "one@school.example")
    assert mail.get_content() == "Hello Zoé Roux\n\n/x\n"
    assert house.read(outbox_counts, edition.id) == {"pending": 0, "sent": 1, "failed": 0}


def test_secret_link_is_forgotten_once_it_is_sent(house: TestHouse) -> None:
    edition = make_edition(house)
    queued(house, edition.id)
    before = [row.path for row in stored(house)]
    emptied(house)

    assert (before, [row.path for row in stored(house)]) == (["/x"], [""])


def test_account_without_address_is_not_written_to(house: TestHouse) -> None:
    edition = make_edition(house)
    by = house.house_in(edition.id)
    account = house.perform(by, create_account, name="Juror")

    assert house.perform(by, queue_message, account.id, LETTER, key="k") is False


def test_two_workers_never_hold_the_same_message(house: TestHouse) -> None:
    edition = make_edition(house)
    for key in ("one", "two"):
        queued(house, edition.id, key)
    claims = [house.perform(house.house_in(0), claim_message) for _ in range(3)]

    assert [claim.key if claim else None for claim in claims] == ["one", "two", None]


def test_failed_message_waits_longer_each_time_and_is_given_up_after_eight(house: TestHouse) -> None:
    edition = make_edition(house)
    queued(house, edition.id)
    waits: list[timedelta | None] = []
    for _ in range(8):
        house.perform(house.house_in(0), lambda work: due_now(work.session.get(OutboxMessage, 1), work.real))
        assert send_one(house.works, failing, LANGUAGES, house.config) is True
        (row,) = stored(house)
        waits.append(row.due_at - row.queued_at if row.due_at else None)
    minutes = [round(wait.total_seconds() / 60) if wait else None for wait in waits]

    assert minutes == [1, 2, 4, 8, 16, 32, 60, None]
    assert stored(house)[0].problem == "ConnectionRefusedError: no server"
    assert house.read(outbox_counts, edition.id) == {"pending": 0, "sent": 0, "failed": 1}


def due_now(row: OutboxMessage | None, now: object) -> None:
    assert row is not None
    row.due_at = now  # type: ignore[assignment]


def test_link_comes_from_the_configured_address_and_not_from_the_request(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    by = sqlite_house.house_in(edition.id)
    account = sqlite_house.perform(by, create_account, name="Zoé", email="zoe@school.example")
    forged = replace(LETTER, base="https://evil.example")
    sqlite_house.perform(by, queue_message, account.id, forged, key="k")
    send_one(
        sqlite_house.works,
        transport(sqlite_house.config),
        LANGUAGES,
        replace(sqlite_house.config, base_url="https://ict.example"),
    )
    (mail,) = mailbox(sqlite_house)

    assert "https://ict.example/x" in mail.get_content()
    assert "evil" not in mail.as_string()


def test_subject_with_line_breaks_stays_one_header(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    by = sqlite_house.house_in(edition.id)
    account = sqlite_house.perform(by, create_account, name="Zoé", email="zoe@school.example")
    letter = replace(LETTER, filling={"edition": "ICT\r\nBcc: everybody@school.example"})
    sqlite_house.perform(by, queue_message, account.id, letter, key="k")
    emptied(sqlite_house)
    (mail,) = mailbox(sqlite_house)

    assert (mail["Bcc"], mail["Subject"]) == (None, "Votre accès à ICT Bcc: everybody@school.example")


def test_invitation_reaches_everybody_once_and_its_link_opens(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    make_people(sqlite_house, edition.id, 130)
    apply_file(sqlite_house, edition.id, "staff", "email,role\nzoe@staff.example,coach\n")
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    for _ in range(2):
        organiser.post("/e/crunch/desk/people/invite")
    outbox = organiser.get("/e/crunch/desk/outbox").get_data(as_text=True)
    emptied(sqlite_house)
    mails = mailbox(sqlite_house)
    links = [line for line in mails[0].get_content().split() if "/invitations/" in line]
    page = sqlite_house.visitor().get(urlsplit(links[0]).path)

    assert (len(mails), len({str(mail["To"]) for mail in mails})) == (131, 131)
    assert page.status_code == 200
    assert "/invitations/" not in outbox


def test_partner_is_told_of_a_decision_once(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    own = make_organisation(sqlite_house, edition.id)
    by = sqlite_house.house_in(edition.id)
    account = sqlite_house.perform(by, create_account, name="Paula", email="paula@firm.example", locale="en")
    sqlite_house.perform(by, grant_role, account.id, Role.PARTNER, organisation_id=own)
    make_problem(sqlite_house, edition.id, own, status=Status.DRAFT)
    sqlite_house.deliver()
    sqlite_house.deliver()
    emptied(sqlite_house)

    assert [(mail["To"], mail["Subject"]) for mail in mailbox(sqlite_house)] == [
        ("paula@firm.example", "P001: the organisers ask for a change")
    ]


@pytest.mark.parametrize("role", [Role.COACH, Role.PARTNER, Role.STUDENT])
def test_outbox_is_for_organisers(sqlite_house: TestHouse, role: Role) -> None:
    edition = make_edition(sqlite_house)

    assert sqlite_house.person(edition.id, role).get("/e/crunch/desk/outbox").status_code == 404


def test_desk_reads_a_message_in_both_languages_without_its_link(sqlite_house: TestHouse) -> None:
    edition, other = make_edition(sqlite_house), make_edition(sqlite_house, "other")
    by = sqlite_house.house_in(edition.id)
    account = sqlite_house.perform(by, create_account, name="Zoé", email="zoe@school.example", locale="en")
    secret = replace(LETTER, path="/invitations/secret")
    sqlite_house.perform(by, queue_message, account.id, secret, key="k")
    (row,) = stored(sqlite_house)
    organiser, stranger = (sqlite_house.person(one.id, Role.ORGANISER) for one in (edition, other))
    listed = organiser.get("/e/crunch/desk/outbox").text
    page = organiser.get(f"/e/crunch/desk/outbox/{row.public_id}").text

    assert f"/e/crunch/desk/outbox/{row.public_id}" in listed
    assert -1 < page.find("Your access to ICT") < page.find("Votre accès à ICT")
    assert "/invitations/secret" not in page
    assert stranger.get(f"/e/other/desk/outbox/{row.public_id}").status_code == 404


def test_mailbox_is_in_the_instance_folder(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    queued(sqlite_house, edition.id)
    emptied(sqlite_house)

    assert [path.suffix for path in Path(sqlite_house.config.instance / "mailbox").iterdir()] == [".eml"]
