"""Teams come to rooms: planned, opened, marked, moved, missed and made up for, joined late, frozen; nothing leaks."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.editions.attention import Scope
from challenge.exchange.actions import apply_upload, read_upload
from challenge.exchange.importing import importer_of
from challenge.judging import actions, jury_rooms, moving, sitting_moves
from challenge.judging.attention import watches
from challenge.judging.control import control, ending, wave
from challenge.judging.declaring import declare_for, lift_conflict
from challenge.judging.itineraries import coming
from challenge.judging.models import Juror, JuryRoom, Round, Visit
from challenge.judging.queries import jurors, rounds
from challenge.judging.reports import visits_sheet
from challenge.judging.sittings import Sitting, sittings
from challenge.kernel.actor import Role
from challenge.kernel.errors import ChallengeError, Rejected
from challenge.kernel.log import EventLog
from tests.house import Person, TestHouse
from tests.make.judging import MARKS, Hall, coached, make_hall, one, score
from tests.make.people import apply_file

BASE = "/e/crunch/desk/judging"


def desk(hall: Hall) -> Person:
    return hall.house.person(hall.edition.id, Role.ORGANISER)


def first(hall: Hall) -> Round:
    return hall.house.read(rounds, hall.edition.id)[0]


def held(hall: Hall) -> list[Sitting]:
    return hall.house.read(sittings, first(hall))


def plan(hall: Hall) -> dict[tuple[str, str], tuple[int, tuple[str, ...]]]:
    """Return by room and team the slot and who sits there."""
    return {(one.room, one.code): (one.slot, tuple(chair.ref for chair in one.chairs)) for one in held(hall)}


def seated_hall(house: TestHouse, teams: int = 8, jurors_: int = 6, rooms: int = 2) -> Hall:
    """Return a hall whose jurors are spread over rooms to which teams come in the first round."""
    hall = make_hall(house, teams, jurors_)
    hall.act(jury_rooms.spread_jurors, rooms)
    hall.act(jury_rooms.set_mode, "round-1", "rooms")
    hall.jurors = house.read(jurors, hall.edition.id)
    return hall


def door(hall: Hall, room: str, code: str) -> Visit:
    """Return a visit of a sitting."""
    own = next(one for one in held(hall) if (one.room, one.code) == (room, code))
    found: Visit = hall.house.read(one, Visit, own.chairs[0].visit_id)
    return found


def visits_in(hall: Hall, room: str, code: str) -> list[Visit]:
    own = next(one for one in held(hall) if (one.room, one.code) == (room, code))
    return [hall.house.read(one, Visit, chair.visit_id) for chair in own.chairs]


def refusal(hall: Hall, act: Any, *args: Any) -> str:
    with pytest.raises(ChallengeError) as problem:
        hall.act(act, *args)
    return problem.value.code


def assert_nobody_twice(hall: Hall) -> None:
    found = held(hall)
    rooms = [(one.room, one.slot) for one in found]
    teams = [(one.code, one.slot) for one in found]
    people = [(visit.juror_id, visit.slot) for visit in hall.visits()]
    assert [max(Counter(kind).values()) for kind in (rooms, teams, people)] == [1, 1, 1]
    for number in range(len(hall.jurors)):
        assert [visit.place for visit in hall.visits_of(number)] == list(range(1, len(hall.visits_of(number)) + 1))


def test_day_in_rooms_from_the_plan_to_the_freeze(house: TestHouse) -> None:
    hall = seated_hall(house)
    planned = hall.act(actions.plan_round, "round-1", 1)
    told = plan(hall)
    assert planned == {"visits": 36, "joined": 0, "missing": 0, "sittings": 12, "linked": 4}
    assert {len(who) for _, who in told.values()} == {3}
    assert max(slot for slot, _ in told.values()) == 6
    assert_nobody_twice(hall)

    # One moves, no other does; what would collide is refused.
    (room, code), _ = next((key, value) for key, value in told.items() if value[0] == 1)
    other = next(key for key in told if key[0] != room)[0]
    visit = door(hall, room, code)
    again = next(key for key in told if key[0] == other and (room, key[1]) in told)
    codes = [
        refusal(hall, sitting_moves.move_sitting, visit.id, 1, room, 2, "train"),
        refusal(hall, sitting_moves.move_sitting, door(hall, *again).id, 1, room, 40, "train"),
        refusal(hall, sitting_moves.move_sitting, visit.id, 1, "Nowhere", 40, "train"),
        refusal(hall, sitting_moves.move_sitting, visit.id, 7, room, 40, "train"),
        refusal(hall, sitting_moves.recover_sitting, visit.id, 1),
        refusal(hall, moving.move_visit, visit.id, 1, "J001", 40, "train"),
    ]
    assert codes == [
        "judging.slot_room",
        "judging.room_met",
        "judging.room_unknown",
        "judging.changed",
        "judging.not_missed",
        "judging.in_room",
    ]
    hall.act(sitting_moves.move_sitting, visit.id, 1, room, 9, "train is late")
    assert plan(hall) == {**told, (room, code): (9, told[room, code][1])}

    hall.act(actions.open_round, "round-1")
    hall.act(moving.set_pace, "round-1", 10)
    team = next(one for one in hall.teams if one.code == code)
    shown = house.read(coming, team)
    assert [(line.room, line.slot, line.field) for line in shown if line.room == room] == [(room, 9, "")]

    # A sheet keeps its sitting where it is; a single juror who must not judge a team is missed by nobody.
    marked = next(key for key in told if key[0] == room and told[key][0] == 2)
    sheet, recused, *_ = visits_in(hall, *marked)
    score(hall, sheet, 4)
    account = next(juror.account_id for juror in hall.jurors if juror.id == recused.juror_id)
    house.perform(house.log_in(account, hall.edition.id).actor, actions.declare_conflict, recused.id, "cousin", 1)
    assert refusal(hall, sitting_moves.move_sitting, recused.id, 2, room, 30, "x") == "judging.sitting_marked"
    assert [one.is_missed for one in held(hall) if (one.room, one.code) == marked] == [False]
    assert conflicts_waiting(hall) == 0

    # All of a room skip a team: the sitting is missed and made up for in the same room, nothing else moves.
    lost = next(key for key in told if key[0] == room and told[key][0] == 3)
    for row in visits_in(hall, *lost):
        account = next(juror.account_id for juror in hall.jurors if juror.id == row.juror_id)
        house.perform(house.log_in(account, hall.edition.id).actor, actions.skip_visit, row.id, "nobody came", 1)
    before = plan(hall)
    assert [(one.room, one.code) for one in held(hall) if one.is_missed] == [lost]
    hall.act(sitting_moves.recover_sitting, door(hall, *lost).id, 2)
    after = plan(hall)
    assert {key: value for key, value in after.items() if key != lost} == {
        key: value for key, value in before.items() if key != lost
    }
    # Slot 1 is free in its room, and running: it is not over.
    assert (after[lost], {row.state for row in visits_in(hall, *lost)}) == ((1, before[lost][1]), {"planned"})

    # A whole room stays away: a new plan gives its teams other sittings; late jurors join those to come.
    gone = [juror for juror in hall.jurors if juror.jury_room_id == room_id(hall, other)]
    for juror in gone:
        hall.act(actions.change_juror, juror.id, "absent", "")
    again_planned = hall.act(actions.plan_round, "round-1", 1)
    assert (again_planned["missing"], {key[0] for key in plan(hall)}) == (0, {room})
    assert {key[1] for key in plan(hall)} == {team.code for team in hall.teams}
    hall.act(actions.change_juror, gone[0].id, "present", "")
    hall.act(jury_rooms.seat_juror, gone[0].public_id, public_room(hall, room))
    joined = hall.act(actions.plan_round, "round-1", 1)
    late = [key for key, (_, who) in plan(hall).items() if gone[0].ref in who]
    assert (joined["sittings"], joined["joined"] > 0, len(late)) == (0, True, joined["joined"])
    assert marked not in late
    assert_nobody_twice(hall)
    # What came in the place of a sitting that a team was told of is told too.
    told_now = {(line.room, line.slot) for team in hall.teams for line in house.read(coming, team)}
    assert told_now == {(one.room, one.slot) for one in held(hall)}

    hall.act(actions.freeze_round, "round-1")
    table = house.read(visits_sheet, hall.edition.id)
    named = {row[table.header.index("room")] for row in table.rows}
    assert (named, first(hall).state) == ({room}, "frozen")
    kept = select(EventLog.name).where(EventLog.name.in_(("judging.sitting_moved", "judging.round_mode_set")))
    assert Counter(house.read(lambda session: list(session.execute(kept).scalars()))) == {
        "judging.sitting_moved": 2,
        "judging.round_mode_set": 1,
    }


def room_id(hall: Hall, name: str) -> int:
    return _room(hall, name).id


def public_room(hall: Hall, name: str) -> str:
    return _room(hall, name).public_id


def _room(hall: Hall, name: str) -> JuryRoom:
    wanted = select(JuryRoom).where(JuryRoom.name == name)
    return hall.house.read(lambda session: session.execute(wanted).scalar_one())


def conflicts_waiting(hall: Hall) -> int:
    """Return how many visits the overview says that a conflict of interest took away."""
    return waiting(hall, "judging.conflict")


def waiting(hall: Hall, code: str) -> int:
    """Return what the overview counts."""

    def ask(session: Session) -> int:
        scope = Scope(hall.edition.id, datetime(2027, 5, 28, 12, tzinfo=UTC), None, drafts=False)
        asked = next(watch.count for watch in watches(session, scope) if watch.code == code)
        return asked if isinstance(asked, int) else int(session.execute(asked).scalar_one())

    return hall.house.read(ask)


def test_missed_sitting_goes_to_another_room_when_nobody_is_left_in_its_own(house: TestHouse) -> None:
    hall = seated_hall(house, 9, 6, 3)
    hall.act(actions.plan_round, "round-1", 1)
    hall.act(actions.open_round, "round-1")
    links = Counter(code for _, code in plan(hall))
    room, code = next(key for key in plan(hall) if links[key[1]] == 1)
    for juror in hall.jurors:
        if juror.jury_room_id == room_id(hall, room):
            hall.act(actions.change_juror, juror.id, "absent", "")
    before = plan(hall)
    put = hall.act(sitting_moves.recover_sitting, door(hall, room, code).id, 1)
    after = plan(hall)

    assert (put["team"], put["room"] != room, put["jurors"]) == (code, True, 2)
    assert {key: value for key, value in after.items() if key[1] != code} == {
        key: value for key, value in before.items() if key[1] != code
    }
    assert [key for key in after if key[1] == code] == [(put["room"], code)]
    assert_nobody_twice(hall)


def test_move_to_another_room_keeps_the_address_and_what_a_second_editor_typed(sqlite_house: TestHouse) -> None:
    hall = seated_hall(sqlite_house, 8, 6, 2)
    hall.act(actions.plan_round, "round-1", 1)
    links = Counter(code for _, code in plan(hall))
    room, code = next(key for key in plan(hall) if links[key[1]] == 1)
    other = next(name for name, _ in plan(hall) if name != room)
    path = f"{BASE}/moves/{door(hall, room, code).public_id}"
    ids = {visit.id for visit in visits_in(hall, room, code)}
    own, second = desk(hall), desk(hall)
    fields = {"act": "move", "version": "1", "room": other, "slot": "40", "reason": "x", "idempotency_key": "a" * 22}
    assert [own.post(path, fields).status_code for _ in range(2)] == [303, 303]
    assert {visit.id for visit in visits_in(hall, other, code)} == ids

    late = second.post(
        path, {**fields, "room": room, "slot": "30", "reason": "their train is late", "intent": "b" * 22}
    )
    off = second.post(path, {"act": "withdraw", "version": "1", "reason": "their train is late"})
    assert (late.status_code, off.status_code) == (409, 409)
    pages = [answer.get_data(as_text=True) for answer in (late, off)]
    assert [page.count("their train is late") for page in pages] == [1, 1]
    assert ['<details class="card" open>' in page for page in pages] == [False, True]
    assert_nobody_twice(hall)


def test_conflict_closes_a_room_to_a_team_and_lifted_gives_the_chair_back(house: TestHouse) -> None:
    hall = seated_hall(house, 6, 4, 2)
    hall.act(declare_for, "J001", "A01", "knows them")
    hall.act(actions.plan_round, "round-1", 1)
    own = next(juror for juror in hall.jurors if juror.ref == "J001")
    closed = next(one.name for one in hall.house.read(_rooms) if one.id == own.jury_room_id)
    assert (closed, "A01") not in plan(hall)
    assert Counter(code for _, code in plan(hall))["A01"] == 1

    # With both rooms closed the team comes before one of them, whose juror leaves.
    hall.act(declare_for, next(j.ref for j in hall.jurors if j.jury_room_id != own.jury_room_id), "A01", "too")
    hall.act(actions.plan_round, "round-1", 1)
    (found,) = [one for one in held(hall) if one.code == "A01"]
    assert len(found.chairs) == 1

    # Declared after the plan it empties the chair alone; lifted, the juror sits there again in the same slot.
    other = next(one for one in held(hall) if one.room == closed and "J001" in [chair.ref for chair in one.chairs])
    hall.act(declare_for, "J001", other.code, "met them")
    assert [chair.state for chair in slot_of(hall, other).chairs if chair.ref == "J001"] == ["conflict"]
    assert hall.act(lift_conflict, "J001", other.code, "mistake")["given"] == 1
    back = slot_of(hall, other)
    assert (back.slot, [chair.state for chair in back.chairs]) == (other.slot, ["planned"] * 2)


def slot_of(hall: Hall, sitting: Sitting) -> Sitting:
    return next(one for one in held(hall) if (one.room, one.code) == (sitting.room, sitting.code))


def _rooms(session: Session) -> list[JuryRoom]:
    return list(session.execute(select(JuryRoom).order_by(JuryRoom.place)).scalars())


def test_wave_calls_teams_before_rooms_that_have_not_seen_them_and_tells_them_nothing(house: TestHouse) -> None:
    hall = seated_hall(house, 12, 6, 3)
    hall.act(actions.plan_round, "round-1", 1)
    hall.act(actions.open_round, "round-1")
    for visit in hall.visits():
        score(hall, visit, 1 + (visit.team_id + visit.juror_id) % 4)
    turn = first(hall)
    before, shown = plan(hall), [house.read(coming, team) for team in hall.teams]
    pairs = house.read(wave, turn, 4)
    added = hall.act(actions.add_visits, "round-1", [*pairs, pairs[0], ("Nowhere", "A01"), next(iter(before))])
    new = plan(hall).keys() - before.keys()

    assert (len(pairs), added["sittings"], added["dropped"], added["visits"]) == (4, 4, 3, 8)
    assert new == set(pairs)
    assert [house.read(coming, team) for team in hall.teams] == shown
    assert turn.opened_at is not None
    assert {one.juror for one in house.read(control, turn, turn.opened_at).next_visits} <= {
        "1",
        "2",
        "3",
    }
    assert_nobody_twice(hall)


def test_forecast_counts_a_slot_of_a_room_once(sqlite_house: TestHouse) -> None:
    hall = seated_hall(sqlite_house, 8, 6, 2)
    hall.act(actions.plan_round, "round-1", 1)
    hall.act(actions.open_round, "round-1")
    turn = first(hall)
    assert turn.opened_at is not None
    found = sqlite_house.read(ending, turn, turn.opened_at + timedelta(minutes=5))
    assert found is not None
    assert set(found.stragglers) <= {"1", "2"}


def test_desk_names_rooms_seats_jurors_and_clears_a_plan_of_the_other_kind(house: TestHouse) -> None:
    hall = make_hall(house, 6, 4)
    person = desk(hall)
    hall.act(actions.plan_round, "round-1", 2)

    def post(**fields: str) -> int:
        return int(person.post(f"{BASE}/rooms", fields).status_code)

    said = [
        post(act="add", name="A101"),
        post(act="add", name="a101"),
        post(act="add", name=""),
        post(act="spread", count="2"),
        post(act="spread", count="0"),
        post(act="mode", round="round-1", mode="rooms"),
        post(act="mode", round="round-9", mode="rooms"),
    ]
    names = [one.name for one in house.read(_rooms)]
    seats = Counter(juror.jury_room_id for juror in house.read(jurors, hall.edition.id))
    assert (said, names) == ([303, 409, 422, 303, 422, 303, 404], ["A101", "1"])
    assert (sorted(seats.values()), hall.visits()) == ([2, 2], [])

    planned = person.post(f"{BASE}/plan", {"round": "round-1", "visits_per_team": "1"})
    pages = [
        person.get(f"{BASE}/{path}").get_data(as_text=True)
        for path in ("rooms", "itineraries", "itineraries?by=jurors", "itineraries?by=teams", "doors", "sheets")
    ]
    counted = len(held(hall))
    move = f"{BASE}/moves/{held(hall)[0].chairs[0].public_id}"
    assert planned.status_code == 303
    assert [page.count(f"{BASE}/moves/") for page in pages[1:4]] == [counted, counted * 2, counted]
    assert [name in pages[4] for name in ("A101", "Jo1", "J001")] == [True, False, False]
    assert person.get(move).status_code == 200
    assert (
        person.post(move, {"act": "move", "version": "1", "room": "A101", "slot": "0", "reason": "x"}).status_code
        == 422
    )
    assert person.post(move, {"act": "withdraw", "version": "1", "reason": "gave up"}).status_code == 303
    assert len(held(hall)) == counted - 1

    hall.act(actions.open_round, "round-1")
    room = house.read(_rooms)[0].public_id
    late = [post(act="mode", round="round-1", mode="stands"), post(act="drop", room=room)]
    juror = house.read(jurors, hall.edition.id)[0]
    assert late == [409, 409]
    assert post(act="rename", room="gone", name="B") == 404
    refused = person.post(f"{BASE}/rooms", {"act": "rename", "room": room, "name": "1"})
    kept = refused.get_data(as_text=True)
    assert (refused.status_code, kept.count('<details class="behind" open>'), kept.count('value="1"')) == (409, 1, 2)
    assert post(act="seat", juror=juror.public_id, room="") == 303
    assert post(act="rename", room=room, name="B202") == 303
    assert [one.name for one in house.read(_rooms)] == ["B202", "1"]
    assert house.read(one, Juror, juror.id).jury_room_id is None


def test_list_of_jurors_says_who_sits_where_and_creates_missing_rooms(house: TestHouse) -> None:
    hall = make_hall(house, 6, 4)
    hall.act(jury_rooms.add_room, "A101")

    def imported(*lines: str) -> dict[str, str]:
        apply_file(house, hall.edition.id, "jurors", "\n".join(["jure,salle", *lines]))
        rooms = {room.id: room.name for room in house.read(_rooms)}
        return {juror.ref: rooms.get(juror.jury_room_id or 0, "") for juror in house.read(jurors, hall.edition.id)}

    first_list = imported("J001,a101", "J002,B 202", "J003,b 202", "J005,C303")
    second_list = imported("J001,A101", "J002,", "J005,A101")
    known = [room.name for room in house.read(_rooms)]
    wanted = select(EventLog.name).where(EventLog.name.in_(("judging.juror_seated", "judging.juror_changed")))
    told = Counter(house.read(lambda session: session.execute(wanted).scalars().all()))

    assert first_list == {"J001": "A101", "J002": "B 202", "J003": "B 202", "J004": "", "J005": "C303"}
    assert second_list == {**first_list, "J002": "", "J005": "A101"}
    assert known == ["A101", "B 202", "C303"]
    assert told == {"judging.juror_seated": 6}


def test_list_of_jurors_with_one_room_too_many_is_refused_at_its_line(sqlite_house: TestHouse) -> None:
    hall = make_hall(sqlite_house, 6, 4)
    for number in range(jury_rooms.MOST_ROOMS - 1):
        hall.act(jury_rooms.add_room, f"R{number}")
    difference = read_upload(importer_of("jurors"), b"juror,room\nJ001,New\nJ002,NEW\nJ003,Newer\n", partial=False)
    with pytest.raises(Rejected) as refused:
        hall.act(apply_upload, difference)

    assert [(one.code, one.place) for one in refused.value.findings] == [("judging.rooms_many", "4:room")]
    assert len(sqlite_house.read(_rooms)) == jury_rooms.MOST_ROOMS - 1


def test_phone_and_team_are_told_the_room_and_no_table(sqlite_house: TestHouse) -> None:
    hall = seated_hall(sqlite_house, 4, 3, 1)
    hall.act(actions.plan_round, "round-1", 1)
    hall.act(moving.set_pace, "round-1", 10)
    hall.act(actions.open_round, "round-1")
    coach = coached(hall)
    visit = hall.visits_of(0)[0]
    team = next(one for one in hall.teams if one.id == visit.team_id)
    phone = hall.juror(0)
    page = phone.get(f"/e/crunch/jury/visits/{visit.public_id}").get_data(as_text=True)
    own = phone.get("/e/crunch/jury/").get_data(as_text=True)
    api = phone.get("/api/v1/editions/crunch/jury/visits").get_json()["visits"][0]
    told = coach.get(f"/e/crunch/teams/{team.code}/visits").get_data(as_text=True)

    assert f'<h1 class="jury-table">{team.code}</h1>' in page
    assert own.count("Salle 1") == 1
    assert (api["room"], api["team"]) == ("1", team.code)
    assert (told.count("Salle 1"), "Jo1" in told) == (1, False)


def test_round_in_rooms_that_nobody_planned_opens_with_enough_sittings(sqlite_house: TestHouse) -> None:
    hall = seated_hall(sqlite_house, 4, 4, 2)
    hall.act(actions.open_round, "round-1")

    assert Counter(visit.team_id for visit in hall.visits()) == {team.id: 4 for team in hall.teams}


def test_round_in_rooms_without_anybody_in_a_room_is_not_planned(sqlite_house: TestHouse) -> None:
    hall = make_hall(sqlite_house, 4, 4)
    hall.act(jury_rooms.set_mode, "round-1", "rooms")

    assert refusal(hall, actions.plan_round, "round-1", 1) == "judging.no_rooms"
    assert waiting(hall, "judging.rooms_empty") == 0
    hall.act(actions.open_round, "round-1")
    assert (hall.visits(), waiting(hall, "judging.rooms_empty")) == ([], 1)

    # It is no dead end: jurors are seated and teams told, or jurors go to the tables after all.
    hall.act(jury_rooms.set_mode, "round-1", "stands")
    hall.act(jury_rooms.set_mode, "round-1", "rooms")
    hall.act(jury_rooms.spread_jurors, 2)
    hall.act(actions.plan_round, "round-1", 1)
    assert {one.is_announced for one in held(hall)} == {True}
    assert waiting(hall, "judging.rooms_empty") == 0
    assert refusal(hall, jury_rooms.set_mode, "round-1", "stands") == "judging.mode_late"

    # The finals are the same: everybody has left their room when the finalists are announced.
    hall.act(jury_rooms.set_mode, "finals", "rooms")
    for visit in hall.visits():
        score(hall, visit, 3)
    for juror in sqlite_house.read(jurors, hall.edition.id):
        hall.act(jury_rooms.seat_juror, juror.public_id, "")
    hall.act(actions.announce_shortlist, "finals")
    assert (hall.visits("finals"), waiting(hall, "judging.rooms_empty")) == ([], 1)
    hall.act(jury_rooms.spread_jurors, 2)

    # Whoever is away keeps their seat when the others are spread anew.
    away = sqlite_house.read(jurors, hall.edition.id)[0]
    hall.act(actions.change_juror, away.id, "absent", "")
    assert hall.act(jury_rooms.spread_jurors, 1)["jurors"] == 3
    assert sqlite_house.read(one, Juror, away.id).jury_room_id == away.jury_room_id


def test_visit_that_a_juror_is_typing_stays_when_the_juror_is_seated_elsewhere(sqlite_house: TestHouse) -> None:
    hall = seated_hall(sqlite_house)
    hall.act(actions.plan_round, "round-1", 1)
    hall.act(actions.open_round, "round-1")
    juror, visit = hall.jurors[0], hall.visits_of(0)[0]
    other = next(one for one in sqlite_house.read(_rooms) if one.id != juror.jury_room_id)
    hall.act(jury_rooms.seat_juror, juror.public_id, other.public_id)
    hall.act(actions.plan_round, "round-1", 1)

    typed = hall.juror(0).post(f"/e/crunch/jury/visits/{visit.public_id}", {**MARKS, "version": "1", "comment": "x"})
    assert typed.status_code == 303
    assert {row.jury_room_id for row in hall.visits_of(0)[1:]} == {other.id}
    assert_nobody_twice(hall)


def test_jurors_who_have_rotated_are_sent_no_team_again_and_none_is_called_for_nothing(sqlite_house: TestHouse) -> None:
    hall = seated_hall(sqlite_house, 6, 3, 3)
    hall.act(actions.plan_round, "round-1", 1)
    hall.act(actions.open_round, "round-1")
    for visit in hall.visits():
        score(hall, visit, 3)
    places = [one.public_id for one in sqlite_house.read(_rooms)]
    ids = [one.id for one in sqlite_house.read(_rooms)]
    for juror in hall.jurors:
        assert juror.jury_room_id is not None
        hall.act(jury_rooms.seat_juror, juror.public_id, places[(ids.index(juror.jury_room_id) + 1) % 3])
    for number in (2, 3):
        before = len(held(hall)), len(hall.visits())
        planned = hall.act(actions.plan_round, "round-1", number)
        assert (planned["sittings"], planned["visits"]) == (len(held(hall)) - before[0], len(hall.visits()) - before[1])
        assert planned["sittings"] == planned["visits"]
    pairs = hall.house.read(wave, first(hall), 6)
    assert hall.act(actions.add_visits, "round-1", pairs)["sittings"] == len(pairs)
    assert_nobody_twice(hall)


def test_juror_with_few_visits_leaves_the_room_and_the_others_go_on(sqlite_house: TestHouse) -> None:
    hall = seated_hall(sqlite_house, 6, 4, 2)
    hall.act(lambda work: setattr(work.session.get_one(Juror, hall.jurors[0].id), "capacity", 1))
    planned = hall.act(actions.plan_round, "round-1", 1)

    assert (planned["missing"], len(hall.visits_of(0)), hall.visits_of(0)[0].slot) == (0, 1, 1)
    assert {code for _, code in plan(hall)} == {team.code for team in hall.teams}


def test_sittings_that_teams_were_told_stay_when_others_sit_in_the_room(house: TestHouse) -> None:
    hall = seated_hall(house, 8, 6, 2)
    hall.act(actions.plan_round, "round-1", 1)
    hall.act(actions.open_round, "round-1")
    before, shown = plan(hall), [house.read(coming, team) for team in hall.teams]
    rooms = {one.name: one for one in house.read(_rooms)}
    for juror in hall.jurors[:5]:
        other = next(one for one in rooms.values() if one.id != juror.jury_room_id)
        hall.act(jury_rooms.seat_juror, juror.public_id, other.public_id)
    hall.act(actions.change_juror, hall.jurors[5].id, "absent", "")
    planned = hall.act(actions.plan_round, "round-1", 1)
    after = plan(hall)

    assert (planned["sittings"], planned["missing"], planned["visits"]) == (0, 0, 0)
    assert {key: slot for key, (slot, _) in after.items()} == {key: slot for key, (slot, _) in before.items()}
    assert [house.read(coming, team) for team in hall.teams] == shown
    assert_nobody_twice(hall)
