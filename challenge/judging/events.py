"""Facts about judging: ids and counts, never a mark, a rank or a name."""

from dataclasses import dataclass
from typing import Any, ClassVar

from challenge.kernel.events import Event, fact


def _without_reason(body: dict[str, Any], version: int) -> dict[str, Any]:
    return {key: value for key, value in body.items() if version > 1 or key != "reason"}


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class RubricChanged(Event):
    """A rubric reads otherwise; `rubric_version` counts its changes, `criteria` how many lines it has now."""

    name: ClassVar[str] = "judging.rubric_changed"
    rubric_id: int
    rubric_version: int
    criteria: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class RoundPlanned(Event):
    """A round has a plan of visits; `visits` is how many wait in it now."""

    name: ClassVar[str] = "judging.round_planned"
    round_id: int
    visits: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PanelAsked(Event):
    """The school or partners are asked for these sheets; `juror_ids` says of whom, one per sheet."""

    name: ClassVar[str] = "judging.panel_asked"
    round_id: int
    visit_ids: list[int]
    juror_ids: list[int]


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class RoundOpened(Event):
    """Jurors may mark from now on."""

    name: ClassVar[str] = "judging.round_opened"
    round_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class RoundFrozen(Event):
    """No juror marks any more, and the ranking is taken; also stored when an organiser has it taken again."""

    name: ClassVar[str] = "judging.round_frozen"
    round_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class VisitScored(Event):
    """A visit has a complete sheet; `visit_version` above 2 means that an earlier one was changed."""

    name: ClassVar[str] = "judging.visit_scored"
    visit_id: int
    round_id: int
    visit_version: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class VisitSkipped(Event):
    """A juror passed a visit over; it can still be made."""

    name: ClassVar[str] = "judging.visit_skipped"
    visit_id: int
    round_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class VisitReopened(Event):
    """What was said about a visit is taken back; it is to be made again."""

    name: ClassVar[str] = "judging.visit_reopened"
    visit_id: int
    round_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class SheetSetAside(Event):
    """The desk does not count a sheet any more, which is kept; why is in the table alone."""

    name: ClassVar[str] = "judging.sheet_set_aside"
    visit_id: int
    round_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class SheetPutBack(Event):
    """A sheet that was set aside counts again; why is in `models.DeskReason`."""

    name: ClassVar[str] = "judging.sheet_put_back"
    visit_id: int
    round_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class VisitMoved(Event):
    """The desk gave a visit another slot or juror; why is said in the visit alone."""

    name: ClassVar[str] = "judging.visit_moved"
    visit_id: int
    round_id: int
    from_juror_id: int
    juror_id: int
    slot: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class VisitWithdrawn(Event):
    """The desk took a visit off the plan; why is in `models.DeskReason`, the first version said it here."""

    name: ClassVar[str] = "judging.visit_withdrawn"
    version: ClassVar[int] = 2
    visit_id: int
    round_id: int
    juror_id: int
    team_id: int

    @classmethod
    def upcast(cls, body: dict[str, Any], version: int) -> dict[str, Any]:
        """Return the body without the reason that the first version carried."""
        return _without_reason(body, version)


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class SittingMoved(Event):
    """A team comes to a room in another slot, or to another room; each visit that moved has a fact of its own."""

    name: ClassVar[str] = "judging.sitting_moved"
    round_id: int
    team_id: int
    from_room_id: int
    room_id: int
    slot: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class JuryRoomChanged(Event):
    """A room of the jury is new, has another name or is gone; `change` says which."""

    name: ClassVar[str] = "judging.jury_room_changed"
    room_id: int
    change: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class JurorSeated(Event):
    """A juror sits in a room from now on; None = in none."""

    name: ClassVar[str] = "judging.juror_seated"
    juror_id: int
    room_id: int | None


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class JurorsSpread(Event):
    """The jurors who are here were spread over so many rooms; whoever is not keeps the seat that they had."""

    name: ClassVar[str] = "judging.jurors_spread"
    rooms: int
    jurors: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class RoundModeSet(Event):
    """Jurors go to the tables in a round, or teams come to rooms; `cleared` visits of the other kind are off."""

    name: ClassVar[str] = "judging.round_mode_set"
    round_id: int
    mode: str
    cleared: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PatienceSet(Event):
    """Organisers set after how many minutes a juror is called silent, or late."""

    name: ClassVar[str] = "judging.patience_set"
    silent_min: int
    late_min: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class RoundPaced(Event):
    """A slot of a round takes so many minutes; None = it has no clock."""

    name: ClassVar[str] = "judging.round_paced"
    round_id: int
    slot_min: int | None


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ConflictDeclared(Event):
    """A juror must not judge a team; the visit is off."""

    name: ClassVar[str] = "judging.conflict_declared"
    visit_id: int
    round_id: int
    juror_id: int
    team_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ConflictNoted(Event):
    """The desk says that a juror must not judge a team; a visit that this took away has a fact of its own."""

    name: ClassVar[str] = "judging.conflict_noted"
    juror_id: int
    team_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ConflictLifted(Event):
    """The desk takes back that a juror must not judge a team; why, as for the other one, is in `models.DeskReason`."""

    name: ClassVar[str] = "judging.conflict_lifted"
    juror_id: int
    team_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class JurorJoined(Event):
    """Somebody is a juror of this edition."""

    name: ClassVar[str] = "judging.juror_joined"
    juror_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class JurorChanged(Event):
    """A juror's entry is another one now; `fields` says what changed, `models.DeskReason` why."""

    name: ClassVar[str] = "judging.juror_changed"
    version: ClassVar[int] = 2
    juror_id: int
    fields: list[str]

    @classmethod
    def upcast(cls, body: dict[str, Any], version: int) -> dict[str, Any]:
        """Return the body without the reason that the first version carried."""
        return _without_reason(body, version)


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class FinalistsSet(Event):
    """The finalists are announced: teams in the order of their codes, which says nothing about places."""

    name: ClassVar[str] = "judging.finalists_set"
    team_ids: list[int]


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ShortlistAnnounced(Event):
    """Who goes on to a round before the finals is announced: teams in the order of their codes, as finalists are."""

    name: ClassVar[str] = "judging.shortlist_announced"
    round_id: int
    team_ids: list[int]


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class RoundArranged(Event):
    """A round between the first and the finals is there, is another, or is gone; `what` is added, changed or removed.

    `round_code` stays when the row is gone.
    """

    name: ClassVar[str] = "judging.round_arranged"
    round_id: int
    round_code: str
    what: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ShortlistChanged(Event):
    """Somebody decided about the shortlist; about whom and why is in `deliberation_models.ShortlistDraft` alone."""

    name: ClassVar[str] = "judging.shortlist_changed"
    draft_id: int
    draft_version: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class DeliberationNoted(Event):
    """Something was said about a team in the deliberation, or is forgotten; of whom and what is in the table alone."""

    name: ClassVar[str] = "judging.deliberation_noted"
    note_id: int
    is_dropped: bool


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class AwardChanged(Event):
    """An award reads otherwise, or is gone; who gets it is in the table alone, until everything is public."""

    name: ClassVar[str] = "judging.award_changed"
    award_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class TeamWithdrawn(Event):
    """A team is not judged any more: its sheets are kept and do not count."""

    name: ClassVar[str] = "judging.team_withdrawn"
    team_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class TeamReturned(Event):
    """A team that was not judged any more is judged again; its sheets count again."""

    name: ClassVar[str] = "judging.team_returned"
    team_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class RevealPrepared(Event):
    """The script of the reveal was moved before the results are public; nobody else sees it."""

    name: ClassVar[str] = "judging.reveal_prepared"
    step: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ResultsRevealed(Event):
    """The results are public up to a step (see `rules.reveal.Step`)."""

    name: ClassVar[str] = "judging.results_revealed"
    step: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class AudienceMoved(Event):
    """The audience vote was opened, closed or published; `move` says which."""

    name: ClassVar[str] = "judging.audience_moved"
    move: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class BallotsForgotten(Event):
    """The ballots of an audience vote are deleted, as many as are said; the counts stay."""

    name: ClassVar[str] = "judging.ballots_forgotten"
    ballots: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class VoteCast(Event):
    """Somebody gave or changed a vote; for whom is in the ballot box alone."""

    name: ClassVar[str] = "judging.vote_cast"


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class TicketsMade(Event):
    """Visitors' tickets were made, numbered from `first` on."""

    name: ClassVar[str] = "judging.tickets_made"
    first: int
    count: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class TicketRevoked(Event):
    """A visitor's ticket was ended; its vote does not count."""

    name: ClassVar[str] = "judging.ticket_revoked"
    ticket_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionsApplied(Event):
    """The desk carried out so many pending decisions together; each has a fact of its own beside this one."""

    name: ClassVar[str] = "judging.decisions_applied"
    decisions: int
