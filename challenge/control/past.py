"""The control room as it was: what the log says until an instant, folded fact by fact. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from challenge.control.events import SilenceSet
from challenge.control.rules import HOURS
from challenge.judging.events import (
    ConflictDeclared,
    RoundFrozen,
    RoundOpened,
    RoundPlanned,
    VisitMoved,
    VisitReopened,
    VisitScored,
    VisitSkipped,
    VisitWithdrawn,
)
from challenge.kernel.events import Event, Stored
from challenge.mentoring.events import (
    HelpAnswered,
    HelpAsked,
    HelpClaimed,
    HelpRefused,
    HelpReleased,
    HelpWithdrawn,
)
from challenge.mentoring.rules import State
from challenge.people.events import PersonJoined, PersonLeft, PersonReturned
from challenge.problems.events import (
    ProblemConfirmed,
    ProblemPutOnHold,
    ProblemRejected,
    ProblemReopened,
    ProblemReworkAsked,
    ProblemWithdrawn,
)
from challenge.schedule.events import MilestoneCancelled, MilestoneReached, MilestoneSet, ScheduleShifted
from challenge.submissions.events import AttemptRefused, ExtensionGranted, WorkSubmitted
from challenge.teams.events import AssignmentConfirmed, MemberSeated, TeamFormed

DONE, CONFLICT, OTHER = "done", "conflict", ""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Past:
    """What was so at an instant, by inside names.

    Fields:
        people: who took part; sizes: members per team.
        helps: requests that were open, each with its team and state.
        handed: deliverables that each team had handed in; refused: uploads that were turned away.
        longer: until when a team may hand in a deliverable late, by (team, deliverable).
        open_rounds: rounds in which jurors marked; planned: visits per round; visits: (round, done, conflict or "").
        hours: after how many working hours a team is silent.
        seats_then: of persons who were seated elsewhere since, the team they were in (0 for none).
        reached_before, reached_after: the nearest moments of the schedule on both sides.
        was_moved: the schedule was changed since.
    """

    people: set[int] = field(default_factory=set)
    sizes: dict[int, int] = field(default_factory=dict)
    helps: dict[int, tuple[int, State]] = field(default_factory=dict)
    handed: dict[int, set[int]] = field(default_factory=dict)
    refused: int = 0
    longer: dict[tuple[int, int], datetime] = field(default_factory=dict)
    open_rounds: set[int] = field(default_factory=set)
    planned: dict[int, int] = field(default_factory=dict)
    visits: dict[int, tuple[int, str]] = field(default_factory=dict)
    confirmed: set[int] = field(default_factory=set)
    hours: int = HOURS
    seats_then: dict[int, int] = field(default_factory=dict)
    reached_before: datetime | None = None
    reached_after: datetime | None = None
    was_moved: bool = False
    _forming: dict[int, int] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        """How many requests for help waited."""
        return sum(state is State.WAITING for _, state in self.helps.values())

    @property
    def asking(self) -> set[int]:
        """The teams with an open request."""
        return {team for team, _ in self.helps.values()}

    def visited(self, rounds: Iterable[int]) -> tuple[int, int]:
        """Return how many visits of the open ones of these rounds were made, and how many there were to make."""
        shown = self.open_rounds & set(rounds)
        states = [state for turn, state in self.visits.values() if turn in shown]
        return states.count(DONE), sum(self.planned.get(turn, 0) for turn in shown) - states.count(CONFLICT)


def fold(facts: Iterable[Stored], at: datetime) -> Past:
    """Return what the facts up to an instant of the edition have made; later ones only say what was changed since.

    Args:
        facts: of the kinds in `NAMES`, in the order of the log. What lies at the instant itself counts.
        at: the edition's instant. An edition whose clock was set back has lived some instants twice: both count.
    """
    past = Past()
    for one in facts:
        if one.at <= at:
            _REACTIONS[type(one.event)](past, one.event)
        else:
            _since(past, one.event)
        if isinstance(one.event, MilestoneReached):
            _reach(past, one.at, at)
    return past


def _since(past: Past, event: Event) -> None:
    if isinstance(event, MemberSeated):
        past.seats_then.setdefault(event.person_id, event.from_team_id)
    elif isinstance(event, (MilestoneSet, MilestoneCancelled, ScheduleShifted)):
        past.was_moved = True


def _reach(past: Past, moment: datetime, at: datetime) -> None:
    # An address holds whole seconds: who stands on a moment must get to the one before it.
    if moment < at - timedelta(seconds=1):
        past.reached_before = max(past.reached_before or moment, moment)
    elif moment > at:
        past.reached_after = min(past.reached_after or moment, moment)


def _seated(past: Past, event: MemberSeated) -> None:
    for team_id, by in ((event.from_team_id, -1), (event.to_team_id, 1)):
        if team_id:
            past.sizes[team_id] = past.sizes.get(team_id, 0) + by


def _formed(past: Past, _event: AssignmentConfirmed) -> None:
    # A composition replaces every team; its own were said just before.
    past.sizes, past._forming = past._forming, {}


def _handed(past: Past, event: WorkSubmitted) -> None:
    past.handed.setdefault(event.team_id, set()).add(event.deliverable_id)


def _refused(past: Past, _event: AttemptRefused) -> None:
    past.refused += 1


def _extended(past: Past, event: ExtensionGranted) -> None:
    past.longer[event.team_id, event.deliverable_id] = _EPOCH + timedelta(milliseconds=event.until_ms)


def _help(state: State) -> Callable[[Past, Any], None]:
    def note(past: Past, event: HelpAsked) -> None:
        past.helps[event.request_id] = (event.team_id, state)

    return note


def _helped(past: Past, event: HelpAnswered) -> None:
    past.helps.pop(event.request_id, None)


def _visit(state: str) -> Callable[[Past, Any], None]:
    def note(past: Past, event: VisitScored) -> None:
        past.visits[event.visit_id] = (event.round_id, state)

    return note


def _planned(past: Past, event: RoundPlanned) -> None:
    past.planned[event.round_id] = event.visits


def _withdrawn(past: Past, event: VisitWithdrawn) -> None:
    past.visits.pop(event.visit_id, None)
    past.planned[event.round_id] = past.planned.get(event.round_id, 0) - 1


def _silence(past: Past, event: SilenceSet) -> None:
    past.hours = event.hours


def _nothing(_past: Past, _event: Event) -> None:
    """A change of the schedule says nothing of what was; only that it was changed since."""


_REACTIONS: Mapping[type[Event], Callable[[Past, Any], None]] = {
    PersonJoined: lambda past, event: past.people.add(event.person_id),
    PersonReturned: lambda past, event: past.people.add(event.person_id),
    PersonLeft: lambda past, event: past.people.discard(event.person_id),
    TeamFormed: lambda past, event: past._forming.__setitem__(event.team_id, event.size),
    AssignmentConfirmed: _formed,
    MemberSeated: _seated,
    HelpAsked: _help(State.WAITING),
    HelpClaimed: _help(State.CLAIMED),
    HelpReleased: _help(State.WAITING),
    HelpAnswered: _helped,
    HelpRefused: _helped,
    HelpWithdrawn: _helped,
    WorkSubmitted: _handed,
    AttemptRefused: _refused,
    ExtensionGranted: _extended,
    RoundOpened: lambda past, event: past.open_rounds.add(event.round_id),
    RoundFrozen: lambda past, event: past.open_rounds.discard(event.round_id),
    RoundPlanned: _planned,
    VisitScored: _visit(DONE),
    VisitSkipped: _visit(OTHER),
    VisitReopened: _visit(OTHER),
    VisitMoved: _visit(OTHER),
    ConflictDeclared: _visit(CONFLICT),
    VisitWithdrawn: _withdrawn,
    ProblemConfirmed: lambda past, event: past.confirmed.add(event.problem_id),
    ProblemRejected: lambda past, event: past.confirmed.discard(event.problem_id),
    ProblemPutOnHold: lambda past, event: past.confirmed.discard(event.problem_id),
    ProblemReworkAsked: lambda past, event: past.confirmed.discard(event.problem_id),
    ProblemWithdrawn: lambda past, event: past.confirmed.discard(event.problem_id),
    ProblemReopened: lambda past, event: past.confirmed.discard(event.problem_id),
    SilenceSet: _silence,
    MilestoneReached: _nothing,
    MilestoneSet: _nothing,
    MilestoneCancelled: _nothing,
    ScheduleShifted: _nothing,
}
NAMES = tuple(kind.name for kind in _REACTIONS)
"""The facts that the past is made of."""
