"""Who owes what, who waits for a place, what enters the hall; rivals are answered as if the other were absent."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from challenge.dues.actions import Paid, correct_price, order_waiting, record_payment, set_dues, undo_payment
from challenge.dues.models import DuePayment
from challenge.dues.queries import Book, books, kept_out
from challenge.dues.settings import DuesSettings, dues_of
from challenge.editions.models import Edition
from challenge.inbox.models import Notice
from challenge.kernel.actor import Role
from challenge.kernel.errors import ChallengeError
from challenge.kernel.ids import public_id
from challenge.organisations.merging import merge_organisations
from challenge.organisations.models import Organisation
from challenge.organisations.rules import Kind
from challenge.problems.actions import withdraw_problem
from challenge.problems.rules import Status
from challenge.teams.inputs import problem_rows
from tests.flow.teams.test_two_worlds import UNSTABLE
from tests.house import TestHouse
from tests.make.editions import make_edition
from tests.make.organisations import make_organisation, make_partner
from tests.make.problems import make_problem

ON = DuesSettings(prices_on=True)
DAY = date(2027, 3, 1)


def book(house: TestHouse, edition_id: int, organisation_id: int) -> Book:
    """Return the book of an organisation."""
    settings = dues_of(house.read(lambda session: session.get_one(Edition, edition_id).settings))
    return house.read(books, edition_id, settings, [organisation_id])[0]


def hall(house: TestHouse, edition_id: int) -> set[str]:
    """Return the references of the problems that teams can take."""
    return set(house.read(problem_rows, edition_id))


def pay(house: TestHouse, edition_id: int, organisation_id: int, cents: int) -> str:
    """Record money; return its outside name."""
    paid = Paid(amount_cents=cents, paid_on=DAY, way="transfer", reference="VIR 12")
    return str(house.perform(house.house_in(edition_id), record_payment, organisation_id, paid)["payment"])


def test_nothing_is_owed_or_kept_out_until_prices_are_on(house: TestHouse) -> None:
    edition = make_edition(house)
    firm = make_organisation(house, edition.id)
    row = make_problem(house, edition.id, firm)

    assert book(house, edition.id, firm).lines == ()
    assert hall(house, edition.id) == {row.ref}


def test_problem_enters_the_hall_when_paid_or_exempt(house: TestHouse) -> None:
    edition = make_edition(house)
    firm = make_organisation(house, edition.id)
    club = make_organisation(house, edition.id, "Club", kind=Kind.ASSOCIATION)
    first, second, free = (make_problem(house, edition.id, one) for one in (firm, firm, club))
    by = house.house_in(edition.id)
    house.perform(by, set_dues, ON)
    assert hall(house, edition.id) == {free.ref}

    pay(house, edition.id, firm, 20_000)
    assert hall(house, edition.id) == {free.ref}
    last = pay(house, edition.id, firm, 30_000)
    assert hall(house, edition.id) == {free.ref, first.ref}
    house.perform(by, correct_price, second.id, -50_000, "a gift")
    assert hall(house, edition.id) == {free.ref, first.ref, second.ref}
    found = house.read(
        lambda session: session.execute(select(DuePayment).order_by(DuePayment.id.desc())).scalars().first()
    )
    assert found is not None
    assert found.public_id == last
    house.perform(by, undo_payment, found.id, "another firm's")
    assert hall(house, edition.id) == {free.ref, second.ref}
    house.perform(by, set_dues, replace(ON, strict=False))
    assert hall(house, edition.id) == {free.ref, first.ref, second.ref}


def test_refunds_never_exceed_what_came_even_at_once(house: TestHouse) -> None:
    edition = make_edition(house)
    firm = make_organisation(house, edition.id)
    pay(house, edition.id, firm, 10_000)

    def refund(_: int) -> str:
        try:
            return pay(house, edition.id, firm, -6_000) and "given"
        except ChallengeError as refused:
            return refused.code

    with ThreadPoolExecutor(6) as pool:
        told = sorted(pool.map(refund, range(6)))

    assert told == ["dues.refund_most"] * 5 + ["given"]
    assert book(house, edition.id, firm).received_cents == 4_000


def test_waiting_list_is_ordered_by_the_partner_and_promotes_by_itself(house: TestHouse) -> None:
    edition = make_edition(house)
    firm = make_organisation(house, edition.id)
    by, partner = house.house_in(edition.id), make_partner(house, edition.id, firm)
    house.perform(by, set_dues, DuesSettings(places_on=True, cap=2))
    rows = [make_problem(house, edition.id, firm, status=Status.SUBMITTED, title=f"T{n}") for n in range(4)]
    house.deliver()
    assert [one.id for one in book(house, edition.id, firm).waiting] == [rows[2].id, rows[3].id]

    assert "T3" in partner.get("/e/crunch/partner/dues").text
    partner.post(f"/e/crunch/partner/problems/{rows[3].public_id}/place", {"to": "0"})
    assert [one.id for one in book(house, edition.id, firm).waiting] == [rows[3].id, rows[2].id]
    house.perform(partner.actor, withdraw_problem, rows[0].id, version=rows[0].version)
    house.deliver()
    assert [one.id for one in book(house, edition.id, firm).waiting] == [rows[2].id]
    told = house.read(lambda session: list(session.execute(select(Notice.subject, Notice.filling)).all()))
    assert ("%(ref)s has a place", rows[3].ref) in [(row[0], row[1].get("ref")) for row in told]
    with pytest.raises(ChallengeError) as refused:
        house.perform(by, order_waiting, rows[1].id, 0)
    assert refused.value.code == "dues.not_waiting"
    house.perform(by, set_dues, DuesSettings(places_on=True, cap=3))
    assert book(house, edition.id, firm).waiting == []


def test_confirmed_problem_without_a_place_stays_out_of_the_hall(house: TestHouse) -> None:
    edition = make_edition(house)
    firm = make_organisation(house, edition.id)
    house.perform(house.house_in(edition.id), set_dues, DuesSettings(places_on=True, cap=1))
    first, second = (make_problem(house, edition.id, firm) for _ in range(2))
    house.deliver()

    assert hall(house, edition.id) == {first.ref}
    assert house.read(kept_out, edition.id) == {second.id}


def test_confirmed_problems_come_first_when_places_are_limited_late(house: TestHouse) -> None:
    edition = make_edition(house)
    firm = make_organisation(house, edition.id)
    make_problem(house, edition.id, firm, status=Status.SUBMITTED)
    row = make_problem(house, edition.id, firm)
    house.perform(house.house_in(edition.id), set_dues, DuesSettings(places_on=True, cap=1))

    assert hall(house, edition.id) == {row.ref}


def test_merge_moves_payments_and_settles_places(house: TestHouse) -> None:
    edition = make_edition(house)
    kept, gone = (make_organisation(house, edition.id, name) for name in ("Left", "Right"))
    house.perform(house.house_in(edition.id), set_dues, ON)
    rows = [make_problem(house, edition.id, one) for one in (kept, gone)]
    pay(house, edition.id, gone, 50_000)
    house.perform(house.house_in(edition.id), merge_organisations, kept, gone)
    house.deliver()

    assert book(house, edition.id, kept).received_cents == 50_000
    assert hall(house, edition.id) == {rows[0].ref}


def test_desk_records_corrects_and_takes_back(house: TestHouse) -> None:
    edition = make_edition(house)
    firm = make_organisation(house, edition.id)
    row = make_problem(house, edition.id, firm)
    organiser = house.person(edition.id, Role.ORGANISER)
    said = {"prices_on": "1", "price": "500", "vat": "20", "discount_from": "6", "discount_percent": "10", "cap": "15"}
    organiser.post("/e/crunch/desk/dues", {**said, "strict": "1"})
    name = house.read(lambda session: session.get_one(Organisation, firm).public_id)
    base = f"/e/crunch/desk/dues/{name}"
    organiser.post(f"{base}/corrections", {"problem": row.public_id, "amount": "-100,00", "reason": "Early"})
    organiser.post(f"{base}/payments", {"act": "payment", "amount": "480", "paid_on": "2027-03-01", "way": "card"})
    found = book(house, edition.id, firm)

    assert (found.due_cents, found.received_cents, set(found.paid)) == (48_000, 48_000, {row.id})
    assert "Early" in organiser.get(base).text
    too_much = organiser.post(f"{base}/payments", {"act": "refund", "amount": "480,01", "paid_on": "2027-03-02"})
    nonsense = organiser.post(f"{base}/payments", {"amount": "lots", "paid_on": "2027-03-02"})
    assert (too_much.status_code, nonsense.status_code) == (422, 422)
    assert organiser.get("/e/crunch/desk/dues").status_code == 200


def test_rival_is_answered_the_same_whatever_the_other_owes(house: TestHouse) -> None:
    edition = make_edition(house)
    own, rival = (make_organisation(house, edition.id, name, conflict_group="rail") for name in ("Alpha", "Canary"))
    row = make_problem(house, edition.id, rival, status=Status.SUBMITTED)
    house.perform(house.house_in(edition.id), set_dues, DuesSettings(prices_on=True, places_on=True, cap=1))
    house.deliver()
    partner = make_partner(house, edition.id, own)
    name = house.read(lambda session: session.get_one(Organisation, rival).public_id)

    def answers(problem: str, organisation: str) -> list[tuple[int, str]]:
        found = [partner.get(f"/e/crunch/{one}") for one in ("partner/dues", "partner/", "desk/dues")]
        found.append(partner.get(f"/e/crunch/desk/dues/{organisation}"))
        found.append(partner.post(f"/e/crunch/partner/problems/{problem}/place", {"to": "0"}))
        return [
            (one.status_code, UNSTABLE.sub("", one.text).replace(problem, "").replace(organisation, ""))
            for one in found
        ]

    before = answers(public_id(), public_id())
    make_problem(house, edition.id, rival, title="Canary")
    pay(house, edition.id, rival, 12_345)
    house.deliver()

    assert answers(row.public_id, name) == before
