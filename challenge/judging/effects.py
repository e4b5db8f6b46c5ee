"""What moments of the schedule do to judging: open and freeze rounds, name finalists, publish and open the results."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.accounts.queries import members_count
from challenge.judging.models import FINALS, FIRST, JURY, OPEN, PARTNERS, PLANNED, SCHOOL, Juror, Reveal, Round
from challenge.judging.preparing import ROUNDS
from challenge.judging.queries import reveal_of
from challenge.judging.rules.reveal import Step
from challenge.schedule.effects import Effect, Moment
from challenge.schedule.queries import MilestoneLine
from challenge.schedule.rules import Transition

TERMS = {FIRST: "First round", FINALS: "Finals", SCHOOL: "School", PARTNERS: "Partner"}
"""What rounds are called to whom nobody gave a name, as `judging/_rounds.html` says it."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A round, or what will be one as soon as judging is prepared."""

    code: str
    panel: str
    opens_by: str
    freezes_by: str
    state: str
    announced_by: str = ""
    name_en: str = ""
    name_fr: str = ""

    def told(self, code: str, people: int) -> Effect:
        """Return an effect on the round, by the name that it was given, else by what its code means."""
        titles = {"en": self.name_en, "fr": self.name_fr} if self.name_en else {}
        values, term = {"round": self.code}, TERMS.get(self.code, "")
        return Effect(code=code, values=values, titles=titles, term=term, people=people, path="desk/judging")


def effects(session: Session, edition_id: int, lines: Sequence[MilestoneLine]) -> Iterator[tuple[Moment, Effect]]:
    """Say what `listeners.follow_schedule` will do; what is done already is not said again."""
    turns, jurors = _turns(session, edition_id), _jurors(session, edition_id)
    reveal = reveal_of(session, edition_id)
    everybody = members_count(session, edition_id)
    has_more = sum(turn.panel == JURY for turn in turns) > len(ROUNDS)
    finals = next((turn for turn in turns if turn.code == FINALS), None) if has_more else None
    for line in lines:
        yield from _of_rounds(line, turns, jurors)
        yield from _of_results(line, reveal, everybody, finals=finals)
        yield from _of_shortlists(line, turns, reveal, everybody)


def _turns(session: Session, edition_id: int) -> list[Turn]:
    """Return the rounds of an edition; those that it will have, before it has any."""
    moments = (Round.opens_by, Round.freezes_by, Round.state, Round.announced_by)
    wanted = select(Round.code, Round.panel, *moments, Round.name_en, Round.name_fr)
    rows = session.execute(wanted.where(Round.edition_id == edition_id).order_by(Round.place)).all()
    return [Turn(*row) for row in rows] or [Turn(code, JURY, opens, ends, PLANNED) for code, _, opens, ends in ROUNDS]


def _jurors(session: Session, edition_id: int) -> dict[str, int]:
    """Return how many mark, by panel."""
    wanted = select(Juror.panel, func.count(Juror.id)).where(Juror.edition_id == edition_id, ~Juror.set_aside)
    return {row[0]: row[1] for row in session.execute(wanted.group_by(Juror.panel))}


def _of_rounds(line: MilestoneLine, turns: Sequence[Turn], jurors: dict[str, int]) -> Iterator[tuple[Moment, Effect]]:
    opened, closed = (line.id, Transition.OPENED), (line.id, Transition.CLOSED)
    freezing = {"freeze": opened, "judging": closed}.get(line.kind)
    for turn in turns:
        people = jurors.get(turn.panel, 0)
        if line.kind == "judging" and turn.opens_by == line.code and turn.state == PLANNED:
            yield opened, turn.told("round_opens", people)
        if freezing and turn.freezes_by == line.code and turn.state in (PLANNED, OPEN):
            yield freezing, turn.told("round_freezes", people)


def _of_shortlists(
    line: MilestoneLine, turns: Sequence[Turn], reveal: Reveal | None, everybody: int
) -> Iterator[tuple[Moment, Effect]]:
    """Say for which rounds between the first and the finals the teams are announced."""
    known = reveal.shortlists if reveal else {}
    for turn in turns:
        if line.kind == "announcement" and turn.announced_by == line.code and not known.get(turn.code):
            yield (line.id, Transition.OPENED), turn.told("shortlist_announced", everybody)


def _of_results(
    line: MilestoneLine, reveal: Reveal | None, everybody: int, *, finals: Turn | None
) -> Iterator[tuple[Moment, Effect]]:
    path = "desk/judging"
    if (line.kind, line.code) == ("announcement", "finalists") and not (reveal and reveal.finalists):
        named = Effect(code="finalists_set", people=everybody, path=path)
        if finals:
            # What it freezes is not the first round then.
            named = finals.told("shortlist_announced", everybody)
        yield (line.id, Transition.OPENED), named
    if (line.kind, line.code) != ("reveal", "awards"):
        return
    if not (reveal and reveal.public_at):
        yield (line.id, Transition.OPENED), Effect(code="results_published", people=everybody, path=path)
    if not (reveal and reveal.step == Step.ALL):
        yield (line.id, Transition.CLOSED), Effect(code="places_opened", people=everybody, path=path)
