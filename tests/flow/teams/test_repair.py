"""Formed teams repaired: few moves under the same rules, seen before they are applied, told to whom they concern."""

import pytest
from sqlalchemy import select

from challenge.accounts.queries import account_actor
from challenge.kernel.actor import HOUSE, Role
from challenge.kernel.errors import Conflict
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.notifications.models import OutboxMessage
from challenge.people.models import Person
from challenge.people.presence import set_presence
from challenge.teams.gaps import gaps, seated_now
from challenge.teams.models import CompositionRun, Team, TeamMember
from challenge.teams.queries import own_team, repairs_alike, team_by_code
from challenge.teams.repair_pages import choices_of, left_to_win
from challenge.teams.repairing import apply_repair, moves_between, request_repair
from challenge.teams.rulebook import set_rules
from challenge.teams.solving import solve_one
from challenge.web.shell import LOCALE_COOKIE
from tests.house import TestHouse
from tests.make.people import apply_file
from tests.make.teams import RULES, Composed, make_composed, member_of, set_time


def ready(house: TestHouse, *, teams: int = 3) -> Composed:
    """Return published teams of four on three problems, of three to six members each."""
    composed = make_composed(house, teams=teams)
    house.perform(house.house_in(composed.edition.id), set_rules, RULES, seen=0)
    return composed


def absent(house: TestHouse, composed: Composed, code: str, count: int) -> list[str]:
    """Let some members of a team be absent, and return their refs."""
    gone = [one for one in house.read(seated_now, composed.edition.id) if one.code == code][:count]
    by = house.house_in(composed.edition.id)
    house.perform(by, set_presence, [one.person_id for one in gone], present=False)
    return [one.ref for one in gone]


def computed(house: TestHouse, composed: Composed) -> CompositionRun:
    house.perform(house.house_in(composed.edition.id), request_repair, more_moves=0)
    solve_one(house.ground)
    wanted = select(CompositionRun).order_by(CompositionRun.id.desc()).limit(1)
    return house.read(lambda session: session.execute(wanted).scalar_one())


def test_gaps_name_who_is_missing_and_which_team_is_too_small(house: TestHouse) -> None:
    composed = ready(house)
    refs = absent(house, composed, "A01", 2)
    found = house.read(gaps, composed.edition.id)

    assert [one.ref for one in found.missing] == refs
    assert ([one.rule for one in found.broken], found.homeless) == (["team_size"], [])


def test_a_repair_moves_one_person_and_tells_exactly_whom_it_concerns(house: TestHouse) -> None:
    composed = ready(house)
    refs = absent(house, composed, "A01", 2)
    run = computed(house, composed)
    moves = moves_between(house.read(seated_now, composed.edition.id), run.placements)
    before = {team.public_id: len(house.read(feed.after, f"team:{team.public_id}", 0)) for team in composed.teams}
    done = house.perform(house.house_in(composed.edition.id), apply_repair, run.id)
    house.deliver()
    changed = {team.code for team in composed.teams if _pushes(house, team) > before[team.public_id]}
    sizes = house.read(lambda s: [row.size for row in s.execute(select(Team.size))])
    mails = house.read(lambda s: s.execute(select(OutboxMessage.account_id)).scalars().all())
    moved = next(move for move in moves if move.kind == "moves")
    person = house.read(lambda s: s.execute(select(Person).where(Person.ref == moved.ref)).scalar_one())

    assert [(move.kind, move.ref in refs) for move in moves] == [("moves", False), ("leaves", True), ("leaves", True)]
    assert (done["moved"], done["gone"], sorted(sizes)) == (1, 2, [3, 3, 4])
    assert (changed, mails) == ({"A01", _code_of(house, moved.before, composed)}, [person.account_id])


def _pushes(house: TestHouse, team: Team) -> int:
    return len(house.read(feed.after, f"team:{team.public_id}", 0))


def _code_of(house: TestHouse, seat: tuple[str, int] | None, composed: Composed) -> str:
    wanted = {(one.problem, one.team_no): one.code for one in house.read(seated_now, composed.edition.id)}
    assert seat is not None
    return wanted[seat]


def test_late_arrivals_get_a_team_and_find_it(house: TestHouse) -> None:
    composed = ready(house)
    line = "student_id,first_name,last_name,email,department,level,school,languages"
    apply_file(
        house, composed.edition.id, "roster", f"{line}\nS900,Late,Comer,late@x.example,INFO,2,UTBM,fr", partial=True
    )
    run = computed(house, composed)
    done = house.perform(house.house_in(composed.edition.id), apply_repair, run.id)
    person = house.read(lambda s: s.execute(select(Person).where(Person.ref == "S900")).scalar_one())
    team = house.read(own_team, composed.edition.id, person.account_id or 0)

    assert (done["moved"], done["arrived"]) == (0, 1)
    assert team is not None
    assert team.size == 5


def test_a_repair_of_another_morning_is_not_applied(house: TestHouse) -> None:
    composed = ready(house)
    absent(house, composed, "A01", 2)
    run = computed(house, composed)
    absent(house, composed, "B01", 1)
    by = house.house_in(composed.edition.id)
    with pytest.raises(Conflict, match=r"teams\.roster_changed"):
        house.perform(by, apply_repair, run.id)
    again = computed(house, composed)
    house.perform(by, apply_repair, again.id)
    with pytest.raises(Conflict, match=r"teams\.run_not_done"):
        house.perform(by, apply_repair, again.id)


def test_a_repair_of_teams_that_changed_since_is_not_applied(house: TestHouse) -> None:
    composed = ready(house)
    by = house.house_in(composed.edition.id)
    absent(house, composed, "A01", 2)
    first, second = computed(house, composed), computed(house, composed)
    house.perform(by, apply_repair, second.id)
    after = house.read(seated_now, composed.edition.id)
    with pytest.raises(Conflict, match=r"teams\.repair_overtaken"):
        house.perform(by, apply_repair, first.id)

    assert house.read(seated_now, composed.edition.id) == after


def test_a_team_that_was_left_by_all_is_seen_again_when_somebody_joins_it(house: TestHouse) -> None:
    composed = ready(house)
    by = house.house_in(composed.edition.id)
    everybody = [one for one in house.read(seated_now, composed.edition.id) if one.code == "A01"]
    refs = {one.ref for one in everybody}
    run = computed(house, composed)
    others = [place for place in run.placements if place[0] not in refs]
    house.perform(by, set_presence, [one.person_id for one in everybody], present=False)
    house.perform(by, _placed, run.id, others)
    house.perform(by, apply_repair, run.id)
    hidden = house.read(team_by_code, composed.edition.id, "A01")
    house.perform(by, set_presence, [one.person_id for one in everybody], present=True)
    back = computed(house, composed)
    house.perform(by, _placed, back.id, run.placements)
    house.perform(by, apply_repair, back.id)
    seen = house.read(team_by_code, composed.edition.id, "A01")

    assert hidden is not None
    assert seen is not None
    assert (hidden.size, hidden.staff_at, hidden.published_at) == (0, None, None)
    assert (seen.size, seen.staff_at is not None, seen.published_at is not None) == (4, True, True)


def _placed(work: Work, run_id: int, placements: list[list[object]]) -> None:
    """Let a repair have found these teams, whatever the solver would have found."""
    run = work.locked(CompositionRun, run_id)
    run.placements, run.state = placements, "done"


def test_members_do_not_change_after_the_last_deliverable(sqlite_house: TestHouse) -> None:
    composed = ready(sqlite_house)
    set_time(sqlite_house, composed, day=5, hour=12)
    with pytest.raises(Conflict, match=r"teams\.members_closed"):
        sqlite_house.perform(sqlite_house.house_in(composed.edition.id), request_repair, more_moves=0)


def test_a_repair_that_cannot_be_says_why_and_leaves_the_teams_alone(sqlite_house: TestHouse) -> None:
    composed = ready(sqlite_house)
    for code, count in (("A01", 2), ("B01", 2)):
        absent(sqlite_house, composed, code, count)
    before = sqlite_house.read(seated_now, composed.edition.id)
    run = computed(sqlite_house, composed)

    assert (run.state, run.findings[0]["rule"]) == ("impossible", "min_seats")
    assert sqlite_house.read(seated_now, composed.edition.id) == before


def test_a_member_follows_to_another_account(house: TestHouse) -> None:
    composed = ready(house)
    first = house.read(seated_now, composed.edition.id)[0]
    head = "student_id,email"
    apply_file(house, composed.edition.id, "roster", f"{head}\n{first.ref},other@x.example", partial=True)
    house.deliver()
    person = house.read(lambda s: s.get_one(Person, first.person_id))
    member = house.read(lambda s: s.get_one(TeamMember, first.person_id))

    assert person.account_id != first.account_id
    assert member.account_id == person.account_id


def test_repair_desk_shows_the_moves_and_applies_them(sqlite_house: TestHouse) -> None:
    composed = ready(sqlite_house)
    organiser = sqlite_house.person(composed.edition.id, Role.ORGANISER)
    whole = organiser.get("/e/crunch/desk/teams/repair")
    absent(sqlite_house, composed, "A01", 2)
    asked = organiser.post("/e/crunch/desk/teams/repair", {"more_moves": "0"})
    solve_one(sqlite_house.ground)
    page = organiser.get("/e/crunch/desk/teams/repair")
    wanted = select(CompositionRun.public_id).order_by(CompositionRun.id.desc()).limit(1)
    run = sqlite_house.read(lambda s: s.execute(wanted).scalar_one())
    applied = organiser.post(f"/e/crunch/desk/teams/runs/{run}/apply")
    after = sqlite_house.read(gaps, composed.edition.id)
    left = [*after.homeless, *after.withdrawn, *after.broken]

    assert (whole.status_code, asked.status_code, applied.status_code, left) == (200, 303, 303, [])
    assert ("rejoint car l’équipe serait trop petite" in page.text, "sont absentes ou parties" in page.text) == (
        True,
        True,
    )


def test_an_old_teams_page_is_closed_to_who_moved_away(house: TestHouse) -> None:
    composed = ready(house)
    member = member_of(house, composed)
    actor = house.read(account_actor, member_account(house, composed), composed.edition.id)
    before = member.get("/e/crunch/teams/A01").status_code
    others = [one for one in house.read(seated_now, composed.edition.id) if one.code != "A01"]
    target = others[0].team_id
    house.perform(HOUSE, lambda work: _move(work, actor.account_id, target))

    assert (before, member.get("/e/crunch/teams/A01").status_code) == (200, 404)


def member_account(house: TestHouse, composed: Composed) -> int:
    wanted = select(TeamMember.account_id).where(TeamMember.team_id == composed.teams[0].id)
    found = house.read(lambda s: s.execute(wanted.order_by(TeamMember.person_id)).scalars().first())
    assert found is not None
    return found


def _move(work: Work, account_id: int, team_id: int) -> None:
    row = work.session.execute(select(TeamMember).where(TeamMember.account_id == account_id)).scalar_one()
    row.team_id = team_id


def test_the_page_says_the_bound_on_moves_and_what_some_more_win(house: TestHouse) -> None:
    composed = ready(house)
    absent(house, composed, "A01", 2)
    run = computed(house, composed)
    organiser = house.person(composed.edition.id, Role.ORGANISER)
    organiser.browser.set_cookie(LOCALE_COOKIE, "en")
    address = f"/e/{composed.edition.slug}/desk/teams/repair"
    least = organiser.get(address).get_data(as_text=True)
    organiser.post(address, {"more_moves": "5"})
    waiting = organiser.get(address).get_data(as_text=True)
    solve_one(house.ground)
    more = organiser.get(address).get_data(as_text=True)
    chosen = organiser.get(f"{address}/now?more=0").get_data(as_text=True)

    assert (run.moves, run.moves_bound) == (1, 1)
    assert "1 person leaves their team. No repair can move fewer: proven." in least
    assert "However many people move, nothing more can be won: proven." in least
    assert least.count("Find out") == 3
    assert "The worker looks for the fewest moves." in waiting
    assert more.count("Find out") == 2
    assert "1 person leaves their team. No repair can move fewer: proven." in chosen


def test_the_page_says_what_can_still_be_won_at_most(house: TestHouse) -> None:
    composed = ready(house)
    absent(house, composed, "A01", 2)
    run = computed(house, composed)
    house.perform(HOUSE, lambda work: _dearer(work, run.id, 123))
    organiser = house.person(composed.edition.id, Role.ORGANISER)
    organiser.browser.set_cookie(LOCALE_COOKIE, "en")

    page = organiser.get(f"/e/{composed.edition.slug}/desk/teams/repair").get_data(as_text=True)

    assert "However many people move, at most 12.3 points can still be won: proven." in page


def _dearer(work: Work, run_id: int, tenths: int) -> None:
    run = work.locked(CompositionRun, run_id)
    assert run.bound is not None
    run.objective = run.bound + tenths


def test_repairs_are_side_by_side_only_for_the_same_morning(house: TestHouse) -> None:
    composed = ready(house)
    absent(house, composed, "A01", 2)
    first = computed(house, composed)
    alike = house.read(repairs_alike, first)
    absent(house, composed, "B01", 1)
    other = computed(house, composed)

    assert {more: run.id for more, run in alike.items()} == {0: first.id}
    assert {more: run.id for more, run in house.read(repairs_alike, other).items()} == {0: other.id}


def test_repairs_of_a_morning_are_offered_until_one_of_them_is_applied(house: TestHouse) -> None:
    composed = ready(house)
    absent(house, composed, "A01", 2)
    fewest = computed(house, composed)
    house.perform(house.house_in(composed.edition.id), request_repair, more_moves=5)
    solve_one(house.ground)
    organiser = house.person(composed.edition.id, Role.ORGANISER)
    organiser.browser.set_cookie(LOCALE_COOKIE, "en")
    address = f"/e/{composed.edition.slug}/desk/teams/repair"
    offered = organiser.get(address).get_data(as_text=True)
    applied = organiser.post(f"/e/{composed.edition.slug}/desk/teams/runs/{fewest.public_id}/apply", {})
    after = organiser.get(address).get_data(as_text=True)
    overtaken = organiser.get(f"{address}?more=5").get_data(as_text=True)

    assert ("Apply the repair" in offered, applied.status_code) == (True, 303)
    assert ("Apply the repair" in after, "Apply the repair" in overtaken) == (False, False)


def test_what_more_moves_win_is_told_against_the_fewest() -> None:
    def run(more: int, objective: int) -> CompositionRun:
        return CompositionRun(more_moves=more, objective=objective)

    assert [(one.more_moves, one.wins) for one in choices_of({0: run(0, 900), 10: run(10, 850)})] == [
        (0, 0),
        (5, None),
        (10, 50),
        (20, None),
    ]
    assert choices_of({10: run(10, 850)})[2].wins is None


def test_what_can_still_be_won_is_known_once_both_figures_are() -> None:
    assert left_to_win(CompositionRun(objective=900, bound=850)) == 50
    assert left_to_win(CompositionRun(objective=900, bound=900)) == 0
    assert left_to_win(CompositionRun(objective=None, bound=850)) is None
    assert left_to_win(None) is None
