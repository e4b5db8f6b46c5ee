"""What a newcomer finds of partners' affairs: a signature that is missing, papers, questions that were really asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

from sqlalchemy import select

from challenge.accounts.models import Account
from challenge.agreements.queries import held_teams
from challenge.dues.models import DuePaper, DuePayment
from challenge.dues.queries import kept_out
from challenge.editions.queries import EditionCard, edition_by_slug
from challenge.kernel.actor import Role
from challenge.kernel.clock import EditionClock, real_now
from challenge.partners.rules import slots_of
from challenge.problems.models import Problem
from challenge.questions.models import Question
from challenge.rehearsal.cast import gather, moments
from challenge.rehearsal.partnering import first_unsigned, owing_signers, show_partners
from challenge.rehearsal.players import Hall
from challenge.rehearsal.questioning import plan_questions
from challenge.rehearsal.site import Site
from challenge.rehearsal.stage import Stage
from tests.flow.questions.test_asking import close
from tests.house import TestHouse
from tests.make.agreements import members
from tests.make.organisations import make_organisation, make_partner
from tests.make.problems import make_problem
from tests.make.teams import make_composed, reveal, set_time


class Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        return


@contextmanager
def served(house: TestHouse) -> Iterator[Site]:
    with make_server("127.0.0.1", 0, house.app, handler_class=Silent) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        site = Site(f"http://127.0.0.1:{server.server_port}")
        yield site
        site.close()
        server.shutdown()
        thread.join()


def card_of(house: TestHouse, slug: str) -> EditionCard:
    found = house.read(edition_by_slug, slug)
    assert found is not None
    return found


def test_all_but_one_have_signed_and_all_but_one_have_paid(house: TestHouse) -> None:
    composed = make_composed(house)
    for team in composed.teams:
        house.perform(house.house_in(composed.edition.id), close, team.problem_id)
    make_problem(house, composed.edition.id, make_organisation(house, composed.edition.id, "Second & Co"))
    show_partners(house.ground, card_of(house, "crunch"), lambda _: None)
    owing = house.read(owing_signers, composed.edition.id)
    first = house.read(first_unsigned, composed.edition.id)
    papers = house.read(lambda session: list(session.execute(select(DuePaper.kind).order_by(DuePaper.id)).scalars()))
    paid = house.read(lambda session: list(session.execute(select(DuePayment.amount_cents)).scalars()))

    problem = house.read(lambda session: session.get_one(Problem, composed.teams[0].problem_id))
    assert [slot.words for slot in slots_of(problem.details)] == [
        "2027-05-24 11:00 12:00",
        "2027-05-26 14:00 15:00",
        "2027-05-28 10:00 12:00",
    ]
    assert [one.account_id for one in owing] == [members(house, composed.teams[0].id)[0][1]]
    assert first is not None
    assert first == (owing[0].account_id, house.read(lambda s: s.get_one(Account, owing[0].account_id).email))
    assert house.read(held_teams, composed.edition.id) == {composed.teams[0].id}
    assert papers == ["invoice", "invoice", "receipt"]
    assert paid == [50_000]
    # The teams are composed already: nothing leaves the hall because it is not paid.
    assert house.read(kept_out, composed.edition.id) == frozenset()


def test_a_second_demonstration_is_billed_beside_the_first(sqlite_house: TestHouse) -> None:
    for slug in ("crunch", "second"):
        make_composed(sqlite_house, slug)
        show_partners(sqlite_house.ground, card_of(sqlite_house, slug), lambda _: None)
    papers = sqlite_house.read(lambda session: [row.label for row in session.execute(select(DuePaper)).scalars()])

    assert len(papers) == len(set(papers)) == 2


def test_teams_ask_organisers_pass_on_and_partners_answer(house: TestHouse) -> None:
    composed = make_composed(house, teams=3)
    make_partner(house, composed.edition.id, composed.organisation_id)
    house.person(composed.edition.id, Role.ORGANISER)
    set_time(house, composed, 1, 10)
    reveal(house, composed)
    edition = card_of(house, "crunch")
    with served(house) as site:
        hall = Hall(house.ground, site, "crunch", edition.id, gather(house.ground, edition), {}, {})
        at = house.read(moments, edition.id)["reveal"][0]
        done = Stage(EditionClock(real_now(), at + timedelta(days=1), 1.0), lambda _: None, at)
        plan_questions(done, hall, at, 1)
        done.play()
    rows = house.read(lambda session: list(session.execute(select(Question).order_by(Question.id)).scalars()))

    assert done.tally == {"question": 3, "forwarding": 3, "reply": 2}
    assert sorted(row.state for row in rows) == ["answered", "answered", "forwarded"]
    assert {row.by_partner for row in rows if row.state == "answered"} == {True}
