"""The audience's vote: one right, one vote, not for one's own; counts are the desk's until they are public."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select, update

from challenge.judging import audience
from challenge.judging.alarms import alarms
from challenge.judging.audience_models import AudiencePoll, AudienceTicket, AudienceVote
from challenge.kernel.actor import Role
from challenge.kernel.clock import real_now
from challenge.kernel.errors import ChallengeError
from challenge.kernel.work import Work
from challenge.teams.models import Team
from tests.house import Person, TestHouse
from tests.make.judging import Hall, make_hall, make_member

VOTE = "/e/crunch/vote"
DESK = "/e/crunch/desk/judging/audience"


def opened(house: TestHouse, teams: int = 6, *, slug: str = "crunch") -> Hall:
    """Return a hall of published teams whose audience votes."""
    hall = make_hall(house, teams, 3, slug=slug)

    def publish(work: Work) -> None:
        work.session.execute(update(Team).values(published_at=work.now, staff_at=work.now))

    hall.act(publish)
    hall.act(audience.move_poll, "open", 0)
    return hall


def desk(hall: Hall) -> Person:
    return hall.house.person(hall.edition.id, Role.ORGANISER)


def votes(hall: Hall) -> dict[str, int]:
    return {one.code: one.votes for one in hall.house.read(audience.counts, hall.edition.id) if one.votes}


def test_last_vote_of_a_right_counts_and_a_replay_changes_nothing(house: TestHouse) -> None:
    hall = opened(house)
    student = house.person(hall.edition.id, Role.STUDENT)
    first = [student.post(VOTE, {"team": "A01", "idempotency_key": "once"}) for _ in range(2)]
    student.post(VOTE, {"team": "B02"})
    hall.juror(0).post(VOTE, {"team": "B02"})
    student.post(VOTE, {"team": "A01", "idempotency_key": "once"})

    assert [answer.status_code for answer in first] == [303, 303]
    assert votes(hall) == {"B02": 2}
    assert "B02" in student.get(VOTE).get_data(as_text=True)


def test_votes_are_no_number_before_the_vote_opens(sqlite_house: TestHouse) -> None:
    hall = make_hall(sqlite_house, 4, 3)
    chair = desk(hall)
    before = chair.get(DESK).text
    chair.post(DESK, {"act": "open", "version": "0"})
    after = chair.get(DESK).text

    assert [re.findall(r'tile-value"><span>([^<]+)', page) for page in (before, after)] == [["–"], ["0"]]


def test_only_the_roles_of_the_audience_have_a_right(sqlite_house: TestHouse) -> None:
    hall = opened(sqlite_house)
    roles = (Role.STUDENT, Role.COACH, Role.JUROR, Role.ORGANISER, Role.CHAIR, Role.VIEWER)
    people = [sqlite_house.person(hall.edition.id, role) for role in roles]

    assert [person.post(VOTE, {"team": "A01"}).status_code for person in people] == [303, 303, 303, 404, 404, 404]


def test_nobody_votes_for_their_own_team(house: TestHouse) -> None:
    hall = opened(house)
    coach = house.person(hall.edition.id, Role.COACH)
    partner = house.person(hall.edition.id, Role.PARTNER, organisation_id=1)

    def take(work: Work) -> None:
        work.locked(Team, hall.teams[0].id).coach_id = coach.actor.account_id

    hall.act(take)
    own = house.read(audience.own_teams, hall.edition.id, partner.actor)
    codes = {team.id: team.code for team in hall.teams}
    refused = [coach.post(VOTE, {"team": "A01"}), partner.post(VOTE, {"team": codes[min(own)]})]
    page = coach.get(VOTE).get_data(as_text=True)

    assert len(own) == 3
    assert [answer.status_code for answer in refused] == [409, 409]
    assert ('value="A01"' in page, 'value="A02"' in page, votes(hall)) == (False, True, {})


def test_member_cannot_vote_for_their_team_by_any_way(house: TestHouse) -> None:
    hall = opened(house)
    student = house.person(hall.edition.id, Role.STUDENT)
    hall.act(make_member, hall.teams[0].id, student.actor.account_id)
    page = student.get(VOTE).get_data(as_text=True)
    answers = [student.post(VOTE, {"team": team}) for team in ("A01", "A02", "A01")]

    assert ('value="A01"' in page, 'value="A02"' in page) == (False, True)
    assert [answer.status_code for answer in answers] == [409, 303, 409]
    assert votes(hall) == {"A02": 1}


def test_taps_of_one_right_at_the_same_moment_are_one_vote(house: TestHouse) -> None:
    hall = opened(house)
    at_once = Barrier(8)

    def tap(number: int) -> dict[str, Any]:
        at_once.wait()
        right = ("one", "other")[number % 2]
        return house.perform(hall.house.house_in(hall.edition.id), audience.cast_vote, right, f"A0{number % 3 + 1}")

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(tap, range(8)))
    wanted = select(AudienceVote.right_hash).order_by(AudienceVote.right_hash)

    assert len(answers) == 8
    assert house.read(lambda session: list(session.execute(wanted).scalars())) == ["one", "other"]
    assert sum(votes(hall).values()) == 2


def test_one_key_sent_twice_at_the_same_moment_is_one_vote(house: TestHouse) -> None:
    hall = opened(house)
    student = house.person(hall.edition.id, Role.STUDENT)
    browsers = [house.log_in(student.actor.account_id, hall.edition.id) for _ in range(4)]
    at_once = Barrier(4)

    def tap(browser: Person) -> int:
        at_once.wait()
        return int(browser.post(VOTE, {"team": "A03", "idempotency_key": "one wish"}).status_code)

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(tap, browsers))

    assert (answers, votes(hall)) == ([303] * 4, {"A03": 1})


def test_ticket_in_two_browsers_is_one_right(house: TestHouse) -> None:
    hall = opened(house)
    hall.act(audience.make_tickets, ["secret"])
    answers = []
    for team in ("A01", "A02"):
        visitor = house.visitor()
        visitor.get("/v/secret")
        token = re.findall(r'csrf_token" value="([^"]+)"', visitor.get("/ballot").get_data(as_text=True))[0]
        answers.append(visitor.post("/ballot", data={"csrf_token": token, "team": team, "idempotency_key": team}))

    assert [answer.status_code for answer in answers] == [303, 303]
    assert votes(hall) == {"A02": 1}


def test_ballots_are_forgotten_in_time_and_the_counts_stay(house: TestHouse) -> None:
    hall = opened(house)
    for number, team in enumerate(("A01", "A02", "A02")):
        hall.juror(number).post(VOTE, {"team": team})
    hall.act(audience.move_poll, "close", 1)
    poll = house.read(audience.poll_of, hall.edition.id)
    assert poll is not None
    early = hall.act(audience.forget_ballots)
    days = (poll.forget_at - real_now()) / timedelta(days=1) if poll.forget_at else 0
    asleep = alarms(house.works)
    past = update(AudiencePoll).values(forget_at=real_now() - timedelta(days=1))
    hall.act(lambda work: work.session.execute(past) and None)
    before = votes(hall)
    for alarm in [*alarms(house.works), *alarms(house.works)]:
        alarm.fire()
    left = house.read(lambda session: session.execute(select(func.count(AudienceVote.id))).scalar_one())
    again = desk(hall).post(DESK, {"act": "open", "version": "3"})
    published = desk(hall).post(DESK, {"act": "publish", "version": "3"})

    assert (early, round(days), asleep) == ({"forgotten": 0}, 30, [])
    assert (left, before, votes(hall), alarms(house.works)) == (0, {"A01": 1, "A02": 2}, before, [])
    assert (again.status_code, published.status_code) == (409, 303)
    assert "A02" in house.visitor().get("/e/crunch/audience").get_data(as_text=True)


def test_vote_that_nobody_closed_ends_with_its_ballots(sqlite_house: TestHouse) -> None:
    hall = opened(sqlite_house)
    past = update(AudiencePoll).values(forget_at=real_now() - timedelta(seconds=1))
    hall.act(lambda work: work.session.execute(past) and None)
    hall.act(audience.forget_ballots)

    assert hall.juror(0).post(VOTE, {"team": "A01"}).status_code == 409


def test_vote_is_refused_while_closed_and_for_no_such_team(sqlite_house: TestHouse) -> None:
    hall = opened(sqlite_house)
    student = sqlite_house.person(hall.edition.id, Role.STUDENT)
    wrong = student.post(VOTE, {"team": "Z99"})
    hall.act(audience.move_poll, "close", 1)
    late = student.post(VOTE, {"team": "A01"})

    assert (wrong.status_code, late.status_code, votes(hall)) == (422, 409, {})


def test_ticket_votes_once_and_ends_with_its_vote(house: TestHouse) -> None:
    hall = opened(house)
    person = desk(hall)
    sheets = [person.post(f"{DESK}/tickets", {"count": "2", "idempotency_key": "print"}) for _ in range(2)]
    tokens = [re.findall(r"/v/([0-9a-f]{64})<", sheet.get_data(as_text=True)) for sheet in sheets]
    visitor = house.visitor()
    entered = visitor.get(f"/v/{tokens[0][0]}")
    page = visitor.get("/ballot").get_data(as_text=True)
    form = {"csrf_token": re.findall(r'csrf_token" value="([^"]+)"', page)[0]}
    answers = [visitor.post("/ballot", data={**form, "team": team, "idempotency_key": team}) for team in ("A01", "A02")]
    before = votes(hall)
    rows = house.read(audience.tickets, hall.edition.id)
    ended = person.post(f"{DESK}/tickets/{rows[0].public_id}/revoke", {})
    again = house.visitor().get(f"/v/{tokens[0][0]}")
    stored = house.read(lambda session: session.execute(select(AudienceTicket.token_hash)).scalars().all())

    assert (tokens[0], len(tokens[0]), len(rows)) == (tokens[1], 2, 2)
    assert (entered.status_code, entered.headers["Location"]) == (303, "/ballot")
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (before, ended.status_code, votes(hall), again.status_code) == ({"A02": 1}, 303, {}, 404)
    assert set(stored) & set(tokens[0]) == set()


def test_ticket_of_a_teams_guest_cannot_choose_that_team(house: TestHouse) -> None:
    hall = opened(house)
    person = desk(hall)
    sheet = person.post(f"{DESK}/tickets", {"count": "1", "team": "a02"}).get_data(as_text=True)
    visitor = house.visitor()
    visitor.get(f"/v/{re.findall(r'/v/([0-9a-f]{64})<', sheet)[0]}")
    page = visitor.get("/ballot").get_data(as_text=True)
    form = {"csrf_token": re.findall(r'csrf_token" value="([^"]+)"', page)[0]}
    answers = [visitor.post("/ballot", data={**form, "team": team, "idempotency_key": team}) for team in ("A02", "A01")]
    wrong = person.post(f"{DESK}/tickets", {"count": "1", "team": "Z99"})

    assert "Invité de A02" in sheet
    assert ("Vous êtes l’invité de A02" in page, 'value="A02"' in page, 'value="A01"' in page) == (True, False, True)
    assert ([answer.status_code for answer in answers], votes(hall)) == ([409, 303], {"A01": 1})
    assert (wrong.status_code, len(house.read(audience.tickets, hall.edition.id))) == (422, 1)
    assert "Invité de A02" in person.get(DESK).get_data(as_text=True)


def test_pace_is_bounded_by_the_right(sqlite_house: TestHouse) -> None:
    hall = opened(sqlite_house)
    student, other = (sqlite_house.person(hall.edition.id, Role.STUDENT) for _ in range(2))
    answers = [student.post(VOTE, {"team": ("A01", "A02")[n % 2]}).status_code for n in range(21)]

    assert answers == [303] * 20 + [503]
    assert other.post(VOTE, {"team": "A01"}).status_code == 303


def test_counts_are_public_only_after_the_publication(sqlite_house: TestHouse) -> None:
    hall = opened(sqlite_house)
    hall.juror(0).post(VOTE, {"team": "A02"})
    person = desk(hall)
    early = person.post(DESK, {"act": "publish", "version": "1"})
    stale = person.post(DESK, {"act": "close", "version": "0"})
    visitor = sqlite_house.visitor()
    before = visitor.get("/e/crunch/audience").get_data(as_text=True)
    person.post(DESK, {"act": "close", "version": "1"})
    person.post(DESK, {"act": "publish", "version": "2"})
    after = visitor.get("/e/crunch/audience").get_data(as_text=True)
    reopened = person.post(DESK, {"act": "open", "version": "3"})

    assert [answer.status_code for answer in (early, stale, reopened)] == [409, 409, 409]
    assert ("A02" in before, "A02" in after) == (False, True)


def test_ballot_box_names_nobody(sqlite_house: TestHouse) -> None:
    hall = opened(sqlite_house)
    hall.juror(0).post(VOTE, {"team": "A02"})
    wanted: Any = select(AudienceVote.right_hash)
    found = sqlite_house.read(lambda session: session.execute(wanted).scalars().all())

    assert [len(right) for right in found] == [64]
    assert sqlite_house.read(lambda session: session.execute(select(func.count(AudienceVote.id))).scalar_one()) == 1


@pytest.mark.parametrize("count", [0, 501])
def test_number_of_tickets_is_bounded(sqlite_house: TestHouse, count: int) -> None:
    hall = opened(sqlite_house, 2)
    with pytest.raises(ChallengeError, match=r"judging\.tickets_many"):
        hall.act(audience.make_tickets, [f"token{number}" for number in range(count)])


def test_way_to_the_ballot_is_shown_while_the_vote_is_open_and_fits_who_looks(sqlite_house: TestHouse) -> None:
    hall = make_hall(sqlite_house, 3, 3)
    student = sqlite_house.person(hall.edition.id, Role.STUDENT)
    visitor = sqlite_house.visitor()

    def ways() -> list[list[str]]:
        pages = (student.get("/e/crunch/audience"), visitor.get("/e/crunch/audience"))
        return [re.findall(r'href="(/e/crunch/vote|/ballot)"', page.get_data(as_text=True)) for page in pages]

    before = ways()
    hall.act(audience.move_poll, "open", 0)
    during = ways()
    hall.act(audience.move_poll, "close", 1)

    assert (before, during, ways()) == ([[], []], [["/e/crunch/vote"], ["/ballot"]], [[], []])
