"""Which rounds a play has: those of the edition, when its schedule or an organiser opens them."""

from datetime import datetime, timedelta
from itertools import pairwise

from challenge.judging.arranging import RoundPlan, add_round
from challenge.rehearsal.cast import moments
from challenge.rehearsal.judging import turns
from challenge.schedule.editing import add_milestone
from challenge.schedule.rules import Moments, Wording
from tests.house import TestHouse
from tests.make.judging import make_hall


def test_rounds_that_no_milestone_opens_are_played_in_the_time_that_is_left(sqlite_house: TestHouse) -> None:
    hall = make_hall(sqlite_house, 4, 3)

    def found() -> list[tuple[str, bool, bool]]:
        times = sqlite_house.read(moments, hall.edition.id)
        played = sqlite_house.read(turns, hall.edition.id, times)
        assert [one.opens for one in played] == sorted(one.opens for one in played)
        assert all(one.ends <= later.opens for one, later in pairwise(played))
        return [(one.code, one.announced_at is not None, one.opened_at is not None) for one in played]

    before = found()
    begins = datetime(2027, 5, 28, 13)
    for code, kind in (("semis", "announcement"), ("semi-finals", "judging")):
        hall.act(
            add_milestone, code, kind, Wording(code, code, ("all",)), Moments(begins, begins + timedelta(minutes=20))
        )
    hall.act(add_round, RoundPlan("Quarter-finals", "Quarts de finale", 20, 3))
    hall.act(add_round, RoundPlan("Semi-finals", "Demi-finales", 8, 3, announced_by="semis", opens_by="semi-finals"))

    assert before == [("round-1", False, False), ("finals", False, False)]
    assert found() == [
        ("round-1", False, False),
        ("round-2", True, True),
        ("round-3", False, False),
        ("finals", False, False),
    ]
