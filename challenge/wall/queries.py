"""Reads for screens: what their zones show, and nothing that is not public."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.announcements.queries import News, public_news
from challenge.gallery.milestones import due_codes, public_milestones
from challenge.gallery.queries import TeamCard, coverage, team_cards
from challenge.judging.publishing import Published, published
from challenge.mentoring.queries import Served, served
from challenge.schedule.queries import MilestoneLine, now_and_next
from challenge.schedule.rules import State
from challenge.teams.models import Team
from challenge.wall.rules import Phase, Screen, Shows, Wall, Zone


@dataclass(frozen=True, slots=True)
class Board:
    """What a screen shows now; what its zones do not ask for is empty.

    Fields:
        zones: in their order; without those that have nothing to show.
        share: of the open round's visits that are done, 0..1; None when no round is open. Never how anybody was marked.
        podium: the places as far as they are public; None before.
        teams: who stands in the spotlight, in turn.
        help: the help queue in numbers, and the tables where somebody is; never a word of what is asked.
    """

    screen: Screen
    zones: tuple[Zone, ...]
    under_way: Sequence[MilestoneLine] = ()
    ahead: Sequence[MilestoneLine] = ()
    news: Sequence[News] = ()
    cards: Sequence[TeamCard] = ()
    share: float | None = None
    podium: Published | None = None
    teams: Sequence[TeamCard] = ()
    help: Served | None = None


def board(session: Session, edition_id: int, found: Wall, screen: Screen, now: datetime) -> Board:
    """Return what a screen shows; one statement for the schedule, and at most two for each zone."""
    rows = public_milestones(session, edition_id)
    under_way, ahead = now_and_next(rows, now, ahead=4)
    zones = _asked(found.led_by({row.kind for row in under_way}), screen)
    read: dict[str, Any] = {}
    if Zone.REVEAL in zones or (found.phase is Phase.SCHEDULE and screen.shows is Shows.ZONES and _awarding(rows, now)):
        read["podium"] = published(session, edition_id)
    if found.phase is Phase.SCHEDULE and screen.shows is Shows.ZONES and read.get("podium"):
        zones = (Zone.REVEAL,)
    if Zone.PROGRESS in zones or (Zone.SPOTLIGHT in zones and screen.team):
        read["cards"] = team_cards(session, edition_id, due_codes(rows, now))
        by_code = {card.code: card for card in read["cards"]}
        read["teams"] = [by_code[code] for code in screen.teams if code in by_code]
    if Zone.COVERAGE in zones:
        counted = coverage(session, edition_id)
        read["share"] = counted.done / counted.total if counted and counted.total else None
    if Zone.HELP in zones:
        read["help"] = served(session, edition_id)
    if Zone.ANNOUNCEMENTS in zones:
        read["news"] = [News(*row) for row in session.execute(public_news(edition_id).limit(3))]
    shown = tuple(zone for zone in zones if _has_something(zone, read))
    return Board(screen, shown or (Zone.COUNTDOWN,), under_way, ahead, **read)


def _asked(found: Wall, screen: Screen) -> tuple[Zone, ...]:
    if screen.shows is Shows.TEAM:
        return (Zone.SPOTLIGHT,)
    return found.zones(screen) if screen.shows is Shows.ZONES else ()


def _has_something(zone: Zone, read: dict[str, Any]) -> bool:
    """Tell whether a zone has more to show than an empty place; the others take its room."""
    wanted = {Zone.PROGRESS: "cards", Zone.SPOTLIGHT: "teams", Zone.ANNOUNCEMENTS: "news"}.get(zone)
    if zone is Zone.HELP:
        return read["help"].waiting > 0 or bool(read["help"].tables)
    if zone is Zone.COVERAGE:
        return read.get("share") is not None
    return wanted is None or bool(read.get(wanted))


def _awarding(rows: Sequence[MilestoneLine], now: datetime) -> bool:
    return any(row.code == "awards" and row.moments().state(now) in (State.OPEN, State.OVER) for row in rows)


def latest_news(session: Session, edition_id: int) -> News | None:
    """Return the latest public announcement that holds; None for none."""
    row = session.execute(public_news(edition_id).limit(1)).one_or_none()
    return News(*row) if row else None


def public_codes(session: Session, edition_id: int) -> list[str]:
    """Return the teams that everybody may see, by code."""
    wanted = select(Team.code).where(Team.edition_id == edition_id, Team.published_at.is_not(None))
    return list(session.execute(wanted.order_by(Team.code)).scalars())
