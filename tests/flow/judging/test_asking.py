"""Who is asked for a sheet of the school or of partners is told, and the sheet of the school follows the coach."""

from sqlalchemy import func, select, update

from challenge.accounts.models import Account
from challenge.inbox.actions import choose
from challenge.inbox.rules import Kind
from challenge.judging import actions, assessments, moving
from challenge.judging.models import Juror, Visit
from challenge.kernel.actor import Role
from challenge.kernel.work import Work
from challenge.notifications.models import OutboxMessage
from challenge.teams.models import Team
from challenge.teams.table_events import TeamCoached
from tests.flow.judging.test_assessments import DESK, LISTS, asked, desk, mark, own, partner_of
from tests.house import Person, TestHouse
from tests.make.judging import Hall, coached, make_hall, sheet_of


def deliver(hall: Hall) -> None:
    """Bring what has happened to everybody who listens; everybody has an address."""
    address = func.coalesce(Account.email, Account.public_id.concat("@crunch.example"))
    hall.act(lambda work: work.session.execute(update(Account).values(email=address)) and None)
    hall.house.deliver()


def told(hall: Hall) -> list[tuple[int, str, str]]:
    """Return who was told that a sheet is asked of them: account, teams, path."""
    deliver(hall)
    wanted = select(OutboxMessage).where(OutboxMessage.key.startswith("judging:")).order_by(OutboxMessage.id)
    found = hall.house.read(lambda session: session.execute(wanted).scalars().all())
    return [(row.account_id, row.filling["codes"], row.path) for row in found]


def test_who_is_asked_is_told_once_and_asking_again_tells_the_new_ones_alone(house: TestHouse) -> None:
    hall, coach, partner = asked(house)
    first = told(hall)
    hall.act(assessments.ask_panel, "partner")
    again = told(hall)
    second = partner_of(hall, 1)
    hall.act(assessments.ask_panel, "partner")
    expert = house.person(hall.edition.id, Role.EXPERT, name="Ex Pert")
    hall.act(assessments.name_marker, "B01", expert.actor.public_id)

    assert first == [
        (coach.actor.account_id, "A01, A02, B01, B02", LISTS["school"]),
        (partner.actor.account_id, "A01, B01", LISTS["partner"]),
    ]
    assert again == first
    assert told(hall)[2:] == [
        (second.actor.account_id, "A02, B02", LISTS["partner"]),
        (expert.actor.account_id, "B01", LISTS["school"]),
    ]


def test_sheet_that_is_called_off_before_the_mail_is_made_is_not_told(sqlite_house: TestHouse) -> None:
    hall, coach, _ = asked(sqlite_house)
    for visit in own(hall, coach, "school")[1:]:
        hall.act(moving.withdraw_visit, visit.id, visit.version, "not needed")

    assert told(hall)[0][:2] == (coach.actor.account_id, "A01")


def recoach(hall: Hall, code: str, coach: Person | None) -> None:
    """Give a team another coach, as the desk of tables does."""

    def change(work: Work) -> None:
        team = work.session.execute(select(Team).where(Team.code == code)).scalar_one()
        former, team.coach_id = team.coach_id or 0, coach.actor.account_id if coach else None
        work.emit(TeamCoached(team_id=team.id, coach_id=team.coach_id or 0, former_id=former))

    hall.act(change)


def markers(hall: Hall) -> dict[str, list[tuple[int, str]]]:
    """Return who is to mark each team for the school, in which state the sheet is."""
    deliver(hall)
    wanted = select(Team.code, Juror.account_id, Visit.state).select_from(Visit).join(Team, Team.id == Visit.team_id)
    wanted = wanted.join(Juror, Juror.id == Visit.juror_id).where(Juror.panel == "school").order_by(Visit.id)
    found: dict[str, list[tuple[int, str]]] = {}
    for code, account_id, state in hall.house.read(lambda session: session.execute(wanted).all()):
        found.setdefault(code, []).append((account_id, state))
    return found


def test_unmade_sheet_follows_the_coach_and_a_made_one_stays(house: TestHouse) -> None:
    hall, coach, _ = asked(house)
    mark(hall, coach, "school", 4)
    other = house.person(hall.edition.id, Role.COACH, name="Ot Her")
    for code in ("A01", "A02"):
        recoach(hall, code, other)
    old, new = coach.actor.account_id, other.actor.account_id
    found = markers(hall)
    given = own(hall, other, "school")[0]
    late = coach.post(f"/e/crunch/jury/visits/{given.public_id}", {**sheet_of(hall, given, 1), "version": "1"})
    answer = mark(hall, other, "school", 5)
    page = desk(hall).get(DESK).get_data(as_text=True)

    assert found == {
        "A01": [(old, "done")],
        "A02": [(new, "planned")],
        "B01": [(old, "planned")],
        "B02": [(old, "planned")],
    }
    assert [one for one in told(hall) if one[0] == new] == [(new, "A02", LISTS["school"])]
    assert (late.status_code, answer.status_code, markers(hall)["A02"]) == (404, 303, [(new, "done")])
    assert len(own(hall, coach, "school")) == 3
    assert "Co Ach" in page


def test_sheet_goes_to_the_coach_of_now_whatever_came_between(sqlite_house: TestHouse) -> None:
    hall, coach, _ = asked(sqlite_house)
    second, third = (sqlite_house.person(hall.edition.id, Role.COACH, name=name) for name in ("Se Cond", "Th Ird"))
    recoach(hall, "A01", second)
    recoach(hall, "A01", third)
    recoach(hall, "A02", second)
    recoach(hall, "A02", coach)
    found = markers(hall)

    assert found["A01"] == [(third.actor.account_id, "planned")]
    assert found["A02"] == [(coach.actor.account_id, "planned")]
    assert second.actor.account_id not in {one[0] for one in told(hall)}


def test_team_without_a_coach_is_named_at_the_desk_and_its_next_coach_is_asked(sqlite_house: TestHouse) -> None:
    hall, _, _ = asked(sqlite_house)
    recoach(hall, "B02", None)
    without = markers(hall)
    page = desk(hall).get(DESK).get_data(as_text=True)
    other = sqlite_house.person(hall.edition.id, Role.COACH, name="Ot Her")
    recoach(hall, "B02", other)

    assert "B02" not in without
    assert "Personne n’est sollicité pour 1 équipe: B02" in page
    assert markers(hall)["B02"] == [(other.actor.account_id, "planned")]
    assert "Personne n’est sollicité" not in desk(hall).get(DESK).get_data(as_text=True)


def test_coach_who_was_named_beside_keeps_one_sheet(sqlite_house: TestHouse) -> None:
    hall, _, _ = asked(sqlite_house)
    other = sqlite_house.person(hall.edition.id, Role.COACH, name="Ot Her")
    hall.act(assessments.name_marker, "A01", other.actor.public_id)
    recoach(hall, "A01", other)

    assert markers(hall)["A01"] == [(other.actor.account_id, "planned")]


def test_nothing_moves_once_the_school_is_frozen_or_before_it_is_asked(sqlite_house: TestHouse) -> None:
    hall = make_hall(sqlite_house, 2, 3)
    coach = coached(hall)
    other = sqlite_house.person(hall.edition.id, Role.COACH, name="Ot Her")
    recoach(hall, "A01", other)
    before = markers(hall)
    hall.act(assessments.ask_panel, "school")
    hall.act(actions.open_round, "school")
    hall.act(actions.freeze_round, "school")
    recoach(hall, "B01", other)

    assert before == {}
    assert markers(hall)["B01"] == [(coach.actor.account_id, "planned")]


def test_what_is_asked_stands_in_the_inbox_also_of_those_who_want_no_mail(house: TestHouse) -> None:
    hall, coach, partner = asked(house)
    house.perform(coach.actor, choose, coach.actor.account_id, {Kind.JUDGING: False})
    by_mail = [account for account, _, _ in told(hall)]

    assert by_mail == [partner.actor.account_id]
    assert [
        "A01, A02, B01, B02" in coach.get("/e/crunch/inbox").text,
        "A01, B01" in partner.get("/e/crunch/inbox").text,
    ] == [
        True,
        True,
    ]
