"""New tables for teams whose own went away, while everybody else stays: pure."""

from collections.abc import Mapping, Sequence

from challenge.teams.seats import Group, Place, Zone


def rehoused(
    groups: Sequence[Group], places: Sequence[Place | None], coach_ids: Sequence[int | None], hall: Sequence[Zone]
) -> Mapping[int, Place]:
    """Return tables for the groups that have none, by position, each the best that is still free.

    Best is: remote or not as the group is, accessible where needed (and left free where not), no rival beside it, none
    in the zone, a table near the coach's other teams. Ties: the zone named first, the lowest number.

    Args:
        groups: everybody.
        places: where they sit; None for those who look for a table.
        coach_ids: the coach of each, who stays.
        hall: with a table for each.
    """
    sitting = {index: place for index, place in enumerate(places) if place is not None}
    found: dict[int, Place] = {}
    waiting = [index for index, place in enumerate(places) if place is None]
    for index in sorted(waiting, key=lambda one: (not groups[one].needs_access, one)):
        taken = {(place.zone, place.table_no) for place in sitting.values()}
        free = [
            (zone, number) for zone in hall for number in range(1, zone.tables + 1) if (zone.code, number) not in taken
        ]
        mates = [place for other, place in sitting.items() if coach_ids[index] and coach_ids[other] == coach_ids[index]]
        rivals = [place for other, place in sitting.items() if groups[index].is_rival_of(groups[other])]
        zone, number = min(free, key=lambda one: _unfit(groups[index], one[0], one[1], mates, rivals))
        found[index] = sitting[index] = Place(zone.code, number, coach_ids[index])
    return found


def _unfit(
    group: Group, zone: Zone, number: int, mates: Sequence[Place], rivals: Sequence[Place]
) -> tuple[bool, bool, bool, int, int, bool]:
    near = [abs(place.table_no - number) for place in mates if place.zone == zone.code]
    beside = any(place.zone == zone.code and abs(place.table_no - number) == 1 for place in rivals)
    return (
        zone.is_remote != group.is_remote,
        group.needs_access and number not in zone.accessible,
        beside,
        sum(place.zone == zone.code for place in rivals),
        min(near, default=1000 if mates else 0),
        not group.needs_access and number in zone.accessible,
    )
