"""What lists of wishes look like in files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from challenge.exchange import cells
from challenge.exchange.columns import Column, Row
from challenge.exchange.difference import Difference, Known, Shape, compare_rows
from challenge.kernel.errors import Invalid
from challenge.kernel.work import Work
from challenge.teams.inputs import placed_people
from challenge.teams.wishes import WISHES_MOST, import_wishes, offers, wishes_in

_KINDS = {"probleme": "problem", "sujet": "problem", "theme": "theme", "thematique": "theme"}

COLUMNS = (
    Column(
        "student_id",
        cells.line(40),
        ("numero", "number", "id", "ref", "matricule", "student", "etudiant"),
        required=True,
    ),
    Column("rank", cells.number(1, WISHES_MOST, empty=0), ("rang", "ordre", "place", "choix"), required=True),
    Column("kind", cells.choice(_KINDS, empty="problem"), ("type", "nature")),
    Column("target", cells.line(40), ("voeu", "vœu", "wish", "choice", "sujet", "problem", "theme"), required=True),
)

_SHAPE = Shape(
    key=lambda row: f"{row.values['student_id']} {row.values['rank']}",
    key_column="rank",
    label=lambda row: f"{row.values['student_id']} ({row.values['rank']})",
)


class WishImport:
    """Wishes from a file, a line per wish; a complete file takes back the wishes that it lacks."""

    kind = "wishes"
    label = "Wishes"
    columns = COLUMNS
    is_complete = True

    def compare(self, session: Session, edition_id: int, rows: Sequence[Row], *, partial: bool) -> Difference:
        """Return what the rows would change; unknown students and targets that are not offered are findings."""
        findings = list(_unknown(rows, set(placed_people(session, edition_id)), offers(session, edition_id)))
        if findings:
            return Difference(findings=tuple(findings))
        shape = replace(_SHAPE, complete=not partial)
        return compare_rows([Row(row.line, row.values) for row in rows], self.known(session, edition_id), shape)

    def known(self, session: Session, edition_id: int) -> Mapping[str, Known]:
        """Return the wishes that are there, by student and rank."""
        return {
            f"{one.student_id} {one.rank}": Known(
                f"{one.student_id} ({one.rank})",
                {"student_id": one.student_id, "rank": one.rank, "kind": one.kind, "target": one.target},
            )
            for one in wishes_in(session, edition_id)
        }

    def apply(self, work: Work, difference: Difference) -> None:
        """Keep, change and take back wishes."""
        import_wishes(work, difference)


def _unknown(rows: Sequence[Row], people: set[str], offered: Mapping[str, Sequence[str]]) -> Iterator[Invalid]:
    for row in rows:
        ref, target = str(row.values["student_id"]), str(row.values["target"])
        if ref not in people:
            yield Invalid("teams.person", f"{row.line}:student_id", ref=ref[:40])
        if target not in offered[str(row.values.get("kind") or "problem")]:
            yield Invalid("teams.wish", f"{row.line}:target", target=target[:60])


IMPORTS = (WishImport(),)
