"""What a team may read of its marks: means per criterion, after everything is public, without any juror in it."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from challenge.judging.models import DONE, FROZEN, JURY, Criterion, Juror, Mark, Reveal, Round, Visit
from challenge.judging.rubrics import PARTNER, PRIVATE, TEAM
from challenge.judging.rules.reveal import Step
from challenge.judging.snapshots import LEAST_VISITS
from challenge.teams.models import Team


@dataclass(frozen=True, slots=True)
class FeedbackLine:
    """A criterion of a round: the mean of the marks that count, its scale, and how many sheets it is the mean of."""

    round_code: str
    label_en: str
    label_fr: str
    low: float
    high: float
    mean: float
    sheets: int

    def label(self, locale: str) -> str:
        """Return its name in a language."""
        return self.label_fr if locale == "fr" else self.label_en

    @property
    def share(self) -> float:
        """Where the mean lies on the scale, 0..1."""
        return (self.mean - self.low) / (self.high - self.low)


def feedback_of(session: Session, team: Team, *, for_partner: bool, for_desk: bool) -> list[FeedbackLine] | None:
    """Return a team's feedback by round and criterion; None until every place is open. Two statements.

    Fewer than three sheets of the jury are not shown to anybody but the desk: a mean of two says what one juror gave to
    the other. School and partner speak with a known voice, and their sheets said who reads them: one is enough.

    Args:
        session: for reading.
        team: whose.
        for_partner: only what the partner may read.
        for_desk: everything, private criteria too.
    """
    wanted = select(Reveal.step, Reveal.public_at).where(Reveal.edition_id == team.edition_id)
    reveal = session.execute(wanted).one_or_none()
    if reveal is None or reveal.public_at is None or reveal.step != Step.ALL:
        return None
    shown = (PARTNER,) if for_partner else (PARTNER, TEAM)
    rows = session.execute(
        select(
            *(Round.code, Criterion.label_en, Criterion.label_fr, Criterion.low, Criterion.high),
            *(func.avg(Mark.value), func.count()),
        )
        .join(Criterion, Criterion.id == Mark.criterion_id)
        .join(Visit, Visit.id == Mark.visit_id)
        .join(Juror, Juror.id == Visit.juror_id)
        .join(Round, Round.id == Visit.round_id)
        .where(
            Visit.team_id == team.id,
            Visit.state == DONE,
            Round.state == FROZEN,
            Juror.set_aside.is_(False),
            Visit.set_aside.is_(False),
            Criterion.visibility.in_((*shown, PRIVATE) if for_desk else shown),
        )
        .group_by(Round.id, Criterion.id)
        .having(or_(Round.panel != JURY, func.count() >= (1 if for_desk else LEAST_VISITS)))
        .order_by(Round.place, Criterion.place)
    )
    return [FeedbackLine(row[0], row[1], row[2], row[3], row[4], float(row[5]), row[6]) for row in rows]
