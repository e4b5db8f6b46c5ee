"""Seating teams in the hall: coaches first, then zones, then tables. Pure; the same input is seated the same way."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from challenge.teams.rows import Row, settle
from challenge.teams.seats import HALL, Coach, Group, Place, Zone


def seated(groups: Sequence[Group], coaches: Sequence[Coach], hall: Sequence[Zone] = HALL) -> list[Place]:
    """Return a place for each group, in the same order; every group gets a table of its own.

    Who gives way to whom: a table of the hall; remote teams in remote zones and the others elsewhere; accessible tables
    for those who need one; rivals in different zones, and never side by side; a coach's teams together; the coach's own
    zone; zones equally full. What could not be kept is told by `seats.unmet`. When the hall is too small the last
    teams get numbers above a zone's tables.

    Args:
        groups: in an order that tells nothing of their problems. Zones and tables follow it, as far as no wish says
            otherwise, and everybody sees them.
        coaches: who takes teams; a team shares a language with its coach before anything else, then capacity counts,
            then rivals, then an equal load. Ties: the coach named first.
        hall: at least one zone.
    """
    coached = _coached(groups, coaches, hall)
    rooms = _rooms(groups, coached, hall)
    places: dict[int, Place] = {}
    for room in rooms:
        row = _row(room, groups, coached)
        settle(row)
        for table_no, index in row.at.items():
            coach = coached[index]
            places[index] = Place(room.zone.code, table_no, coach.account_id if coach else None)
    return [places[index] for index in range(len(groups))]


def _coached(groups: Sequence[Group], coaches: Sequence[Coach], hall: Sequence[Zone]) -> list[Coach | None]:
    """Return each group's coach; groups whom few coaches understand choose first."""
    if not coaches:
        return [None] * len(groups)
    fair = -(-len(groups) // len(coaches))
    afar = {zone.code for zone in hall if zone.is_remote}
    taken: Counter[int] = Counter()
    held: dict[int, list[Group]] = defaultdict(list)
    seats = {
        language: sum(coach.capacity or fair for coach in coaches if coach.speaks(language))
        for language in {group.language for group in groups}
    }

    def unfit(coach: Coach, group: Group) -> tuple[bool, int, int, bool, bool, int, int]:
        mine, load = held[coach.account_id], taken[coach.account_id]
        return (
            not coach.speaks(group.language),
            max(0, load + 1 - (coach.capacity or fair)),
            sum(group.is_rival_of(other) for other in mine),
            any(other.is_remote != group.is_remote for other in mine),
            (coach.zone in afar) != group.is_remote,
            load,
            len(coach.languages),
        )

    found: list[Coach | None] = [None] * len(groups)
    for index in sorted(range(len(groups)), key=lambda one: (seats[groups[one].language], not groups[one].is_remote)):
        group = groups[index]
        coach = min(coaches, key=lambda one: unfit(one, group))
        held[coach.account_id].append(group)
        taken[coach.account_id] += 1
        found[index] = coach
    return found


@dataclass(slots=True)
class _Room:
    """A zone while it fills: who is in it so far, and by conflict group the organisation it is kept for."""

    zone: Zone
    kept_for: dict[str, int] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    bundles: list[list[int]] = field(default_factory=list)

    def unfit(self, wanted: Sequence[Group], coach: Coach | None) -> tuple[int, int, int, int, int, bool, float]:
        """Return how badly a coach's teams fit in here; lowest is best."""
        zone, size = self.zone, len(self.groups) + len(wanted)
        reached = len(zone.accessible) - sum(group.needs_access for group in self.groups)
        return (
            max(0, size - zone.tables),
            sum(group.is_remote != zone.is_remote for group in wanted),
            max(0, sum(group.needs_access for group in wanted) - max(0, reached)),
            sum(group.is_rival_of(other) for group in wanted for other in self.groups if group.rivals),
            sum(self.kept_for.get(group.rivals, group.organisation) != group.organisation for group in wanted),
            coach is not None and coach.zone != zone.code,
            size / max(1, zone.tables),
        )


def _rooms(groups: Sequence[Group], coached: Sequence[Coach | None], hall: Sequence[Zone]) -> list[_Room]:
    """Return who sits in which zone. Coaches' teams that fit into no zone together are taken apart."""
    bundles: dict[tuple[int, bool], list[int]] = defaultdict(list)
    for index, group in enumerate(groups):
        coach = coached[index]
        bundles[coach.account_id if coach else -1 - index, group.is_remote].append(index)
    rooms = [_Room(zone) for zone in hall]
    _keep(rooms, groups)
    for bundle in sorted(bundles.values(), key=lambda one: _haste(one, groups)):
        _enter(rooms, bundle, groups, coached)
    return rooms


def _keep(rooms: Sequence[_Room], groups: Sequence[Group]) -> None:
    """Keep zones for each of several rivals, in the measure of their teams, while all zones are still free.

    Without it the teams of the first would spread over all zones, and leave none to the second.
    """
    teams: dict[str, Counter[int]] = defaultdict(Counter)
    for group in groups:
        if group.rivals and not group.is_remote:
            teams[group.rivals][group.organisation] += 1
    for rivals, counts in teams.items():
        zones: Counter[int] = Counter()
        for room in rooms if len(counts) > 1 else ():
            if room.zone.is_remote:
                continue
            # Everybody one zone, then whoever has most teams to a zone.
            owner = max(counts, key=lambda one: (not zones[one], counts[one] / (zones[one] + 1)))
            room.kept_for[rivals] = owner
            zones[owner] += 1


def _haste(bundle: Sequence[int], groups: Sequence[Group]) -> tuple[bool, bool, int, int]:
    """Return the order in which zones are chosen: those with the fewest choices first."""
    needs = any(groups[index].needs_access for index in bundle)
    return not needs, not any(groups[index].rivals for index in bundle), -len(bundle), bundle[0]


def _enter(rooms: Sequence[_Room], bundle: list[int], groups: Sequence[Group], coached: Sequence[Coach | None]) -> None:
    wanted, coach = [groups[index] for index in bundle], coached[bundle[0]]
    best = min(rooms, key=lambda room: room.unfit(wanted, coach))
    if len(bundle) > 1 and best.unfit(wanted, coach)[0]:
        for index in bundle:
            _enter(rooms, [index], groups, coached)
        return
    best.groups += wanted
    best.bundles.append(bundle)


def _row(room: _Room, groups: Sequence[Group], coached: Sequence[Coach | None]) -> Row:
    """Return a zone's tables filled in the order of the groups, a coach's teams side by side.

    The order in which zones were chosen must not show: rivals chose before others, so their tables would come first.
    """
    own: dict[int, list[int]] = defaultdict(list)
    for bundle in room.bundles:
        coach = coached[bundle[0]]
        own[coach.account_id if coach else -1 - bundle[0]] += bundle
    inside = sorted((sorted(bundle) for bundle in own.values()), key=lambda bundle: bundle[0])
    order = [index for bundle in inside for index in bundle]
    of_coach: Mapping[int, int] = {index: key for key, bundle in own.items() for index in bundle}
    return Row(room.zone, groups, of_coach, dict(enumerate(order, start=1)))
