"""What organisations look like in files."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from challenge.exchange import cells
from challenge.exchange.columns import Column, Row
from challenge.exchange.difference import Difference, Known, Shape, compare_rows, same_name
from challenge.exchange.writing import Sheet
from challenge.kernel.text import fold
from challenge.kernel.work import Work
from challenge.organisations.actions import import_organisations
from challenge.organisations.queries import OrganisationCard, organisations_of
from challenge.organisations.rules import (
    HEADCOUNT_WORDS,
    KIND_WORDS,
    checked_name,
    checked_website,
    clusters_joined,
)


def _clusters(cell: str) -> str:
    return clusters_joined([cell])


COLUMNS = (
    Column(
        "organisation",
        checked_name,
        ("name", "organisme", "organisation name", "nom", "raison sociale", "entreprise", "company", "partenaire"),
        required=True,
    ),
    Column("kind", cells.choice(KIND_WORDS, empty="sme"), ("type", "categorie", "nature", "statut")),
    Column("town", cells.line(80), ("ville", "city", "commune")),
    Column(
        "cluster", _clusters, ("grappe", "grappes", "clusters", "pole", "poles", "pole de competitivite", "filiere")
    ),
    Column("conflict_group", cells.line(80), ("groupe de conflit", "conflit", "rivals", "concurrents")),
    Column("acronym", cells.line(20), ("sigle", "acronyme", "initiales")),
    Column("territory", cells.line(80), ("territoire", "region", "departement")),
    Column("headcount", cells.choice(HEADCOUNT_WORDS), ("taille", "effectif", "size", "employees", "salaries")),
    Column("website", checked_website, ("site web", "site internet", "url", "web")),
    Column("notes", cells.block(4000), ("remarques", "commentaires", "remarks")),
)
_STORED = tuple(column.name for column in COLUMNS if column.name != "organisation")

_SHAPE = Shape(
    key=lambda row: fold(str(row.values["organisation"])),
    key_column="organisation",
    label=lambda row: str(row.values["organisation"]),
    same={"organisation": same_name},
)


class OrganisationImport:
    """Organisations from a file. Columns of the organisers' own are kept beside them, by their title."""

    kind = "organisations"
    label = "Organisations"
    columns = COLUMNS
    is_complete = False

    def compare(self, session: Session, edition_id: int, rows: Sequence[Row], *, partial: bool) -> Difference:  # noqa: ARG002 - nobody leaves by a file here
        """Return what the rows would change."""
        known = {
            one.folded: Known(
                one.name,
                {"organisation": one.name, **{name: getattr(one, name) for name in _STORED}},
                one.extra,
            )
            for one in organisations_of(session, edition_id)
        }
        return compare_rows(rows, known, _SHAPE)

    def columns_in(self, session: Session, edition_id: int) -> Sequence[Column]:  # noqa: ARG002 - the same in every edition
        """Return the fields; what else a file has may be kept."""
        return COLUMNS

    def apply(self, work: Work, difference: Difference) -> None:
        """Let new organisations join and change known ones."""
        import_organisations(work, difference)


def directory_sheet(found: Sequence[OrganisationCard]) -> Sheet:
    """Return the directory as a table that the import takes in again; further columns by their titles."""
    titles = sorted({title for one in found for title in one.extra})
    rows = tuple(
        (one.name, *(getattr(one, name) for name in _STORED), *(one.extra.get(title, "") for title in titles))
        for one in found
    )
    return Sheet("organisations", ("organisation", *_STORED, *titles), rows)


IMPORTS = (OrganisationImport(),)
