"""What a team's page shows alike to everybody who may read it: drawn once for all of them."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from challenge.kernel.files import media_types
from challenge.kernel.kept import kept
from challenge.schedule.queries import MilestoneLine, instants, lines, now_and_next
from challenge.submissions import rules
from challenge.submissions.queries import Asked, asked_of
from challenge.submissions.rules import Window
from challenge.teams.queries import TeamFace
from challenge.web.context import Here
from challenge.web.render import drawn


@dataclass(frozen=True, slots=True)
class OpenOne:
    """A deliverable that can be handed in now, with the fields of its form."""

    code: str
    title: str
    fields: Markup


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands on a team's page beside what concerns one reader.

    Fields:
        first: what the team does next.
        beside: where the days stand, who is in it, what else there is for its members.
        deliverables: everything that is asked, each with its deadline and receipts.
        open_ones: in the order in which they are asked.
    """

    first: Markup
    beside: Markup
    deliverables: Markup
    open_ones: tuple[OpenOne, ...]


def shown_of(at: Here, face: TeamFace, *, has_more: bool) -> Shown:
    """Return what a team's page shows now in the reader's language and zone.

    It is drawn once as long as nobody commits and no moment of the schedule passes.

    Args:
        at: the request.
        face: of the team.
        has_more: with the pages that are for the team's members alone.
    """
    team, rows = face.team, lines(at.session, face.team.edition_id)
    asked = asked_of(at.session, team.edition_id, team.id)
    changes = kept(at.session, ("submissions.changes", team.edition_id), lambda: instants(rows))
    passed = bisect_right(changes, at.now)
    extended = tuple(one.deadline.extended is not None and at.now >= one.deadline.extended for one in asked)
    key = ("submissions.shown", team.id, has_more, at.locale, at.time_zone, passed, extended)
    return kept(at.session, key, lambda: _shown(at, face, asked, rows, passed, has_more=has_more))


def _shown(
    at: Here, face: TeamFace, asked: Sequence[Asked], rows: Sequence[MilestoneLine], passed: int, *, has_more: bool
) -> Shown:
    edition = at.in_edition()
    key = ("submissions.now_and_next", edition.id, passed)
    under_way, ahead = kept(at.session, key, lambda: now_and_next(rows, at.now))
    due = next((one for one in asked if not one.versions and one.state(at.now) in ("open", "late")), None)
    beside = drawn(
        "submissions/_beside.html",
        slug=edition.slug,
        code=face.team.code,
        under_way=tuple(under_way[:3]),
        ahead=tuple(ahead),
        members=face.members,
        has_more=has_more,
    )
    asks = has_more and _asks_outcome(rows, at.now)
    record_at = f"/e/{edition.slug}/teams/{face.team.code}/outcome" if asks else ""
    return Shown(
        drawn("submissions/_first.html", asked=due, ahead=ahead[0] if ahead else None, record_at=record_at),
        beside,
        deliverables_of(at, asked),
        tuple(_open_one(at, one) for one in asked if one.deadline.window(at.now) in (Window.OPEN, Window.GRACE)),
    )


def _asks_outcome(rows: Sequence[MilestoneLine], now: datetime) -> bool:
    """True once the last survey of the schedule has opened: it asks every team for its outcome record."""
    opens = [row.starts_at for row in rows if row.kind == "survey"]
    return bool(opens) and max(opens) <= now


def deliverables_of(at: Here, asked: Sequence[Asked]) -> Markup:
    """Return how every deliverable stands with a team."""
    stands = tuple((one, one.state(at.now)) for one in asked)
    return drawn("submissions/_deliverables.html", slug=at.in_edition().slug, asked=stands)


def _open_one(at: Here, one: Asked) -> OpenOne:
    kinds = ",".join(media_types())
    fields = drawn("submissions/_hand_in.html", code=one.code, kinds=kinds, most_bytes=rules.MOST_BYTES)
    return OpenOne(one.code, one.title(at.locale), fields)
