"""Reads of a deliberation: the drafts of the shortlist, what was said about teams, and the page it is held on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.judging.cuts import Cut
from challenge.judging.deliberation_models import DeliberationNote, ShortlistDraft
from challenge.judging.models import FINALS
from challenge.judging.rules.ranking import RankedProject
from challenge.judging.rules.shortlist import (
    USUAL_PLACES,
    Parted,
    clean_cuts,
    parted,
    place_spans,
    shortlist,
)
from challenge.judging.standings import shown_standings
from challenge.teams.models import Team

OFF, ON, FREE, PLACES, BACK = "off", "on", "free", "places", "back"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the last draft says; version 0 before there is one. `put_on` and `taken_off` are codes of teams."""

    version: int
    places: int
    put_on: frozenset[str]
    taken_off: frozenset[str]


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in the history: what was decided, about whom ("" for nobody), by whom and why.

    `goes_to` is the code of the round that takes the teams.
    """

    version: int
    what: str
    team: str
    places: int
    from_version: int | None
    reason: str
    author: str
    made_at: datetime
    put_on: tuple[str, ...]
    taken_off: tuple[str, ...]
    goes_to: str = FINALS


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A word about a team; `goes_to` as in `DraftLine`."""

    public_id: str
    team: str
    words: str
    author: str
    said_at: datetime
    goes_to: str = FINALS


@dataclass(frozen=True, slots=True)
class Candidate:
    """A team on the page.

    Fields:
        best, worst: places it may truly have; 0 far behind the cut, where nobody asks.
        is_on: whether it is on the shortlist now.
        by_hand: on or off when people decided it, "" when the ranking does.
        is_parted: whether the cut by the model parts it from a team that is alike.
        notes: how many words were said about it.
    """

    line: RankedProject
    best: int
    worst: int
    is_on: bool
    by_hand: str
    is_parted: bool
    notes: int


@dataclass(frozen=True, slots=True)
class Deliberation:
    """The page: teams by place, whom the cut parts, the numbers of places that part nobody, the history."""

    choice: Choice
    candidates: tuple[Candidate, ...]
    chosen: tuple[str, ...]
    parted: Parted | None
    clean: tuple[int, ...]
    drafts: tuple[DraftLine, ...]
    notes: tuple[NoteLine, ...]


SPANS, BEYOND = 40, 10
"""What each place may truly be is shown of so many first teams, and of some beyond a larger cut; as far from it
numbers of places that part nobody are looked for."""


def choice_of(session: Session, edition_id: int, goes_to: str = FINALS, usual: int = USUAL_PLACES) -> Choice:
    """Return what the last draft says of who goes to a round; without one, so many by the model. Two statements."""
    wanted = select(ShortlistDraft).where(ShortlistDraft.edition_id == edition_id, ShortlistDraft.goes_to == goes_to)
    row = session.execute(wanted.order_by(ShortlistDraft.version.desc()).limit(1)).scalar_one_or_none()
    if row is None:
        return Choice(0, usual, frozenset(), frozenset())
    codes = _codes(session, [*row.put_on, *row.taken_off])
    put_on, taken_off = (frozenset(codes[key] for key in keys if key in codes) for keys in (row.put_on, row.taken_off))
    return Choice(row.version, row.places, put_on, taken_off)


def _codes(session: Session, team_ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(select(Team.id, Team.code).where(Team.id.in_(team_ids)))
    return {row.id: row.code for row in rows}


def chosen_codes(lines: Sequence[RankedProject], choice: Choice) -> tuple[str, ...]:
    """Return the codes on the shortlist, by rank."""
    return shortlist(lines, choice.places, choice.put_on, choice.taken_off)


def choice_at(session: Session, cut: Cut) -> Choice:
    """Return what the last draft says about a cut. Two statements."""
    return choice_of(session, cut.target.edition_id, cut.target.code, cut.usual)


def deliberation(session: Session, cut: Cut) -> Deliberation:
    """Return all that a deliberation on a cut looks at; a dozen statements, whatever the data."""
    turn, goes_to = cut.source, cut.target.code
    lines = shown_standings(session, turn.edition_id, turn).ranking.projects
    choice = choice_at(session, cut)
    visited = [line for line in lines if line.visits]
    split = parted(visited, choice.places)
    spans = place_spans(lines, max(SPANS, choice.places + BEYOND))
    notes = [note for note in note_lines(session, turn.edition_id) if note.goes_to == goes_to]
    chosen = chosen_codes(lines, choice)
    candidates = (
        Candidate(
            line,
            *spans.get(line.project, (0, 0)),
            line.project in chosen,
            ON if line.project in choice.put_on else OFF if line.project in choice.taken_off else "",
            split is not None and line.project in split.projects,
            sum(note.team == line.project for note in notes),
        )
        for line in lines
    )
    drafts = [draft for draft in draft_lines(session, turn.edition_id) if draft.goes_to == goes_to]
    clean = _clean(visited, choice.places, cut)
    return Deliberation(choice, tuple(candidates), chosen, split, clean, tuple(drafts), tuple(notes))


def _clean(visited: Sequence[RankedProject], places: int, cut: Cut) -> tuple[int, ...]:
    """Return the numbers of places that part nobody: all for finals, else those near the one that was chosen."""
    if cut.is_last:
        return clean_cuts(visited[: 10 * cut.most])
    found = clean_cuts(visited, most=min(cut.most, places + BEYOND))
    return tuple(number for number in found if number >= places - BEYOND)


def draft_lines(session: Session, edition_id: int) -> list[DraftLine]:
    """Return the drafts of all cuts, the last one of each first; two statements."""
    wanted = (
        select(ShortlistDraft, Team.code, Account.name)
        .outerjoin(Team, Team.id == ShortlistDraft.team_id)
        .outerjoin(Account, Account.id == ShortlistDraft.made_by)
        .where(ShortlistDraft.edition_id == edition_id)
        .order_by(ShortlistDraft.version.desc(), ShortlistDraft.id.desc())
    )
    rows = session.execute(wanted).all()
    codes = _codes(session, sorted({key for row in rows for key in (*row[0].put_on, *row[0].taken_off)}))

    def named(keys: Sequence[int]) -> tuple[str, ...]:
        return tuple(sorted(codes[key] for key in keys if key in codes))

    return [
        DraftLine(
            *(row.version, row.what, team or "", row.places, row.from_version, row.reason, author or "", row.made_at),
            named(row.put_on),
            named(row.taken_off),
            row.goes_to,
        )
        for row, team, author in rows
    ]


def note_lines(session: Session, edition_id: int) -> list[NoteLine]:
    """Return what was said about teams, in order; one statement."""
    note = DeliberationNote
    wanted = (
        select(note.public_id, Team.code, note.words, Account.name, note.said_at, note.goes_to)
        .join(Team, Team.id == note.team_id)
        .outerjoin(Account, Account.id == note.said_by)
        .where(note.edition_id == edition_id)
        .order_by(note.id)
    )
    return [NoteLine(row[0], row[1], row[2], row[3] or "", row[4], row[5]) for row in session.execute(wanted)]


def note_by_public_id(session: Session, edition_id: int, public_id: str) -> DeliberationNote | None:
    """Return a word about a team of this edition."""
    own = (DeliberationNote.edition_id == edition_id, DeliberationNote.public_id == public_id)
    return session.execute(select(DeliberationNote).where(*own)).scalar_one_or_none()
