"""Acts on outcome records; each holds the team's row, so two members act one after the other."""

from datetime import datetime
from typing import Any

from challenge.editions.models import Edition
from challenge.kernel.errors import Conflict
from challenge.kernel.text import bounded, clean_block, clean_line
from challenge.kernel.work import Work
from challenge.outcomes import rules
from challenge.outcomes.events import (
    ContactAgreed,
    ContactWithdrawn,
    OutcomesClosed,
    OutcomesOpened,
    OutcomeWritten,
)
from challenge.outcomes.models import Outcome, OutcomeClosing, OutcomeContact
from challenge.outcomes.queries import asking, is_closed, latest_number
from challenge.outcomes.rules import Said
from challenge.teams.models import Team


def write_outcome(work: Work, team_id: int, said: Said, *, seen: int, received_at: datetime) -> dict[str, Any]:
    """Store one version of a team's record with its receipt; what comes after the survey is due is late, and taken.

    Args:
        work: by a member of the team, or an organiser for it.
        team_id: whose.
        said: as it was typed.
        seen: the latest version that the writer had before them, 0 for none.
        received_at: the edition's instant of the request's first byte; lateness looks at nothing else.

    Raises:
        Invalid("outcomes.early"), Late("outcomes.closed"): no record is taken.
        Invalid("outcomes.no_wish"), Invalid("outcomes.stop_alone"): what is wanted next.
        Invalid("text.missing"), Invalid("text.too_long"): the sentence or the lesson.
        Conflict("outcomes.changed"): somebody else of the team wrote a version meanwhile.
    """
    team = work.own(Team, team_id)
    closed = is_closed(work.session, work.edition_id)
    late = rules.admit(asking(work.session, work.edition_id), received_at, closed=closed)
    kept = Said(
        made=bounded(clean_line(said.made), "made", most=rules.MADE_MOST),
        stage=said.stage,
        wishes=rules.checked_wishes(said.wishes),
        lesson=bounded(clean_block(said.lesson), "lesson", most=rules.LESSON_MOST, required=False),
    )
    latest = latest_number(work.session, team.id)
    rules.check_version(seen, latest)
    number = latest + 1
    row = work.add(
        Outcome(
            edition_id=work.edition_id,
            team_id=team.id,
            number=number,
            written_by=work.actor.account_id,
            received_at=received_at,
            late=late,
            made=kept.made,
            stage=kept.stage.value,
            wishes=[one.value for one in kept.wishes],
            lesson=kept.lesson,
            sha256=kept.fingerprint(team.public_id, number),
        )
    )
    work.emit(OutcomeWritten(outcome_id=row.id, team_id=team.id, number=number, late=late))
    return {"outcome": row.public_id, "number": number, "sha256": row.sha256, "late": late}


def agree_to_contact(work: Work, team_id: int, address: str, *, agrees: bool) -> dict[str, Any]:
    """Let the acting member be reached for the team afterwards, from this second; said again, at another address.

    Nobody is named by somebody else, and nobody takes the place of a mate who has agreed.

    Raises:
        Invalid("outcomes.must_agree"), Invalid("text.missing"), Invalid("text.too_long"): the word, or the address.
        Conflict("outcomes.has_contact"): a mate has agreed already.
    """
    rules.check_agreement(agrees=agrees)
    reached = bounded(clean_line(address), "address", most=rules.ADDRESS_MOST)
    team, row = _contact(work, team_id)
    by = work.actor.account_id
    if row is not None and row.account_id != by:
        raise Conflict("outcomes.has_contact")
    if row is None:
        row = OutcomeContact(team_id=team.id, edition_id=work.edition_id, account_id=by, agreed_at=work.now)
        work.session.add(row)
    row.address = reached
    work.emit(ContactAgreed(team_id=team.id, account_id=by))
    return {"team": team.code}


def withdraw_contact(work: Work, team_id: int) -> dict[str, Any]:
    """Take the acting member's agreement back, whenever they like; none of theirs is fine."""
    team, row = _contact(work, team_id)
    if row is not None and row.account_id == work.actor.account_id:
        work.session.delete(row)
        work.emit(ContactWithdrawn(team_id=team.id, account_id=work.actor.account_id))
    return {"team": team.code}


def _contact(work: Work, team_id: int) -> tuple[Team, OutcomeContact | None]:
    team = work.own(Team, team_id)
    return team, work.session.get(OutcomeContact, team.id)


def close_outcomes(work: Work, *, closed: bool) -> dict[str, Any]:
    """Take no record any more, or take them again as late ones; said twice it changes nothing."""
    # Two organisers who close at once do it one after the other.
    work.locked(Edition, work.edition_id)
    row = work.session.get(OutcomeClosing, work.edition_id)
    if closed and row is None:
        by = work.actor.account_id
        work.session.add(OutcomeClosing(edition_id=work.edition_id, closed_by=by, closed_at=work.now))
        work.emit(OutcomesClosed())
    if not closed and row is not None:
        work.session.delete(row)
        work.emit(OutcomesOpened())
    return {"closed": closed}
