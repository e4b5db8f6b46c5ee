"""The plan of tables: forming by wishes, moving, swapping, coaches, undo, another hall, signs and who is told."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, select, update

from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.ids import token_hash
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.notifications.models import OutboxMessage
from challenge.organisations.models import Participation
from challenge.people.models import FieldRule
from challenge.people.models import Person as Student
from challenge.problems.models import Problem
from challenge.teams.actions import confirm_assignment
from challenge.teams.models import CompositionRun, TableMove, Team
from challenge.teams.publishing import publish_to_staff, publish_to_students, reveal_problems, withdraw_publication
from challenge.teams.seats import Zone
from challenge.teams.table_acts import coach_team, describe_hall, displaced, move_team, seat_again, undo_change
from challenge.teams.tables import Plan, moves_of, plan_of
from tests.house import TestHouse
from tests.make.organisations import make_organisation
from tests.make.people import apply_file
from tests.make.teams import Composed, make_composed, member_of

BASE = "/e/crunch/desk/teams"


def formed(house: TestHouse, *, teams: int = 3, coaches: str = "") -> Composed:
    """Return teams seen by organisers alone, seated with the coaches of this list: name,zone,capacity a line."""
    composed = make_composed(house, teams=teams)
    by = house.house_in(composed.edition.id)
    lines = [f"{line.split(',')[0]}@crunch.example,{line},coach" for line in coaches.split()]
    if lines:
        apply_file(house, composed.edition.id, "staff", "\n".join(["email,last_name,zone,capacity,role", *lines]))
    house.perform(by, withdraw_publication)
    form_again(house, composed)
    return composed


def form_again(house: TestHouse, composed: Composed) -> None:
    def again(work: Work) -> None:
        run = work.session.execute(select(CompositionRun)).scalar_one()
        run.state = "done"
        confirm_assignment(work, run.id)

    house.perform(house.house_in(composed.edition.id), again)
    house.deliver()


def plan(house: TestHouse, composed: Composed) -> Plan:
    return house.read(plan_of, composed.edition.id)


def where(house: TestHouse, composed: Composed) -> dict[str, str]:
    """Return the table of each team, by the team's code."""
    return {seat.code: seat.place.code for seat in plan(house, composed).seats}


def letters(house: TestHouse) -> list[OutboxMessage]:
    house.deliver()
    wanted = select(OutboxMessage).where(OutboxMessage.key.startswith("tables:")).order_by(OutboxMessage.id)
    return list(house.read(lambda session: session.execute(wanted).scalars().all()))


def change(house: TestHouse, composed: Composed, act: Callable[..., Any], *args: Any, **more: Any) -> Any:
    """Do something to the plan as it is now."""
    by = house.house_in(composed.edition.id)
    return house.perform(by, act, *args, seen=plan(house, composed).mark, **more)


def test_a_team_moved_before_publication_is_named_after_its_table(house: TestHouse) -> None:
    composed = formed(house)
    change(house, composed, move_team, "a01", " h 7", reason="draught")
    line = house.read(moves_of, composed.edition.id)[0]

    assert where(house, composed) == {"B01": "B01", "C01": "C01", "H07": "H07"}
    assert (line.before, line.after, line.reason, line.is_undone) == ("A01", "H07", "draught", False)
    assert letters(house) == []


def test_two_teams_swap_tables_and_keep_their_coaches(house: TestHouse) -> None:
    composed = formed(house, coaches="anna,A,1 bo,B,1 cleo,C,1")
    before = {seat.team_id: seat.place for seat in plan(house, composed).seats}
    change(house, composed, move_team, "A01", "B1", reason="")
    after = {seat.team_id: seat for seat in plan(house, composed).seats}

    moved = [team_id for team_id, seat in after.items() if seat.place != before[team_id]]
    assert [after[team_id].code for team_id in moved] == [after[team_id].place.code for team_id in moved]
    assert sorted(after[team_id].code for team_id in moved) == ["A01", "B01"]
    assert {k: seat.place.coach_id for k, seat in after.items()} == {k: p.coach_id for k, p in before.items()}


def test_a_published_team_keeps_its_name_and_its_people_are_told(house: TestHouse) -> None:
    composed = formed(house, coaches="anna,A,1 bo,B,1 cleo,C,1")
    by = house.house_in(composed.edition.id)
    house.perform(by, publish_to_students)
    house.deliver()
    team = next(seat for seat in plan(house, composed).seats if seat.code == "A01")
    change(house, composed, move_team, "A01", "F12", reason="water")
    told = letters(house)
    short = house.visitor().get("/t/A01")

    assert where(house, composed) == {"A01": "F12", "B01": "B01", "C01": "C01"}
    assert {(one.filling["code"], one.filling["zone"], one.filling["table"]) for one in told} == {("A01", "F", 12)}
    assert len(told) == team.size + 1
    assert [push.type for push in house.read(feed.after, f"team:{team.public_id}", 0)] == ["teams"]
    assert (short.status_code, short.headers["Location"]) == (303, "/e/crunch/teams/A01")


def test_the_staff_alone_is_told_as_long_as_students_see_nothing(house: TestHouse) -> None:
    composed = formed(house, coaches="anna,A,1 bo,B,1 cleo,C,1")
    house.perform(house.house_in(composed.edition.id), publish_to_staff)
    change(house, composed, move_team, "A01", "F12", reason="")

    assert where(house, composed)["A01"] == "F12"
    assert len(letters(house)) == 1


def test_another_coach_is_told_to_both_coaches_and_taken_back(house: TestHouse) -> None:
    composed = formed(house, coaches="anna,A,1 bo,B,1 cleo,C,1")
    house.perform(house.house_in(composed.edition.id), publish_to_staff)
    seats = plan(house, composed).by_code
    former, other = seats["A01"].place.coach_id, seats["B01"].place.coach_id
    assert other is not None
    change(house, composed, coach_team, "A01", other, reason="ill")
    told = {one.account_id for one in letters(house)}
    given = plan(house, composed).by_code["A01"].place.coach_id
    change(house, composed, undo_change)

    assert (given, told) == (other, {former, other})
    assert plan(house, composed).by_code["A01"].place.coach_id == former


def test_undo_takes_back_one_change_after_the_other_and_keeps_their_lines(house: TestHouse) -> None:
    composed = formed(house)
    first = where(house, composed)
    change(house, composed, move_team, "A01", "D05", reason="")
    change(house, composed, move_team, "D05", "C01", reason="")
    change(house, composed, undo_change)
    between = where(house, composed)
    change(house, composed, undo_change)
    with pytest.raises(Conflict, match=r"teams\.nothing_to_undo"):
        change(house, composed, undo_change)

    assert (between, where(house, composed)) == ({"B01": "B01", "C01": "C01", "D05": "D05"}, first)
    assert [line.is_undone for line in house.read(moves_of, composed.edition.id)] == [True] * 3


def test_undo_is_refused_when_the_table_was_given_away_meanwhile(house: TestHouse) -> None:
    composed = formed(house)
    change(house, composed, move_team, "A01", "D05", reason="")
    taken = update(Team).where(Team.code == "B01").values(zone="A", table_no=1)
    house.perform(house.house_in(composed.edition.id), lambda work: work.session.execute(taken) and None)
    with pytest.raises(Conflict, match=r"teams\.table_taken"):
        change(house, composed, undo_change)


@pytest.mark.parametrize(
    ("table", "code"),
    [("Z1", "teams.table"), ("A99", "teams.table"), ("here", "teams.table"), ("a1", "teams.table_same")],
)
def test_tables_that_make_no_sense_are_refused(sqlite_house: TestHouse, table: str, code: str) -> None:
    composed = formed(sqlite_house)

    with pytest.raises(Invalid, match=code.replace(".", r"\.")):
        change(sqlite_house, composed, move_team, "A01", table, reason="")


def test_the_later_of_two_organisers_is_refused_and_nothing_is_overwritten(house: TestHouse) -> None:
    composed = formed(house)
    by, seen = house.house_in(composed.edition.id), plan(house, composed).mark
    house.perform(by, move_team, "A01", "D05", reason="", seen=seen)
    with pytest.raises(Conflict, match=r"teams\.tables_changed"):
        house.perform(by, move_team, "B01", "D06", reason="", seen=seen)

    assert where(house, composed) == {"B01": "B01", "C01": "C01", "D05": "D05"}


def test_a_smaller_hall_shows_whom_it_moves_before_it_moves_them(house: TestHouse) -> None:
    composed = formed(house)
    zones = [Zone("A", 2, frozenset({2})), Zone("C", 4)]
    shown = displaced(plan(house, composed), zones)
    with pytest.raises(Conflict, match=r"teams\.hall_moves"):
        change(house, composed, describe_hall, zones, sure=False)
    untouched = where(house, composed)
    change(house, composed, describe_hall, zones, sure=True)

    assert [place.code for place in shown.values()] == ["A02"] or [place.code for place in shown.values()] == ["C02"]
    assert untouched == {"A01": "A01", "B01": "B01", "C01": "C01"}
    assert [zone.code for zone in plan(house, composed).hall] == ["A", "C"]
    assert set(where(house, composed).values()) == {"A01", "C01", *(place.code for place in shown.values())}


def test_a_hall_that_keeps_all_tables_moves_nobody(house: TestHouse) -> None:
    composed = formed(house)
    before = where(house, composed)
    done = change(house, composed, describe_hall, [Zone(code, 3) for code in "CBA"], sure=False)
    with pytest.raises(Invalid, match=r"teams\.hall_small"):
        change(house, composed, describe_hall, [Zone("A", 2)], sure=True)

    assert (done, where(house, composed)) == ({"moved": 0}, before)


def test_forming_seats_by_needs_that_are_collected_and_apart_from_rivals(house: TestHouse) -> None:
    composed = formed(house)
    by = house.house_in(composed.edition.id)
    seats = plan(house, composed).by_code
    ref = seats["C01"].group.members[0]

    def arrange(work: Work) -> None:
        needs = update(Student).where(Student.ref == ref).values(needs="Fauteuil roulant, végétarienne")
        food = update(Student).where(Student.ref == seats["A01"].group.members[0]).values(needs="Sans gluten")
        work.session.execute(needs)
        work.session.execute(food)

    house.perform(by, arrange)
    change(house, composed, describe_hall, [Zone("A", 5, frozenset({4})), Zone("B", 5), Zone("C", 5)], sure=True)
    silent = [seat.group.needs_access for seat in plan(house, composed).seats]
    rule = FieldRule(
        edition_id=composed.edition.id,
        field="needs",
        is_collected=True,
        purpose="to seat everybody well",
        changed_at=by_now(house),
    )
    house.perform(by, lambda work: work.session.add(rule))
    asked = [(one.kind, one.free) for one in plan(house, composed).unmet]
    form_again(house, composed)
    found = plan(house, composed)

    assert silent == [False] * 3
    assert asked == [("access", ("A04",))]
    assert [seat.place.code for seat in found.seats if seat.group.needs_access] == ["A04"]
    assert found.unmet == []


def by_now(house: TestHouse) -> Any:
    """Return some instant that is stored already."""
    return house.read(lambda session: session.execute(select(Team.formed_at)).scalars().first())


def test_rivals_are_seated_in_different_zones(house: TestHouse) -> None:
    composed = formed(house, teams=4)
    by = house.house_in(composed.edition.id)
    rival = make_organisation(house, composed.edition.id, "Rival")

    def arrange(work: Work) -> None:
        problem = work.session.execute(select(Problem).order_by(Problem.id)).scalars().first()
        assert problem is not None
        problem.organisation_id = rival
        work.session.execute(update(Participation).values(conflict_group="cold"))

    house.perform(by, arrange)
    change(house, composed, describe_hall, [Zone("A", 3), Zone("B", 3)], sure=True)
    form_again(house, composed)
    found = plan(house, composed)

    zone = next(seat.place.zone for seat in found.seats if seat.group.organisation == rival)
    assert [seat.place.zone for seat in found.seats if seat.group.organisation != rival] == [
        "B" if zone == "A" else "A"
    ] * 3
    assert found.unmet == []


def test_seating_anew_follows_no_order_of_problems_and_ends_with_publication(house: TestHouse) -> None:
    composed = formed(house, teams=8)
    change(house, composed, move_team, "A01", "A20", reason="")
    done = change(house, composed, seat_again)
    found = plan(house, composed)
    order = sorted(found.seats, key=lambda seat: token_hash(seat.public_id))
    house.perform(house.house_in(composed.edition.id), publish_to_students)
    with pytest.raises(Conflict, match=r"teams\.tables_public"):
        change(house, composed, seat_again)

    assert done["moved"] > 0
    assert [seat.place.code for seat in order] == [f"{zone}01" for zone in "ABCDEFGH"]
    assert [seat.code for seat in order] == [seat.place.code for seat in order]


def test_teams_formed_anew_forget_changes_by_hand(house: TestHouse) -> None:
    composed = formed(house)
    change(house, composed, move_team, "A01", "D05", reason="")
    form_again(house, composed)

    assert house.read(lambda session: session.execute(select(TableMove)).all()) == []
    assert sorted(where(house, composed)) == ["A01", "B01", "C01"]


def test_a_refilled_team_at_a_table_given_away_is_shown_and_can_move(sqlite_house: TestHouse) -> None:
    """A team that a repair emptied gives its table free; when it comes back both are seen there."""
    composed = formed(sqlite_house)
    by = sqlite_house.house_in(composed.edition.id)

    def size(members: int) -> None:
        wanted = update(Team).where(Team.code == "A01").values(size=members)
        sqlite_house.perform(by, lambda work: work.session.execute(wanted) and None)

    sqlite_house.perform(by, publish_to_staff)
    size(0)
    change(sqlite_house, composed, move_team, "B01", "A01", reason="")
    size(4)
    organiser = sqlite_house.person(composed.edition.id, Role.ORGANISER)
    shown = organiser.get(f"{BASE}/tables?zone=A&show=unmet").text.count('data-table="A01"')
    told = [one.kind for one in plan(sqlite_house, composed).unmet]
    change(sqlite_house, composed, move_team, "A01", "B01", reason="")

    assert (shown, told) == (2, ["shared"])
    assert where(sqlite_house, composed) == {"A01": "B01", "B01": "A01", "C01": "C01"}


# ---- pages


def test_desk_moves_coaches_and_takes_back_by_form(sqlite_house: TestHouse) -> None:
    composed = formed(sqlite_house, coaches="anna,A,1 bo,B,1 cleo,C,1")
    organiser = sqlite_house.person(composed.edition.id, Role.ORGANISER, name="Odile Chef")

    def mark() -> str:
        return plan(sqlite_house, composed).mark

    wrong = organiser.post(f"{BASE}/tables/move", {"team": "A01", "table": "Q1", "seen": mark(), "reason": "because"})
    moved = organiser.post(f"{BASE}/tables/move", {"team": "A01", "table": "H3", "seen": mark(), "reason": "because"})
    coach = plan(sqlite_house, composed).by_code["B01"].place.coach_id
    given = organiser.post(f"{BASE}/tables/coach", {"team": "H03", "coach": str(coach), "seen": mark()})
    page = organiser.get(f"{BASE}/tables").text
    back = organiser.post(f"{BASE}/tables/undo", {"seen": mark()})
    stale = organiser.post(f"{BASE}/tables/undo", {"seen": "yesterday"})

    assert (wrong.status_code, "Q1" in wrong.text, 'value="because"' in wrong.text) == (422, True, True)
    assert (moved.status_code, given.status_code, back.status_code, stale.status_code) == (303, 303, 303, 409)
    assert ('data-team="H03"' in page, "Odile Chef\u00a0: because" in page) == (True, True)


def test_desk_filters_the_map(sqlite_house: TestHouse) -> None:
    composed = formed(sqlite_house)
    organiser = sqlite_house.person(composed.edition.id, Role.ORGANISER)

    def tables(query: str) -> int:
        return int(organiser.get(f"{BASE}/tables?{query}").text.count("data-table="))

    assert [tables(query) for query in ("", "zone=B", "show=free", "show=accessible")] == [160, 20, 157, 0]


def test_desk_asks_before_a_hall_moves_anybody(sqlite_house: TestHouse) -> None:
    composed = formed(sqlite_house)
    organiser = sqlite_house.person(composed.edition.id, Role.ORGANISER)
    wanted = {"code": ["a", "C"], "name": ["North", ""], "tables": ["4", "2"], "accessible": ["1, 3-4", ""]}
    wanted["seen"] = [plan(sqlite_house, composed).mark]
    asked = organiser.post(f"{BASE}/tables/hall", {**wanted, "remote": "1"})
    wrong = organiser.post(f"{BASE}/tables/hall", {**wanted, "tables": ["0", "2"], "code": ["A", "C3"]})
    done = organiser.post(f"{BASE}/tables/hall", {**wanted, "remote": "1", "sure": "1"})

    assert (asked.status_code, "B01" in asked.text, done.status_code) == (409, True, 303)
    assert (wrong.status_code, wrong.text.count('class="field-error"')) == (422, 3)
    assert plan(sqlite_house, composed).hall == (
        Zone("A", 4, frozenset({1, 3, 4}), False, "North"),
        Zone("C", 2, frozenset(), True),
    )


def test_signs_tell_no_problem_before_the_reveal_and_confidential_ones_never(sqlite_house: TestHouse) -> None:
    composed = formed(sqlite_house, teams=2)
    organiser = sqlite_house.person(composed.edition.id, Role.ORGANISER)
    by = sqlite_house.house_in(composed.edition.id)
    hide = update(Problem).where(Problem.title == "Problem 2").values(confidentiality="confidential")
    sqlite_house.perform(by, lambda work: work.session.execute(hide) and None)

    def titles(query: str) -> list[bool]:
        text = organiser.get(f"{BASE}/signs/sheets?{query}").text
        return [f"Problem {number}" in text for number in (1, 2)]

    before = titles("revealed=1")
    sqlite_house.perform(by, reveal_problems)
    one = organiser.get(f"{BASE}/signs/sheets?zone=B").text

    assert (before, titles("revealed=1"), titles("")) == ([False, False], [True, False], [False, False])
    assert (one.count('class="sign-card"'), "B01" in one, "A01" in one) == (1, True, False)


def test_a_moved_teams_sign_says_name_and_table(sqlite_house: TestHouse) -> None:
    composed = formed(sqlite_house)
    organiser = sqlite_house.person(composed.edition.id, Role.ORGANISER)
    sqlite_house.perform(sqlite_house.house_in(composed.edition.id), publish_to_staff)
    change(sqlite_house, composed, move_team, "A01", "F12", reason="")
    page = organiser.get(f"{BASE}/signs/sheets?moved=1").text

    assert (page.count('class="sign-card"'), page.count('class="sign-at"')) == (1, 1)
    assert ('<p class="sign-code">A01</p>' in page, "<dd>12</dd>" in page) == (True, True)


def test_names_stand_on_the_list_only_once_students_see_their_teams(sqlite_house: TestHouse) -> None:
    composed = formed(sqlite_house)
    organiser = sqlite_house.person(composed.edition.id, Role.ORGANISER)
    name = sqlite_house.read(lambda session: session.execute(select(Student.last_name)).scalars().first())
    by = sqlite_house.house_in(composed.edition.id)
    sqlite_house.perform(by, publish_to_staff)
    before = organiser.get(f"{BASE}/signs/names").text
    sqlite_house.perform(by, publish_to_students)
    after = organiser.get(f"{BASE}/signs/names").text

    assert (f"<b>{name}</b>" in before, f"<b>{name}</b>" in after) == (False, True)
    assert after.count("<li><span>") == 12


@pytest.mark.parametrize("path", ["tables", "tables/hall", "tables/again", "signs", "signs/sheets", "signs/names"])
def test_pages_ask_the_same_few_statements_whatever_the_data(sqlite_house: TestHouse, path: str) -> None:
    counts = []
    for slug, teams in (("one", 2), ("two", 8)):
        composed = make_composed(sqlite_house, slug, teams=teams)
        organiser = sqlite_house.person(composed.edition.id, Role.ORGANISER)
        organiser.get(f"/e/{slug}/desk/teams/{path}")
        counts.append(statements(sqlite_house, lambda: organiser.get(f"/e/{slug}/desk/teams/{path}")))  # noqa: B023

    assert counts[0] == counts[1] <= 13


def statements(house: TestHouse, ask: Callable[[], Any]) -> int:
    count = 0

    def note(*_: Any) -> None:
        nonlocal count
        count += 1

    event.listen(house.database.reader, "before_cursor_execute", note)
    ask()
    event.remove(house.database.reader, "before_cursor_execute", note)
    return count


def test_a_members_page_shows_the_new_place(sqlite_house: TestHouse) -> None:
    composed = make_composed(sqlite_house)
    found = plan(sqlite_house, composed)
    own = next(seat for seat in found.seats if seat.team_id == composed.teams[0].id)
    change(sqlite_house, composed, move_team, own.code, "G15", reason="")
    sqlite_house.deliver()
    page = member_of(sqlite_house, composed).get(f"/e/crunch/teams/{own.code}").text

    assert ("<dd>G</dd>" in page, "<dd>15</dd>" in page) == (True, True)
