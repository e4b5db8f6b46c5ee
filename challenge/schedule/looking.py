"""The part of a schedule that a page shows: what its address asks for, and what there is to ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from flask import request

from challenge.schedule.filtering import Choices, Wanted, choices
from challenge.schedule.hall import hall_zones, zone_label
from challenge.schedule.queries import MilestoneLine
from challenge.web.context import here


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked at.

    Fields:
        wanted: what the address asks for.
        rows: the milestones that are shown, in their order.
        choices: what there is to ask for, whatever is asked for now.
        zones: how the zones of the choices read, by code.
    """

    wanted: Wanted
    rows: Sequence[MilestoneLine]
    choices: Choices
    zones: Mapping[str, str]


def looked_at(rows: Sequence[MilestoneLine]) -> Looked:
    """Return what the address of this request asks for of some milestones."""
    wanted = Wanted(**{one.name: request.args.get(one.name, "")[:40] for one in fields(Wanted)})
    offered = choices(rows)
    return Looked(wanted, [row for row in rows if wanted.takes(row)], offered, zone_labels(rows))


def zone_labels(rows: Sequence[MilestoneLine]) -> dict[str, str]:
    """Return how the zones of some milestones read, by code, in the reader's language."""
    at = here()
    codes = {row.hall_zone for row in rows if row.hall_zone}
    names = hall_zones(at.session, at.in_edition().id) if codes else {}
    return {code: zone_label(names, code, at.locale) for code in codes}
