"""Pages of problems: who sees what, canaries included; posting and deciding through the forms."""

import re
from typing import Any

import pytest

from challenge.kernel.actor import Role
from challenge.live import feed
from challenge.organisations.queries import organisations_of
from challenge.problems.models import Problem
from challenge.problems.queries import all_problems, problem_by_public_id, status_counts
from challenge.problems.rules import Status
from tests.house import TestHouse
from tests.make.editions import make_edition
from tests.make.organisations import make_organisation, make_partner
from tests.make.problems import make_problem

FORM = {
    "title": "Quiet night trains",
    "summary": "What hurts: noise at 3 in the morning.",
    "theme": "mobility",
    "wanted_depts": "INFO, ENERGY",
    "language": "fr",
    "max_teams": "2",
    "confidentiality": "open",
    "rights": "shared",
}


def again(house: TestHouse, row: Problem) -> Problem:
    found = house.read(problem_by_public_id, row.edition_id, row.public_id)
    assert found is not None
    return found


def text_of(answer: object) -> str:
    return str(answer.get_data(as_text=True))  # type: ignore[attr-defined]


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("level", ["open", "restricted", "secret"])
def test_canaries_stay_with_the_organisation_and_the_organisers(
    sqlite_house: TestHouse, status: Status, level: str
) -> None:
    """What is confidential is on no page of a visitor, a student or a rival, by no filter and no search."""
    house = sqlite_house
    slug = f"{level}-{status.value}"  # kept pages outlive a house of the tests, so each has addresses of its own
    edition = make_edition(house, slug)
    own = make_organisation(house, edition.id, "Canaryfirm", conflict_group="g")
    rival = make_organisation(house, edition.id, "Rail & Co", conflict_group="g")
    made = Status.SUBMITTED if status is Status.WITHDRAWN else status
    said = {"title": "Canarytitle", "summary": "Canarysummary", "required_skills": ("Canaryskill",)}
    row = make_problem(house, edition.id, own, status=made, confidentiality=level, **said)
    partner = make_partner(house, edition.id, own)
    if status is Status.WITHDRAWN:
        partner.post(f"/e/{slug}/partner/problems/{row.public_id}/withdraw", {"version": "1"})
    readers: dict[str, Any] = {
        "visitor": house.visitor(),
        "student": house.person(edition.id, Role.STUDENT),
        "rival": make_partner(house, edition.id, rival),
    }
    places = [
        f"/e/{slug}/problems",
        f"/e/{slug}/problems?q=canary",
        f"/e/{slug}/problems/list",
        f"/e/{slug}/problems/{row.public_id}",
        f"/e/{slug}/partner/",
        f"/e/{slug}/partner/problems/{row.public_id}",
        f"/e/{slug}/partner/problems/{row.public_id}/edit",
        f"/e/{slug}/desk/problems",
        f"/e/{slug}/desk/problems/{row.public_id}",
    ]
    house.deliver()
    seen = {
        name: sorted(set(re.findall(r"Canary\w+", "".join(text_of(reader.get(place)) for place in places))))
        for name, reader in readers.items()
    }
    pushed = str(
        [push.body for topic in ("public", "staf") for push in house.read(feed.after, f"edition:{slug}:{topic}", 0)]
    )

    everything = ["Canaryfirm", "Canaryskill", "Canarysummary", "Canarytitle"]
    if status is Status.CONFIRMED and level == "open":
        assert seen == {"visitor": everything, "student": everything, "rival": everything}
    elif status is Status.CONFIRMED and level == "restricted":
        assert seen == {"visitor": [], "student": ["Canaryfirm", "Canarytitle"], "rival": []}
    else:
        assert seen == {"visitor": [], "student": [], "rival": []}
    assert "anary" not in pushed
    own_page = text_of(partner.get(f"/e/{slug}/partner/problems/{row.public_id}"))
    desk_page = text_of(house.person(edition.id, Role.ORGANISER).get(f"/e/{slug}/desk/problems/{row.public_id}"))
    assert ("Canarysummary" in own_page, "Canarysummary" in desk_page) == (True, True)


def test_unconfirmed_and_absent_problems_look_the_same(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    row = make_problem(sqlite_house, edition.id, make_organisation(sqlite_house, edition.id), status=Status.WAITING)
    visitor = sqlite_house.visitor()
    hidden, absent = (
        visitor.get(f"/e/crunch/problems/{row.public_id}"),
        visitor.get("/e/crunch/problems/zzzzzzzzzzzzzzzz"),
    )

    assert (hidden.status_code, absent.status_code) == (404, 404)
    pages = [re.sub(rf'data-now="\d+"|{row.public_id}|z{{16}}', "", text_of(answer)) for answer in (hidden, absent)]
    assert pages[0] == pages[1]


def test_list_is_kept_for_visitors_until_the_list_changes(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house, "kept")
    own = make_organisation(sqlite_house, edition.id)
    make_problem(sqlite_house, edition.id, own, title="First")
    sqlite_house.deliver()
    visitor = sqlite_house.visitor()
    first = visitor.get("/e/kept/problems")
    same = visitor.get("/e/kept/problems", headers={"If-None-Match": first.headers["ETag"]})
    make_problem(sqlite_house, edition.id, own, title="Second")
    sqlite_house.deliver()
    later = visitor.get("/e/kept/problems", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, same.status_code, later.status_code) == (200, 304, 200)
    assert ("Second" in text_of(first), "Second" in text_of(later)) == (False, True)


def test_filters_narrow_the_list_without_script(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    own = make_organisation(sqlite_house, edition.id)
    for title, theme in (("Été calme", "city"), ("Hiver", "city"), ("Un été vif", "food")):
        make_problem(sqlite_house, edition.id, own, title=title, theme=theme)
    page = text_of(sqlite_house.visitor().get("/e/crunch/problems?theme=city&q=ETE"))

    assert re.findall(r"Été calme|Hiver|Un été vif", page) == ["Été calme"]


def test_partner_posts_by_the_form_and_the_same_form_twice_is_one(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    own = make_organisation(sqlite_house, edition.id)
    partner = make_partner(sqlite_house, edition.id, own)
    form = {**FORM, "idempotency_key": "one"}
    answers = [partner.post("/e/crunch/partner/problems", form).status_code for _ in range(2)]
    rows = sqlite_house.read(all_problems, edition.id)

    assert answers == [303, 303]
    assert [(row.title, row.wanted_depts, row.max_teams, row.status) for row, _ in rows] == [
        ("Quiet night trains", ["INFO", "ENERGY"], 2, "submitted")
    ]
    assert "Quiet night trains" in text_of(partner.get("/e/crunch/partner/"))


def test_wrong_form_keeps_what_was_typed_and_says_where(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    partner = make_partner(sqlite_house, edition.id, make_organisation(sqlite_house, edition.id))
    answer = partner.post("/e/crunch/partner/problems", {**FORM, "title": "", "max_teams": "99"})
    page = text_of(answer)

    assert answer.status_code == 422
    assert sorted(re.findall(r'id="f-(\w+)-error"', page)) == ["max_teams", "title"]
    assert "noise at 3 in the morning" in page
    assert sqlite_house.read(all_problems, edition.id) == []


def test_partner_of_nothing_or_of_somebody_else_posts_nothing(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    own, other = make_organisation(sqlite_house, edition.id), make_organisation(sqlite_house, edition.id, "Rail & Co")
    foreign = next(one.public_id for one in sqlite_house.read(organisations_of, edition.id) if one.id == other)
    partner = make_partner(sqlite_house, edition.id, own)
    forged = partner.post("/e/crunch/partner/problems", {**FORM, "organisation": foreign})
    homeless = sqlite_house.person(edition.id, Role.PARTNER).post("/e/crunch/partner/problems", FORM)
    student = sqlite_house.person(edition.id, Role.STUDENT).post("/e/crunch/partner/problems", FORM)

    assert (forged.status_code, homeless.status_code, student.status_code) == (404, 404, 404)
    assert sqlite_house.read(all_problems, edition.id) == []


def test_organiser_decides_and_goes_on_to_the_next(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    own = make_organisation(sqlite_house, edition.id)
    first, second = (make_problem(sqlite_house, edition.id, own, status=Status.SUBMITTED) for _ in range(2))
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    desk = "/e/crunch/desk/problems"
    silent = organiser.post(f"{desk}/{first.public_id}", {"decision": "reject", "reason": "", "version": "1"})
    done = organiser.post(f"{desk}/{first.public_id}", {"decision": "confirm", "version": "1"})
    stale = organiser.post(f"{desk}/{first.public_id}", {"decision": "reject", "reason": "late", "version": "1"})
    last = organiser.post(
        f"{desk}/{second.public_id}", {"decision": "rework", "reason": "Who owns it?", "version": "1"}
    )

    assert (silent.status_code, done.status_code, stale.status_code, last.status_code) == (422, 303, 409, 303)
    assert (done.headers["Location"], last.headers["Location"]) == (f"{desk}/{second.public_id}", desk)
    assert (again(sqlite_house, first).status, again(sqlite_house, second).status) == ("confirmed", "draft")
    assert "late" in text_of(stale)
    assert sqlite_house.read(status_counts, edition.id)["confirmed"] == 1


def test_partner_sees_why_and_sends_again(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    own = make_organisation(sqlite_house, edition.id)
    row = make_problem(sqlite_house, edition.id, own, status=Status.DRAFT)
    partner = make_partner(sqlite_house, edition.id, own)
    path = f"/e/crunch/partner/problems/{row.public_id}"
    home = text_of(partner.get("/e/crunch/partner/"))
    edit = text_of(partner.get(f"{path}/edit"))
    sent = partner.post(path, {**FORM, "version": str(row.version)})

    assert ("as the test wants" in home, "Cold chain without cold" in edit) == (True, True)
    assert sent.status_code == 303
    assert (again(sqlite_house, row).status, again(sqlite_house, row).title) == ("submitted", "Quiet night trains")


def test_desk_queue_shows_counts_and_filters(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    own = make_organisation(sqlite_house, edition.id)
    make_problem(sqlite_house, edition.id, own, title="Waiting one", status=Status.WAITING)
    make_problem(sqlite_house, edition.id, own, title="Confirmed one")
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    page = text_of(organiser.get("/e/crunch/desk/problems?status=waiting"))

    assert re.findall(r"Waiting one|Confirmed one", page) == ["Waiting one"]
    assert sqlite_house.person(edition.id, Role.COACH).get("/e/crunch/desk/problems").status_code == 404
