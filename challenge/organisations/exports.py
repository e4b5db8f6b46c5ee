"""What organisations look like in files."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from challenge.exchange import cells
from challenge.exchange.columns import Column, Row
from challenge.exchange.difference import Difference, Known, Shape, compare_rows, same_name
from challenge.kernel.text import fold
from challenge.kernel.work import Work
from challenge.organisations.actions import import_organisations
from challenge.organisations.queries import organisations_of
from challenge.organisations.rules import KIND_WORDS, checked_name

COLUMNS = (
    Column(
        "organisation",
        checked_name,
        ("name", "organisme", "organisation name", "nom", "raison sociale", "entreprise", "company", "partenaire"),
        required=True,
    ),
    Column("kind", cells.choice(KIND_WORDS, empty="sme"), ("type", "categorie", "nature", "statut")),
    Column("town", cells.line(80), ("ville", "city", "commune")),
    Column("cluster", cells.line(80), ("grappe", "pole", "pole de competitivite", "filiere")),
    Column("conflict_group", cells.line(80), ("groupe de conflit", "conflit", "rivals", "concurrents")),
)

_SHAPE = Shape(
    key=lambda row: fold(str(row.values["organisation"])),
    key_column="organisation",
    label=lambda row: str(row.values["organisation"]),
    same={"organisation": same_name},
)


class OrganisationImport:
    """Organisations from a file. Columns of the organiser's own are not kept: an organisation has no free fields."""

    kind = "organisations"
    label = "Organisations"
    columns = COLUMNS
    is_complete = False

    def compare(self, session: Session, edition_id: int, rows: Sequence[Row], *, partial: bool) -> Difference:  # noqa: ARG002 - nobody leaves by a file here
        """Return what the rows would change."""
        known = {
            one.folded: Known(
                one.name,
                {
                    "organisation": one.name,
                    "kind": one.kind,
                    "town": one.town,
                    "cluster": one.cluster,
                    "conflict_group": one.conflict_group,
                },
            )
            for one in organisations_of(session, edition_id)
        }
        return compare_rows([Row(row.line, row.values) for row in rows], known, _SHAPE)

    def apply(self, work: Work, difference: Difference) -> None:
        """Let new organisations join and change known ones."""
        import_organisations(work, difference)


IMPORTS = (OrganisationImport(),)
