"""What an impossible input comes to: the relaxations that would make it possible."""

from collections.abc import Sequence
from dataclasses import dataclass

from challenge.kernel.errors import ChallengeError

NOT_FOUND = "not_found"
"""The rule of a relaxation that says: no plan was found, and nothing proves that none exists."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A rule to loosen by `amount` (seats, seniors, holders, persons, constraints), and whom it concerns.

    `objects` are identifiers of students and problems, departments and skills; empty when the whole edition is meant.
    """

    rule: str
    amount: int
    objects: tuple[str, ...] = ()


class Impossible(ChallengeError):
    """No plan can keep every hard rule, or none was found in time (`is_only_late`).

    Args:
        relaxations: which rules to loosen so that a plan may exist; never empty.
    """

    status = 422

    def __init__(self, relaxations: Sequence[Relaxation]) -> None:
        super().__init__("teams.impossible", None, count=len(relaxations))
        self.relaxations = tuple(relaxations)

    @property
    def is_only_late(self) -> bool:
        """Whether no plan was found in time and nothing is known to be in its way."""
        return all(one.rule == NOT_FOUND for one in self.relaxations)
