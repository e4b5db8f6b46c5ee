"""What rosters and lists of staff look like in files."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from challenge.accounts.rules import normal_email
from challenge.exchange import cells
from challenge.exchange.cells import Value
from challenge.exchange.columns import Column, Row
from challenge.exchange.difference import Difference, Known, Shape, compare_rows, same_name, same_set
from challenge.kernel.errors import Invalid
from challenge.kernel.text import fold
from challenge.kernel.work import Work
from challenge.people.actions import import_roster, import_staff
from challenge.people.queries import roster, staff
from challenge.people.rules import STAFF_WORDS, full_name

_CONSENT_WORDS = {"photo": "photo", "image": "photo", "photos": "photo", "contact": "contact", "partenaires": "contact"}


def _email(cell: str) -> str | None:
    return normal_email(cell) if cell else None


def _staff_email(cell: str) -> str:
    return normal_email(cell)


def _consents(cell: str) -> Value:
    words = cells.listing()(cell)
    assert isinstance(words, tuple)
    return tuple(_CONSENT_WORDS.get(fold(word), word) for word in words)


_NAMES = (
    Column("first_name", cells.line(120), ("prenom", "firstname", "given name", "forename", "prenoms")),
    Column("last_name", cells.line(120), ("nom", "lastname", "surname", "family name", "nom de famille", "nom usuel")),
)
_LANGUAGES = Column("languages", cells.listing(), ("langues", "language", "langue", "langues parlees"))
_MAIL = ("courriel", "mail", "e-mail", "adresse mail", "adresse electronique", "email address", "adresse e-mail", "mel")

STUDENT_COLUMNS = (
    Column(
        "student_id",
        cells.line(40),
        (
            "numero",
            "id",
            "ref",
            "matricule",
            "numero etudiant",
            "n etudiant",
            "student number",
            "student",
            "ine",
            "code",
        ),
        required=True,
    ),
    *_NAMES,
    Column("email", _email, _MAIL),
    Column("department", cells.line(60), ("departement", "dept", "filiere", "branche", "formation", "specialite")),
    Column("level", cells.number(1, 5, empty=0), ("niveau", "annee", "year", "annee d etude")),
    Column("school", cells.line(80), ("ecole", "etablissement", "institution", "university", "universite")),
    _LANGUAGES,
    Column("site", cells.line(40), ("campus", "lieu")),
    Column("skills", cells.listing(20), ("competences", "skill", "competence", "savoir faire")),
    Column("present", cells.flag(empty=True), ("presence", "presente", "attending")),
    Column("needs", cells.line(500), ("besoins", "besoins particuliers", "special needs", "amenagements")),
    Column("consents", _consents, ("consentements", "autorisations", "accords", "consent")),
    # Teams are eligible by tags that the organiser defines, never by the passport.
    Column("nationality", cells.line(80), ("nationalite", "citizenship"), dropped=True),
)


def _likeness(values: Mapping[str, Value]) -> str:
    """Return what makes two numbers look like one student: name, school and department."""
    first, last = values.get("first_name", ""), values.get("last_name", "")
    if not first or not last:
        return ""
    return "|".join((fold(f"{last} {first}"), fold(str(values.get("school", ""))), str(values.get("department", ""))))


def _student_label(row: Row) -> str:
    name = full_name(str(row.values.get("first_name", "")), str(row.values.get("last_name", "")), "")
    return f"{row.values['student_id']} {name}".strip()


def _student_shape(*, complete: bool) -> Shape:
    return Shape(
        key=lambda row: str(row.values["student_id"]),
        key_column="student_id",
        label=_student_label,
        same={
            "first_name": same_name,
            "last_name": same_name,
            "languages": same_set,
            "skills": same_set,
            "consents": same_set,
        },
        likeness=_likeness,
        complete=complete,
    )


class RosterImport:
    """Students from a school's roster; a complete one says who left."""

    kind = "roster"
    label = "Students"
    columns = STUDENT_COLUMNS
    is_complete = True

    def compare(self, session: Session, edition_id: int, rows: Sequence[Row], *, partial: bool) -> Difference:
        """Return what the rows would change; two students of one address are a finding."""
        known = {
            person.ref: Known(
                f"{person.ref} {full_name(person.first_name, person.last_name, '')}".strip(),
                {
                    "student_id": person.ref,
                    "first_name": person.first_name,
                    "last_name": person.last_name,
                    "email": person.email,
                    "department": person.department,
                    "level": person.level,
                    "school": person.school,
                    "languages": tuple(person.languages),
                    "site": person.site,
                    "skills": tuple(person.skills),
                    "present": person.present,
                    "needs": person.needs,
                    "consents": tuple(person.consents),
                },
                person.custom,
                person.left_at is not None,
            )
            for person in roster(session, edition_id, with_left=True)
        }
        shape = _student_shape(complete=not partial)
        difference = compare_rows(rows, known, shape)
        shared = _shared_addresses(rows, known, {one.key for one in difference.leavers})
        return difference.with_findings(shared)

    def apply(self, work: Work, difference: Difference) -> None:
        """Let arrivals join, change who is changed, and note who left."""
        import_roster(work, difference)


def _shared_addresses(rows: Sequence[Row], known: Mapping[str, Known], leaving: set[str]) -> list[Invalid]:
    """Return a finding per row whose address belongs to another student: an account is one person's."""
    in_file = {str(row.values["student_id"]) for row in rows}
    owners = {
        one.values["email"]: key
        for key, one in known.items()
        if one.values["email"] and not one.has_left and key not in leaving and key not in in_file
    }
    found: list[Invalid] = []
    for row in rows:
        email, key = row.values.get("email"), str(row.values["student_id"])
        if email and owners.setdefault(email, key) != key:
            found.append(Invalid("people.email_shared", f"{row.line}:email", email=str(email), other=owners[email]))
    return found


STAFF_COLUMNS = (
    Column("email", _staff_email, _MAIL, required=True),
    *_NAMES,
    Column("role", cells.choice(STAFF_WORDS), ("fonction", "statut", "function"), required=True),
    Column("domains", cells.listing(), ("domaines", "domaine", "domain", "expertise", "expertises", "competences")),
    _LANGUAGES,
    Column("zone", cells.line(20), ("secteur",)),
    Column("capacity", cells.number(0, 99, empty=0), ("capacite", "nombre d equipes", "teams")),
)

_STAFF_SHAPE = Shape(
    key=lambda row: f"{row.values['role']} {row.values['email']}",
    key_column="email",
    label=lambda row: f"{row.values['role']} {row.values['email']}",
    same={"first_name": same_name, "last_name": same_name, "languages": same_set, "domains": same_set},
)


class StaffImport:
    """Coaches, experts and organisers from a file. Somebody with two roles has two lines."""

    kind = "staff"
    label = "Coaches, experts, organisers"
    columns = STAFF_COLUMNS
    is_complete = False

    def compare(self, session: Session, edition_id: int, rows: Sequence[Row], *, partial: bool) -> Difference:  # noqa: ARG002 - nobody leaves by a file here
        """Return what the rows would change."""
        known = {
            f"{one.role} {email}": Known(
                f"{one.role} {email}",
                {
                    "email": email,
                    "role": one.role,
                    "first_name": one.first_name,
                    "last_name": one.last_name,
                    "domains": tuple(one.domains),
                    "languages": tuple(one.languages),
                    "zone": one.zone,
                    "capacity": one.capacity,
                },
            )
            for one, email in staff(session, edition_id)
        }
        return compare_rows([Row(row.line, row.values) for row in rows], known, _STAFF_SHAPE)

    def apply(self, work: Work, difference: Difference) -> None:
        """Give arrivals an account and their role, and change who is changed."""
        import_staff(work, difference)


IMPORTS = (RosterImport(), StaffImport())
