"""A request from asking to its end; tokens, races, promises, and who reads its words."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

from sqlalchemy import select

from challenge.inbox.models import Notice, NoticeCopy
from challenge.kernel.actor import Role
from challenge.kernel.clock import real_now
from challenge.kernel.errors import ChallengeError
from challenge.kernel.events import registered
from challenge.live import feed
from challenge.mentoring import alarms
from challenge.mentoring.actions import Asked, ask_help, claim_help, refuse_help, release_help, set_levels
from challenge.mentoring.models import HelpRequest
from challenge.mentoring.queries import numbers, served, team_requests, tokens_used
from challenge.mentoring.rules import Kind, Levels
from challenge.problems.models import Problem
from challenge.teams.models import Team
from tests.house import Person, TestHouse
from tests.make.teams import Composed, make_composed, member_of, set_time

CANARY = "zanzibar-canary-7741"
EXPERT = {"kind": "expert", "need": "A gear", "skill": "CAD", "tried": "Two drawings"}


def _requests(house: TestHouse) -> list[HelpRequest]:
    return house.read(lambda session: list(session.execute(select(HelpRequest).order_by(HelpRequest.id)).scalars()))


def _code(act: Any, *arguments: Any) -> str:
    try:
        act(*arguments)
    except ChallengeError as problem:
        return problem.code
    return "ok"


def _told(house: TestHouse, account_id: int) -> list[str]:
    wanted = select(Notice.subject).join(NoticeCopy, NoticeCopy.notice_id == Notice.id)
    wanted = wanted.where(NoticeCopy.account_id == account_id, Notice.kind == "help").order_by(Notice.id)
    return house.read(lambda session: list(session.execute(wanted).scalars()))


def _coach(house: TestHouse, made: Composed, place: int = 0) -> Person:
    """Return somebody who coaches a team of the edition."""
    coach = house.person(made.edition.id, Role.COACH, name="Claude Coach")

    def give(work: Any) -> None:
        work.session.get_one(Team, made.teams[place].id).coach_id = coach.actor.account_id

    house.perform(house.house_in(made.edition.id), give)
    return coach


def test_a_request_goes_from_asking_to_its_end(house: TestHouse) -> None:
    made = make_composed(house)
    member, coach = member_of(house, made), _coach(house, made)
    asked = member.post("/e/crunch/teams/A01/help", {"kind": "coach", "need": "We are stuck"})
    house.deliver()
    row = _requests(house)[0]
    before = member.get("/e/crunch/teams/A01/help/box").text
    claimed = coach.post(f"/e/crunch/help/{row.public_id}/claim")
    house.deliver()
    coming = member.get("/e/crunch/teams/A01/help/list").text
    done = coach.post(f"/e/crunch/help/{row.public_id}/done", {"words": "A plan for today"})
    house.deliver()
    after = house.read(team_requests, made.teams[0].id)

    assert (asked.status_code, claimed.status_code, done.status_code) == (303, 303, 303)
    assert "place 1 dans la file" in before
    assert "Claude Coach vient à votre table" in coming
    assert [(one.state, one.outcome, one.helper) for one in after] == [("done", "A plan for today", "Claude Coach")]
    assert _told(house, coach.actor.account_id) == ["Team %(code)s asks for help"]
    assert _told(house, member.actor.account_id) == ["%(helper)s comes to your table"]


def test_places_count_by_kind_and_a_withdrawn_request_leaves_the_line(house: TestHouse) -> None:
    made = make_composed(house)
    first, second = member_of(house, made), member_of(house, made, 1)
    first.post("/e/crunch/teams/A01/help", {"kind": "coach", "need": "One"})
    first.post("/e/crunch/teams/A01/help", {"kind": "material", "need": "Glue"})
    second.post("/e/crunch/teams/B01/help", {"kind": "coach", "need": "Two"})
    behind = [one.place for one in house.read(team_requests, made.teams[1].id)]
    answer = first.post(f"/e/crunch/help/{_requests(house)[0].public_id}/withdraw")

    assert behind == [2]
    assert answer.status_code == 303
    assert [one.place for one in house.read(team_requests, made.teams[1].id)] == [1]


def test_the_later_of_two_is_told_who_comes(house: TestHouse) -> None:
    made = make_composed(house)
    one, two = (house.person(made.edition.id, Role.COACH, name=name) for name in ("First Coach", "Second Coach"))
    by = house.house_in(made.edition.id)
    name = house.perform(by, ask_help, made.teams[0].id, Asked(kind=Kind.COACH, need="Now"))["request"]
    one.post(f"/e/crunch/help/{name}/claim")
    late = two.post(f"/e/crunch/help/{name}/claim")

    assert late.status_code == 409
    assert "First Coach y va déjà." in late.text


def test_two_who_claim_at_the_same_instant_never_both_come(house: TestHouse) -> None:
    made = make_composed(house)
    coaches = [house.person(made.edition.id, Role.COACH, name=f"Coach {n}").actor for n in range(6)]
    by = house.house_in(made.edition.id)
    house.perform(by, ask_help, made.teams[0].id, Asked(kind=Kind.COACH, need="Now"))
    row, at_once = _requests(house)[0], Barrier(6)

    def claim(actor: Any) -> str:
        at_once.wait()
        return _code(house.perform, actor, claim_help, row.id)

    with ThreadPoolExecutor(6) as threads:
        found = sorted(threads.map(claim, coaches))

    assert found == ["mentoring.taken"] * 5 + ["ok"]


def test_members_who_ask_at_once_never_overspend_the_tokens(house: TestHouse) -> None:
    made = make_composed(house)
    by = house.house_in(made.edition.id)
    house.perform(by, set_levels, Levels(tokens=2, open_most=9))
    member, at_once = member_of(house, made).actor, Barrier(6)

    def ask(_place: int) -> str:
        at_once.wait()
        wanted = Asked(kind=Kind.EXPERT, need="A gear", skill="CAD", tried="Two drawings")
        return _code(house.perform, member, ask_help, made.teams[0].id, wanted)

    with ThreadPoolExecutor(6) as threads:
        found = sorted(threads.map(ask, range(6)))

    assert found == ["mentoring.tokens"] * 4 + ["ok"] * 2
    assert house.read(tokens_used, made.teams[0].id) == 2


def test_an_experts_refusal_goes_to_the_coach_and_gives_the_token_back(house: TestHouse) -> None:
    made = make_composed(house)
    member, coach = member_of(house, made), _coach(house, made)
    expert = house.person(made.edition.id, Role.EXPERT, name="Eve Expert")
    member.post("/e/crunch/teams/A01/help", EXPERT)
    row = _requests(house)[0]
    without = expert.post(f"/e/crunch/help/{row.public_id}/refuse")
    held = house.read(tokens_used, made.teams[0].id)
    expert.post(f"/e/crunch/help/{row.public_id}/refuse", {"words": "Look at the manual first"})
    house.deliver()
    first, second = _requests(house)

    assert (without.status_code, held) == (422, 1)
    assert (first.state, second.kind, second.state, second.follows_id) == ("refused", "coach", "waiting", first.id)
    assert house.read(tokens_used, made.teams[0].id) == 0
    assert _told(house, coach.actor.account_id) == ["An expert refused; team %(code)s counts on you"]
    assert _told(house, member.actor.account_id) == ["Your request for help was refused"]


def test_a_released_request_waits_at_its_old_place_with_its_token(sqlite_house: TestHouse) -> None:
    house, made = sqlite_house, make_composed(sqlite_house)
    expert = house.person(made.edition.id, Role.EXPERT).actor
    for place in (0, 1):
        member_of(house, made, place).post(f"/e/crunch/teams/{made.teams[place].code}/help", EXPERT)
    row = _requests(house)[0]
    house.perform(expert, claim_help, row.id)
    house.perform(expert, release_help, row.id)

    assert [one.place for one in house.read(team_requests, made.teams[1].id)] == [2]
    assert house.read(tokens_used, made.teams[0].id) == 1


def test_what_an_expert_needs_is_asked_and_what_was_typed_stays(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    answer = member_of(sqlite_house, made).post("/e/crunch/teams/A01/help", {**EXPERT, "tried": ""})

    assert answer.status_code == 422
    assert "Dites ce que vous avez déjà essayé" in answer.text
    assert "A gear" in answer.text
    assert _requests(sqlite_house) == []


def test_the_same_wish_sent_twice_is_one_request_and_the_fourth_open_one_is_refused(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    member = member_of(sqlite_house, made)
    asked = {"kind": "other", "need": "A door", "idempotency_key": "once"}
    codes = [member.post("/e/crunch/teams/A01/help", asked).status_code for _ in range(2)]
    codes += [member.post("/e/crunch/teams/A01/help", {"kind": "other", "need": f"{n}"}).status_code for n in range(3)]

    assert codes == [303, 303, 303, 303, 409]
    assert len(_requests(sqlite_house)) == 3


def test_organisers_are_told_once_of_what_waits_longer_than_promised(house: TestHouse) -> None:
    made = make_composed(house)
    set_time(house, made, 1, 9)
    organiser = house.person(made.edition.id, Role.ORGANISER)
    by = house.house_in(made.edition.id)
    house.perform(by, ask_help, made.teams[0].id, Asked(kind=Kind.COACH, need="Now"))
    early = [one.at > real_now() for one in alarms.alarms(house.works)]
    set_time(house, made, 1, 9, 11)
    for one in alarms.alarms(house.works) * 2:
        one.fire()
    house.deliver()

    assert early == [True]
    assert alarms.alarms(house.works) == []
    assert _told(house, organiser.actor.account_id) == ["Team %(code)s has waited for help longer than promised"]


def test_the_numbers_say_who_waits_and_how_long_it_takes(sqlite_house: TestHouse) -> None:
    house, made = sqlite_house, make_composed(sqlite_house)
    by = house.house_in(made.edition.id)
    set_time(house, made, 1, 9)
    for team in made.teams:
        house.perform(by, ask_help, team.id, Asked(kind=Kind.COACH, need="Now"))
    set_time(house, made, 1, 9, 12, 30)  # not on the minute: the clock went on while they asked
    house.perform(house.person(made.edition.id, Role.COACH).actor, claim_help, _requests(house)[0].id)
    row = _requests(house)[1]
    found = house.read(numbers, made.edition.id, row.asked_at + timedelta(minutes=13))
    hall = house.read(served, made.edition.id)

    assert (found.waiting, found.beyond, found.median) == (1, 1, 12)
    assert (hall.waiting, hall.oldest_at, [line[0] for line in hall.tables]) == (1, row.asked_at, ["A01"])


def test_a_coach_does_not_take_what_experts_take(sqlite_house: TestHouse) -> None:
    house, made = sqlite_house, make_composed(sqlite_house)
    member_of(house, made).post("/e/crunch/teams/A01/help", EXPERT)
    coach = house.person(made.edition.id, Role.COACH).actor

    assert _code(house.perform, coach, claim_help, _requests(house)[0].id) == "mentoring.not_yours"
    assert _code(house.perform, coach, refuse_help, _requests(house)[0].id, "No") == "mentoring.not_yours"


def test_words_about_a_confidential_problem_reach_only_whom_they_concern(sqlite_house: TestHouse) -> None:
    """A canary in the words: other coaches, every other role, facts and pushes are free of it."""
    house, made = sqlite_house, make_composed(sqlite_house)
    edition_id = made.edition.id

    def hide(work: Any) -> None:
        work.session.get_one(Problem, made.teams[0].problem_id).confidentiality = "confidential"

    house.perform(house.house_in(edition_id), hide)
    own, other = _coach(house, made), house.person(edition_id, Role.COACH, name="Other Coach")
    member_of(house, made).post("/e/crunch/teams/A01/help", {"kind": "coach", "need": CANARY})
    house.deliver()
    others = [house.person(edition_id, role) for role in (Role.EXPERT, Role.JUROR, Role.CHAIR, Role.VIEWER)]
    readers = [*others, other, member_of(house, made, 1)]
    paths = ["help", "help/list", "teams/A01", "teams/A01/help", "teams/A01/help/list", "teams/A01/help/box", "wall"]
    paths += ["desk/help.csv", "inbox", "coach/"]
    seen = [
        (sorted(reader.actor.roles), path)
        for reader in readers
        for path in paths
        if CANARY in reader.get(f"/e/crunch/{path}", follow_redirects=True).text
    ]
    with house.database.read() as session:
        pushed = [push for push in feed.tail(session.connection(), 0, limit=1000) if CANARY in str(push.body)]
    before = other.get("/e/crunch/help").text
    other.post(f"/e/crunch/help/{_requests(house)[0].public_id}/claim")

    assert (seen, pushed) == ([], [])
    assert CANARY in own.get("/e/crunch/help").text
    assert CANARY not in before
    assert CANARY in other.get("/e/crunch/help").text
    assert "need" not in [name for kind in registered().values() for name in getattr(kind, "__slots__", ())]


def test_the_desk_sets_what_is_promised_and_takes_the_list(sqlite_house: TestHouse) -> None:
    house, made = sqlite_house, make_composed(sqlite_house)
    organiser = house.person(made.edition.id, Role.ORGANISER)
    wanted = {f"minutes_{kind}": "7" for kind in Kind} | {"tokens": "2", "open_most": "4"}
    kept = organiser.post("/e/crunch/desk/help", wanted)
    wrong = organiser.post("/e/crunch/desk/help", {**wanted, "tokens": "-1"})
    member_of(house, made).post("/e/crunch/teams/A01/help", {"kind": "other", "need": "=1+1"})
    row = _requests(house)[0]
    listed = organiser.get("/e/crunch/desk/help.csv").text

    assert (kept.status_code, wrong.status_code) == (303, 422)
    assert row.due_at - row.asked_at == timedelta(minutes=7)
    assert "A01" in listed
    assert ",'=1+1," in listed


def test_members_learn_on_their_own_topics_and_the_partner_learns_nothing(sqlite_house: TestHouse) -> None:
    house, made = sqlite_house, make_composed(sqlite_house)
    member, behind = member_of(house, made), member_of(house, made, 1)
    behind.post("/e/crunch/teams/B01/help", {"kind": "coach", "need": "Two"})
    house.deliver()
    with house.database.read() as session:
        before = feed.end(session)
    member.post("/e/crunch/teams/A01/help", {"kind": "coach", "need": "One"})
    house.deliver()
    with house.database.read() as session:
        pushed = [push for push in feed.tail(session.connection(), before, limit=1000) if push.type == "help"]
    topics = {push.topic for push in pushed}

    own = {f"user:{person.actor.public_id}" for person in (member, behind)}
    assert {"edition:crunch:staff", "edition:crunch:wall"} | own <= topics
    assert {topic for topic in topics if topic.startswith("team:") or topic.endswith("public")} == set()
    assert {tuple(push.body) for push in pushed} == {("version",)}
