"""Pages of agreements and disclosure take as many statements for eight teams as for two."""

from challenge.kernel.actor import Role
from challenge.problems.models import Problem
from challenge.teams.models import Team
from tests.flow.agreements.test_reveal import close
from tests.flow.gallery.test_pages import statements
from tests.house import TestHouse
from tests.make.agreements import members, publish, sign_all
from tests.make.teams import make_composed, reveal

DESK = ("desk/agreements", "desk/agreements/texts/rules", "desk/agreements/record", "desk/agreements/export")
MORE = ("desk/disclosure", "desk/problems/PROBLEM/openings")
OWN = ("agreements", "teams/CODE", "teams/CODE/problem")


def counted(house: TestHouse, slug: str, teams: int) -> dict[str, tuple[int, int]]:
    """Return status and number of statements of every page; the first team waits for a signature."""
    composed = make_composed(house, slug, teams=teams)
    edition_id, first = composed.edition.id, composed.teams[0]
    house.perform(house.house_in(edition_id), close, first.problem_id)
    publish(house, edition_id)
    for team in composed.teams:
        for person, account in members(house, team.id)[1:]:
            sign_all(house, edition_id, person, account)
    reveal(house, composed)
    organiser = house.person(edition_id, Role.ORGANISER)
    student = house.log_in(members(house, first.id)[0][1], edition_id)
    problem = house.read(lambda session: session.get_one(Problem, first.problem_id).public_id)
    code = house.read(lambda session: session.get_one(Team, first.id).code)
    found = {}
    for who, paths in ((organiser, DESK + MORE), (student, OWN)):
        for path in paths:
            address = f"/e/{slug}/{path.replace('PROBLEM', problem).replace('CODE', code)}"
            who.get(address)
            with statements() as seen:
                found[path] = (who.get(address).status_code, len(seen))
    return found


def test_pages_take_as_many_statements_whatever_the_data(sqlite_house: TestHouse) -> None:
    few, many = counted(sqlite_house, "few", 2), counted(sqlite_house, "many", 8)

    assert {path: status for path, (status, _) in many.items() if status != 200} == {}
    assert many == few
    assert max(count for _, count in many.values()) <= 12
