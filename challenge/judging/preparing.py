"""What judging needs before anything else: a rubric, two rounds and a sealed reveal, made on first use.

The rounds of the school and of the partners are made when the desk first asks for them; those of the jury between the
first and the finals by the desk (`arranging`).
"""

import csv
import io
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from challenge.editions.models import Edition
from challenge.judging.models import (
    EVERYBODY,
    FINALISTS,
    FINALS,
    FIRST,
    JURY,
    PARTNERS,
    PLANNED,
    SCHOOL,
    Criterion,
    Reveal,
    Round,
    Rubric,
)
from challenge.judging.rules.scoring import Criterion as Rule
from challenge.judging.rules.scoring import check_rubric
from challenge.kernel.errors import NotFound
from challenge.kernel.work import Work

ROOM = Path(__file__).parent

# code, teams, milestone that opens it, milestone that freezes it (the freeze itself, or the end of a judging)
ROUNDS = ((FIRST, EVERYBODY, "round-1", "freeze-1"), (FINALS, FINALISTS, "finals", "finals"))
_PANELS = (SCHOOL, PARTNERS)


def prepare(work: Work) -> None:
    """Give the edition the standard rubric, rounds and reveal unless it has them."""
    work.locked(Edition, work.edition_id)
    if work.session.execute(select(Reveal.edition_id).where(Reveal.edition_id == work.edition_id)).first():
        return
    rubric_id = _standard_rubric(work, JURY)
    for place, (code, teams, opens, freezes) in enumerate(ROUNDS, start=1):
        row = Round(edition_id=work.edition_id, rubric_id=rubric_id, code=code, place=place, teams=teams, state=PLANNED)
        row.panel, row.opens_by, row.freezes_by = JURY, opens, freezes
        work.session.add(row)
    work.add(Reveal(edition_id=work.edition_id, finalists=[], checked=[]))


def prepare_panel(work: Work, panel: str) -> None:
    """Give the edition the round of the school or of the partners, with its own rubric, unless it has it.

    It opens with the first round of the jury at the latest and freezes with the finals, before anything is revealed.
    """
    prepare(work)
    own = select(Round.id).where(Round.edition_id == work.edition_id, Round.panel == panel)
    if work.session.execute(own).first():
        return
    row = Round(edition_id=work.edition_id, rubric_id=_standard_rubric(work, panel), code=panel, panel=panel)
    row.place, row.teams, row.state = _last_of_jury(work) + 1 + _PANELS.index(panel), EVERYBODY, PLANNED
    row.opens_by, row.freezes_by = "round-1", "finals"
    work.add(row)


def _last_of_jury(work: Work) -> int:
    counted = select(func.count(Round.id)).where(Round.edition_id == work.edition_id, Round.panel == JURY)
    return work.session.execute(counted).scalar_one()


def number_rounds(work: Work, jury: Sequence[Round]) -> None:
    """Number the rounds of an edition: those of the jury in this order, then school and partners."""
    for place, turn in enumerate(jury, start=1):
        turn.place = place
    wanted = select(Round).where(Round.edition_id == work.edition_id, Round.panel != JURY)
    for turn in work.session.execute(wanted).scalars():
        turn.place = len(jury) + 1 + _PANELS.index(turn.panel)


def _standard_rubric(work: Work, panel: str) -> int:
    rubric = work.add(Rubric(edition_id=work.edition_id, code=panel))
    text = (ROOM / f"rubric-{panel}.csv").read_text(encoding="utf-8")
    lines = list(csv.DictReader(io.StringIO(text)))
    rows: list[dict[str, Any]] = [
        {
            **line,
            "rubric_id": rubric.id,
            "place": place,
            "weight": float(line["weight"]),
            "low": float(line["low"]),
            "high": float(line["high"]),
            "step": float(line["step"]),
        }
        for place, line in enumerate(lines, start=1)
    ]
    check_rubric([Rule(row["code"], row["weight"], row["low"], row["high"]) for row in rows])
    work.session.execute(insert(Criterion), rows)
    return rubric.id


def locked_round(work: Work, code: str, panels: Collection[str] = (JURY,)) -> Round:
    """Return a round of one of these panels that nobody else changes until the commit.

    Raises:
        NotFound("judging.round"): they have none of this code in the edition.
    """
    wanted = select(Round).where(Round.edition_id == work.edition_id, Round.code == code, Round.panel.in_(panels))
    row = work.session.execute(wanted.with_for_update()).scalar_one_or_none()
    if row is None:
        raise NotFound("judging.round")
    return row


def locked_reveal(work: Work) -> Reveal:
    """Return the reveal, made on first use, that nobody else changes until the commit."""
    prepare(work)
    return work.locked(Reveal, work.edition_id)
