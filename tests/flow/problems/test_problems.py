"""Posting, review and import: once, in turn, with nobody overwritten."""

import threading
from collections import Counter

import pytest

from challenge.kernel import log
from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict, Invalid, NotFound, Rejected
from challenge.live import feed
from challenge.problems.actions import review_problem, revise_problem, submit_problem, withdraw_problem
from challenge.problems.queries import (
    all_problems,
    desk_problems,
    history,
    next_submitted,
    problem_by_public_id,
    status_counts,
)
from challenge.problems.rules import Decision, Status
from tests.house import TestHouse
from tests.make.editions import make_edition
from tests.make.organisations import make_organisation, make_partner
from tests.make.people import apply_file
from tests.make.problems import ASKED, make_problem

HEAD = "problem_id,organisation,title,summary,theme,required_skills,max_teams,confidentiality,status\n"


def names_of(house: TestHouse, edition_id: int) -> list[str]:
    facts, _ = house.read(log.facts_after, edition_id, 0)
    return [fact.event.name.removeprefix("problems.") for fact in facts if fact.event.name.startswith("problems.")]


def test_partner_posts_for_the_own_organisation_and_for_no_other(house: TestHouse) -> None:
    edition = make_edition(house)
    own, other = make_organisation(house, edition.id), make_organisation(house, edition.id, "Rail & Co")
    partner = make_partner(house, edition.id, own)
    answer = house.perform(partner.actor, submit_problem, own, ASKED)
    with pytest.raises(NotFound, match=r"problems\.organisation"):
        house.perform(partner.actor, submit_problem, other, ASKED)
    row = house.read(problem_by_public_id, edition.id, answer["problem"])

    assert row is not None
    assert (row.ref, row.organisation_id, row.status, row.version, row.title) == (
        "P001",
        own,
        "submitted",
        1,
        ASKED.title,
    )
    assert names_of(house, edition.id) == ["problem_submitted"]


def test_problems_posted_at_once_get_different_references(house: TestHouse) -> None:
    edition = make_edition(house)
    own = make_organisation(house, edition.id)
    by = house.house_in(edition.id)
    threads = [threading.Thread(target=house.perform, args=(by, submit_problem, own, ASKED)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [row.ref for row, _ in house.read(all_problems, edition.id)] == [f"P{n:03d}" for n in range(1, 9)]


def test_second_of_two_organisers_is_told_and_overwrites_nothing(house: TestHouse) -> None:
    edition = make_edition(house)
    row = make_problem(house, edition.id, make_organisation(house, edition.id), status=Status.SUBMITTED)
    results: list[str] = []

    def decide(decision: Decision) -> None:
        try:
            house.perform(house.house_in(edition.id), review_problem, row.id, decision, "why", version=1)
            results.append("done")
        except Conflict as refused:
            results.append(refused.code)

    threads = [threading.Thread(target=decide, args=(one,)) for one in (Decision.CONFIRM, Decision.REJECT)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["done", "problems.changed"]
    assert len(house.read(history, row.id)) == 2


def test_rework_goes_back_to_the_partner_and_comes_again(house: TestHouse) -> None:
    edition = make_edition(house)
    own = make_organisation(house, edition.id)
    partner = make_partner(house, edition.id, own)
    row = make_problem(house, edition.id, own, status=Status.DRAFT)
    house.perform(partner.actor, revise_problem, row.id, ASKED, version=row.version)
    house.perform(house.house_in(edition.id), review_problem, row.id, Decision.CONFIRM, "", version=row.version + 1)
    with pytest.raises(Invalid, match=r"problems\.closed"):
        house.perform(partner.actor, revise_problem, row.id, ASKED, version=row.version + 2)
    with pytest.raises(Invalid, match=r"problems\.closed"):
        house.perform(partner.actor, withdraw_problem, row.id, version=row.version + 2)

    assert [(step.act, step.status, step.who) for step in house.read(history, row.id)] == [
        ("confirm", "confirmed", ""),
        ("revise", "submitted", "Paula Partner"),
        ("rework", "draft", ""),
        ("submit", "submitted", ""),
    ]
    assert names_of(house, edition.id) == [
        "problem_submitted",
        "problem_rework_asked",
        "problem_revised",
        "problem_submitted",
        "problem_confirmed",
    ]


def test_withdrawn_problem_leaves_the_queue(house: TestHouse) -> None:
    edition = make_edition(house)
    own = make_organisation(house, edition.id)
    first, second = (make_problem(house, edition.id, own, status=Status.SUBMITTED) for _ in range(2))
    house.perform(make_partner(house, edition.id, own).actor, withdraw_problem, first.id, version=1)

    assert house.read(next_submitted, edition.id, second.ref) == second.public_id
    assert house.read(status_counts, edition.id)["withdrawn"] == 1


def test_public_topic_hears_of_the_public_list_alone(house: TestHouse) -> None:
    edition = make_edition(house)
    own = make_organisation(house, edition.id)
    make_problem(house, edition.id, own, status=Status.REJECTED)
    house.deliver()
    quiet = house.read(feed.after, "edition:crunch:public", 0)
    make_problem(house, edition.id, own)
    house.deliver()

    assert quiet == []
    assert [push.body for push in house.read(feed.after, "edition:crunch:public", 0)] == [{"counts": {"confirmed": 1}}]
    assert house.read(feed.after, "edition:crunch:staff", 0)[-1].body["counts"] == {
        "draft": 0,
        "submitted": 0,
        "waiting": 0,
        "confirmed": 1,
        "rejected": 1,
        "withdrawn": 0,
    }


def test_import_takes_the_status_of_the_file_and_changes_nothing_twice(house: TestHouse) -> None:
    edition = make_edition(house)
    make_organisation(house, edition.id, "Apicultéa")
    text = HEAD + (
        "P001,APICULTEA,Bees,What hurts,food,data;ai,2,open,confirmed\n"
        "P002,,Start-up idea: share bees,,food,,,secret,en attente\n"
        "P003,Apicultéa,More bees,,food,,,,\n"
    )
    first = apply_file(house, edition.id, "problems", text)
    facts = house.read(log.heads)
    again = apply_file(house, edition.id, "problems", text)
    change = apply_file(house, edition.id, "problems", text.replace("2,open,confirmed", "2,open,refusé"))

    assert (first["arrivals"], again["unchanged"], again["changes"], change["changes"]) == (3, 3, 0, 1)
    assert facts[edition.id] == len(names_of(house, edition.id)) - 2 + 3
    assert [(row.ref, name, row.status, row.confidentiality) for row, name in house.read(all_problems, edition.id)] == [
        ("P001", "Apicultéa", "rejected", "open"),
        ("P002", "", "waiting", "secret"),
        ("P003", "Apicultéa", "submitted", "open"),
    ]
    assert Counter(names_of(house, edition.id)) == {
        "problem_submitted": 3,
        "problem_confirmed": 1,
        "problem_put_on_hold": 1,
        "problem_revised": 1,
        "problem_rejected": 1,
    }


def test_import_names_the_line_of_an_unknown_organisation(house: TestHouse) -> None:
    edition = make_edition(house)
    with pytest.raises(Rejected) as refused:
        apply_file(house, edition.id, "problems", HEAD + "P001,Nobody,Bees,,food,,,,\n")

    (finding,) = refused.value.findings
    assert (finding.place, finding.code, finding.params) == (
        "2:organisation",
        "problems.organisation_absent",
        {"organisation": "Nobody"},
    )
    assert house.read(all_problems, edition.id) == []


def test_desk_list_is_filtered_and_paged_by_reference(house: TestHouse) -> None:
    edition = make_edition(house)
    own = make_organisation(house, edition.id, "Apicultéa")
    for title in ("Été calme", "Hiver", "Un été vif"):
        make_problem(house, edition.id, own, status=Status.SUBMITTED, title=title)
    first = house.read(desk_problems, edition.id, status="submitted", text="ete", size=1)
    last = house.read(desk_problems, edition.id, status="submitted", text="ete", size=1, after=first.after or "")

    assert [card.title for card in (*first.rows, *last.rows)] == ["Été calme", "Un été vif"]
    assert (first.after, last.after) == ("P001", None)
    assert house.read(desk_problems, edition.id, status="confirmed").rows == []


def test_organiser_role_alone_does_not_let_somebody_post(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    own = make_organisation(sqlite_house, edition.id)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)

    with pytest.raises(NotFound, match=r"problems\.organisation"):
        sqlite_house.perform(organiser.actor, submit_problem, own, ASKED)
