"""What problems look like in files."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from challenge.exchange import cells
from challenge.exchange.cells import Value
from challenge.exchange.columns import Column, Row
from challenge.exchange.difference import (
    Change,
    Difference,
    Known,
    Shape,
    compare_rows,
    same_name,
    same_set,
)
from challenge.kernel.errors import Invalid
from challenge.kernel.text import fold
from challenge.kernel.work import Work
from challenge.organisations.queries import organisations_of
from challenge.problems.actions import place_problem, rewrite_problem
from challenge.problems.models import Problem
from challenge.problems.queries import all_problems

_STATUS = {
    "brouillon": "draft",
    "draft": "draft",
    "depose": "submitted",
    "soumis": "submitted",
    "submitted": "submitted",
    "en attente": "waiting",
    "attente": "waiting",
    "waiting": "waiting",
    "confirme": "confirmed",
    "valide": "confirmed",
    "confirmed": "confirmed",
    "refuse": "rejected",
    "rejected": "rejected",
    "retire": "withdrawn",
    "withdrawn": "withdrawn",
}
_CONFIDENTIALITY = {
    "open": "open",
    "ouvert": "open",
    "public": "open",
    "restricted": "restricted",
    "restreint": "restricted",
    "confidentiel": "restricted",
    "secret": "secret",
}
_RIGHTS = {
    "shared": "shared",
    "partages": "shared",
    "partage": "shared",
    "students": "students",
    "etudiants": "students",
    "partner": "partner",
    "partenaire": "partner",
    "open": "open",
    "libre": "open",
    "open source": "open",
}

COLUMNS = (
    Column(
        "problem_id", cells.line(20), ("numero", "number", "id", "ref", "reference", "sujet", "code"), required=True
    ),
    Column("organisation", cells.line(120), ("organisme", "entreprise", "company", "partenaire", "partner")),
    Column("title", cells.line(160), ("titre", "intitule"), required=True),
    Column("summary", cells.block(8000), ("resume", "description", "texte", "enonce")),
    Column("category", cells.line(40), ("categorie", "type")),
    Column("theme", cells.line(40), ("thematique",)),
    Column(
        "wanted_depts",
        cells.listing(),
        ("departements", "departements souhaites", "filieres", "departments", "wanted departments"),
    ),
    Column("required_skills", cells.listing(), ("competences", "competences requises", "skills")),
    Column("language", cells.line(8), ("langue",)),
    Column("site", cells.line(40), ("lieu", "campus")),
    Column("remote_ok", cells.flag(empty=False), ("a distance", "distanciel", "remote")),
    Column("min_teams", cells.number(1, 60, empty=1), ("equipes min", "minimum d equipes", "teams at least")),
    Column("max_teams", cells.number(1, 60, empty=1), ("equipes max", "maximum d equipes", "teams at most")),
    Column("confidentiality", cells.choice(_CONFIDENTIALITY, empty="open"), ("confidentialite",)),
    Column("rights", cells.choice(_RIGHTS, empty="shared"), ("droits", "regime de droits")),
    # Nobody logs in by it and nothing is sent to it unread: what partners write there is kept as it is.
    Column("contact_email", cells.line(254), ("courriel", "contact", "mail du contact", "contact’s mail", "email")),
    Column(
        "backup_email",
        cells.line(254),
        (
            *("second contact", "courriel du second contact", "mail du second contact", "contact suppleant"),
            "backup contact’s mail",
        ),
    ),
    Column("status", cells.choice(_STATUS, empty="submitted"), ("statut", "etat")),
)

_DEFAULTS: dict[str, Value] = {
    "summary": "",
    "category": "challenge",
    "theme": "",
    "wanted_depts": (),
    "required_skills": (),
    "language": "fr",
    "site": "ANY",
    "remote_ok": False,
    "min_teams": 1,
    "max_teams": 1,
    "confidentiality": "open",
    "rights": "shared",
    "contact_email": "",
    "backup_email": "",
    "status": "submitted",
}
_SAME_NAME = tuple(column.name for column in COLUMNS if column.name not in ("problem_id", "organisation"))

_SHAPE = Shape(
    key=lambda row: str(row.values["problem_id"]),
    key_column="problem_id",
    label=lambda row: f"{row.values['problem_id']} {row.values['title']}",
    same={"organisation": same_name, "wanted_depts": same_set, "required_skills": same_set},
)


class ProblemImport:
    """Problems from a file. Their organisations must take part already; an empty one is a start-up idea."""

    kind = "problems"
    label = "Problems"
    columns = COLUMNS
    is_complete = False

    def compare(self, session: Session, edition_id: int, rows: Sequence[Row], *, partial: bool) -> Difference:  # noqa: ARG002 - a problem is withdrawn by its partner, never by a file
        """Return what the rows would change; an unknown organisation and an impossible number of teams are findings."""
        known = {
            row.ref: Known(f"{row.ref} {row.title}", _values(row, name))
            for row, name in all_problems(session, edition_id)
        }
        names = {one.folded for one in organisations_of(session, edition_id)}
        difference = compare_rows([Row(row.line, row.values) for row in rows], known, _SHAPE)
        findings = [finding for row in rows for finding in _wrong(row, names)]
        return difference.with_findings(findings)

    def apply(self, work: Work, difference: Difference) -> None:
        """Add new problems with the status of the file, and change known ones."""
        ids = {one.folded: one.id for one in organisations_of(work.session, work.edition_id)}
        for arrival in difference.arrivals:
            values = {**_DEFAULTS, **arrival.row.values}
            place_problem(
                work,
                Problem(
                    edition_id=work.edition_id,
                    ref=values.pop("problem_id"),
                    organisation_id=ids.get(fold(str(values.pop("organisation", "")))),
                    submitted_at=work.now,
                    **values,
                ),
            )
        known = {row.ref: row for row, _ in all_problems(work.session, work.edition_id)} if difference.changes else {}
        for change in difference.changes:
            rewrite_problem(work, known[change.key], _changed(change, ids))


def _values(row: Problem, organisation: str) -> dict[str, Value]:
    found: dict[str, Value] = {"problem_id": row.ref, "organisation": organisation}
    for name in _SAME_NAME:
        value = getattr(row, name)
        found[name] = tuple(value) if isinstance(value, list) else value
    return found


def _changed(change: Change, ids: Mapping[str, int]) -> dict[str, Any]:
    new: dict[str, Any] = {part.name: part.new for part in change.fields}
    if "organisation" in new:
        new["organisation_id"] = ids.get(fold(new.pop("organisation")))
    return new


def _wrong(row: Row, names: set[str]) -> list[Invalid]:
    found: list[Invalid] = []
    organisation = str(row.values.get("organisation", ""))
    if organisation and fold(organisation) not in names:
        place = f"{row.line}:organisation"
        found.append(Invalid("problems.organisation_absent", place, organisation=organisation))
    least, most = row.values.get("min_teams", 1), row.values.get("max_teams", 1)
    if isinstance(least, int) and isinstance(most, int) and least > most:
        found.append(Invalid("problems.teams", f"{row.line}:max_teams", least=least, most=most))
    return found


IMPORTS = (ProblemImport(),)
