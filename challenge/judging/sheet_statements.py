"""The statements behind a juror's act, prepared once.

Two hundred jurors send in the same second and SQLite has one writer: what is not built again for each of them is time
that nobody waits for.
"""

from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, and_, bindparam, delete, insert, select, update

from challenge.judging.models import Criterion, Juror, Mark, Round, Rubric, Visit, VisitEdit
from challenge.judging.rules import scoring
from challenge.kernel.prepared import Prepared

_visit, _juror, _round = Visit.__table__.c, Juror.__table__.c, Round.__table__.c
_rubric = Rubric.__table__.c
_criterion, _mark = Criterion.__table__.c, Mark.__table__.c


@dataclass(frozen=True, slots=True)
class RubricLine:
    """A criterion as a sheet needs it: its id, its rule, and the mark that is there; None when there is none."""

    id: int
    rule: scoring.Criterion
    value: float | None


# The round is share-locked: it cannot be frozen before we commit, so a sheet is in the snapshot or refused.
HELD = Prepared(
    select(
        *(_visit.id, _visit.public_id, _visit.state, _visit.version, _visit.total, _visit.comment, _visit.scored_at),
        _visit.set_aside,
        *(_visit.juror_id, _visit.team_id, _visit.round_id, _juror.account_id),
        *(_round.state.label("round_state"), _round.panel, _round.rubric_id, _rubric.version.label("rubric_version")),
    )
    .join(Juror.__table__, _juror.id == _visit.juror_id)
    .join(Round.__table__, _round.id == _visit.round_id)
    .join(Rubric.__table__, _rubric.id == _round.rubric_id)
    .where(_visit.id == bindparam("visit"), _visit.edition_id == bindparam("edition"))
    .with_for_update(read=True, of=Round.__table__)
)

LINES = Prepared(
    select(_criterion.id, _criterion.code, _criterion.weight, _criterion.low, _criterion.high, _mark.value)
    .outerjoin(Mark.__table__, and_(_mark.criterion_id == _criterion.id, _mark.visit_id == bindparam("visit")))
    .where(_criterion.rubric_id == bindparam("rubric"))
    .order_by(_criterion.place)
)

ADVANCE = Prepared(
    update(cast("Table", Visit.__table__))
    .where(_visit.id == bindparam("visit"), _visit.version == bindparam("seen"))
    .values(
        state=bindparam("new_state"),
        total=bindparam("new_total"),
        comment=bindparam("new_comment"),
        reason=bindparam("new_reason"),
        scored_at=bindparam("new_scored_at"),
        version=bindparam("new_version"),
    )
)

ADD_MARKS = Prepared(
    insert(cast("Table", Mark.__table__)).values(
        {name: bindparam(name) for name in ("visit_id", "criterion_id", "value")}
    )
)

FORGET_MARKS = Prepared(delete(cast("Table", Mark.__table__)).where(_mark.visit_id == bindparam("visit")))

_EDIT = (
    *("visit_id", "version", "state", "marks", "total", "comment"),
    *("edited_by", "edited_at", "reason"),
)
KEEP_OLD = Prepared(insert(cast("Table", VisitEdit.__table__)).values({name: bindparam(name) for name in _EDIT}))
