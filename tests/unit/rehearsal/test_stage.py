"""The clock of the play, and what simulated people give."""

from datetime import UTC, datetime, timedelta

from challenge.kernel.clock import EditionClock, real_now
from challenge.rehearsal.cast import Scale
from challenge.rehearsal.names import stranger
from challenge.rehearsal.site import Answer
from challenge.rehearsal.stage import Stage

BEGINS = datetime(2027, 5, 24, 8, tzinfo=UTC)


def stage() -> Stage:
    """Return a stage whose clock passes an hour in a tenth of a second."""
    return Stage(EditionClock(real_now(), BEGINS, 36_000.0), lambda _: None, BEGINS)


def test_acts_are_done_in_their_order_and_none_of_before() -> None:
    played, done = stage(), list[str]()
    for minutes, word in ((30, "third"), (-5, "before"), (10, "first"), (20, "second")):
        played.at(BEGINS + timedelta(minutes=minutes), "act", lambda word=word: done.append(word))  # type: ignore[misc]
    played.play()
    assert sorted(done) == ["first", "second", "third"]
    assert [outcome for _, outcome in sorted(played.lines)] == ["act"] * 3
    assert len(played.waits) == 3


def test_refused_and_broken_acts_are_counted_apart() -> None:
    played = stage()
    played.at(BEGINS, "visit", lambda: Answer(409, '{"code": "judging.frozen"}'))
    played.at(BEGINS, "visit", lambda: Answer(200))
    played.at(BEGINS, "visit", lambda: 1 / 0)  # type: ignore[arg-type, return-value]
    played.play()
    assert played.tally == {"visit": 1, "visit refused 409 judging.frozen": 1, "visit broke": 1}


def test_act_that_comes_late_says_by_how_much() -> None:
    played = stage()
    played.clock = EditionClock(real_now() - timedelta(seconds=2), BEGINS, 36_000.0)
    played.at(BEGINS, "act", lambda: None)
    played.play()
    assert 2.0 <= played.behind_s < 60.0


def test_marks_lie_on_the_scale() -> None:
    scale = Scale("need", 1, 5, 0.5)
    assert [scale.mark(merit) for merit in (-1.0, 0.0, 0.49, 1.0, 7.0)] == [1, 1, 3, 5, 5]


def test_strangers_are_the_same_for_a_number_and_differ_for_others() -> None:
    names = [stranger(number) for number in range(1000)]
    assert names == [stranger(number) for number in range(1000)]
    assert len(set(names)) == 1000
