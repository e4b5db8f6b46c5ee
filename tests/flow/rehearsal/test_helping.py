"""The help queue in a rehearsal: the same seed plans the same acts, and the report holds the promise against them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from challenge.kernel.clock import EditionClock, real_now
from challenge.kernel.work import Work
from challenge.mentoring.actions import Asked, answer_help, ask_help, claim_help, escalate_help
from challenge.mentoring.models import HelpRequest
from challenge.mentoring.rules import Kind
from challenge.rehearsal.cast import Cast, PlayedTeam, Player, windows
from challenge.rehearsal.helped import help_troubles, helped
from challenge.rehearsal.helping import EXPERTS_PER_TEAM, plan_help
from challenge.rehearsal.players import Hall
from challenge.rehearsal.site import Site
from challenge.rehearsal.stage import Stage
from tests.house import TestHouse
from tests.make.teams import Composed, make_composed, set_time

MONDAY = datetime(2027, 5, 24, tzinfo=UTC)


def planned(house: TestHouse, made: Composed, seed: int, begins: datetime = MONDAY) -> list[tuple[datetime, str]]:
    """Return instants and kinds of the acts that a seed plans."""
    teams = [PlayedTeam(team.id, team.code, Player(100 + team.id, "key"), True) for team in made.teams]
    coaches, experts = [Player(1, "a"), Player(2, "b")], [Player(3, "c"), Player(4, "d")]
    cast = Cast(Player(9, "o"), teams, (), coaches, experts, ())
    hall = Hall(house.ground, Site("http://127.0.0.1:9"), made.edition.slug, made.edition.id, cast, {}, {})
    stage = Stage(EditionClock(real_now(), begins, 1440.0), lambda _: None, begins)
    plan_help(stage, hall, house.read(windows, made.edition.id), seed)
    return sorted((moment, kind) for moment, _, kind, _ in stage._line)


def test_same_seed_plans_the_same_acts_at_the_rates_of_the_reference(house: TestHouse) -> None:
    made = make_composed(house, teams=4)
    one, same, other = (planned(house, made, seed) for seed in (1, 1, 2))
    kinds = [kind for _, kind in one]

    assert one == same
    assert one != other
    assert 4 * EXPERTS_PER_TEAM < kinds.count("ask") <= 4 * (EXPERTS_PER_TEAM + 3)
    ends = sum(kinds.count(kind) for kind in ("help", "release", "refusal"))
    assert kinds.count("claim") == ends
    assert kinds.count("ask") <= kinds.count("help") + kinds.count("refusal") + kinds.count("withdrawal")


def test_week_that_has_begun_is_asked_in_from_then_on(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house, teams=4)
    since = MONDAY + timedelta(days=3)
    whole, rest = planned(sqlite_house, made, 1), planned(sqlite_house, made, 1, since)

    assert [one for one in rest if one[1] == "ask"] == [one for one in whole if one[1] == "ask" and one[0] >= since]
    assert min(moment for moment, _ in rest) >= since


def test_report_says_what_waited_longer_than_promised_and_how_many_would_do(house: TestHouse) -> None:
    made = make_composed(house)
    by = house.house_in(made.edition.id)
    set_time(house, made, 1, 9)
    for team in made.teams:
        house.perform(by, ask_help, team.id, Asked(kind=Kind.COACH, need="A word"))

    def serve(work: Work) -> dict[str, Any]:
        claim_help(work, 1)
        return answer_help(work, 1, "Shown.")

    house.perform(by, serve)
    set_time(house, made, 1, 9, 45)
    house.perform(by, escalate_help, 2)
    now = house.works.perform(by, lambda work: work.now)
    (pool,) = house.read(helped, made.edition.id, now)
    row = house.read(lambda session: session.get_one(HelpRequest, 2))

    assert row.escalated_at is not None
    assert (pool.pool, pool.asked, pool.answered, pool.left, pool.beyond) == ("coach", 2, 1, 1, 1)
    assert (pool.promised, pool.longest, pool.most, pool.helpers, pool.needed) == (10, 45, 2, 0, 1)
    assert [one.code for one in help_troubles([pool])] == ["help_beyond", "help_short", "help_left"]
