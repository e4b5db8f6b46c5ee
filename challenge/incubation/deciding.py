"""Acts on decisions; each holds the team's row, so two who speak for one organisation act one after the other."""

from datetime import datetime
from typing import Any

from challenge.incubation import rules
from challenge.incubation.decisions import deciding, latest
from challenge.incubation.events import DecisionMade, DecisionTold
from challenge.incubation.models import PartnerDecision
from challenge.kernel.errors import Conflict
from challenge.kernel.text import bounded, clean_block
from challenge.kernel.work import Work
from challenge.outcomes.rules import Next
from challenge.teams.models import Team


def decide(
    work: Work, team_id: int, choice: Next, *, note: str = "", seen: int, received_at: datetime
) -> dict[str, Any]:
    """Store one version of what becomes of a team's project; the team is not told by it.

    Args:
        work: by somebody who speaks for the organisation behind the team's problem, or an organiser for it.
        team_id: whose project.
        choice: what becomes of it.
        note: why, and what next.
        seen: the latest version that whoever decides had before them, 0 for none.
        received_at: the edition's instant of the request; lateness looks at nothing else.

    Raises:
        Invalid("incubation.early"): partners are not asked yet.
        Invalid("text.too_long"): the note.
        Conflict("incubation.changed"): somebody else decided meanwhile.
    """
    team = work.own(Team, team_id)
    late = rules.admit(deciding(work.session, work.edition_id), received_at)
    words = bounded(clean_block(note), "note", most=rules.NOTE_MOST, required=False)
    last = latest(work.session, team.id)
    number = last.number if last else 0
    rules.check_seen(seen, number)
    row = work.add(
        PartnerDecision(
            edition_id=work.edition_id,
            team_id=team.id,
            number=number + 1,
            decided_by=work.actor.account_id,
            received_at=received_at,
            late=late,
            choice=choice.value,
            note=words,
            words="",
        )
    )
    work.emit(DecisionMade(decision_id=row.id, team_id=team.id, number=row.number, late=late))
    return {"decision": row.public_id, "number": row.number, "late": late}


def tell_team(work: Work, team_id: int, words: str, *, seen: int) -> dict[str, Any]:
    """Let a team know the latest decision; said twice it changes nothing. It cannot be taken back, only followed.

    Raises:
        Conflict("incubation.undecided"): there is nothing to tell.
        Conflict("incubation.changed"): there is a later version than the one that was read.
        Invalid("text.too_long"): the words.
    """
    team = work.own(Team, team_id)
    said = bounded(clean_block(words), "words", most=rules.WORDS_MOST, required=False)
    row = latest(work.session, team.id)
    if row is None:
        raise Conflict("incubation.undecided")
    rules.check_seen(seen, row.number)
    if row.told_at is None:
        row.told_at, row.words = work.now, said
        work.emit(DecisionTold(decision_id=row.id, team_id=team.id, number=row.number))
    return {"decision": row.public_id, "number": row.number}
