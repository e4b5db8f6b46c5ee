"""Linking visits: projects can be compared only when a chain of shared jurors joins them."""

from __future__ import annotations

from itertools import islice, pairwise

import numpy as np

from challenge.judging.rules.plan import Flags, Ints, Plan

_MOST_TRIES = 2000  # an event that needs more has hardly any exchange to offer


def groups(plan: Plan) -> Ints:
    """Return by project the least project of the group that shared jurors join to it; unvisited ones are alone.

    Source: Tarjan (1975), "Efficiency of a good but not linear set union algorithm".
    """
    above = list(range(len(plan.wanted)))

    def least(project: int) -> int:
        while above[project] != project:
            above[project] = project = above[above[project]]
        return project

    jurors, projects = (part.tolist() for part in plan.has.nonzero())
    for edge, other in pairwise(range(len(jurors))):
        if jurors[edge] == jurors[other]:
            one, two = least(projects[edge]), least(projects[other])
            above[max(one, two)] = min(one, two)
    return np.array([least(project) for project in range(len(above))], dtype=np.int64)


def link_groups(plan: Plan) -> None:
    """Join separate groups by letting two jurors of different groups exchange a project; counts and loads stay.

    Exchanges that the rules forbid are skipped, so groups that cannot be joined stay apart.
    """
    visited = plan.counts() > 0
    while len(set((label := groups(plan))[visited].tolist())) > 1:
        if not _join_one(plan, label, visited):
            return


def _join_one(plan: Plan, label: Ints, visited: Flags) -> bool:
    """Try exchanges between the first group and the others; keep the first that lowers the number of groups."""
    edges = np.argwhere(plan.has)
    first = label[np.flatnonzero(visited)[0]]
    inside, outside = edges[label[edges[:, 1]] == first], edges[label[edges[:, 1]] != first]
    apart = len(set(label[visited].tolist()))
    pairs = ((*near, *far) for near in inside.tolist() for far in outside.tolist())
    possible = (pair for pair in pairs if plan.allowed[pair[0], pair[3]] and plan.allowed[pair[2], pair[1]])
    for juror, project, other, target in islice(possible, _MOST_TRIES):
        plan.exchange(juror, project, target)
        plan.exchange(other, target, project)
        if len(set(groups(plan)[visited].tolist())) < apart:
            return True
        plan.exchange(juror, target, project)
        plan.exchange(other, project, target)
    return False
