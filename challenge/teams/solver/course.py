"""The order of the stages of a composition, and the share of the effort that each gets."""

from collections.abc import Callable

from challenge.teams.solver.board import Board
from challenge.teams.solver.fixing import price_of_fixing
from challenge.teams.solver.model import Effort
from challenge.teams.solver.narrowing import widening
from challenge.teams.solver.pair import side_by_side
from challenge.teams.solver.stages import Work

RELAX_PER_CELL = 60
"""What the relaxation costs, in proposals per pair of a unit and a problem (measured, rounded up)."""

MOST_CELLS = 1_500_000
"""Pairs of a unit and a problem up to which the relaxation is written down at all."""

BIGGEST_TEAM = 24
"""Size up to which cheapest teams are searched one by one."""

SMALL_TEAM = 8.0
"""Mean size up to which whole teams are made of shares; with larger ones too many people stay over."""

FIRST_LEAST = 2_000
"""Proposals per unit that the first search may use whatever the effort: a valid plan late is better than none."""

RISING, RISING_MOST, RATES_STEP = 400, 4_000, 700_000
"""Steps of the rates beside the first search, most steps beside the next, and proposals in the time of one."""

RISE, RISE_ON = (20.0, 2.0), (2.0, 0.15)
"""Temperatures of the rates beside the first search and beside the next."""

ROUND_LEAST = 200_000
"""Proposals of the shortest round of improvement."""


class Course:
    """The order of the stages and the share of the effort that each gets."""

    def __init__(self, work: Work) -> None:
        self.work, self.task, self.standing = work, work.task, work.standing
        self.proposals = self.task.effort.proposals
        self.fixing = self.proposals // 5

    def run(self) -> None:
        """Go through all stages, as far as the effort goes and until the best is proven."""
        work, cells = self.work, self.task.board.allowed.size
        least = FIRST_LEAST * len(self.task.board.units)
        if cells > MOST_CELLS and self.task.board.cost.any():
            self._large(least)
            return
        if not can_relax(self.task.board, self.task.effort):
            self._stage(1.0, lambda: work.first(max(self.proposals, least)))
            return
        price = max(cells * RELAX_PER_CELL, least)
        if self._stage(0.1, work.relax, lambda: work.first(price)) or work.shares is None:
            return
        work.lead()
        if self.proposals < 2 * price or int(self.task.figures.rules.high.max()) > BIGGEST_TEAM:
            self._stage(1.0, lambda: work.guided(self.proposals, 10))
            return
        self._prove(self.proposals - price)

    def _large(self, least: int) -> None:
        """Without a program: rates of its rows, then long searches guided by them while the rates rise further."""
        work = self.work
        if self._stage(0.3, lambda: work.raise_rates(RISING, RISE), lambda: work.first(least)):
            return
        work.aim()
        steps = min(RISING_MOST, self.proposals // RATES_STEP)
        self._stage(1.0, lambda: work.raise_rates(steps, RISE_ON), lambda: work.large(self.proposals - least))

    def _prove(self, proposals: int) -> None:
        """Prices and columns on one side, searches and programs on the other."""
        work, part = self.work, proposals // 10
        work.begin()
        has_small_teams = float(self.task.figures.rules.high.mean()) <= SMALL_TEAM
        price = self._price_of_narrowing(8 * part)
        if price:
            parts, most = 2, 2 * part + price
            steps = (lambda: work.bound(most), lambda: work.narrow(2 * part, 8 * part))
        else:
            parts = 3 if has_small_teams else 5
            steps = (lambda: work.bound(parts * part), lambda: work.guided(parts * part, 10))
        if self._stage(0.1 * parts, *steps) or self._decide(0.1 * parts, 90):
            return
        left = (10 - parts) * part - price
        if has_small_teams and left >= 5 * part:
            left -= 2 * part
            if self._stage(0.5, work.dive, lambda: work.guided(2 * part, 1000)):
                return
        self._improve(left, max(ROUND_LEAST, part))

    def _price_of_narrowing(self, most: int) -> int:
        """Return what programs over few places cost within so much work; 0 when nothing fits or all is decided."""
        shares = self.work.shares
        if shares is None or price_of_fixing(self.task) <= self.fixing:
            return 0
        return sum(choice.price for choice in widening(self.task, self.standing, shares.reduced, most))

    def _improve(self, proposals: int, part: int) -> None:
        """Improve in rounds for so much work."""
        left, rounds = proposals, 0
        while left > 0:
            rounds += 1
            count = min(left, part)
            left -= count + count // 4
            done_share = 1.0 - 0.5 * max(0, left) / proposals
            if self._round(100 * rounds, count, done_share) or self._decide(done_share, 100 * rounds + 90):
                return

    def _decide(self, done_share: float, seed: int) -> bool:
        """Decide the board if that costs little and the best plan is new; return whether to stop."""
        work, cost = self.work, self.standing.cost
        if self.standing.team_of is None or cost == work.undecided or price_of_fixing(self.task) > self.fixing:
            return False
        return self._stage(done_share, work.decide, lambda: work.polish(self.proposals // 20, seed))

    def _round(self, seed: int, count: int, done_share: float) -> bool:
        """Improve regions and search near the best plan, then exchange; return whether to stop."""
        work = self.work
        if seed > 100 or not work.crew:
            work.adopt()
        if self._stage(done_share, lambda: work.mend(count, seed), lambda: work.polish(count, seed)):
            return True
        seats = work.crew_seats()
        steps = (lambda: work.ascend(count), lambda: work.seat_crew(seats, count // 4, seed + 50))
        return self._stage(done_share, *steps)

    def _stage(self, done_share: float, *steps: Callable[[], None]) -> bool:
        """Take steps side by side; return whether to stop."""
        late = self.task.effort.out_of_time

        def glance() -> bool:
            self.task.on_progress(self.standing.progress())
            return late()

        in_time = side_by_side(list(steps), glance)
        self.standing.done_share = done_share
        self.task.on_progress(self.standing.progress())
        return not in_time or late() or self.standing.is_proven()


def can_relax(board: Board, effort: Effort) -> bool:
    """Say whether the relaxation fits into the effort and can tell anything.

    Without costs any place is as good as another.
    """
    cells = board.allowed.size
    return cells <= MOST_CELLS and 2 * cells * RELAX_PER_CELL <= effort.proposals and bool(board.cost.any())
