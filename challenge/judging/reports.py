"""What judging gives away as tables: every visit, raw and adjusted places, and who changed what."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.exchange.writing import Sheet
from challenge.judging.deliberation import BACK, PLACES, draft_lines, note_lines
from challenge.judging.models import (
    JURY,
    Criterion,
    DeskReason,
    Juror,
    JuryRoom,
    Mark,
    Round,
    Visit,
    VisitEdit,
    WithdrawnTeam,
)
from challenge.judging.opinions import Opinion, side_by_side
from challenge.judging.preparing import ROUNDS
from challenge.judging.publishing import known_labels
from challenge.judging.queries import reveal_of, rounds
from challenge.judging.rules.ranking import RankedProject
from challenge.judging.snapshots import from_json
from challenge.judging.standings import shown_standings
from challenge.judging.withdrawn import withdrawn_teams
from challenge.kernel.log import EventLog
from challenge.teams.models import Team

_VISIT = (
    "panel",
    "round",
    "juror",
    "juror_name",
    "domain",
    "team",
    "zone",
    "table",
    "place",
    "slot",
    "room",
    "state",
    "counts",
)
_SHEET = ("points", "comment", "reason", "scored_at", "version", "set_aside", "aside_reason")
_PLACES = ("round", "rank", "team", "points", "low", "high", "raw_mean", "sheets", "p_top10")
_ORDER = ("rank", "team", "name", "round", "points", "low", "high", "raw_mean", "sheets")
_AUDIT = ("number", "at", "recorded_at", "by", "what", "details", "chain")
_REASONS = ("what", "juror", "team", "reason", "said_by", "said_at")
_DELIBERATION = ("draft", "what", "team", "detail", "reason", "said_by", "said_at", "put_on", "taken_off")
_EDITS = (
    "round",
    "juror",
    "team",
    "version",
    "state",
    "marks",
    "points",
    "comment",
    "changed_by",
    "changed_at",
    "reason",
)


def visits_sheet(session: Session, edition_id: int) -> Sheet:
    """Return every visit of every round with its marks; a column `mark_<code>` per criterion. Four statements.

    `counts` is false for sheets that are set aside (`set_aside`, with the reason) and those of a juror who is, and of
    the jury about a team that is out: they are kept and shown, but do not count.
    """
    codes = _criteria(session, edition_id)
    marks: dict[int, dict[str, float]] = {}
    wanted = (
        select(Mark.visit_id, Criterion.code, Mark.value)
        .join(Criterion, Criterion.id == Mark.criterion_id)
        .join(Visit, Visit.id == Mark.visit_id)
        .where(Visit.edition_id == edition_id)
    )
    for visit_id, code, value in session.execute(wanted):
        marks.setdefault(visit_id, {})[code] = value
    rows = session.execute(
        select(Visit, Round.panel, Round.code, Juror, Team.code, Team.zone, Team.table_no, JuryRoom.name)
        .join(Round, Round.id == Visit.round_id)
        .join(Juror, Juror.id == Visit.juror_id)
        .join(Team, Team.id == Visit.team_id)
        .outerjoin(JuryRoom, JuryRoom.id == Visit.jury_room_id)
        .where(Visit.edition_id == edition_id)
        .order_by(Round.place, Juror.ref, Visit.place)
    )
    out = set(session.execute(withdrawn_teams(edition_id)).scalars())
    # A criterion may be called team or comment: under its bare code it would replace that column in JSON.
    columns = (f"mark_{code}" for code in codes)
    return Sheet("visits", (*_VISIT, *columns, *_SHEET), tuple(_visit(row, marks, codes, out) for row in rows))


def _visit(
    row: Any,  # noqa: ANN401 - a row
    marks: Mapping[int, Mapping[str, float]],
    codes: tuple[str, ...],
    out: set[int],
) -> tuple[object, ...]:
    visit, panel, turn, juror, team, zone, table, room = row
    own = marks.get(visit.id, {})
    counts = not (juror.set_aside or visit.set_aside) and not (panel == JURY and visit.team_id in out)
    return (
        *(panel, turn, juror.ref, juror.name, juror.domain, team, zone, table, visit.place, visit.slot, room or ""),
        *(visit.state, counts, *(own.get(code) for code in codes)),
        *(visit.total, visit.comment, visit.reason, visit.scored_at, visit.version),
        *(visit.set_aside, visit.aside_reason or ""),
    )


def _criteria(session: Session, edition_id: int) -> tuple[str, ...]:
    wanted = (
        select(Criterion.code, Criterion.place)
        .join(Round, Round.rubric_id == Criterion.rubric_id)
        .where(Round.edition_id == edition_id)
        .order_by(Round.place, Criterion.place)
    )
    return tuple(dict.fromkeys(row[0] for row in session.execute(wanted)))


def places_sheet(session: Session, edition_id: int) -> Sheet:
    """Return the places of every round, adjusted and raw: as frozen, else as the sheets stand now."""
    rows = []
    for turn in rounds(session, edition_id):
        for line in shown_standings(session, edition_id, turn).ranking.projects:
            rows.append((turn.code, line.rank, line.project, *_points(line), round(line.p_top10, 4)))
    return Sheet("places", _PLACES, tuple(rows))


def _points(line: RankedProject) -> tuple[object, ...]:
    """Return points, both ends of their interval, the raw mean and how many sheets count."""
    raw = None if line.raw_mean is None else round(line.raw_mean, 4)
    return (*(round(value, 4) for value in (line.score, line.low, line.high)), raw, line.visits)


def order_sheet(session: Session, edition_id: int) -> Sheet:
    """Return the order that the reveal shows, with the round that gave each place; no row before a round is frozen.

    Points are those of that round, so they may rise where two rounds meet. Two statements.
    """
    reveal = reveal_of(session, edition_id)
    if reveal is None or not reveal.ranking:
        return Sheet("final_order", _ORDER, ())
    found, names = from_json(reveal.ranking), known_labels(session, edition_id)
    # An order that was kept before there were more than two rounds does not say which of them gave a place.
    turns = found.placed_by or ("",) * len(found.ranking.projects)
    rows = [
        (line.rank, line.project, names.get(line.project, ""), turn, *_points(line))
        for line, turn in zip(found.ranking.projects, turns, strict=True)
    ]
    return Sheet("final_order", _ORDER, tuple(rows))


def opinions_sheet(session: Session, edition_id: int) -> Sheet:
    """Return what each panel says of each team in columns of its own, by code of team; nothing is added up. Five reads.

    Columns per round: `<round>_sheets`, `<round>_mean` (raw, in points of its rubric), `<round>_spread`.
    """
    found = side_by_side(session, edition_id)
    names = (f"{one.code.replace('-', '_')}_{what}" for one in found.columns for what in ("sheets", "mean", "spread"))
    rows = [
        (*(line.code, line.name), *(cell for one in line.opinions for cell in _cells(one)), line.votes)
        for line in found.lines
    ]
    return Sheet("side_by_side", ("team", "name", *names, "audience_votes"), tuple(rows))


def _cells(one: Opinion | None) -> tuple[object, ...]:
    if one is None:
        return (0, None, None)
    return (one.sheets, round(one.mean, 4), None if one.spread is None else round(one.spread, 4))


def edits_sheet(session: Session, edition_id: int) -> Sheet:
    """Return every sheet as it was before a change, with who changed it when and why; one statement."""
    wanted = (
        select(VisitEdit, Round.code, Juror.ref, Team.code, Account.name)
        .join(Visit, Visit.id == VisitEdit.visit_id)
        .join(Round, Round.id == Visit.round_id)
        .join(Juror, Juror.id == Visit.juror_id)
        .join(Team, Team.id == Visit.team_id)
        .outerjoin(Account, Account.id == VisitEdit.edited_by)
        .where(Visit.edition_id == edition_id)
        .order_by(VisitEdit.id)
    )
    rows = []
    for edit, turn, juror, team, name in session.execute(wanted):
        marks = ";".join(f"{code}={value:g}" for code, value in edit.marks.items())
        said = (edit.total, edit.comment, name or "", edit.edited_at, edit.reason)
        rows.append((turn, juror, team, edit.version, edit.state, marks, *said))
    return Sheet("changes", _EDITS, tuple(rows))


def reasons_sheet(session: Session, edition_id: int) -> Sheet:
    """Return why the desk took visits off and set jurors aside or back, in order, then why teams are out; two reads."""
    wanted = (
        select(DeskReason.what, Juror.ref, Team.code, DeskReason.reason, Account.name, DeskReason.said_at)
        .join(Juror, Juror.id == DeskReason.juror_id)
        .outerjoin(Team, Team.id == DeskReason.team_id)
        .outerjoin(Account, Account.id == DeskReason.said_by)
        .where(DeskReason.edition_id == edition_id)
        .order_by(DeskReason.id)
    )
    rows = ((*row[:2], row[2] or "", row[3], row[4] or "", row[5]) for row in session.execute(wanted))
    return Sheet("reasons", _REASONS, (*rows, *_reasons_of_teams(session, edition_id)))


def _reasons_of_teams(session: Session, edition_id: int) -> list[tuple[object, ...]]:
    wanted = (
        select(Team.code, WithdrawnTeam.reason, Account.name, WithdrawnTeam.withdrawn_at)
        .join(Team, Team.id == WithdrawnTeam.team_id)
        .outerjoin(Account, Account.id == WithdrawnTeam.withdrawn_by)
        .where(WithdrawnTeam.edition_id == edition_id)
        .order_by(WithdrawnTeam.id)
    )
    rows = session.execute(wanted)
    return [("team_withdrawn", "", code, reason, name or "", at) for code, reason, name, at in rows]


def deliberation_sheet(session: Session, edition_id: int) -> Sheet:
    """Return who decided what about the shortlist and why, in order, then what was said about teams; three statements.

    `what` is places, on, off, free, back or note; `detail` the number of places, or the draft that was gone back to;
    `put_on` and `taken_off` are all codes that people decided about from then on. With rounds between the first and the
    finals `round` is the one to which teams go, in whose order the drafts stand then.
    """
    rows: list[tuple[object, ...]] = []
    goes_to: list[str] = []
    drafts, notes = draft_lines(session, edition_id), note_lines(session, edition_id)
    for one in reversed(drafts):
        detail = {PLACES: one.places, BACK: one.from_version}.get(one.what)
        decided = (" ".join(one.put_on), " ".join(one.taken_off))
        rows.append((one.version, one.what, one.team, detail, one.reason, one.author, one.made_at, *decided))
        goes_to.append(one.goes_to)
    rows += [(None, "note", one.team, None, one.words, one.author, one.said_at, "", "") for one in notes]
    goes_to += [one.goes_to for one in notes]
    places = {turn.code: turn.place for turn in rounds(session, edition_id)}
    if len(places) <= len(ROUNDS):
        return Sheet("deliberation", _DELIBERATION, tuple(rows))
    told = sorted(((*row, code) for row, code in zip(rows, goes_to, strict=True)), key=lambda row: places[str(row[-1])])
    return Sheet("deliberation", (*_DELIBERATION, "round"), tuple(told))


def audit_sheet(session: Session, edition_id: int) -> Sheet:
    """Return every fact of judging in the order of the log, with its link of the chain; one statement.

    Facts hold ids and counts alone; what a sheet said before a change is in `edits_sheet`.
    """
    wanted = (
        select(EventLog, Account.name)
        .outerjoin(Account, Account.id == EventLog.actor_id)
        .where(EventLog.edition_id == edition_id, EventLog.name.like("judging.%"))
        .order_by(EventLog.seq)
    )
    rows = []
    for fact, name in session.execute(wanted):
        details = ";".join(f"{key}={value}" for key, value in fact.body.items())
        rows.append((fact.seq, fact.at, fact.recorded_at, name or "", fact.name, details, fact.chain))
    return Sheet("audit", _AUDIT, tuple(rows))


REPORTS: dict[str, Callable[[Session, int], Sheet]] = {
    "visits": visits_sheet,
    "places": places_sheet,
    "final_order": order_sheet,
    "side_by_side": opinions_sheet,
    "changes": edits_sheet,
    "reasons": reasons_sheet,
    "deliberation": deliberation_sheet,
    "audit": audit_sheet,
}
