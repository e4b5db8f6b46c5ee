"""Which juror visits which project: hard rules first, then even, mixed and linked visits, then where doubt remains."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from challenge.judging.rules.linking import link_groups
from challenge.judging.rules.nearness import Nearness
from challenge.judging.rules.pairing import Belief, send
from challenge.judging.rules.plan import Flags, Plan
from challenge.judging.rules.walking import Place
from challenge.judging.rules.worth import Outlook
from challenge.kernel.errors import Invalid

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_MORE_VISITS = 4.0  # cost of one visit that a project already has
_SHARED_PAIR = 3.0  # cost of one more juror whom two projects share
_WRONG_DOMAIN = 5.0  # by visit wanted: an own-domain visit outside its domain, or a bridge inside it
_BRIDGE_EVERY = 4  # one visit in four crosses domains: it links the domains' juries at no loss
_FARTHEST_WAY = 0.9  # cost of the longest walk; sums of the costs above differ by 1 or more: it decides between equals
_SETTLED = Outlook(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, order=True)
class Stand:
    """A project to be visited; `domain` is its field, "" when it has none, `place` where it stands, if known."""

    code: str
    domain: str = ""
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, order=True)
class Seat:
    """A juror; `capacity` is how many visits they can still make, 0 = absent."""

    code: str
    domain: str = ""
    capacity: int = 0


@dataclass(frozen=True, slots=True)
class Past:
    """What earlier rounds brought.

    Attributes:
        seen: pairs (juror, project) that brought a sheet; they are not sent again.
        doubt: by project, the share of visits it should get; see `top_doubt`. Not looked at when there are outlooks.
        outlooks: by project, how far it is from the line of the ten best, and how sure; see `pairing.send`.
        noise: by juror, of their opinions, in points; who has little of it is asked more often. Others count as middle.
        severity: standard deviation of jurors' severities, in points; 0 = they do not differ.
    """

    seen: Collection[tuple[str, str]]
    doubt: Mapping[str, float]
    outlooks: Mapping[str, Outlook] = field(default_factory=dict)
    noise: Mapping[str, float] = field(default_factory=dict)
    severity: float = 0.0


def top_doubt(p_top: float) -> float:
    """Return how open it is that a project is among the best: 0 when settled, 0.125 at even odds.

    The variance of the answer to the power 1.5, a focus a little sharper than the variance itself. Powers from 0.7 to
    1.5 found the true ten best about equally often in simulated events; the choice among them is a judgement.
    """
    return float((p_top * (1 - p_top)) ** 1.5)


def allocate(
    projects: Collection[Stand],
    jurors: Collection[Seat],
    conflicts: Collection[tuple[str, str]],
    budget: int,
    past: Past | None = None,
    seed: int = 1,
) -> list[tuple[str, str]]:
    """Plan at most `budget` visits; the same arguments, in any order, give the same plan.

    A first round gives every project the same number of visits, or one more, by jurors who otherwise share few
    projects; about a quarter of the visits crosses domains and all visits hang together where they can. Of choices that
    are equally good the one next to what the juror sees already is taken: walks are shorter at no loss. A later round
    first sends somebody to projects that nobody has seen, then spends visits where membership of the top ten is open,
    and what is left where visits are fewest. Conflicts and capacities are never broken: fewer visits are planned when
    they leave no room.

    Args:
        projects: each code once.
        jurors: each code once.
        conflicts: pairs (juror, project) that must not meet; unknown codes do no harm.
        budget: visits to plan, 0 or more.
        past: None for the first round.
        seed: another plan of the same quality; a later round that knows outlooks has one best plan and needs no chance.

    Returns:
        Pairs (juror, project): everybody's first visit, then everybody's second, and so on.

    Raises:
        Invalid: `judging.capacity_wrong` for a negative capacity, `judging.budget_wrong` for a negative budget.
    """
    stands, seats = sorted(projects), sorted(jurors)
    if budget < 0:
        raise Invalid("judging.budget_wrong", value=budget)
    for seat in seats:
        if seat.capacity < 0:
            raise Invalid("judging.capacity_wrong", juror=seat.code, value=seat.capacity)
    if not stands or not seats:
        return []
    random = np.random.Generator(np.random.PCG64(seed))
    plan = _empty_plan(stands, seats, conflicts, past)
    if past is not None and past.outlooks:
        _send(plan, stands, seats, budget, past)
    else:
        plan.wanted = _wanted(stands, plan, budget, past, random)
        plan.loads = _even_loads(plan, int(plan.wanted.sum()), random)
        _fill(plan, stands, seats, random)
    _complete(plan, budget, past is None)
    if past is None:
        link_groups(plan)
    return [(seats[juror].code, stands[project].code) for juror, project in plan.in_order()]


def _empty_plan(
    stands: Sequence[Stand], seats: Sequence[Seat], conflicts: Collection[tuple[str, str]], past: Past | None
) -> Plan:
    """Mark who may visit whom, and count who has met whom before."""
    juror_at = {seat.code: index for index, seat in enumerate(seats)}
    project_at = {stand.code: index for index, stand in enumerate(stands)}
    shape = (len(seats), len(stands))
    allowed, met = np.ones(shape, dtype=bool), np.zeros(shape, dtype=bool)
    seen = past.seen if past else ()
    for juror, project in {*conflicts, *seen}:
        if juror in juror_at and project in project_at:
            allowed[juror_at[juror], project_at[project]] = False
    for juror, project in seen:
        if juror in juror_at and project in project_at:
            met[juror_at[juror], project_at[project]] = True
    return Plan(allowed, np.array([seat.capacity for seat in seats]), met)


def _wanted(stands: Sequence[Stand], plan: Plan, budget: int, past: Past | None, random: np.random.Generator) -> Ints:
    """Say how many visits each project should get in this round, within reach of those who may come."""
    budget = min(budget, int(plan.capacity.sum()))
    reach = plan.allowed[plan.capacity > 0].sum(0)
    wanted, met = np.zeros(len(stands), dtype=np.int64), plan.met.sum(0)
    if past is None:
        return _shares(wanted, np.ones(len(stands)), budget, reach, random.permutation(len(stands)))
    wanted[(met == 0) & (reach > 0)] = 1
    while wanted.sum() > budget:  # not even one visit for each: the last ones wait
        wanted[np.flatnonzero(wanted)[-1]] = 0
    order = np.arange(len(stands))
    claim = np.array([past.doubt.get(stand.code, 0.0) for stand in stands])
    if not claim.any():
        # Nothing is open any more, or everybody is among the best: who has been seen least comes next.
        more: Ints = _shares(wanted + met, np.ones(len(stands)), budget + int(met.sum()), reach + met, order) - met
        return more
    return _shares(wanted, claim, budget, reach, order)


def _shares(wanted: Ints, claim: Floats, budget: int, reach: Ints, order: Ints) -> Ints:
    """Hand out visits one by one until `budget` is reached: each project gets its proportional share, whole visits."""
    wanted, tie = wanted.copy(), np.empty(len(wanted))
    tie[order] = np.arange(len(wanted))
    for _ in range(budget - int(wanted.sum())):
        quotient = np.where(wanted < reach, claim / (wanted + 1), -1.0)
        best = np.lexsort((tie, -quotient))[0]
        if quotient[best] < 0:
            break
        wanted[best] += 1
    return wanted


def _send(plan: Plan, stands: Sequence[Stand], seats: Sequence[Seat], budget: int, past: Past) -> None:
    """Plan a later round pair by pair, from what is known about projects and jurors."""
    known = list(past.outlooks.values())
    distance = np.array([past.outlooks.get(stand.code, _SETTLED).distance for stand in stands])
    quality = float(np.var([one.distance for one in known]) + np.mean([one.deviation**2 for one in known]))
    middle = float(np.median(list(past.noise.values()))) if past.noise else float(np.median([o.noise for o in known]))
    noise = np.array([past.noise.get(seat.code, middle) for seat in seats])
    belief = Belief(plan.met, noise**2, quality, past.severity**2)
    near = Nearness([stand.place for stand in stands], plan.met)
    send(plan, belief, distance, _same_field(stands, seats), budget, near)


def _same_field(stands: Sequence[Stand], seats: Sequence[Seat]) -> Flags:
    """Return jurors by projects, whether they share a field."""
    return np.array([[stand.domain == seat.domain for stand in stands] for seat in seats])


def _even_loads(plan: Plan, visits: int, random: np.random.Generator) -> Ints:
    """Share visits among jurors as evenly as capacities allow."""
    loads = np.zeros(len(plan.capacity), dtype=np.int64)
    room = np.minimum(plan.capacity, plan.allowed.sum(1))
    return _shares(loads, np.ones(len(loads)), min(visits, int(room.sum())), room, random.permutation(len(loads)))


def _fill(plan: Plan, stands: Sequence[Stand], seats: Sequence[Seat], random: np.random.Generator) -> None:
    """Let jurors choose in turns the project that needs them most and shares fewest jurors with what they saw."""
    fields = sorted({stand.domain for stand in stands} | {seat.domain for seat in seats})
    field = {name: index for index, name in enumerate(fields)}
    project_field = np.array([field[stand.domain] for stand in stands])
    juror_field = np.array([field[seat.domain] for seat in seats])
    wrong_cost = _WRONG_DOMAIN * int(plan.wanted.max())
    phase = random.integers(_BRIDGE_EVERY, size=len(seats))
    near = Nearness([stand.place for stand in stands], plan.met)
    for turn in range(int(plan.loads.max(initial=0))):
        for juror in random.permutation(len(seats)):
            if turn >= plan.loads[juror]:
                continue
            bridge = (turn + phase[juror]) % _BRIDGE_EVERY == 0
            wrong = (project_field == juror_field[juror]) == bridge
            cost = plan.shared(juror) * _SHARED_PAIR + wrong * wrong_cost + 0.001 * random.random(len(stands))
            cost += _FARTHEST_WAY * near.cost(juror) - _MORE_VISITS * plan.open()
            cost[~plan.free(juror)] = np.inf
            best = int(np.argmin(cost))
            if np.isfinite(cost[best]):
                plan.add(juror, best)
                near.go(juror, best)


def _complete(plan: Plan, budget: int, even: bool) -> None:
    """Give the visits that choosing in turns left over, moving others aside; then raise loads, then wishes."""
    plan.satisfy()
    plan.loads = plan.capacity
    plan.satisfy()
    missing = min(budget, int(plan.capacity.sum())) - int(plan.counts().sum())
    blocked = np.zeros(plan.wanted.shape, dtype=bool)
    while missing > 0 and not blocked.all():
        # Whoever has least comes next: with equal claims this keeps the difference at one.
        key = plan.counts() if even else plan.counts() - plan.wanted
        project = int(np.argmin(np.where(blocked, np.iinfo(np.int64).max, key)))
        if plan.augment(project):
            missing -= 1
        else:
            blocked[project] = True
