"""A question from asking to the answer that serves every team; who reads what of it, and who is told."""

import csv
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select, update

from challenge.agreements.rules import Kind
from challenge.editions.attention import Scope
from challenge.inbox.models import Notice, NoticeCopy
from challenge.kernel.actor import VISITOR, Role
from challenge.kernel.errors import ChallengeError
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.models import LiveFeed
from challenge.live.topics import user_topic
from challenge.problems.models import Problem
from challenge.questions import attention
from challenge.questions.actions import answer_question, ask_question, forward_question, refuse_question, set_promise
from challenge.questions.models import Question
from challenge.questions.rules import Promise
from challenge.teams.models import Team
from tests.flow.gallery.test_pages import statements
from tests.flow.problems.test_rival_worlds import answers
from tests.flow.teams.test_two_worlds import addresses
from tests.house import Person, TestHouse
from tests.make.agreements import members, publish, sign_all
from tests.make.organisations import make_organisation, make_partner
from tests.make.teams import Composed, make_composed, member_of, reveal, set_time

CANARY = "Zanzibarcanary"
ASK = "/e/crunch/teams/{}/questions"


def same_problem(work: Work, first: int, second: int) -> None:
    """Put a second team on the problem of the first."""
    team = work.session.get_one(Team, second)
    team.problem_id = work.session.get_one(Team, first).problem_id


def give_problem(work: Work, problem_id: int, organisation_id: int) -> None:
    """Let another organisation have posted a problem."""
    work.session.get_one(Problem, problem_id).organisation_id = organisation_id


def close(work: Work, problem_id: int) -> None:
    """Make a problem a secret one."""
    work.session.execute(update(Problem).where(Problem.id == problem_id).values(confidentiality="secret"))


def hall(house: TestHouse, *, teams: int = 3, secret: bool = False) -> Composed:
    """Return A01 and B01 on one problem, C01 on the problem of a rival, all revealed."""
    made = make_composed(house, teams=teams)
    by = house.house_in(made.edition.id)
    house.perform(by, same_problem, made.teams[0].id, made.teams[1].id)
    rival = make_organisation(house, made.edition.id, "Rail & Co", conflict_group="rail")
    house.perform(by, give_problem, made.teams[2].problem_id, rival)
    set_time(house, made, 1, 9)
    if secret:
        house.perform(by, close, made.teams[0].problem_id)
        publish(house, made.edition.id)
        for person, account in [*members(house, made.teams[0].id), *members(house, made.teams[1].id)]:
            sign_all(house, made.edition.id, person, account)
    reveal(house, made)
    return made


def questions(house: TestHouse) -> list[Question]:
    return house.read(lambda session: list(session.execute(select(Question).order_by(Question.id)).scalars()))


def told(house: TestHouse, person: Person) -> list[str]:
    wanted = select(Notice.subject).join(NoticeCopy, NoticeCopy.notice_id == Notice.id)
    wanted = wanted.where(NoticeCopy.account_id == person.actor.account_id, Notice.kind == "question")
    return house.read(lambda session: list(session.execute(wanted.order_by(Notice.id)).scalars()))


def led(house: TestHouse, person: Person) -> list[str]:
    """Return where somebody's notices about questions lead."""
    wanted = select(Notice.path).join(NoticeCopy, NoticeCopy.notice_id == Notice.id)
    wanted = wanted.where(NoticeCopy.account_id == person.actor.account_id, Notice.kind == "question")
    return house.read(lambda session: list(session.execute(wanted).scalars()))


def test_one_answer_serves_every_team_on_the_problem(house: TestHouse) -> None:
    made = hall(house)
    asker, other, stranger = (member_of(house, made, place) for place in range(3))
    organiser = house.person(made.edition.id, Role.ORGANISER)
    partner = make_partner(house, made.edition.id, made.organisation_id)
    sent = asker.post(ASK.format("A01"), {"question": "Which temperatures? Signed, team A01"})
    row = questions(house)[0]
    before = partner.get("/e/crunch/partner/questions").text
    early = partner.post(f"/e/crunch/partner/questions/{row.public_id}", {"answer": "Too soon"})
    passed = organiser.post(f"/e/crunch/desk/questions/{row.public_id}/forward", {"question": "Which temperatures?"})
    house.deliver()
    seen = partner.get("/e/crunch/partner/questions").text
    answered = partner.post(f"/e/crunch/partner/questions/{row.public_id}", {"answer": "Below **zero**"})
    house.deliver()

    assert (sent.status_code, passed.status_code, answered.status_code) == (303, 303, 303)
    assert "Which temperatures" not in before
    assert early.status_code == 404
    assert "Which temperatures?" in seen
    assert "A01" not in seen
    problem = house.read(lambda session: session.get_one(Problem, row.problem_id).public_id)
    for person, code in ((asker, "A01"), (other, "B01")):
        for path in (ASK.format(code), ASK.format(code) + "/list", f"/e/crunch/problems/{problem}/answers"):
            assert "Below <strong>zero</strong>" in person.get(path).text
        assert "Which temperatures?" in person.get(ASK.format(code) + "/box").text
        assert told(house, person) == ["A question about your problem is answered"]
    assert "Signed, team" not in other.get(ASK.format("B01")).text
    assert [stranger.get(ASK.format(code)).status_code for code in ("A01", "C01")] == [404, 200]
    assert stranger.get(f"/e/crunch/problems/{problem}/answers").status_code == 404
    assert told(house, stranger) == []
    assert told(house, partner) == ["A team asks about %(ref)s"]
    assert told(house, organiser) == ["Team %(code)s has a question for the partner of %(ref)s"]


def test_no_notice_leads_somebody_unsigned_to_a_closed_page(house: TestHouse) -> None:
    made = hall(house, secret=True)
    team, by = made.teams[0], house.house_in(made.edition.id)
    publish(house, made.edition.id, Kind.CONFIDENTIALITY)
    sign_all(house, made.edition.id, *members(house, team.id)[0])
    for end in (answer_question, refuse_question):
        house.perform(by, ask_question, team.id, "Which temperatures?")
        house.perform(by, end, questions(house)[-1].id, "Below zero")
    house.deliver()
    signed, unsigned = (house.log_in(account, made.edition.id) for _, account in members(house, team.id)[:2])

    assert set(led(house, unsigned)) == {"/e/crunch/agreements"}
    assert "/e/crunch/agreements" not in led(house, signed)
    for person in (signed, unsigned):
        assert [person.get(path.partition("#")[0]).status_code for path in led(house, person)] == [200, 200]


def test_an_answered_question_is_shown_while_a_like_one_is_written(house: TestHouse) -> None:
    made = hall(house)
    by = house.house_in(made.edition.id)
    for words, answer in (("Which temperature sensors do you use?", "PT100"), ("What is the budget?", "500 EUR")):
        house.perform(by, ask_question, made.teams[0].id, words)
        house.perform(by, answer_question, questions(house)[-1].id, answer)
    other = member_of(house, made, 1)
    found = other.post(ASK.format("B01") + "/similar", {"said": "temperature sensor?"}).text
    foreign = member_of(house, made, 2)

    assert ("PT100" in found, "500 EUR" in found) == (True, False)
    assert "PT100" not in foreign.post(ASK.format("C01") + "/similar", {"said": "temperature sensor?"}).text
    assert foreign.post(ASK.format("A01") + "/similar", {"said": "temperature sensor?"}).status_code == 404


def test_a_refusal_says_why_to_the_team_alone(house: TestHouse) -> None:
    made = hall(house)
    asker, organiser = member_of(house, made), house.person(made.edition.id, Role.ORGANISER)
    asker.post(ASK.format("A01"), {"question": "Who wins?"})
    address = f"/e/crunch/desk/questions/{questions(house)[0].public_id}/refuse"
    without = organiser.post(address, {"reason": " "})
    refused = organiser.post(address, {"reason": "That is for the jury"})
    house.deliver()

    assert (without.status_code, refused.status_code) == (422, 303)
    assert "That is for the jury" in asker.get(ASK.format("A01")).text
    assert "That is for the jury" not in member_of(house, made, 1).get(ASK.format("B01")).text
    assert told(house, asker) == ["Your question was not passed on"]
    assert organiser.post(address.replace("refuse", "answer"), {"answer": "No"}).status_code == 409


def test_members_who_ask_at_once_keep_to_their_share(house: TestHouse) -> None:
    made = hall(house)
    house.perform(house.house_in(made.edition.id), set_promise, Promise(open_most=2))
    actor, at_once = member_of(house, made).actor, Barrier(5)

    def ask(place: int) -> str:
        at_once.wait()
        try:
            house.perform(actor, ask_question, made.teams[0].id, f"Number {place}?")
        except ChallengeError as problem:
            return problem.code
        return "ok"

    with ThreadPoolExecutor(5) as threads:
        found = sorted(threads.map(ask, range(5)))

    assert found == ["ok"] * 2 + ["questions.open_most"] * 3


def test_one_form_sent_twice_asks_once(sqlite_house: TestHouse) -> None:
    made = hall(sqlite_house)
    asker = member_of(sqlite_house, made)
    for _ in range(2):
        asker.post(ASK.format("A01"), {"question": "Once?", "idempotency_key": "k" * 16})

    assert len(questions(sqlite_house)) == 1


def test_the_contact_is_hidden_until_an_organiser_opens_it(sqlite_house: TestHouse) -> None:
    house = sqlite_house
    made = hall(house)
    contacts = {"name": f"{CANARY} Contact", "phone": "03 84 00 00 00", "backup_email": "b@partner.example"}

    def set_contact(work: Work) -> str:
        row = work.session.get_one(Problem, made.teams[0].problem_id)
        row.contacts = contacts
        return row.public_id

    problem = house.perform(house.house_in(made.edition.id), set_contact)
    member, organiser = member_of(house, made), house.person(made.edition.id, Role.ORGANISER)
    pages = (ASK.format("A01"), "/e/crunch/teams/A01", f"/e/crunch/problems/{problem}/text")
    hidden = [CANARY in member.get(path).text for path in pages]
    organiser.post(f"/e/crunch/desk/problems/{problem}/contact", {"opened": "1"})
    shown = member.get(ASK.format("A01")).text
    stranger = member_of(house, made, 2).get(ASK.format("C01")).text
    organiser.post(f"/e/crunch/desk/problems/{problem}/contact", {})

    assert hidden == [False] * 3
    assert (CANARY in shown, "tel:0384000000" in shown, CANARY in stranger) == (True, True, False)
    assert CANARY not in member.get(ASK.format("A01")).text


@pytest.mark.parametrize("who", ["rival", "other team", "visitor", "juror", "unsigned"])
def test_questions_on_a_secret_problem_change_no_answer_to_others(sqlite_house: TestHouse, who: str) -> None:
    house = sqlite_house
    made = hall(house, secret=True)
    edition_id, by = made.edition.id, house.house_in(made.edition.id)
    rival = house.read(lambda session: session.get_one(Problem, made.teams[2].problem_id).organisation_id)
    callers: dict[str, Callable[[], Person]] = {
        "rival": lambda: make_partner(house, edition_id, rival or 0),
        "other team": lambda: member_of(house, made, 2),
        "visitor": lambda: Person(VISITOR, house.visitor(), ""),
        "juror": lambda: house.person(edition_id, Role.JUROR),
        "unsigned": lambda: house.person(edition_id, Role.COACH),
    }
    caller = callers[who]()
    browser = caller.browser
    problem = house.read(lambda session: session.get_one(Problem, made.teams[0].problem_id).public_id)
    asked = [*addresses(house, caller.actor), f"/e/crunch/problems/{problem}/answers", "/e/crunch/teams/C01/questions"]
    asked += ["/e/crunch/teams/A01/questions/list", "/e/crunch/inbox", "/e/crunch/partner/questions"]
    before = answers(browser, asked)
    names = []
    for place, words in enumerate((f"{CANARY} one?", f"{CANARY} two?")):
        names.append(house.perform(by, ask_question, made.teams[place].id, words)["question"])
    rows = questions(house)
    house.perform(by, forward_question, rows[0].id, "")
    house.perform(by, answer_question, rows[0].id, f"{CANARY} answer")
    house.deliver()
    after = answers(browser, asked)

    assert [one for one in asked if before[one] != after[one]] == []
    assert [one for one in asked if CANARY in str(after[one])] == []
    # The difference is there for those who may know it.
    assert f"{CANARY} answer" in member_of(house, made, 1).get(ASK.format("B01")).text


def test_a_partner_learns_nothing_before_a_question_is_passed_on(sqlite_house: TestHouse) -> None:
    house = sqlite_house
    made = hall(house)
    partner = make_partner(house, made.edition.id, made.organisation_id)
    asked = ["/e/crunch/partner/questions", "/e/crunch/partner/", "/e/crunch/inbox", "/e/crunch/teams/A01"]
    before = answers(partner.browser, asked)
    by = house.house_in(made.edition.id)
    house.perform(by, ask_question, made.teams[0].id, CANARY)
    house.deliver()
    topic = user_topic(partner.actor.public_id)

    assert answers(partner.browser, asked) == before
    assert house.read(feed.heads, [topic])[topic] == 0
    assert house.read(lambda s: s.execute(select(LiveFeed).where(LiveFeed.type == "questions")).scalars().all())


def test_what_waits_stands_before_the_organisers_alone(sqlite_house: TestHouse) -> None:
    house = sqlite_house
    made = hall(house)
    by = house.house_in(made.edition.id)
    house.perform(by, ask_question, made.teams[0].id, "One?")
    house.perform(by, ask_question, made.teams[1].id, "Two?")
    house.perform(by, forward_question, questions(house)[0].id, "")
    set_time(house, made, 3, 9)
    coach, organiser = house.person(made.edition.id, Role.COACH), house.person(made.edition.id, Role.ORGANISER)

    def count(session: Any, drafts: bool) -> list[int]:
        now = questions(house)[0].due_at
        scope = Scope(made.edition.id, now, None, drafts)
        return [session.execute(one.count).scalar_one() for one in attention.watches(session, scope)]

    assert house.read(count, True) == [1, 1]
    assert house.read(count, False) == []
    assert coach.get("/e/crunch/desk/questions").status_code == 404
    text = organiser.get("/e/crunch/desk/questions").text
    assert "2 au-delà du délai promis" in text
    lines = list(csv.DictReader(io.StringIO(organiser.get("/e/crunch/desk/questions.csv").data.decode("utf-8-sig"))))
    assert [(line["team"], line["state"]) for line in lines] == [("A01", "forwarded"), ("B01", "waiting")]


def test_pages_take_as_many_statements_whatever_is_asked(sqlite_house: TestHouse) -> None:
    house = sqlite_house
    made = hall(house)
    by = house.house_in(made.edition.id)
    organiser, member = house.person(made.edition.id, Role.ORGANISER), member_of(house, made)
    partner = make_partner(house, made.edition.id, made.organisation_id)
    pages = [
        (organiser, "/e/crunch/desk/questions"),
        (member, ASK.format("A01")),
        (partner, "/e/crunch/partner/questions"),
    ]

    def counted() -> list[int]:
        found = []
        for person, path in pages:
            person.get(path)
            with statements() as seen:
                assert person.get(path).status_code == 200
            found.append(len(seen))
        return found

    few = counted()
    for number in range(6):
        house.perform(by, ask_question, made.teams[number % 2].id, f"Number {number}?")
        house.perform(by, forward_question, questions(house)[-1].id, "")
        if number % 2:
            house.perform(by, answer_question, questions(house)[-1].id, "Yes")

    assert counted() == few
    assert max(few) <= 12
