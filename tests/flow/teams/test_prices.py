"""What each rule costs: asked for at the desk, found out by the worker, kept with the run, shown in words."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from challenge.kernel.actor import HOUSE, Role
from challenge.kernel.errors import Conflict
from challenge.teams.drafts import copy_run
from challenge.teams.models import CompositionRun, PriceList
from challenge.teams.price_pages import PriceLine, lines_of
from challenge.teams.pricing import beat_prices, claim_prices, end_prices, note_price, note_rules, request_prices
from challenge.teams.queries import confirmed_run
from challenge.teams.runs import STALE, request_run
from challenge.teams.solving import price_one
from challenge.web.shell import LOCALE_COOKIE
from tests.house import TestHouse
from tests.make.teams import RULES, Composed, make_composed

PRICE = {"rule": "sizes", "found": 30, "least": 10, "most": 55, "first_wishes": 3, "work": 2}


def formed(house: TestHouse) -> tuple[Composed, CompositionRun]:
    composed = make_composed(house)
    run = house.read(confirmed_run, composed.edition.id)
    assert run is not None
    return composed, run


def asked(house: TestHouse, composed: Composed, run: CompositionRun) -> None:
    house.perform(house.house_in(composed.edition.id), request_prices, run.id)


def kept(house: TestHouse) -> PriceList:
    return house.read(lambda session: session.execute(select(PriceList)).scalar_one())


def test_the_worker_finds_the_price_of_every_rule(house: TestHouse) -> None:
    composed, run = formed(house)
    asked(house, composed, run)
    assert price_one(house.ground)
    known = kept(house)

    assert (known.state, known.run_id, known.rules) == ("done", run.id, [price["rule"] for price in known.prices])
    assert "sizes" in known.rules
    assert not price_one(house.ground)


def test_asking_twice_is_asking_once(house: TestHouse) -> None:
    composed, run = formed(house)
    asked(house, composed, run)
    asked(house, composed, run)

    assert kept(house).state == "queued"


def test_a_draft_has_no_prices(house: TestHouse) -> None:
    composed, run = formed(house)
    by = house.house_in(composed.edition.id)
    house.perform(by, copy_run, run.id, name="")
    wanted = select(CompositionRun.id).where(CompositionRun.state == "draft")
    draft_id = house.read(lambda session: session.execute(wanted).scalar_one())

    with pytest.raises(Conflict, match="run_not_done"):
        house.perform(by, request_prices, draft_id)


def test_teams_that_break_rules_have_no_prices(house: TestHouse) -> None:
    composed, run = formed(house)
    by = house.house_in(composed.edition.id)
    short = run.placements[1:]
    house.perform(by, lambda work: setattr(work.locked(CompositionRun, run.id), "placements", short))

    with pytest.raises(Conflict, match="prices_broken"):
        house.perform(by, request_prices, run.id)


def test_a_composition_goes_first_and_what_is_known_stays(house: TestHouse) -> None:
    composed, run = formed(house)
    asked(house, composed, run)
    by = house.house_in(composed.edition.id)
    list_id = house.perform(HOUSE, claim_prices)
    assert list_id is not None
    house.perform(by, note_rules, list_id, ["sizes", "site"])
    house.perform(by, note_price, list_id, PRICE)
    alone = house.perform(by, beat_prices, list_id)
    house.perform(by, request_run, RULES, seed=1, seconds=1)
    has_company = house.perform(by, beat_prices, list_id)
    house.perform(by, end_prices, list_id, died=False)

    assert (alone, has_company) == (False, True)
    assert (kept(house).state, kept(house).prices) == ("queued", [PRICE])
    assert house.perform(HOUSE, claim_prices) is None


def test_a_list_whose_worker_died_is_taken_up_again(house: TestHouse) -> None:
    composed, run = formed(house)
    asked(house, composed, run)
    list_id = house.perform(HOUSE, claim_prices)
    again = house.perform(HOUSE, claim_prices)
    long_ago = kept(house).requested_at - 2 * STALE - timedelta(minutes=1)
    house.perform(HOUSE, lambda work: work.session.execute(update(PriceList).values(heartbeat_at=long_ago)))

    assert (again, house.perform(HOUSE, claim_prices)) == (None, list_id)


def test_a_worker_that_wakes_after_a_take_over_says_nothing_twice(house: TestHouse) -> None:
    composed, run = formed(house)
    asked(house, composed, run)
    by = house.house_in(composed.edition.id)
    list_id = house.perform(HOUSE, claim_prices)
    assert list_id is not None
    house.perform(by, note_rules, list_id, ["sizes"])
    for found in (30, 31):
        house.perform(by, note_price, list_id, {**PRICE, "found": found})
    house.perform(by, end_prices, list_id, died=False)
    house.perform(by, note_rules, list_id, ["sizes", "site"])
    house.perform(by, note_price, list_id, {**PRICE, "rule": "site"})
    stops = house.perform(by, beat_prices, list_id)
    house.perform(by, end_prices, list_id, died=True)
    known = kept(house)

    assert (known.state, known.rules, known.prices, stops) == ("done", ["sizes"], [PRICE], True)


def test_a_failed_list_can_be_asked_for_again(house: TestHouse) -> None:
    composed, run = formed(house)
    asked(house, composed, run)
    list_id = house.perform(HOUSE, claim_prices)
    assert list_id is not None
    house.perform(house.house_in(composed.edition.id), end_prices, list_id, died=True)
    failed = kept(house).state
    asked(house, composed, run)

    assert (failed, kept(house).state) == ("failed", "queued")


def test_lines_tell_the_dearest_rule_first_with_its_number() -> None:
    cap = {"rule": "department_cap", "found": 120, "least": 0, "most": 400, "first_wishes": -1, "work": 160}
    rules = RULES.snapshot() | {"strengths": {"department_cap": "strong"}}

    assert lines_of(rules, [PRICE, cap]) == [
        PriceLine("department_cap", 6, "strong", 120, 0, 400, -1),
        PriceLine("sizes", 2, "must", 30, 10, 55, 3),
    ]


def test_the_page_asks_waits_and_tells_in_words(house: TestHouse) -> None:
    composed, run = formed(house)
    organiser = house.person(composed.edition.id, Role.ORGANISER)
    address = f"/e/{composed.edition.slug}/desk/teams/runs/{run.public_id}/prices"
    organiser.browser.set_cookie(LOCALE_COOKIE, "en")
    before = organiser.get(address).get_data(as_text=True)
    sent = organiser.post(address, {})
    waiting = organiser.get(address).get_data(as_text=True)
    list_id = house.perform(HOUSE, claim_prices)
    assert list_id is not None
    by = house.house_in(composed.edition.id)
    house.perform(by, note_rules, list_id, ["sizes"])
    house.perform(by, note_price, list_id, PRICE)
    house.perform(by, end_prices, list_id, died=False)
    after = organiser.get(f"{address}/now").get_data(as_text=True)
    organiser.browser.set_cookie(LOCALE_COOKIE, "fr")
    french = organiser.get(address).get_data(as_text=True)

    assert sent.status_code == 303
    assert "Find out what each rule costs" in before
    assert "improves the teams with all rules first" in waiting
    assert "3.0 points better" in after
    assert "3 more people have their first wish." in after
    assert "Proven: at least 1.0 and at most 5.5 points." in after
    assert "Prouvé\u00a0: au moins 1,0 et au plus 5,5 points." in french
