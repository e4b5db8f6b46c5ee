"""The results page: when they come, who is in the finals, the open places; narrow whatever the data."""

import re
from typing import Any

from sqlalchemy import event, update

from challenge.judging import actions
from challenge.judging.deliberating import set_places
from challenge.judging.models import Reveal
from challenge.judging.queries import published
from challenge.kernel.actor import Role
from challenge.kernel.work import Work
from challenge.problems.models import Problem
from challenge.teams.models import Team
from tests.house import TestHouse
from tests.make.judging import Hall, opened_hall, score


def frozen_hall(house: TestHouse, teams: int = 5, jurors: int = 4, slug: str = "crunch") -> Hall:
    """Return a hall whose first round is frozen and whose teams had their second check."""
    hall = unchecked_hall(house, teams, jurors, slug)
    for team in hall.teams:
        hall.act(actions.check_finalist, team.code)
    return hall


def unchecked_hall(house: TestHouse, teams: int = 5, jurors: int = 4, slug: str = "crunch") -> Hall:
    """Return a hall whose first round is frozen; the first team is best, then the second, and so on."""
    hall = opened_hall(house, teams, jurors, slug=slug)
    order = {team.id: index for index, team in enumerate(hall.teams)}
    for visit in hall.visits():
        score(hall, visit, 5 - 4 * order[visit.team_id] / (teams - 1))
    hall.act(actions.freeze_round, "round-1")
    return hall


def board(hall: Hall) -> str:
    hall.house.deliver()
    answer = hall.house.visitor().get(f"/e/{hall.edition.slug}/results/board")
    return str(answer.get_data(as_text=True))


def shown(text: str) -> list[str]:
    return re.findall(r"\b[AB]0\d\b", text)


def test_before_the_reveal_the_page_says_when(sqlite_house: TestHouse) -> None:
    hall = frozen_hall(sqlite_house)
    text = board(hall)

    assert "ven. 28 mai, 15:40" in text
    assert shown(text) == []
    assert sqlite_house.read(published, hall.edition.id) is None


def test_finalists_stand_in_the_order_of_their_codes(sqlite_house: TestHouse) -> None:
    hall = frozen_hall(sqlite_house, 10, 6)
    hall.act(set_places, 3, 0)
    hall.act(actions.set_finalists)

    assert shown(board(hall)) == ["A01", "A02", "A03"]


def test_places_open_step_by_step_from_the_third(house: TestHouse) -> None:
    hall = frozen_hall(house)
    hall.act(actions.advance_reveal, 1)
    prepared = shown(board(hall))
    version = hall.act(actions.publish_results)["version"]
    seen = [shown(board(hall))]
    for _ in range(3):
        version = hall.act(actions.advance_reveal, version)["version"]
        seen.append(shown(board(hall)))
    third, second, first = (hall.teams[place].code for place in (2, 1, 0))

    assert prepared == []
    assert seen[:3] == [[third], [second, third], [first, second, third]]
    assert seen[3] == [team.code for team in hall.teams]


def test_wall_shows_the_podium_as_far_as_it_is_open(house: TestHouse) -> None:
    hall = frozen_hall(house)
    hall.act(actions.advance_reveal, 1)
    hall.act(actions.publish_results)
    found = house.read(published, hall.edition.id)
    assert found is not None

    assert [(row["rank"], row["code"]) for row in found.podium_rows] == [(1, ""), (2, ""), (3, hall.teams[2].code)]
    assert [row["name"] for row in found.podium_rows] == ["", "", hall.teams[2].name]


def test_desk_makes_no_podium_public_before_its_second_checks(house: TestHouse) -> None:
    hall = unchecked_hall(house)
    chair = house.person(hall.edition.id, Role.ORGANISER)
    form = {"act": "publish", "version": "1"}
    unchecked = chair.post("/e/crunch/desk/judging/reveal", form)
    kept = board(hall)
    for team in hall.teams[:3]:
        hall.act(actions.check_finalist, team.code)
    checked = chair.post("/e/crunch/desk/judging/reveal", form)

    assert (unchecked.status_code, shown(kept)) == (409, [])
    assert (checked.status_code, shown(board(hall))) == (303, [team.code for team in hall.teams])


def test_confidential_problem_gives_a_nameless_team_its_code_alone(sqlite_house: TestHouse) -> None:
    hall = frozen_hall(sqlite_house)

    def hide(work: Work) -> None:
        work.session.execute(update(Team).values(name=""))
        work.session.execute(update(Problem).values(confidentiality="secret", title="Canary in the mine"))

    hall.act(hide)
    hall.act(actions.publish_results)
    text = board(hall)

    assert hall.teams[0].code in text
    assert "Canary" not in text


def test_results_take_the_same_few_statements_for_any_number_of_teams(sqlite_house: TestHouse) -> None:
    counts = []
    for teams, slug in ((4, "small"), (24, "large")):
        hall = frozen_hall(sqlite_house, teams, 9, slug)
        hall.act(actions.publish_results)
        hall.house.deliver()
        visitor = sqlite_house.visitor()
        statements: list[str] = []

        def note(_conn: Any, _cursor: Any, text: str, *_rest: Any, kept: list[str] = statements) -> None:
            kept.append(text)

        event.listen(sqlite_house.database.reader, "before_cursor_execute", note)
        assert visitor.get(f"/e/{slug}/results").status_code == 200
        event.remove(sqlite_house.database.reader, "before_cursor_execute", note)
        counts.append(len(statements))

    # Who is published, what the teams are called, the edition, and the awards.
    assert counts == [4, 4]


def test_desk_says_when_there_are_too_few_visits_to_rank(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house, 4, 4)
    score(hall, hall.visits()[0], 4)
    chair = sqlite_house.person(hall.edition.id, Role.CHAIR)
    text = chair.get("/e/crunch/desk/judging/ranking").get_data(as_text=True)

    assert "4 équipes ont été vues moins de trois fois" in text


def test_desk_names_who_lacks_the_second_check_without_saying_their_place(sqlite_house: TestHouse) -> None:
    hall = frozen_hall(sqlite_house)
    person = sqlite_house.person(hall.edition.id, Role.ORGANISER)

    def forget(work: Work) -> None:
        work.locked(Reveal, hall.edition.id).checked = [hall.teams[1].id]

    hall.act(forget)
    desk = person.get("/e/crunch/desk/judging").get_data(as_text=True)
    listed = re.findall(r"<b>([AB]0\d)</b> <span class=\"badge[^>]*>.*?</svg>([^<]*)<", desk, re.DOTALL)

    assert [(code, word.strip()) for code, word in listed] == [
        ("A01", "À faire"),
        ("A02", "Terminé"),
        ("A03", "À faire"),
    ]


def test_desk_offers_only_what_can_still_be_done(sqlite_house: TestHouse) -> None:
    hall = frozen_hall(sqlite_house, 10, 6)
    person = sqlite_house.person(hall.edition.id, Role.ORGANISER)

    def offered() -> list[bool]:
        page = person.get("/e/crunch/desk/judging").get_data(as_text=True)
        words = ("Planifier les passages", "À la main", "Annoncer les finalistes", "encore l’ordre du premier tour")
        return [word in page for word in words]

    first = offered()
    hall.act(set_places, 3, 0)
    hall.act(actions.set_finalists)
    finals = offered()
    hall.act(actions.freeze_round, "finals")
    over = offered()
    hall.act(actions.publish_results)

    assert (first, finals) == ([True, True, True, False], [True, True, False, True])
    assert (over, offered()) == ([False] * 4, [False] * 4)


def test_team_without_a_name_is_called_by_its_code_once(sqlite_house: TestHouse) -> None:
    hall = frozen_hall(sqlite_house)

    def hide(work: Work) -> None:
        work.session.execute(update(Problem).values(confidentiality="confidential"))
        work.session.execute(update(Team).values(name=""))

    hall.act(hide)
    hall.act(actions.publish_results)

    assert shown(board(hall)) == ["A01", "A02", "A03", "B01", "B02"]
