"""Programs are told by real requests: signed, once, again when they fail, never into a network that nobody named."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from challenge.editions.models import Edition
from challenge.kernel.actor import HOUSE, Role
from challenge.kernel.errors import Invalid
from challenge.kernel.work import Work
from challenge.schedule.events import MilestoneReached
from challenge.teams.events import ProblemsRevealed
from challenge.webhooks.actions import Wanted, add_webhook, claim_delivery, note_delivery
from challenge.webhooks.models import Webhook, WebhookDelivery
from challenge.webhooks.rules import DELAYS_S, secret_of
from challenge.webhooks.sending import send_one
from tests.flow.schedule.test_milestones import drawn, milestone
from tests.house import TestHouse
from tests.receiver import LOOPBACK, Receiver, receiving

AT_MS = 1_811_145_600_000


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        made.beside = {"Location": "/elsewhere"}
        yield made


def hook(receiver: Receiver) -> str:
    return f"{receiver.origin}/hook?from=us"


def told(house: TestHouse, edition: Edition, url: str, **changed: Any) -> str:
    wanted = Wanted("Screen", url, ("milestone", "reveal"), (), is_on=True)
    by = house.house_in(edition.id)
    return str(house.perform(by, add_webhook, replace(wanted, **changed), LOOPBACK)["webhook"])


def reach(house: TestHouse, edition: Edition, code: str) -> None:
    row = milestone(house, edition, code)

    def say(work: Work) -> None:
        named = {"milestone_id": row.id, "code": code, "kind": row.kind}
        work.emit(MilestoneReached(**named, transition="opened", milestone_version=1, at_ms=AT_MS))  # type: ignore[arg-type]

    house.perform(house.house_in(edition.id), say)
    house.deliver()


def send_all(house: TestHouse, **changed: Any) -> int:
    config = replace(house.config, **{"webhook_networks": LOOPBACK, "base_url": "https://challenge.example", **changed})
    count = 0
    while send_one(house.works, config):
        count += 1
    return count


def log_of(house: TestHouse) -> list[tuple[str, int, int, bool]]:
    rows = house.read(lambda session: list(session.execute(select(WebhookDelivery)).scalars()))
    return [(row.problem, row.tries, row.status, row.sent_at is not None) for row in rows]


def later(house: TestHouse) -> None:
    """Let what waits be due."""
    past = datetime(2026, 1, 1, tzinfo=UTC)

    def turn(work: Work) -> None:
        waits = update(WebhookDelivery).where(WebhookDelivery.due_at.is_not(None))
        work.session.execute(waits.values(due_at=past))

    house.perform(HOUSE, turn)


def test_program_is_told_by_one_signed_request(house: TestHouse, receiver: Receiver) -> None:
    edition = drawn(house)
    name = told(house, edition, hook(receiver))
    reach(house, edition, "D1")
    count, again = send_all(house), send_all(house)
    one = receiver.heard[0]
    body = json.loads(one.body)
    secret = secret_of(house.config.secret_key, name, 1)
    signed = f"{one.headers['Challenge-Timestamp']}.".encode() + one.body
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    row = milestone(house, edition, "D1")

    assert (count, again, len(receiver.heard)) == (1, 0, 1)
    assert one.path == "/hook?from=us"
    assert one.headers["Challenge-Signature"] == f"sha256={expected}"
    assert one.headers["Challenge-Delivery"] == body["id"] == f"crunch-{body['seq']}"
    assert (body["kind"], body["link"]) == ("milestone", "https://challenge.example/e/crunch/schedule")
    assert body["data"] == {
        "milestone": "D1",
        "transition": "opened",
        "at": "2027-05-24T08:00:00+00:00",
        "title_fr": row.title_fr,
        "title_en": row.title_en,
    }
    assert log_of(house) == [("", 1, 204, True)]


def test_what_fails_is_tried_again_then_given_up_then_sent_by_hand(house: TestHouse, receiver: Receiver) -> None:
    edition = drawn(house)
    told(house, edition, hook(receiver))
    receiver.answers = [500, 302, *[503] * (len(DELAYS_S) - 1)]
    reach(house, edition, "D1")
    first = (send_all(house), log_of(house))
    for _ in DELAYS_S:
        later(house)
        send_all(house)
    given_up, tried = log_of(house), len(receiver.heard)
    later(house)
    nothing = send_all(house)
    desk = house.person(edition.id, Role.ORGANISER)
    answer = desk.post("/e/crunch/desk/webhooks/resend")
    sent = send_all(house)

    assert first == (1, [("HTTP 500", 1, 500, False)])
    assert (given_up, tried) == ([("HTTP 503", len(DELAYS_S) + 1, 503, False)], len(DELAYS_S) + 1)
    assert {one.path for one in receiver.heard} == {"/hook?from=us"}
    assert (nothing, answer.status_code, sent, log_of(house)) == (0, 303, 1, [("", 1, 204, True)])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_networks_that_nobody_named_are_not_called(sqlite_house: TestHouse, receiver: Receiver, host: str) -> None:
    house, edition = sqlite_house, drawn(sqlite_house)
    url = f"https://{host}:{receiver.port}/x"
    told(house, edition, url)
    reach(house, edition, "D1")
    send_all(house, webhook_networks=())
    problem, tries, status, is_sent = log_of(house)[0]

    assert "is no public address" in problem
    assert (tries, status, is_sent, receiver.heard) == (1, 0, False, [])


def test_who_does_not_answer_is_noted(sqlite_house: TestHouse, receiver: Receiver) -> None:
    house, edition = sqlite_house, drawn(sqlite_house)
    told(house, edition, "http://127.0.0.1:1/x")
    told(house, edition, f"https://127.0.0.1:{receiver.port}/x")
    reach(house, edition, "D1")
    send_all(house)
    problems = [problem for problem, *_ in log_of(house)]

    assert problems[0].startswith("ConnectionRefusedError")
    assert problems[1].startswith("SSLError")


def test_only_what_was_chosen_and_only_since_then(house: TestHouse, receiver: Receiver) -> None:
    edition = drawn(house)
    reach(house, edition, "D1")
    told(house, edition, hook(receiver), milestones=("D2",))
    told(house, edition, hook(receiver), title="Other", kinds=("reveal",), is_on=False)
    for code in ("D1", "D2"):
        reach(house, edition, code)
    house.perform(house.house_in(edition.id), lambda work: work.emit(ProblemsRevealed(teams=3)))
    house.deliver()
    send_all(house)

    assert [json.loads(one.body)["data"].get("milestone") for one in receiver.heard] == ["D2", None]
    assert json.loads(receiver.heard[1].body)["data"] == {"teams": 3}


def test_a_request_is_taken_by_one_worker(house: TestHouse, receiver: Receiver) -> None:
    edition = drawn(house)
    told(house, edition, hook(receiver))
    for code in ("D1", "D2", "D3"):
        reach(house, edition, code)
    with ThreadPoolExecutor(6) as threads:
        taken = list(threads.map(lambda _: house.perform(HOUSE, claim_delivery), range(6)))
    numbers = sorted(one.seq for one in taken if one is not None)

    assert len(numbers) == len(set(numbers)) == 3


def test_program_removed_on_the_way_leaves_nothing(sqlite_house: TestHouse, receiver: Receiver) -> None:
    house, edition = sqlite_house, drawn(sqlite_house)
    name = told(house, edition, hook(receiver))
    reach(house, edition, "D1")
    desk = house.person(edition.id, Role.ORGANISER)
    claimed = house.perform(HOUSE, claim_delivery)
    desk.post(f"/e/crunch/desk/webhooks/{name}/remove")

    assert claimed is not None
    house.perform(HOUSE, note_delivery, claimed.id, 204)
    assert log_of(house) == []


def test_desk_enters_corrects_renews_and_keeps_what_was_typed(sqlite_house: TestHouse) -> None:
    house, edition = sqlite_house, drawn(sqlite_house)
    desk = house.person(edition.id, Role.ORGANISER)
    typed = {"title": "Écran", "url": "http://10.0.0.1/x", "kinds": "milestone", "milestones": "D1", "is_on": "1"}
    wrong = desk.post("/e/crunch/desk/webhooks", typed)
    made = desk.post("/e/crunch/desk/webhooks", {**typed, "url": "https://screen.example/x"})
    own = made.headers["Location"]
    before = desk.get(own).text
    changed = desk.post(own, {**typed, "url": "https://other.example/x", "kinds": "reveal", "version": "1"})
    stale = desk.post(own, {**typed, "url": "https://third.example/x", "version": "1"})
    renewed = desk.post(f"{own}/secret", {"version": "2"})
    row = house.read(lambda session: session.execute(select(Webhook)).scalar_one())
    secrets = [secret_of(house.config.secret_key, row.public_id, turn) for turn in (1, 2)]
    shown = desk.get(own).text

    assert wrong.status_code == 422
    assert 'value="http://10.0.0.1/x"' in wrong.text
    assert (made.status_code, changed.status_code, stale.status_code, renewed.status_code) == (303, 303, 409, 303)
    assert 'value="https://third.example/x"' in stale.text
    assert (row.url, row.kinds, row.milestones, row.turn, row.version) == (
        *("https://other.example/x", ["reveal"], ["D1"]),
        *(2, 3),
    )
    assert [secrets[0] in before, secrets[0] in shown, secrets[1] in shown] == [True, False, True]
    assert "Écran" in desk.get("/e/crunch/desk/webhooks").text
    assert "Prévient le programme «\u00a0Écran\u00a0»" not in desk.get("/e/crunch/desk/schedule/dry-run").text


def test_dry_run_names_the_programs_of_a_milestone(sqlite_house: TestHouse) -> None:
    house, edition = sqlite_house, drawn(sqlite_house)
    told(house, edition, "https://screen.example/x", title="Écran", milestones=("D1",))
    page = house.person(edition.id, Role.ORGANISER).get("/e/crunch/desk/schedule/dry-run").text

    assert "Prévient le programme «\u00a0Écran\u00a0»" in page


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"kinds": ()}, "webhooks.kinds"),
        ({"kinds": ("everything",)}, "webhooks.kinds"),
        ({"milestones": ("D99",)}, "webhooks.milestones"),
    ],
)
def test_what_does_not_exist_is_refused(sqlite_house: TestHouse, changed: dict[str, Any], code: str) -> None:
    edition = drawn(sqlite_house)
    with pytest.raises(Invalid) as refused:
        told(sqlite_house, edition, "https://screen.example/x", **changed)
    assert refused.value.code == code


def test_an_edition_has_twenty_programs_at_most(sqlite_house: TestHouse) -> None:
    edition = drawn(sqlite_house)
    for number in range(20):
        told(sqlite_house, edition, "https://screen.example/x", title=str(number))
    with pytest.raises(Invalid) as refused:
        told(sqlite_house, edition, "https://screen.example/x")
    assert refused.value.code == "webhooks.many"
