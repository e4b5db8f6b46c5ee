"""Who goes where in a later round: one visit after the other, each where the list of the ten best gains most by it."""

from __future__ import annotations

from math import ceil

import numpy as np

from challenge.judging.rules.nearness import Nearness
from challenge.judging.rules.plan import Flags, Floats, Plan
from challenge.judging.rules.ranking import TOP_PLACES
from challenge.judging.rules.worth import average_gains, line

_MOST = (
    2.0  # nobody is asked for more than so many times an even share of the visits: a wave lasts as long as its longest
)
_LEAST = 0.5  # nor, when they can come, for less than this: little noise so far is no certainty
_CROSSING = 0.25  # share of the visits outside the juror's field
_SMALL_WAVE = 0.5  # visits by project; others will follow a smaller wave, so it may begin what takes several visits
_AHEAD = (1, 2, 3, 4, 6, 8)
_LINE_EVERY = 8  # the line moves slowly: it is drawn anew after so many visits
_TIE_DIGITS = 9
_NEARLY = 0.9  # of what the best juror teaches; in simulated events no fewer of the ten best were found by it
_LEAST_VARIANCE = 1e-9  # nothing is known for certain: keeps divisions from failing


class Belief:
    """How unsure qualities and severities are together, as visits are added; no mark is needed for that.

    A visit says `quality - severity + noise`. Qualities and severities are normal with known spreads, so the covariance
    after any visits follows from who met whom. It counts what a mere number of visits leaves out: a juror whose
    severity is hardly known teaches little, and every further visit of theirs tells more about those before.

    Source: Gelman et al., Bayesian Data Analysis, 3rd ed., chapter 15 (normal model with known variances).
    """

    def __init__(self, met: Flags, noise: Floats, quality: float, severity: float) -> None:
        """Start from the visits that took place.

        Args:
            met: jurors by projects.
            noise: by juror, variance of an opinion, in points squared.
            quality: variance of qualities.
            severity: variance of severities.
        """
        jurors, self._projects = met.shape
        self._noise = np.maximum(noise, _LEAST_VARIANCE)
        weight = met / self._noise[:, None]
        precision = np.zeros((self._projects + jurors, self._projects + jurors))
        precision[: self._projects, self._projects :] = weight.T
        precision[self._projects :, : self._projects] = weight
        own = weight.sum(0) + 1 / max(quality, _LEAST_VARIANCE), weight.sum(1) + 1 / max(severity, _LEAST_VARIANCE)
        np.fill_diagonal(precision, np.concatenate(own))
        self._covariance = np.linalg.inv(precision)
        self._before = self.variances()

    def moves(self) -> Floats:
        """Return by project how far its score is expected to move through the visits added so far, in points."""
        moves: Floats = np.sqrt(np.maximum(self._before - self.variances(), 0))
        return moves

    def lessons(self, free: Flags) -> Floats:
        """Return by juror and project the variance that a visit takes away; 0 for pairs that are not free."""
        split = self._projects
        project, juror = self.variances(), np.diag(self._covariance)[split:, None]
        shared = self._covariance[split:, :split]
        taught = (project + shared) ** 2 / (project + 2 * shared + juror + self._noise[:, None])
        lessons: Floats = np.where(free, taught, 0)
        return lessons

    def add(self, juror: int, project: int) -> None:
        """Count a visit as made."""
        at = self._projects + juror
        told = self._covariance[:, project] + self._covariance[:, at]
        self._covariance -= np.outer(told, told / (told[project] + told[at] + self._noise[juror]))

    def variances(self) -> Floats:
        """Return by project how unsure its quality is, in points squared."""
        variances: Floats = np.diag(self._covariance)[: self._projects].copy()
        return variances


def send(plan: Plan, belief: Belief, distance: Floats, same_field: Flags, budget: int, near: Nearness) -> None:
    """Add up to `budget` visits to a plan of a later round, unless capacities and conflicts leave no room.

    Projects that nobody has seen come first. Then each visit is the pair of juror and project by which the ten best are
    expected to improve most, given those added before; see `worth.average_gains`. The line between in and out is the
    one to expect after the visits: scores spread as they become surer, so it rises. Equal worth goes to fewer visits,
    then to the earlier project. Of jurors who teach nearly as much as the best one goes who has the shortest way. Three
    quarters of the visits stay in the juror's field where they can. Everybody gets
    at least half and at most twice an even share of the visits, whole visits; the most is given up when visits are left
    over.

    `plan.wanted` is then what each project got, and one more for those that only an exchange can help.

    Source: Frazier, Powell and Dayanik (2009), "The knowledge-gradient policy for correlated normal beliefs", with the
    sum of the best ten in place of the best; Chen, He, Fu and Lee (2008), "Efficient simulation budget allocation for
    selecting an optimal subset", for the line.

    Args:
        plan: nothing planned yet.
        belief: what the earlier visits left open.
        distance: by project, score minus any common number, in points.
        same_field: jurors by projects, whether they share a field.
        budget: visits to add.
        near: how far projects are from what jurors see anyway.
    """
    courier = _Courier(plan, same_field, budget, near)
    waiting = np.zeros(len(distance), dtype=bool)
    for project in np.flatnonzero((plan.met.sum(0) == 0) & (plan.allowed[plan.capacity > 0].any(0)))[:budget]:
        taught = belief.lessons(courier.free())[:, project]
        if taught.any():
            courier.go(belief, courier.nearest(taught, int(project)), int(project))
        else:
            waiting[project] = True
    border, ahead = 0.0, _AHEAD if budget < _SMALL_WAVE * len(distance) else _AHEAD[:1]
    for turn in range(budget - plan.visits() - int(waiting.sum())):
        lessons = belief.lessons(courier.free())
        taught = lessons.max(0)
        if not taught.any():
            break
        moves = belief.moves()
        if turn % _LINE_EVERY == 0:
            border = line(distance, moves, TOP_PLACES)
        worth = average_gains(distance - border, moves, belief.variances(), taught, ahead)
        project = _best(worth, taught, plan)
        courier.go(belief, courier.nearest(lessons[:, project], project), project)
    plan.wanted = plan.counts() + waiting


def _best(worth: Floats, taught: Floats, plan: Plan) -> int:
    """Return the project where the next visit is worth most, of those that somebody can go to."""
    rounded = np.round(worth / max(worth.max(), _LEAST_VARIANCE), _TIE_DIGITS)
    key = np.lexsort((plan.counts() + plan.met.sum(0), -rounded, taught <= 0))
    return int(key[0])


class _Courier:
    """Who may still go: capacities, fair shares, fields and ways."""

    def __init__(self, plan: Plan, same_field: Flags, budget: int, near: Nearness) -> None:
        self.plan = plan
        self.near = near
        self.same = same_field
        self.budget = budget
        even = budget / max(int((plan.capacity > 0).sum()), 1)
        self.least = np.minimum(plan.capacity, int(_LEAST * even))
        self.most = np.minimum(plan.capacity, ceil(_MOST * even))
        self.crossed = 0

    def free(self) -> Flags:
        """Return the pairs that may meet next."""
        possible = self.plan.allowed & ~self.plan.has
        loads = self.plan.has.sum(1)
        free: Flags = possible & (loads < self.most)[:, None]
        if not free.any():
            free = possible & (loads < self.plan.capacity)[:, None]
        owed = np.where(possible.any(1), np.maximum(self.least - loads, 0), 0)
        if owed.sum() >= self.budget - self.plan.visits():
            free = _prefer(free, (owed > 0)[:, None])
        if self.crossed >= _CROSSING * (self.plan.visits() + 1):
            free = _prefer(free, self.same)
        return free

    def nearest(self, taught: Floats, project: int) -> int:
        """Return, of the jurors who teach nearly as much as the best, the nearest one; then who teaches most."""
        good = np.flatnonzero(taught >= _NEARLY * taught.max())
        ways = [self.near.cost(int(juror))[project] for juror in good]
        return int(good[np.lexsort((-taught[good], ways))[0]])

    def go(self, belief: Belief, juror: int, project: int) -> None:
        """Plan a visit."""
        self.near.go(juror, project)
        self.plan.add(juror, project)
        self.crossed += int(not self.same[juror, project])
        belief.add(juror, project)


def _prefer(free: Flags, wish: Flags) -> Flags:
    """Keep to a wish where anything is left of it."""
    kept: Flags = free & wish
    if not kept.any():
        return free
    return kept
