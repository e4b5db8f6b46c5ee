"""What a wall shows of the judging: how far it is, never how it goes."""

from challenge.judging import actions as judging
from challenge.wall import actions
from challenge.wall.rules import MAIN, Phase, Zone
from tests.flow.judging.test_two_worlds import World, cleaned, mark_all, worlds
from tests.make.judging import Hall

__all__ = ["worlds"]

PATHS = ("wall", "wall/board", "wall/entrance", "wall/entrance/board", "wall/news")
ALL = [Zone.COUNTDOWN, Zone.COVERAGE, Zone.PROGRESS, Zone.REVEAL]
FEED = "/api/v1/feed?topic=edition:crunch:wall&after=0&limit=500"


def walls(hall: Hall) -> list[str]:
    """Return every screen in every phase, and what the live feed tells projectors."""
    found = []
    visitor = hall.house.visitor()
    for phase in Phase:
        hall.act(actions.choose_phase, phase)
        hall.house.deliver()
        found += [cleaned(visitor.get(f"/e/crunch/{path}").text) for path in PATHS]
    return [*found, cleaned(visitor.get(FEED).text)]


def test_walls_of_two_worlds_are_the_same_until_the_results_are_public(worlds: tuple[World, World]) -> None:
    seen = []
    for world, favourites in zip(worlds, ((0, 1), (1, 0)), strict=True):
        hall = world.hall
        hall.act(actions.add_screen, "Entrance")
        for phase in Phase:
            hall.act(actions.choose_phase, phase)
            for code in (MAIN, "entrance"):
                number = list(Phase).index(phase)
                hall.act(actions.arrange_screen, code, ALL, phase=Phase.SCHEDULE, version=number)
        hall.act(judging.plan_round, "round-1", 3)
        hall.act(judging.open_round, "round-1")
        mark_all(hall, "round-1", *favourites)
        open_round = walls(hall)
        hall.act(judging.freeze_round, "round-1")
        frozen = walls(hall)
        for team in hall.teams:
            hall.act(judging.check_finalist, team.code)
        hall.act(judging.advance_reveal, 1)
        seen.append((open_round, frozen, walls(hall)))
    first, second = seen

    assert first == second
    assert "pane-coverage" in first[0][0]
    assert "pane-coverage" not in first[1][0]
    assert 'class="podium"' not in "".join(page for pages in first for page in pages)


def test_coverage_is_a_share_without_numbers_of_visits(worlds: tuple[World, World]) -> None:
    hall = worlds[0].hall
    hall.act(judging.plan_round, "round-1", 3)
    hall.act(judging.open_round, "round-1")
    hall.act(actions.arrange_screen, MAIN, [Zone.COVERAGE], phase=Phase.SCHEDULE, version=0)
    visit = hall.visits("round-1")[0]
    account = next(juror.account_id for juror in hall.jurors if juror.id == visit.juror_id)
    by = hall.house.log_in(account, hall.edition.id).actor
    marks = dict.fromkeys(("need", "idea", "proof", "path", "told"), 3)
    hall.house.perform(by, judging.record_visit, visit.id, marks, "", visit.version)
    hall.house.deliver()
    total = len(hall.visits("round-1"))
    text = hall.house.visitor().get("/e/crunch/wall/board").text

    assert f"<span>{100 // total}</span>" in text
    assert f"{total}" not in text
