"""Is it impossible, or was it only not found? Asked when a search has ended without a plan.

The linear relaxation of a composition may do without something because keeping it would cost much; that is no proof.
Here nothing costs but what is missing: a bound above zero then holds for every plan.
"""

from dataclasses import replace

import numpy as np

from challenge.teams.solver.board import Board, board_of
from challenge.teams.solver.exact import exact_reasons, is_small
from challenge.teams.solver.impossible import NOT_FOUND, Impossible, Relaxation
from challenge.teams.solver.linear import relax
from challenge.teams.solver.model import Instance, Weights
from challenge.teams.solver.reasons import reasons_of

MOST_CELLS = 1_500_000
"""Pairs of a unit and a problem up to which the relaxation is written down."""

SECONDS = 5.0
"""Time for the integer program of a small board."""


def confirmed(instance: Instance, claim: Impossible) -> Impossible:
    """Return what can be proven of a claim that there is no plan: relaxations that are needed, or `not_found`."""
    board = board_of(instance)
    if reasons_of(board):
        return claim
    found = exact_reasons(board, SECONDS) if is_small(board) else ()
    return Impossible(found or needed(board) or (Relaxation(NOT_FOUND, 1),))


def needed(board: Board) -> tuple[Relaxation, ...]:
    """Return what every plan has to do without; empty where the relaxation proves nothing."""
    if board.allowed.size > MOST_CELLS:
        return ()
    free = replace(
        board,
        instance=replace(board.instance, weights=Weights((0,), 0, 0, 0, 0, 0)),
        cost=np.zeros_like(board.cost),
        unmatched_wanted=(0,) * len(board.unmatched_wanted),
    )
    _, shares = relax(free, 1)
    return shares.lacking if shares.bound > 0 else ()
