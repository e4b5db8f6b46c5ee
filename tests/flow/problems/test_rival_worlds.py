"""Two worlds that differ in what a firm keeps to itself: a rival partner is answered byte for byte the same in both."""

import io
from typing import Any
from urllib.parse import quote

from flask.testing import FlaskClient
from sqlalchemy import select, update

from challenge.agreements.actions import set_aside
from challenge.kernel.actor import VISITOR, Actor, Role
from challenge.kernel.work import Work
from challenge.organisations.models import Organisation, Participation
from challenge.problems.actions import review_problem, revise_problem, submit_problem
from challenge.problems.attaching import Sent, add_file, files_of
from challenge.problems.models import Problem
from challenge.problems.openings import Opening, record_opening
from challenge.problems.rules import Confidentiality, Decision, Level, Status
from challenge.teams.models import Team
from tests.flow.teams.test_two_worlds import UNSTABLE, addresses
from tests.house import Person, TestHouse
from tests.make.agreements import members, publish, sign_all
from tests.make.organisations import make_organisation, make_partner
from tests.make.problems import ASKED, make_problem
from tests.make.teams import Composed, make_composed, reveal, set_time

CANARY = "Zanzibarcanary"


def keep_secret(work: Work, problem_id: int, rival_id: int) -> None:
    """Make a confirmed problem a secret one, give the other to the rival, and put both firms into one group."""
    others = update(Problem).where(Problem.status == Status.CONFIRMED.value, Problem.id != problem_id)
    work.session.execute(others.values(organisation_id=rival_id))
    said = {"confidentiality": Confidentiality.SECRET.value, "title": "First title", "summary": "First text"}
    work.session.execute(update(Problem).where(Problem.id == problem_id).values(**said))
    work.session.execute(update(Participation).values(conflict_group="rail"))


def reword(work: Work, problem_id: int, organisation_id: int) -> None:
    """Change every word of a secret problem and the name of its organisation."""
    words = {"title": f"{CANARY} title", "summary": f"{CANARY} text", "teaser": f"{CANARY} teaser"}
    within = {"full_text": f"{CANARY} within", "details": {"context": CANARY}, "contact_email": f"{CANARY}@x.example"}
    work.session.execute(update(Problem).where(Problem.id == problem_id).values(**words, **within))
    own = update(Organisation).where(Organisation.id == organisation_id)
    work.session.execute(own.values(name=f"{CANARY} SA", folded=f"{CANARY.casefold()} sa"))


def act_in_secret(house: TestHouse, composed: Composed, waiting: Problem) -> str:
    """Do what a firm and its teams do unseen, by the real acts; returns the outside name of a file."""
    edition_id, own = composed.edition.id, composed.organisation_id
    by, secret = house.house_in(edition_id), composed.teams[0]
    new = house.perform(by, submit_problem, own, ASKED)["problem"]
    named = select(Problem.id).where(Problem.public_id == new)
    new_id = house.read(lambda session: session.execute(named).scalar_one())
    house.perform(by, revise_problem, waiting.id, ASKED, version=waiting.version)
    house.perform(by, review_problem, new_id, Decision.WAIT, CANARY, version=1)
    house.perform(by, reword, secret.problem_id, own)
    stored = house.ground.files.keep(io.BytesIO(CANARY.encode()), f"{CANARY}.txt", most=1000)
    house.perform(by, add_file, secret.problem_id, Sent(stored, f"{CANARY}.txt", Level.TEASER))
    house.perform(by, record_opening, Opening(secret.problem_id, Level.FULL, "organiser"))
    people = members(house, secret.id)
    for person, account in people[1:]:
        sign_all(house, edition_id, person, account)
    house.perform(by, set_aside, people[0][0], CANARY)
    partner = make_partner(house, edition_id, own)
    partner.post("/e/crunch/partner/interests/A01", {"wish": "incubate", "note": CANARY})
    house.deliver()
    return house.read(files_of, secret.problem_id)[0].public_id


def questions(house: TestHouse, composed: Composed, waiting: Problem, by: Actor) -> list[str]:
    """Return every address that somebody may try: pages, lists, searches, feeds, secret things by their own names."""
    secret = house.read(lambda session: session.get_one(Problem, composed.teams[0].problem_id)).public_id
    pages = addresses(house, by)
    pages += [path.replace("A01", "B01") for path in pages if "A01" in path]
    searches = [f"/e/crunch/problems?q={quote(word)}" for word in (CANARY, "First", "P00", "Frigotech")]
    themes = [f"/e/crunch/{path}?theme=food" for path in ("problems", "problems/list")]
    topics = [*(f"team:{team.public_id}" for team in composed.teams), f"problem:{secret}"]
    feeds = [f"/api/v1/feed?topic={topic}" for topic in topics]
    named = [
        f"/e/crunch/{path.replace('*', name)}"
        for name in (secret, waiting.public_id)
        for path in ("problems/*", "problems/*/text", "partner/problems/*", "partner/problems/*/openings")
    ]
    return sorted({*pages, *searches, *themes, *feeds, *named})


def answers(browser: FlaskClient, asked: list[str]) -> dict[str, Any]:
    """Return what a rival can compare of every answer."""
    found = {}
    for address in asked:
        with browser.get(address) as answer:
            headers = sorted((name, value) for name, value in answer.headers if name != "Set-Cookie")
            found[address] = (answer.status_code, headers, UNSTABLE.sub("", answer.get_data().decode(errors="replace")))
    return found


def prepared(house: TestHouse) -> tuple[Composed, Problem, list[Person]]:
    """Return an edition with a secret problem revealed and one that waits, and a rival with a problem of its own."""
    composed = make_composed(house)
    set_time(house, composed, 1, 9, 30)
    edition_id = composed.edition.id
    waiting = make_problem(house, edition_id, composed.organisation_id, status=Status.SUBMITTED)
    rail = make_organisation(house, edition_id, "Rail & Co")
    make_problem(house, edition_id, rail, title="The rival's own")
    house.perform(house.house_in(edition_id), keep_secret, composed.teams[0].problem_id, rail)
    publish(house, edition_id)
    reveal(house, composed)
    # A colleague of many hats is a rival first.
    rivals = [make_partner(house, edition_id, rail), house.person(edition_id, Role.PARTNER, organisation_id=rail)]
    return composed, waiting, rivals


def test_a_rival_is_answered_the_same_whatever_a_firm_does_unseen(sqlite_house: TestHouse) -> None:
    composed, waiting, rivals = prepared(sqlite_house)
    callers = {"rival": rivals[0], "visitor": Person(VISITOR, sqlite_house.visitor(), "")}
    asked = {name: questions(sqlite_house, composed, waiting, who.actor) for name, who in callers.items()}
    before = {name: answers(who.browser, asked[name]) for name, who in callers.items()}
    file = act_in_secret(sqlite_house, composed, waiting)
    after = {name: answers(who.browser, asked[name]) for name, who in callers.items()}
    told = [(name, one) for name, found in before.items() for one in found if found[one] != after[name][one]]
    revealed = sqlite_house.read(lambda session: session.get_one(Team, composed.teams[0].id).revealed_at)

    assert told == []
    assert revealed is not None
    spoken = [one for one, answer in after["visitor"].items() if CANARY in str(answer) and CANARY not in one]
    assert spoken == []
    assert rivals[0].get(f"/e/crunch/attachments/{file}").status_code == 404
    # The difference is there for those who may know it: the check above compares something.
    organiser = sqlite_house.person(composed.edition.id, Role.ORGANISER)
    assert CANARY in organiser.get("/e/crunch/desk/problems").text


def test_a_rival_is_told_nothing_and_counts_nothing(sqlite_house: TestHouse) -> None:
    composed, waiting, rivals = prepared(sqlite_house)
    act_in_secret(sqlite_house, composed, waiting)
    for path in ("/inbox", "/e/crunch/inbox", "/e/crunch/partner/", "/e/crunch/partner/interests"):
        for rival in rivals:
            assert CANARY.casefold() not in rival.get(path).text.casefold()


def test_names_of_a_rivals_things_are_answered_like_absent_ones(sqlite_house: TestHouse) -> None:
    composed, waiting, rivals = prepared(sqlite_house)
    act_in_secret(sqlite_house, composed, waiting)
    for path in ("problems/*", "problems/*/text", "partner/problems/*", "partner/problems/*/openings"):
        found = [
            answers(rivals[0].browser, [f"/e/crunch/{path.replace('*', name)}"]).popitem()[1]
            for name in (waiting.public_id, "zzzzzzzzzzzzzzzz")
        ]
        bodies = [answer[2].replace(waiting.public_id, "").replace("zzzzzzzzzzzzzzzz", "") for answer in found]

        assert [answer[0] for answer in found] == [404, 404]
        assert bodies[0] == bodies[1]
