"""The tables of one zone as a row: who sits where, and exchanging places until no exchange helps. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from challenge.teams.seats import Group, Zone

# What a wish weighs against others; a step of distance between teams of one coach weighs one.
BEYOND, ACCESS, RIVAL = 100_000, 10_000, 1_000
ROUNDS = 8


@dataclass(slots=True)
class Row:
    """The tables of a zone.

    Fields:
        groups: all groups; those in this zone are named by position.
        coach_of: by position, who coaches them; groups without coach have a name of their own.
        at: table number -> position of who sits there.
    """

    zone: Zone
    groups: Sequence[Group]
    coach_of: Mapping[int, int]
    at: dict[int, int]
    table_of: dict[int, int] = field(init=False)
    _of_coach: dict[int, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        """Turn the row round, to look up either way."""
        self.table_of = {index: table for table, index in self.at.items()}
        self._of_coach = defaultdict(list)
        for index in self.table_of:
            self._of_coach[self.coach_of[index]].append(index)

    def tables(self) -> range:
        """Return every table that may be sat at; more than the zone has only when it is too full."""
        return range(1, max([self.zone.tables, *self.at]) + 1)

    def trouble(self, index: int) -> int:
        """Return what is wrong about one group's own table; 0 when all is well."""
        group, table = self.groups[index], self.table_of[index]
        found = BEYOND * (table > self.zone.tables)
        found += ACCESS * (group.needs_access and table not in self.zone.accessible)
        if group.rivals:
            sides = (self.at.get(table - 1), self.at.get(table + 1))
            found += RIVAL * sum(group.is_rival_of(self.groups[side]) for side in sides if side is not None)
        return found

    def gap(self, coach: int) -> int:
        """Return how many tables of others lie between a coach's teams."""
        tables = [self.table_of[index] for index in self._of_coach[coach]]
        return max(tables) - min(tables) + 1 - len(tables)

    def strain(self, concerned: Sequence[int]) -> int:
        """Return what is wrong about some groups and their coaches' other teams."""
        coaches = {self.coach_of[index] for index in concerned}
        return sum(map(self.trouble, concerned)) + sum(map(self.gap, coaches))

    def exchange(self, table: int, other: int) -> None:
        """Let whoever sits at two tables change places; either may be free."""
        one, two = self.at.pop(table, None), self.at.pop(other, None)
        for place, index in ((other, one), (table, two)):
            if index is not None:
                self.at[place] = index
                self.table_of[index] = place

    def gain(self, table: int, other: int) -> int:
        """Return by how much an exchange would ease the two who move; below zero makes it worse."""
        concerned = [index for index in (self.at.get(table), self.at.get(other)) if index is not None]
        before = self.strain(concerned)
        self.exchange(table, other)
        after = self.strain(concerned)
        self.exchange(table, other)
        return before - after


def settle(row: Row) -> None:
    """Exchange places until no single exchange helps anybody in trouble; the same row always ends the same way.

    A rival pair is counted by whoever moves, once before and once after, so every exchange eases the row as a whole and
    the search ends.
    """
    for _ in range(ROUNDS):
        moved = False
        for index in sorted(row.table_of):
            table = row.table_of[index]
            if not row.strain([index]):
                continue
            best = max(_offers(row, table), key=lambda offer: (offer[0], -offer[1]), default=(0, 0))
            if best[0] > 0:
                row.exchange(table, best[1])
                moved = True
        if not moved:
            return


def _offers(row: Row, table: int) -> Iterator[tuple[int, int]]:
    for other in row.tables():
        if other != table:
            yield row.gain(table, other), other
