"""What judging needs before anything else: a rubric, two rounds and a sealed reveal, made on first use."""

import csv
import io
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from challenge.editions.models import Edition
from challenge.judging.models import EVERYBODY, FINALISTS, PLANNED, Criterion, Reveal, Round, Rubric
from challenge.judging.rules.scoring import Criterion as Rule
from challenge.judging.rules.scoring import check_rubric
from challenge.kernel.errors import NotFound
from challenge.kernel.work import Work

RUBRIC = Path(__file__).parent / "rubric.csv"

# code, teams, milestone that opens it, milestone that freezes it (the freeze itself, or the end of a judging)
_ROUNDS = (("round-1", EVERYBODY, "round-1", "freeze-1"), ("finals", FINALISTS, "finals", "finals"))


def prepare(work: Work) -> None:
    """Give the edition the standard rubric, rounds and reveal unless it has them."""
    work.locked(Edition, work.edition_id)
    if work.session.execute(select(Reveal.edition_id).where(Reveal.edition_id == work.edition_id)).first():
        return
    rubric_id = _standard_rubric(work)
    for place, (code, teams, opens, freezes) in enumerate(_ROUNDS, start=1):
        row = Round(edition_id=work.edition_id, rubric_id=rubric_id, code=code, place=place, teams=teams, state=PLANNED)
        row.opens_by, row.freezes_by = opens, freezes
        work.session.add(row)
    work.add(Reveal(edition_id=work.edition_id, finalists=[], checked=[]))


def _standard_rubric(work: Work) -> int:
    rubric = work.add(Rubric(edition_id=work.edition_id, code="jury"))
    lines = list(csv.DictReader(io.StringIO(RUBRIC.read_text(encoding="utf-8"))))
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


def locked_round(work: Work, code: str) -> Round:
    """Return a round that nobody else changes until the commit.

    Raises:
        NotFound("judging.round"): the edition has none of this code.
    """
    wanted = select(Round).where(Round.edition_id == work.edition_id, Round.code == code).with_for_update()
    row = work.session.execute(wanted).scalar_one_or_none()
    if row is None:
        raise NotFound("judging.round")
    return row


def locked_reveal(work: Work) -> Reveal:
    """Return the reveal, made on first use, that nobody else changes until the commit."""
    prepare(work)
    return work.locked(Reveal, work.edition_id)
