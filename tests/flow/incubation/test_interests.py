"""Interests are private: the partner's own, the organisers' and the incubators' — nobody else's, by no channel."""

from challenge.incubation.queries import prospects
from challenge.kernel.actor import Role
from challenge.live import feed
from tests.house import TestHouse
from tests.make.organisations import make_organisation, make_partner
from tests.make.problems import make_problem
from tests.make.teams import make_composed, member_of, reveal

CANARY = "zanzibar-canary-5128"


def test_partner_marks_a_team_and_incubators_see_it(house: TestHouse) -> None:
    made = make_composed(house)
    reveal(house, made)
    partner = make_partner(house, made.edition.id, made.organisation_id)
    first = partner.post("/e/crunch/partner/interests/A01", {"wish": "incubate", "note": CANARY})
    changed = partner.post("/e/crunch/partner/interests/A01", {"wish": "project", "note": CANARY})
    found = house.read(prospects, made.edition.id)

    assert (first.status_code, changed.status_code) == (303, 303)
    assert [(one.code, [mark.wish for mark in one.marks]) for one in found] == [("A01", ["project"])]
    assert CANARY in house.person(made.edition.id, Role.INCUBATOR).get("/e/crunch/incubation").text


def test_most_binding_wish_comes_first(house: TestHouse) -> None:
    made = make_composed(house)
    reveal(house, made)
    other = make_organisation(house, made.edition.id, "Second firm")
    partners = [make_partner(house, made.edition.id, one) for one in (made.organisation_id, other)]
    partners[0].post("/e/crunch/partner/interests/A01", {"wish": "internship"})
    partners[1].post("/e/crunch/partner/interests/A01", {"wish": "internship"})
    partners[1].post("/e/crunch/partner/interests/B01", {"wish": "incubate"})

    assert [one.code for one in house.read(prospects, made.edition.id)] == ["B01", "A01"]


def test_withdrawn_mark_is_gone(house: TestHouse) -> None:
    made = make_composed(house)
    reveal(house, made)
    partner = make_partner(house, made.edition.id, made.organisation_id)
    partner.post("/e/crunch/partner/interests/A01", {"wish": "incubate"})
    answer = partner.post("/e/crunch/partner/interests/A01/withdraw")

    assert (answer.status_code, house.read(prospects, made.edition.id)) == (303, [])


def test_mark_is_found_nowhere_outside_its_readers(sqlite_house: TestHouse) -> None:
    """A canary in the note: every page of every other role, and every push, is free of it."""
    made = make_composed(sqlite_house)
    reveal(sqlite_house, made)
    edition_id = made.edition.id
    make_partner(sqlite_house, edition_id, made.organisation_id).post(
        "/e/crunch/partner/interests/A01", {"wish": "incubate", "note": CANARY}
    )
    sqlite_house.deliver()
    other = make_partner(sqlite_house, edition_id, make_organisation(sqlite_house, edition_id, "Other"), name="Other")
    readers = [
        sqlite_house.person(edition_id, role)
        for role in (Role.COACH, Role.EXPERT, Role.JUROR, Role.CHAIR, Role.VIEWER, Role.STUDENT)
    ]
    paths = ["", "teams", "teams/A01", "problems", "wall", "results", "incubation", "partner/", "partner/interests"]
    paths += ["partner/interests/A01", "team", "coach/", "jury/", "schedule"]
    seen = [
        (person.actor.roles, path)
        for person in [*readers, other, member_of(sqlite_house, made)]
        for path in paths
        if CANARY in person.get(f"/e/crunch/{path}", follow_redirects=True).text
    ]
    with sqlite_house.database.read() as session:
        pushed = [
            push
            for push in feed.tail(session.connection(), 0, limit=1000)
            if CANARY in str(push.body) or "incubate" in str(push.body)
        ]

    assert (seen, pushed) == ([], [])


def test_rivals_teams_and_confidential_problems_cannot_be_marked(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    reveal(sqlite_house, made)
    edition_id = made.edition.id
    first = make_organisation(sqlite_house, edition_id, "Rival one", conflict_group="bid")
    second = make_organisation(sqlite_house, edition_id, "Rival two", conflict_group="bid")
    make_problem(sqlite_house, edition_id, first, title="Secret bid")
    rival = make_partner(sqlite_house, edition_id, second, name="Rita Rival")
    owner = make_partner(sqlite_house, edition_id, made.organisation_id)

    assert rival.get("/e/crunch/partner/interests").text.count("/partner/interests/A01") == 1
    assert rival.post("/e/crunch/partner/interests/Z99", {"wish": "project"}).status_code == 404
    assert owner.post("/e/crunch/partner/interests/A01", {"wish": "marry"}).status_code == 422


def test_teams_are_not_offered_before_the_reveal(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    partner = make_partner(sqlite_house, made.edition.id, made.organisation_id)

    assert partner.get("/e/crunch/partner/interests/A01").status_code == 404
    assert "A01" not in partner.get("/e/crunch/partner/interests").text
