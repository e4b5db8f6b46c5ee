"""What programs read of an edition: no more than visitors see, page by page, unchanged without a read."""

from typing import Any

import pytest
from sqlalchemy import select, update

from challenge.judging import actions
from challenge.kernel.access import PUBLIC
from challenge.kernel.work import Work
from challenge.problems.models import Problem
from challenge.teams.models import Team
from challenge.web.shell import declarations
from tests.flow.gallery.test_pages import statements
from tests.house import TestHouse
from tests.make.judging import opened_hall, score
from tests.make.teams import Composed, make_composed, reveal

BASE = "/api/v1/editions/crunch"
CANARY = "Canary of a secret"


def read(house: TestHouse, path: str = "", **headers: str) -> Any:
    return house.visitor().get(f"{BASE}{path}", headers=headers)


def hide(house: TestHouse, made: Composed) -> None:
    """Make the first team's problem a confidential one with a title that must not be found."""

    def take(work: Work) -> None:
        first = work.session.execute(select(Team.problem_id).order_by(Team.id)).scalars().first()
        changed = update(Problem).where(Problem.id == first)
        work.session.execute(changed.values(confidentiality="secret", title=CANARY, summary=CANARY))

    house.perform(house.house_in(made.edition.id), take)


@pytest.mark.parametrize("path", ["", "/schedule", "/problems", "/teams", "/results"])
def test_reads_take_few_statements_and_none_while_nothing_changes(sqlite_house: TestHouse, path: str) -> None:
    made = make_composed(sqlite_house, teams=3)
    reveal(sqlite_house, made)
    visitor = sqlite_house.visitor()
    with statements() as first:
        answer = visitor.get(BASE + path)
    with statements() as again:
        unchanged = visitor.get(BASE + path, headers={"If-None-Match": answer.headers["ETag"]})

    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert len(first) <= 5
    assert (unchanged.status_code, unchanged.data, len(again)) == (304, b"", 0)


def test_teams_come_page_by_page_and_each_once(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house, teams=5)
    reveal(sqlite_house, made)
    whole = read(sqlite_house, "/teams").json
    seen, after = [], ""
    while True:
        page = read(sqlite_house, f"/teams?limit=2&after={after}").json
        seen += page["teams"]
        if page["next"] is None:
            break
        after = page["next"]

    assert (whole["total"], whole["next"]) == (5, None)
    assert seen == whole["teams"]
    assert read(sqlite_house, "/teams?limit=nothing").json == read(sqlite_house, "/teams?limit=0x").json == whole
    assert len(read(sqlite_house, "/teams?limit=-3").json["teams"]) == 1
    assert read(sqlite_house, "/teams?after=zzz").json == whole


def test_confidential_titles_are_masked_and_teams_hidden_until_they_are_published(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house, teams=3)
    hide(sqlite_house, made)
    before = read(sqlite_house, "/teams").json
    reveal(sqlite_house, made)
    teams, problems = read(sqlite_house, "/teams"), read(sqlite_house, "/problems")

    assert before["teams"] == [] or all(team["title"] == "" for team in before["teams"])
    assert CANARY not in teams.text + problems.text
    assert [one["is_masked"] for one in problems.json["problems"]].count(True) == 1
    assert len(teams.json["teams"]) == 3


def test_results_say_nothing_until_they_are_public(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house)
    for visit in hall.visits():
        score(hall, visit, 4)
    sqlite_house.deliver()
    hidden = read(sqlite_house, "/results").json
    hall.act(actions.freeze_round, "round-1")
    frozen = read(sqlite_house, "/results").json

    assert hidden == {"public": False, "finalists": [], "places": []}
    assert (frozen["public"], frozen["places"]) == (False, [])


def test_edition_is_described_for_catalogues_of_events(sqlite_house: TestHouse) -> None:
    make_composed(sqlite_house)
    answer = sqlite_house.visitor().get("/e/crunch/hackathon.json")
    shown, milestones = answer.json or {}, read(sqlite_house, "/schedule").json["milestones"]

    assert answer.mimetype == "application/ld+json"
    assert (shown["@type"], shown["@context"], shown["name"]) == ("Hackathon", "https://schema.org", "Edition crunch")
    assert shown["startDate"] == min(row["starts_at"] for row in milestones)
    assert [event["identifier"] for event in shown["subEvent"]] == [row["code"] for row in milestones]
    assert "staff-call" not in [row["code"] for row in milestones]


def test_list_of_editions_and_absent_ones(sqlite_house: TestHouse) -> None:
    make_composed(sqlite_house)
    listed = sqlite_house.visitor().get("/api/v1/editions").json or {}
    absent = sqlite_house.visitor().get("/api/v1/editions/nowhere/teams")

    assert [row["slug"] for row in listed["editions"]] == ["crunch"]
    assert (absent.status_code, absent.mimetype) == (404, "application/problem+json")
    assert read(sqlite_house).json["figures"]["teams"] == 2


def test_description_names_every_route_what_it_takes_and_who_may(sqlite_house: TestHouse) -> None:
    shown: dict[str, Any] = sqlite_house.visitor().get("/api/v1/openapi.json").json or {}
    told = {
        (path, method): operation for path, methods in shown["paths"].items() for method, operation in methods.items()
    }
    rules = [rule for rule in sqlite_house.app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")]
    declared = declarations(sqlite_house.app)
    schemas = shown["components"]["schemas"]
    bodies = [
        one["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        for one in told.values()
        if "requestBody" in one
    ]

    assert len(told) == len(rules)
    assert all(one["summary"] and one["responses"]["default"] for one in told.values())
    assert {ref.removeprefix("#/components/schemas/") for ref in bodies} <= set(schemas)
    assert len(bodies) == sum(1 for _, method in told if method == "post") >= 6
    assert {one["x-policy"] for one in told.values()} == {declared[rule.endpoint].policy.name for rule in rules}
    assert told["/api/v1/editions/{slug}/teams", "get"]["security"] == [{}, {"bearer": []}]
    assert told["/api/v1/editions/{slug}/jury/visits", "get"]["security"] == [{"bearer": []}]
    assert PUBLIC.name in {one["x-policy"] for one in told.values()}
