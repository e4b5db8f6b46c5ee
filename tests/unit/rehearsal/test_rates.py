"""When simulated people act: the rates of the reference edition."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from challenge.rehearsal.rates import LOG_IN_PEAK, SKIP_MIN, VISIT_MIN, WALK_MIN, handed_at, visits_at, within

OPENS = datetime(2027, 5, 24, 16, 15, tzinfo=UTC)
DUE, LOCK = OPENS + timedelta(hours=1), OPENS + timedelta(minutes=75)


def handed(*, is_rush: bool) -> list[datetime]:
    """Return when three thousand teams hand in."""
    rng = Random(1)
    return [handed_at(OPENS, DUE, LOCK, rng, is_rush=is_rush) for _ in range(3000)]


def test_six_teams_in_ten_hand_in_during_the_last_minute_and_all_in_the_last_five() -> None:
    found = handed(is_rush=True)
    late = [at for at in found if at > DUE]
    in_time = [at for at in found if at <= DUE]
    last = [at for at in in_time if at >= DUE - timedelta(minutes=1)]
    assert 0.04 < len(late) / len(found) < 0.06
    assert max(late) < LOCK
    assert min(in_time) > DUE - timedelta(minutes=5)
    assert 0.57 < len(last) / len(in_time) < 0.63


def test_thinned_hall_hands_in_over_the_whole_window() -> None:
    in_time = [at for at in handed(is_rush=False) if at <= DUE]
    assert sum(at >= DUE - timedelta(minutes=5) for at in in_time) < 0.2 * len(in_time)
    assert min(in_time) >= OPENS


def test_nobody_hands_in_before_a_window_that_is_shorter_than_the_rush_opens() -> None:
    rng = Random(2)
    opens = DUE - timedelta(seconds=20)
    assert min(handed_at(opens, DUE, DUE, rng, is_rush=True) for _ in range(200)) == opens


def test_log_ins_fill_two_minutes_evenly() -> None:
    rng = Random(3)
    found = [within(OPENS, LOG_IN_PEAK, rng) for _ in range(1700)]
    assert all(OPENS <= at < OPENS + timedelta(minutes=2) for at in found)
    assert 780 < sum(at < OPENS + timedelta(minutes=1) for at in found) < 920


def test_juror_goes_from_table_to_table_at_seven_minutes_and_the_way() -> None:
    rng = Random(4)
    gaps = []
    for _ in range(200):
        times = [OPENS, *visits_at(OPENS, [False] * 12, rng)]
        gaps += [(after - before).total_seconds() / 60 for before, after in pairwise(times)]
    assert abs(sum(gaps) / len(gaps) - (VISIT_MIN + WALK_MIN)) < 0.3
    assert min(gaps) >= WALK_MIN + VISIT_MIN / 2
    assert list(visits_at(OPENS, [True], rng)) == [OPENS + timedelta(minutes=WALK_MIN + SKIP_MIN)]
