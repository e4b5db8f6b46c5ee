"""How true the ranking is, on events whose truth is known: a gate against changes that make it worse unseen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from challenge.judging.rules.allocation import Seat, Stand, allocate
from challenge.judging.rules.ranking import Ranking, Visit, rank_projects
from challenge.judging.rules.waves import look_back

BOUNDS = (0.0, 10.0)
TEAMS, JURORS, EACH, WAVES, EVENTS = 90, 36, 3, 5, 6
BEST = 10


@dataclass(frozen=True)
class Hall:
    """Teams of known quality, and all that each juror would give to each of them, in points."""

    quality: NDArray[np.float64]
    opinions: NDArray[np.float64]

    def marked(self, plan: list[tuple[str, str]]) -> list[Visit]:
        return [Visit(juror, team, float(self.opinions[int(juror[1:]), int(team[1:])])) for juror, team in plan]

    def best(self) -> set[str]:
        return {f"T{team:03}" for team in np.argsort(-self.quality)[:BEST]}


TEAM_CODES = [f"T{team:03}" for team in range(TEAMS)]
SEATS = [Seat(f"J{juror:02}", capacity=3 * EACH) for juror in range(JURORS)]


@cache
def hall(seed: int) -> Hall:
    """Jurors differ in severity, use of the scale and reliability; each has tastes of their own."""
    chance = np.random.default_rng([1927, seed])
    quality = 6 + 1.2 * chance.normal(size=TEAMS)
    severity, scale = 0.9 * chance.normal(size=JURORS), np.exp(0.25 * chance.normal(size=JURORS))
    noise = 1.1 * np.exp(0.3 * chance.normal(size=JURORS))
    felt = (quality - 6) * scale[:, None] + noise[:, None] * chance.normal(size=(JURORS, TEAMS))
    return Hall(quality, np.clip(np.round(2 * (6 - severity[:, None] + felt)) / 2, *BOUNDS))


@cache
def ranked(seed: int) -> Ranking:
    """Rank after one round in which every team is seen three times."""
    plan = allocate([Stand(code) for code in TEAM_CODES], SEATS, (), EACH * TEAMS)
    return rank_projects(TEAM_CODES, hall(seed).marked(plan), BOUNDS)


def in_waves(seed: int) -> Ranking:
    """Rank after the same number of visits, a third of them in the first wave, the others where the doubt is."""
    stands, plan = [Stand(code) for code in TEAM_CODES], list[tuple[str, str]]()
    left = EACH * TEAMS
    for wave in range(WAVES):
        budget = TEAMS if wave == 0 else left // (WAVES - wave)
        used = {seat.code: sum(juror == seat.code for juror, _ in plan) for seat in SEATS}
        seats = [Seat(seat.code, capacity=seat.capacity - used[seat.code]) for seat in SEATS]
        before = look_back(rank_projects(TEAM_CODES, hall(seed).marked(plan), BOUNDS), plan) if plan else None
        plan += (more := allocate(stands, seats, (), budget, before))
        left -= len(more)
    return rank_projects(TEAM_CODES, hall(seed).marked(plan), BOUNDS)


def agreement(one: list[float], other: list[float]) -> float:
    """Return Kendall's tau-b of two lists, by counting pairs."""
    signs = [np.sign(np.subtract.outer(values, values)) for values in (np.array(one), np.array(other))]
    return float((signs[0] * signs[1]).sum() / np.sqrt((signs[0] ** 2).sum() * (signs[1] ** 2).sum()))


def found(ranking: Ranking, seed: int) -> float:
    """Return the share of the true ten best among the first ten."""
    return len({line.project for line in ranking.projects if line.rank <= BEST} & hall(seed).best()) / BEST


def test_ranking_is_nearer_to_the_truth_than_the_raw_mean() -> None:
    gains = []
    for seed in range(EVENTS):
        lines = sorted(ranked(seed).projects, key=lambda line: line.project)
        truth = list(hall(seed).quality)
        means = [line.raw_mean for line in lines if line.raw_mean is not None]
        gains.append(agreement([line.score for line in lines], truth) - agreement(means, truth))

    assert min(gains) > 0
    assert np.mean(gains) >= 0.045


def test_intervals_hold_what_they_promise() -> None:
    inside = [
        line.low <= hall(seed).quality[int(line.project[1:])] <= line.high
        for seed in range(EVENTS)
        for line in ranked(seed).projects
    ]

    assert 0.87 <= np.mean(inside) <= 0.94


def test_waves_find_more_of_the_ten_best_with_as_many_visits() -> None:
    at_once = [found(ranked(seed), seed) for seed in range(EVENTS)]
    waves = {seed: in_waves(seed) for seed in range(EVENTS)}
    visits = {sum(line.visits for line in ranking.projects) for ranking in waves.values()}

    assert visits == {EACH * TEAMS}
    assert np.mean([found(waves[seed], seed) for seed in waves]) >= np.mean(at_once) + 0.15
