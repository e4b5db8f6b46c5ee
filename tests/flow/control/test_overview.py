"""The control room: what needs attention, the hall behind it, and as many statements for 3 teams as for 8."""

import io
from typing import Any

from sqlalchemy import select

from challenge.control.actions import set_silence
from challenge.control.desk import _SHAPES
from challenge.control.queries import tables
from challenge.control.rules import Look
from challenge.editions.attention import Scope, concerns
from challenge.kernel.actor import Role
from challenge.kernel.relay import Parked
from challenge.mentoring.actions import Asked, ask_help
from challenge.mentoring.rules import Kind
from challenge.submissions.actions import Handed, submit_work
from challenge.submissions.models import Deliverable
from challenge.teams.models import Team
from tests.flow.teams.test_tables import statements
from tests.house import TestHouse
from tests.make.teams import Composed, make_composed, member_of, set_time


def _found(house: TestHouse, made: Composed, **scope: Any) -> dict[str, int]:
    now = house.works.perform(house.house_in(made.edition.id), lambda work: work.now)
    asked = Scope(made.edition.id, now, scope.get("since"), drafts=True)
    return {one.code: one.count for one in house.read(concerns, asked)}


def test_a_team_is_silent_until_a_member_does_something(house: TestHouse) -> None:
    made = make_composed(house)
    set_time(house, made, 1, 15)
    by = house.house_in(made.edition.id)

    def seat(work: Any) -> None:
        for team in made.teams:
            work.session.get_one(Team, team.id).published_at = work.now.replace(day=20)

    house.perform(by, seat)
    since = house.works.perform(by, lambda work: work.now)
    before = _found(house, made, since=since)
    set_time(house, made, 1, 16)
    member_of(house, made).post("/e/crunch/teams/A01/help", {"kind": "coach", "need": "A word"})
    after = _found(house, made, since=since)

    assert (before["teams.silent"], after["teams.silent"]) == (2, 1)


def test_missed_deadlines_help_and_parked_facts_are_counted(house: TestHouse) -> None:
    made = make_composed(house)
    by = house.house_in(made.edition.id)
    set_time(house, made, 0, 9)
    early = _found(house, made)
    house.perform(by, ask_help, made.teams[0].id, Asked(kind=Kind.COACH, need="A word"))
    set_time(house, made, 5, 20)

    def park(work: Any) -> None:
        work.session.add(
            Parked(listener="x.screens", edition_id=made.edition.id, seq=1, problem="", parked_at=work.now)
        )

    house.perform(by, park)
    late = _found(house, made)

    assert {"submissions.missing", "mentoring.beyond", "control.parked"} & set(early) == set()
    assert (late["submissions.missing"], late["mentoring.beyond"], late["control.parked"]) == (2, 1, 1)


def test_a_deadline_that_one_team_kept_is_missed_by_the_other_alone(house: TestHouse) -> None:
    made = make_composed(house)
    set_time(house, made, 1, 8, 30)
    asked = house.read(
        lambda session: session.execute(select(Deliverable).where(Deliverable.code == "roles")).scalar_one()
    )
    stored = house.ground.files.keep(io.BytesIO(b"# Roles"), "roles.md", most=1000)
    member, handed = member_of(house, made), Handed(stored, "roles.md", "", "")
    now = house.works.perform(house.house_in(made.edition.id), lambda work: work.now)
    house.perform(member.actor, submit_work, made.teams[0].id, asked.id, handed, received_at=now)
    set_time(house, made, 1, 9, 30)

    found = {one.code: one.missed for one in house.read(tables, made.edition.id, now.replace(hour=10), None)}
    assert found == {"A01": 0, "B01": 1}
    assert _found(house, made)["submissions.missing"] == 1


def test_the_page_opens_the_list_behind_each_number(sqlite_house: TestHouse) -> None:
    house, made = sqlite_house, make_composed(sqlite_house)
    set_time(house, made, 1, 9)
    house.perform(
        house.house_in(made.edition.id), ask_help, made.teams[0].id, Asked(kind=Kind.COACH, need="canary-words")
    )
    set_time(house, made, 5, 20)
    organiser = house.person(made.edition.id, Role.ORGANISER)
    page = organiser.get("/e/crunch/desk/").text
    paths = ["desk/hall?state=missing", "help?beyond=1", "desk/people", "desk/hall", "help"]

    assert [path for path in paths if f'href="/e/crunch/{path}"' not in page] == []
    assert [organiser.get(f"/e/crunch/{path}").status_code for path in [*paths, "desk/parked"]] == [200] * 6
    assert "canary-words" not in page


def test_filters_of_the_hall_stand_in_the_address_and_can_be_taken_away(sqlite_house: TestHouse) -> None:
    house, made = sqlite_house, make_composed(sqlite_house)
    set_time(house, made, 1, 9)
    house.perform(house.house_in(made.edition.id), ask_help, made.teams[0].id, Asked(kind=Kind.COACH, need="A word"))
    organiser = house.person(made.edition.id, Role.ORGANISER)
    both = organiser.get("/e/crunch/desk/hall/list").text
    asking = organiser.get("/e/crunch/desk/hall?state=help&zone=A").text
    nobody = organiser.get("/e/crunch/desk/hall/list?state=help&zone=B").text
    strange = organiser.get("/e/crunch/desk/hall/list?state=sing&zone=Q").text

    assert ["teams/A01" in both, "teams/B01" in both] == [True, True]
    assert ["teams/A01" in asking, "teams/B01" in asking] == [True, False]
    assert 'href="/e/crunch/desk/hall?zone=A"' in asking
    assert "teams/A01" not in nobody
    assert ["teams/A01" in strange, "teams/B01" in strange] == [True, True]


def test_every_state_of_a_table_has_its_own_shape() -> None:
    assert sorted(_SHAPES) == sorted(Look)
    assert len(set(_SHAPES.values())) == len(Look)


def test_the_hall_of_one_edition_says_nothing_of_another(sqlite_house: TestHouse) -> None:
    first, second = make_composed(sqlite_house, "first"), make_composed(sqlite_house, "second", teams=4)
    now = sqlite_house.works.perform(sqlite_house.house_in(first.edition.id), lambda work: work.now)

    assert len(sqlite_house.read(tables, first.edition.id, now, None)) == 2
    assert len(sqlite_house.read(tables, second.edition.id, now, None)) == 4


def test_silence_is_set_by_organisers_alone(sqlite_house: TestHouse) -> None:
    house, made = sqlite_house, make_composed(sqlite_house)
    organiser, viewer = (house.person(made.edition.id, role) for role in (Role.ORGANISER, Role.VIEWER))
    codes = [one.post("/e/crunch/desk/hall/silence", {"hours": "7"}).status_code for one in (organiser, viewer)]
    wrong = organiser.post("/e/crunch/desk/hall/silence", {"hours": "0"}).status_code
    house.perform(house.house_in(made.edition.id), set_silence, 9)

    assert (codes, wrong) == ([303, 404], 422)
    assert "9" in viewer.get("/e/crunch/desk/hall").text.split("Silencieuse\u00a0:")[1][:60]


def test_statements_do_not_grow_with_the_teams(sqlite_house: TestHouse) -> None:
    counts = []
    for slug, teams in (("few", 2), ("many", 8)):
        made = make_composed(sqlite_house, slug, teams=teams)
        organiser = sqlite_house.person(made.edition.id, Role.ORGANISER)
        organiser.get(f"/e/{slug}/desk/overview")
        counts.append(statements(sqlite_house, lambda: organiser.get(f"/e/{slug}/desk/overview")))  # noqa: B023

    assert counts[0] == counts[1], counts
    # Who asks (2), the numbers, all counts that rooms watch as one, who has not signed (2), the pace of open rounds,
    # map, deadline, visits.
    assert counts[0] <= 10
