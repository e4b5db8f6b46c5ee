"""The cuts between rounds of the jury: who is in a round, and from which round to which people choose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.judging.models import CHOSEN, EVERYBODY, FINALISTS, JURY, PLANNED, Reveal, Round
from challenge.judging.rules.shortlist import MOST_CHOSEN, MOST_PLACES, USUAL_PLACES


@dataclass(frozen=True, slots=True)
class Cut:
    """From one round to the next: who of `source` goes on to `target`.

    Fields:
        announced: ids of the teams that everybody knows to go on; none before the announcement.
        entered: ids of the teams in `source`; None where it is everybody, none before they are announced.
    """

    source: Round
    target: Round
    announced: frozenset[int]
    entered: frozenset[int] | None

    @property
    def is_last(self) -> bool:
        """True for the cut before the finals."""
        return self.target.teams == FINALISTS

    @property
    def usual(self) -> int:
        """How many teams go on unless people say otherwise."""
        return self.target.takes or USUAL_PLACES

    @property
    def most(self) -> int:
        """How many may go on at most."""
        return MOST_PLACES if self.is_last else MOST_CHOSEN

    @property
    def waits(self) -> bool:
        """True while nobody knows who is in `source`: nobody can go on from it."""
        return self.entered is not None and not self.entered


def entrants(session: Session, turn: Round) -> frozenset[int] | None:
    """Return the ids of the teams that are in a round, None for everybody; none before they are announced."""
    if turn.teams == EVERYBODY:
        return None
    wanted = select(Reveal.finalists, Reveal.shortlists).where(Reveal.edition_id == turn.edition_id)
    row = session.execute(wanted).one_or_none()
    return _entered(turn, *row) if row else frozenset()


def _entered(turn: Round, finalists: Sequence[int], shortlists: Mapping[str, Sequence[int]]) -> frozenset[int] | None:
    if turn.teams == EVERYBODY:
        return None
    return frozenset(finalists if turn.teams == FINALISTS else shortlists.get(turn.code, ()))


def cuts(session: Session, edition_id: int) -> list[Cut]:
    """Return the cuts between the rounds of an edition's jury, in their order; two statements."""
    wanted = select(Round).where(Round.edition_id == edition_id, Round.panel == JURY).order_by(Round.place)
    turns = list(session.execute(wanted).scalars())
    known = select(Reveal.finalists, Reveal.shortlists).where(Reveal.edition_id == edition_id)
    row = session.execute(known).one_or_none()
    finalists, shortlists = (row[0], row[1]) if row else ([], {})
    entered = [_entered(turn, finalists, shortlists) for turn in turns]
    return [Cut(turns[at], turns[at + 1], entered[at + 1] or frozenset(), entered[at]) for at in range(len(turns) - 1)]


def cut_to(session: Session, edition_id: int, code: str) -> Cut | None:
    """Return the cut before a round; None for the first one and those that are not there."""
    return next((one for one in cuts(session, edition_id) if one.target.code == code), None)


def present_cut(found: Sequence[Cut]) -> Cut | None:
    """Return the cut that concerns the desk now: the first that is not announced, else the last one."""
    return next((one for one in found if not one.announced), found[-1] if found else None)


def is_waiting(session: Session, turn: Round) -> bool:
    """Say whether a round has no teams yet for want of an announcement: there is nothing to open or freeze.

    The finals wait only where rounds lie before them that may be late; else the schedule announces and opens them.
    """
    if turn.teams == EVERYBODY or entrants(session, turn):
        return False
    between = select(Round.id).where(Round.edition_id == turn.edition_id, Round.teams == CHOSEN).limit(1)
    return turn.teams == CHOSEN or session.execute(between).first() is not None


def is_unopened(turn: Round) -> bool:
    """Say whether a round in between has never been open: the schedule neither freezes it nor chooses out of it."""
    return turn.teams == CHOSEN and turn.state == PLANNED
