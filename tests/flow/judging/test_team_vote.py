"""The audience votes on a team's own page, which its card and the code on its table open."""

import re
from html import unescape
from typing import Any

import pytest

from challenge.accounts.actions import grant_role
from challenge.judging import audience
from challenge.judging.withdrawing import withdraw_team
from challenge.kernel.actor import Role, Seat
from tests.flow.judging.test_audience import DESK, VOTE, desk, opened, votes
from tests.house import TestHouse
from tests.make.judging import make_member

TEAMS = "/e/crunch/teams"
BUTTON = "Voter pour cette équipe"


def told(answer: Any) -> str:
    """Return the words of a page."""
    return unescape(answer.get_data(as_text=True))


def test_vote_on_a_teams_page_is_the_vote_of_the_list(house: TestHouse) -> None:
    hall = opened(house)
    student = house.person(hall.edition.id, Role.STUDENT)
    before = told(student.get(f"{TEAMS}/A01/vote"))
    first = [student.post(f"{TEAMS}/A01/vote", {"idempotency_key": "once"}) for _ in range(2)]
    chosen = told(student.get(f"{TEAMS}/A01/vote"))
    other = told(student.get(f"{TEAMS}/b02/vote"))
    student.post(VOTE, {"team": "A02"})
    student.post(f"{TEAMS}/b02/vote", {})
    student.post(f"{TEAMS}/A01/vote", {"idempotency_key": "once"})

    assert [answer.status_code for answer in first] == [303, 303]
    assert (BUTTON in before, BUTTON in chosen, "cette équipe, A01" in chosen) == (True, False, True)
    assert ("voté pour A01" in other, "Donner plutôt ma voix" in other) == (True, True)
    assert votes(hall) == {"B02": 1}


def test_own_team_has_no_button_and_takes_no_vote(sqlite_house: TestHouse) -> None:
    hall = opened(sqlite_house)
    student = sqlite_house.person(hall.edition.id, Role.STUDENT)
    hall.act(make_member, hall.teams[0].id, student.actor.account_id)
    page = told(student.get(f"{TEAMS}/A01/vote"))
    refused = student.post(f"{TEAMS}/A01/vote", {})

    assert ("C’est votre propre équipe" in page, BUTTON in page) == (True, False)
    assert (refused.status_code, votes(hall)) == (409, {})


def test_ticket_votes_on_the_page_that_a_tables_code_opens(house: TestHouse) -> None:
    hall = opened(house)
    hall.act(audience.make_tickets, ["guest"], "A02")
    codes = re.findall(r'<b class="num">(\w+)</b>', told(desk(hall).get(f"{DESK}/tables")))
    visitor = house.visitor()
    stranger = told(visitor.get(f"{TEAMS}/A01/vote"))
    visitor.get("/v/guest")
    page = told(visitor.get(f"{TEAMS}/A01/vote"))
    host = told(visitor.get(f"{TEAMS}/A02/vote"))
    form = {"csrf_token": re.findall(r'csrf_token" value="([^"]+)"', page)[0], "idempotency_key": "k"}
    answers = [visitor.post(f"{TEAMS}/{code}/vote", data={**form, "idempotency_key": code}) for code in ("A02", "A01")]

    assert codes == ["A01", "A02", "A03", "B01", "B02", "B03"]
    assert ("scannez d’abord votre billet" in stranger, BUTTON in stranger, BUTTON in page) == (True, False, True)
    assert ("l’invité de cette équipe" in host, BUTTON in host) == (True, False)
    assert ([answer.status_code for answer in answers], votes(hall)) == ([409, 303], {"A01": 1})


def test_ticket_of_one_edition_is_no_right_in_another_and_none_once_it_is_revoked(sqlite_house: TestHouse) -> None:
    hall, other = opened(sqlite_house, 2), opened(sqlite_house, 2, slug="other")
    hall.act(audience.make_tickets, ["guest"])
    visitor = sqlite_house.visitor()
    visitor.get("/v/guest")
    page = told(visitor.get(f"{TEAMS}/A01/vote"))
    elsewhere = told(visitor.get("/e/other/teams/A01/vote"))
    form = {"csrf_token": re.findall(r'csrf_token" value="([^"]+)"', page)[0], "idempotency_key": "k"}
    visitor.post("/e/other/teams/A01/vote", data=form)
    hall.act(audience.revoke_ticket, sqlite_house.read(audience.tickets, hall.edition.id)[0].id)
    ended = told(visitor.get(f"{TEAMS}/A01/vote"))

    assert (BUTTON in page, BUTTON in elsewhere, BUTTON in ended) == (True, False, False)
    assert votes(other) == {}


def test_whoever_only_reads_for_a_partner_votes_and_not_for_its_teams(sqlite_house: TestHouse) -> None:
    """As on the list: who may not write for an organisation is of it all the same."""
    hall = opened(sqlite_house)
    reader = sqlite_house.person(hall.edition.id)
    juror = hall.juror(0)
    for one in (reader, juror):
        hall.act(grant_role, one.actor.account_id, Role.PARTNER, organisation_id=1, seat=Seat.READER)
    given = reader.post(f"{TEAMS}/A02/vote", {})
    refused = [one.post(f"{TEAMS}/A01/vote", {}) for one in (reader, juror)]

    assert (given.status_code, [answer.status_code for answer in refused]) == (303, [409, 409])
    assert votes(hall) == {"A02": 1}


def test_page_says_how_the_vote_stands_and_keeps_its_result(sqlite_house: TestHouse) -> None:
    hall = opened(sqlite_house)
    hall.juror(0).post(f"{TEAMS}/A02/vote", {})
    juror = hall.juror(1)
    said = []
    for move, version in (("close", 1), ("publish", 2)):
        hall.act(audience.move_poll, move, version)
        said.append(told(juror.get(f"{TEAMS}/A02/vote")))
    late = juror.post(f"{TEAMS}/A02/vote", {})

    assert ["Le vote est clos" in said[0], "Le vote est terminé" in said[1]] == [True, True]
    assert [BUTTON in page for page in said] == [False, False]
    assert (late.status_code, votes(hall)) == (409, {"A02": 1})


@pytest.mark.parametrize("code", ["Z99", "A01"])
def test_page_is_absent_for_no_team_and_for_one_that_is_out(sqlite_house: TestHouse, code: str) -> None:
    hall = opened(sqlite_house)
    hall.act(withdraw_team, "A01", "ill")

    assert sqlite_house.visitor().get(f"{TEAMS}/{code}/vote").status_code == 404


def test_cards_of_teams_lead_to_the_vote_while_it_is_open(sqlite_house: TestHouse) -> None:
    hall = opened(sqlite_house, 2)
    sqlite_house.deliver()
    people = (sqlite_house.visitor(), hall.juror(0), desk(hall))

    def ways() -> list[list[str]]:
        return [re.findall(r'href="/e/crunch/teams/A01([^"]*)"', told(one.get(TEAMS))) for one in people]

    during = ways()
    hall.act(audience.move_poll, "close", 1)
    sqlite_house.deliver()

    assert (during, ways()) == ([["/vote"], ["/vote"], [""]], [[], [], [""]])
