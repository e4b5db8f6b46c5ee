"""School and partners mark in rounds of their own: by their own people, on their own rubrics, added to nothing."""

import json
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from challenge.accounts.models import RoleGrant
from challenge.judging import actions, assessments
from challenge.judging.models import Criterion, Juror, Mark, Round, Visit
from challenge.judging.opinions import side_by_side
from challenge.judging.standings import standings
from challenge.kernel.actor import Role
from challenge.kernel.errors import ChallengeError
from challenge.kernel.work import Work
from challenge.live.models import LiveFeed
from challenge.problems.models import Problem
from challenge.schedule.events import MilestoneReached
from challenge.teams.models import Team
from tests.house import Person, TestHouse
from tests.make.judging import Hall, coached, make_hall, opened_hall, score, sheet_of

DESK = "/e/crunch/desk/judging/assessments"
LISTS = {"school": "/e/crunch/assess/school", "partner": "/e/crunch/assess/partner"}


def desk(hall: Hall) -> Person:
    return hall.house.person(hall.edition.id, Role.ORGANISER)


def partner_of(hall: Hall, number: int = 0) -> Person:
    """Return somebody who speaks for the organisation on whose problem a team works."""
    problem_id = hall.teams[number].problem_id
    wanted = select(Problem.organisation_id).where(Problem.id == problem_id)
    organisation = hall.house.read(lambda session: session.execute(wanted).scalar_one()) or 0
    return hall.house.person(hall.edition.id, Role.PARTNER, organisation_id=organisation)


def asked(house: TestHouse, *, state: str = "open") -> tuple[Hall, Person, Person]:
    """Return a hall in which a coach and a partner are asked to mark."""
    hall = make_hall(house, 4, 3)
    coach, partner = coached(hall), partner_of(hall)
    for panel in ("school", "partner"):
        hall.act(assessments.ask_panel, panel)
        if state == "open":
            hall.act(actions.open_round, panel)
    return hall, coach, partner


def mark(hall: Hall, person: Person, panel: str, value: float, *, which: int = 0) -> Any:
    """Let somebody fill in one of their sheets on their phone; return the answer."""
    visit = own(hall, person, panel)[which]
    sheet = sheet_of(hall, visit, value)
    return person.post(f"/e/crunch/jury/visits/{visit.public_id}", {**sheet, "version": str(visit.version)})


def own(hall: Hall, person: Person, panel: str) -> list[Visit]:
    return [visit for visit in hall.visits(panel) if visit.juror_id in marker_ids(hall, person)]


def marker_ids(hall: Hall, person: Person) -> set[int]:
    wanted = select(Juror.id).where(Juror.account_id == person.actor.account_id)
    return hall.house.read(lambda session: set(session.execute(wanted).scalars()))


def test_coach_and_partner_mark_their_own_teams_on_their_own_rubrics(house: TestHouse) -> None:
    hall, coach, partner = asked(house)
    lists = [coach.get(LISTS["school"]), partner.get(LISTS["partner"])]
    answers = [mark(hall, coach, "school", 4), mark(hall, partner, "partner", 2)]
    found = {one.code: one.opinions for one in house.read(side_by_side, hall.edition.id).lines}
    columns = [one.panel for one in house.read(side_by_side, hall.edition.id).columns]

    assert [len(own(hall, coach, "school")), len(own(hall, partner, "partner"))] == [4, 2]
    assert [page.status_code for page in lists] == [200, 200]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert columns == ["school", "partner"]
    assert [one and (one.sheets, one.mean, one.spread) for one in found["A01"]] == [(1, 16, None), (1, 6, None)]
    assert found["A02"] == (None, None)


def test_nobody_marks_in_a_panel_that_is_not_theirs(sqlite_house: TestHouse) -> None:
    hall, coach, partner = asked(sqlite_house)
    other = partner_of(hall, 1)
    visits = {"school": own(hall, coach, "school")[0], "partner": own(hall, partner, "partner")[0]}
    people = {"other": other, "juror": hall.juror(0), "student": hall.house.person(hall.edition.id, Role.STUDENT)}
    paths = [f"/e/crunch/jury/visits/{visit.public_id}" for visit in visits.values()]
    paths += [f"/api/v1/editions/crunch/jury/visits/{visit.public_id}" for visit in visits.values()]
    strangers = [(name, path) for name in people for path in paths] + [("coach", paths[1]), ("partner", paths[0])]
    people |= {"coach": coach, "partner": partner}

    assert {people[name].get(path).status_code for name, path in strangers} == {404}
    assert other.get("/api/v1/editions/crunch/jury/visits?panel=school").get_json()["visits"] == []
    assert [coach.get(LISTS["partner"]).status_code, partner.get(LISTS["school"]).status_code] == [404, 404]


def test_who_speaks_for_the_organisation_no_more_marks_no_more(sqlite_house: TestHouse) -> None:
    hall, coach, partner = asked(sqlite_house)
    visit = own(hall, partner, "partner")[0]

    def leave(work: Work) -> None:
        own_roles = RoleGrant.account_id == partner.actor.account_id
        work.session.execute(update(RoleGrant).where(own_roles).values(organisation_id=99))
        work.session.execute(delete(RoleGrant).where(RoleGrant.account_id == coach.actor.account_id))

    hall.act(leave)
    school = own(hall, coach, "school")[0]

    assert visit.public_id not in partner.get(LISTS["partner"]).get_data(as_text=True)
    assert partner.get("/api/v1/editions/crunch/jury/visits?panel=partner").get_json()["visits"] == []
    assert partner.get(f"/e/crunch/jury/visits/{visit.public_id}").status_code == 404
    assert coach.get(f"/e/crunch/jury/visits/{school.public_id}").status_code == 404


def test_asking_again_adds_who_has_come_since_and_keeps_every_sheet(house: TestHouse) -> None:
    hall, coach, partner = asked(house)
    mark(hall, partner, "partner", 3)
    second = partner_of(hall)
    again = [hall.act(assessments.ask_panel, panel) for panel in ("school", "partner", "partner")]
    wanted = select(func.count()).select_from(Mark)

    assert [one["visits"] for one in again] == [0, 2, 0]
    assert (again[0]["without"], again[1]["without"]) == (0, 2)
    assert len(own(hall, second, "partner")) == 2
    assert house.read(lambda session: session.execute(wanted).scalar_one()) == 3
    assert len(hall.visits("school")) == len(own(hall, coach, "school"))


def test_partner_is_not_asked_before_the_reveal_nor_a_coach_before_the_staff_knows(sqlite_house: TestHouse) -> None:
    hall = make_hall(sqlite_house, 2, 3)
    coached(hall)
    partner_of(hall)

    def hide(work: Work) -> None:
        work.session.execute(update(Team).values(revealed_at=None, staff_at=None))

    hall.act(hide)

    assert [hall.act(assessments.ask_panel, panel)["visits"] for panel in ("school", "partner")] == [0, 0]


def test_expert_is_named_beside_the_coach_once_and_nobody_else_can_be(sqlite_house: TestHouse) -> None:
    hall, coach, _ = asked(sqlite_house)
    expert = sqlite_house.person(hall.edition.id, Role.EXPERT, name="Ex Pert")
    student = sqlite_house.person(hall.edition.id, Role.STUDENT)
    form = {"team": "a01", "person": expert.actor.public_id}
    answers = [desk(hall).post("/e/crunch/desk/judging/markers", {**form, **more}) for more in ({}, {}, {"team": "Z9"})]
    answers.append(desk(hall).post("/e/crunch/desk/judging/markers", {**form, "person": student.actor.public_id}))
    mark(hall, coach, "school", 4)
    mark(hall, expert, "school", 2)
    opinion = sqlite_house.read(side_by_side, hall.edition.id).lines[0].opinions[0]

    assert [answer.status_code for answer in answers] == [303, 409, 422, 422]
    assert opinion is not None
    assert (opinion.sheets, opinion.mean, round(opinion.spread or 0, 3)) == (2, 12, 5.657)


def test_desk_asks_no_more_for_a_sheet_that_is_not_made(sqlite_house: TestHouse) -> None:
    hall, coach, _ = asked(sqlite_house)
    mark(hall, coach, "school", 4)
    made, waiting = own(hall, coach, "school")[:2]
    form = {"version": "1", "reason": "another coach now"}
    answers = [
        desk(hall).post(f"/e/crunch/desk/judging/markers/{visit.public_id}", {**form, "version": str(visit.version)})
        for visit in (waiting, made)
    ]

    assert [answer.status_code for answer in answers] == [303, 409]
    assert waiting.public_id not in {visit.public_id for visit in hall.visits("school")}


def test_marks_wait_for_the_opening_and_end_with_the_freeze(sqlite_house: TestHouse) -> None:
    hall, coach, _ = asked(sqlite_house, state="planned")
    early = mark(hall, coach, "school", 4)
    answers = [desk(hall).post(f"{DESK}/school", {"act": "open"}), mark(hall, coach, "school", 4)]
    answers += [desk(hall).post(f"{DESK}/school", {"act": "freeze"})]
    late = mark(hall, coach, "school", 5, which=1)
    refused = [desk(hall).post(f"{DESK}/school", {"act": act}).status_code for act in ("ask", "open")]

    assert [early.status_code, *(answer.status_code for answer in answers), late.status_code] == [
        409, 303, 303, 303, 409
    ]  # fmt: skip
    assert (refused, desk(hall).post(f"{DESK}/jury", {"act": "open"}).status_code) == ([409, 409], 404)


def test_reveal_ends_every_panel_so_that_nobody_marks_by_the_ranking(sqlite_house: TestHouse) -> None:
    hall, coach, partner = asked(sqlite_house)
    hall.act(actions.plan_round, "round-1", 2)
    hall.act(actions.open_round, "round-1")
    score(hall, hall.visits()[0], 3)
    hall.act(actions.freeze_round, "round-1")
    hall.act(actions.publish_results)

    assert [mark(hall, one, panel, 3).status_code for one, panel in ((coach, "school"), (partner, "partner"))] == [
        409,
        409,
    ]
    with pytest.raises(ChallengeError, match=r"judging\.public"):
        hall.act(assessments.ask_panel, "school")


def test_ranking_plan_and_screens_of_the_jury_know_nothing_of_other_panels(house: TestHouse) -> None:
    hall = opened_hall(house, 4, 3)
    score(hall, hall.visits()[0], 4)
    house.deliver()
    turn = house.read(lambda session: session.execute(select(Round).where(Round.code == "round-1")).scalar_one())
    before = house.read(standings, hall.edition.id, turn)
    # Whom it concerns is told in the own inbox; here it is what the hall and the desks are told.
    pushes = select(func.count()).select_from(LiveFeed).where(LiveFeed.topic.startswith("edition:"))
    pushed = house.read(lambda session: session.execute(pushes).scalar_one())
    coach = coached(hall)
    hall.act(assessments.ask_panel, "school")
    hall.act(actions.open_round, "school")
    mark(hall, coach, "school", 5)
    house.deliver()
    told = house.read(lambda session: session.execute(pushes).scalar_one())
    planned = hall.act(actions.plan_round, "round-1", 3)
    shown = [desk(hall).get(f"/e/crunch/desk/judging{path}").get_data(as_text=True) for path in ("", "/jurors")]

    assert house.read(standings, hall.edition.id, turn) == before
    assert {visit.juror_id for visit in hall.visits()} <= {juror.id for juror in hall.jurors}
    assert planned["visits"] == 0
    assert ["S1" in text for text in shown] == [False, False]
    assert told == pushed
    with pytest.raises(ChallengeError, match=r"judging\.round"):
        hall.act(actions.plan_round, "school", 3)


def test_team_and_partner_read_what_is_meant_for_them_after_the_reveal(sqlite_house: TestHouse) -> None:
    hall, coach, partner = asked(sqlite_house)

    def private(work: Work) -> None:
        work.session.execute(update(Criterion).where(Criterion.code == "effort").values(visibility="private"))

    hall.act(private)
    mark(hall, coach, "school", 4)
    mark(hall, partner, "partner", 2)
    hall.act(actions.plan_round, "round-1", 2)
    hall.act(actions.open_round, "round-1")
    score(hall, hall.visits()[0], 3)
    hall.act(actions.freeze_round, "round-1")
    path = "/e/crunch/teams/A01/feedback"
    before = [one.get(path).get_data(as_text=True) for one in (coach, partner)]
    hall.act(actions.publish_results)
    after = [one.get(path).get_data(as_text=True) for one in (coach, partner)]

    words = ("Démarche", "Persévérance", "Pertinence")
    assert [[word in text for word in words] for text in before] == [[False] * 3] * 2
    assert [[word in text for word in words] for text in after] == [[True, False, True], [False, False, True]]


def test_every_result_has_columns_of_its_own_and_no_total(sqlite_house: TestHouse) -> None:
    hall, coach, partner = asked(sqlite_house)
    hall.act(actions.plan_round, "round-1", 2)
    hall.act(actions.open_round, "round-1")
    for visit in hall.visits():
        score(hall, visit, 3)
    mark(hall, coach, "school", 4)
    mark(hall, partner, "partner", 2)
    files = "/e/crunch/desk/judging/files"
    rows = json.loads(desk(hall).get(f"{files}/side_by_side.json").data)
    visits = json.loads(desk(hall).get(f"{files}/visits.json").data)
    page = desk(hall).get(DESK).get_data(as_text=True)

    head = {"team", "name", "audience_votes"}
    head |= {f"{code}_{what}" for code in ("round_1", "school", "partner") for what in ("sheets", "mean", "spread")}
    assert set(rows[0]) == head
    assert [rows[0][f"{code}_mean"] for code in ("round_1", "school", "partner")] == [12.0, 16.0, 6.0]
    assert {row["panel"] for row in visits} == {"jury", "school", "partner"}
    assert [word in page for word in ("16,0", "6,0", "12,0")] == [True] * 3
    assert [person.get(DESK).status_code for person in (coach, partner, hall.juror(0))] == [404] * 3


def test_rubric_of_a_panel_is_its_own(sqlite_house: TestHouse) -> None:
    hall, _, _ = asked(sqlite_house)
    pages = [desk(hall).get(f"/e/crunch/desk/judging/rubrics/{code}") for code in ("school", "partner", "round-1")]
    codes = [tuple(f'value="{code}"' in page.text for code in ("method", "relevant", "proof")) for page in pages]

    assert codes == [(True, False, False), (False, True, False), (False, False, True)]


def test_desk_corrects_a_sheet_for_a_reason_and_nothing_is_ranked(house: TestHouse) -> None:
    hall, coach, _ = asked(house)
    mark(hall, coach, "school", 4)
    hall.act(actions.freeze_round, "school")
    visit = own(hall, coach, "school")[0]
    form = {**sheet_of(hall, visit, 3), "version": str(visit.version), "reason": "misread"}
    answer = desk(hall).post(f"/e/crunch/desk/judging/visits/{visit.public_id}", form)
    rankings = house.read(lambda session: session.execute(select(Round.ranking)).scalars().all())
    opinion = house.read(side_by_side, hall.edition.id).lines[0].opinions[0]

    assert (answer.status_code, opinion and opinion.mean, set(rankings)) == (303, 12, {None})


def test_pages_of_the_jury_know_no_marker_of_another_panel(sqlite_house: TestHouse) -> None:
    hall, coach, _ = asked(sqlite_house)
    visit = own(hall, coach, "school")[0]
    marker = sqlite_house.read(lambda session: session.get_one(Juror, visit.juror_id).public_id)
    base = "/e/crunch/desk/judging"
    answers = [
        desk(hall).get(f"{base}/moves/{visit.public_id}"),
        desk(hall).post(f"{base}/moves/{visit.public_id}/recover", {"version": "1"}),
        desk(hall).post(f"{base}/jurors/{marker}", {"act": "absent"}),
        desk(hall).post(f"{base}/entry", {"juror": marker}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4


def test_schedule_opens_and_freezes_what_was_asked(sqlite_house: TestHouse) -> None:
    hall, coach, _ = asked(sqlite_house, state="planned")
    answers: list[int] = []
    for code, transition in (("round-1", "opened"), ("finals", "closed")):
        hall.act(lambda work, *moment: work.emit(reached(*moment)), code, transition)
        sqlite_house.deliver()
        answers.append(mark(hall, coach, "school", 4, which=len(answers)).status_code)

    assert answers == [303, 409]


def reached(code: str, transition: str) -> MilestoneReached:
    """Return that a moment of judging has come."""
    values = {"milestone_id": 1, "milestone_version": 1, "at_ms": 0}
    return MilestoneReached(code=code, kind="judging", transition=transition, **values)
