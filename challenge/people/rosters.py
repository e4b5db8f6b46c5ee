"""What rosters look like in files, and how they are compared with the students that are there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from challenge.accounts.rules import normal_email
from challenge.exchange import cells
from challenge.exchange.cells import Value
from challenge.exchange.columns import Column, Row
from challenge.exchange.difference import Difference, Known, Shape, Suspect, compare_rows, same_name, same_set
from challenge.kernel.errors import Invalid
from challenge.kernel.text import fold
from challenge.kernel.work import Work
from challenge.people.joining import import_roster
from challenge.people.models import Person
from challenge.people.own import corrections_of, field_rules
from challenge.people.queries import roster
from challenge.people.rules import SENSITIVE, FieldRules, full_name, likeness

_CONSENT_WORDS = {"photo": "photo", "image": "photo", "photos": "photo", "contact": "contact", "partenaires": "contact"}


def _email(cell: str) -> str | None:
    return normal_email(cell) if cell else None


def _consents(cell: str) -> Value:
    words = cells.listing()(cell)
    assert isinstance(words, tuple)
    return tuple(_CONSENT_WORDS.get(fold(word), word) for word in words)


NAMES = (
    Column("first_name", cells.line(120), ("prenom", "prenom usuel", "firstname", "given name", "forename", "prenoms")),
    Column(
        "last_name",
        cells.line(120),
        ("nom", "lastname", "surname", "family name", "nom de famille", "nom usuel", "nom d usage"),
    ),
)
LANGUAGES = Column("languages", cells.languages(), ("langues", "language", "langue", "langues parlees"))
MAIL = (
    *("courriel", "mail", "e-mail", "mel", "email address", "mail address"),
    *("adresse mail", "adresse e-mail", "adresse electronique", "adresse de messagerie"),
)

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
            "number",
            "student",
            "ine",
            "code",
        ),
        required=True,
    ),
    *NAMES,
    Column("email", _email, MAIL),
    Column("department", cells.line(60), ("departement", "dept", "filiere", "branche", "formation", "specialite")),
    Column("level", cells.number(1, 5, empty=0), ("niveau", "annee", "year", "annee d etude")),
    Column("school", cells.line(80), ("ecole", "etablissement", "institution", "university", "universite")),
    LANGUAGES,
    Column("site", cells.line(40), ("campus", "lieu")),
    Column("skills", cells.listing(20), ("competences", "skill", "competence", "savoir faire")),
    Column("present", cells.flag(empty=True), ("presence", "presente", "attending")),
    Column("consents", _consents, ("consentements", "autorisations", "accords", "consent")),
    Column("needs", cells.line(500), ("besoins", "besoins particuliers", "special needs", "amenagements", "handicap")),
    Column("nationality", cells.line(80), ("nationalite", "citizenship")),
    Column("gender", cells.line(20), ("genre", "sexe", "sex", "civilite")),
    Column("minority", cells.flag(empty=False), ("minorite",)),
)


def columns_by(rules: FieldRules) -> tuple[Column, ...]:
    """Return the fields of a roster; sensitive ones that are not turned on are left out on purpose."""
    return tuple(
        one if one.name not in SENSITIVE or rules.collects(one.name) else replace(one, dropped=True)
        for one in STUDENT_COLUMNS
    )


def _student_label(row: Row) -> str:
    name = full_name(str(row.values.get("first_name", "")), str(row.values.get("last_name", "")), "")
    return f"{row.values['student_id']} {name}".strip()


_SAME = {
    "first_name": same_name,
    "last_name": same_name,
    "languages": same_set,
    "skills": same_set,
    "consents": same_set,
}


def known_person(person: Person, corrected: Mapping[str, Value]) -> Known:
    """Return a student as files would tell them."""
    values: dict[str, Value] = {
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
        "nationality": str(person.private.get("nationality", "")),
        "gender": str(person.private.get("gender", "")),
        "minority": bool(person.private.get("minority", False)),
    }
    label = f"{person.ref} {full_name(person.first_name, person.last_name, '')}".strip()
    return Known(label, values, person.custom, person.left_at is not None, corrected)


@dataclass(frozen=True, slots=True)
class RosterImport:
    """Students from a school's roster; a complete one says who left.

    Fields:
        school: "" for the whole edition; otherwise the list is that school's delegation and touches nobody else.
    """

    school: str = ""
    kind: str = "roster"
    label: str = "Students"
    is_complete: bool = True

    @property
    def columns(self) -> Sequence[Column]:
        """The fields of an edition that turned nothing on."""
        return columns_by(FieldRules({}))

    def columns_in(self, session: Session, edition_id: int) -> Sequence[Column]:
        """Return the fields that an edition collects."""
        return columns_by(field_rules(session, edition_id))

    def within(self, scope: str) -> "RosterImport":
        """Return the import of one school's delegation."""
        return RosterImport(scope)

    def known(self, session: Session, edition_id: int) -> dict[str, Known]:
        """Return the students that are there or have left, by reference."""
        corrected = corrections_of(session, edition_id)
        return {
            person.ref: known_person(person, corrected.get(person.id, {}))
            for person in roster(session, edition_id, with_left=True)
        }

    def compare(self, session: Session, edition_id: int, rows: Sequence[Row], *, partial: bool) -> Difference:
        """Return what the rows would change; two students of one address are a finding."""
        known = self.known(session, edition_id)
        rows, taken = self._own(rows, known)
        mine = {key: one for key, one in known.items() if not self.school or one.values["school"] == self.school}
        shape = Shape(
            key=lambda row: str(row.values["student_id"]),
            key_column="student_id",
            label=_student_label,
            same=_SAME,
            likeness=likeness,
            complete=not partial,
        )
        difference = compare_rows(rows, mine, shape)
        leaving = {one.key for one in difference.leavers}
        difference = replace(
            difference, suspects=tuple(_bound(one, rows, known, leaving) for one in difference.suspects)
        )
        excused = {(one.key, one.other) for one in difference.suspects if one.same is not None}
        shared = [self._discreet(one, known) for one in _shared_addresses(rows, known, leaving, excused)]
        return difference.with_findings([*taken, *shared])

    def _own(self, rows: Sequence[Row], known: Mapping[str, Known]) -> tuple[list[Row], list[Invalid]]:
        """Return the rows as the delegation's own; a number that is another school's is a finding."""
        if not self.school:
            return list(rows), []
        own: list[Row] = []
        taken: list[Invalid] = []
        for row in rows:
            ref = str(row.values["student_id"])
            other = known.get(ref)
            if other is not None and other.values["school"] != self.school:
                taken.append(Invalid("people.ref_taken", f"{row.line}:student_id", ref=ref))
            else:
                own.append(replace(row, values={**row.values, "school": self.school}))
        return own, taken

    def _discreet(self, finding: Invalid, known: Mapping[str, Known]) -> Invalid:
        """Return a finding that names nobody of another school to a delegation."""
        other = known.get(str(finding.params["other"]))
        if not self.school or other is None or other.values["school"] == self.school:
            return finding
        return Invalid(finding.code, finding.place, **{**finding.params, "other": "…"})

    def apply(self, work: Work, difference: Difference) -> None:
        """Let arrivals join, change who is changed, and note who left."""
        import_roster(work, difference)


def _bound(one: Suspect, rows: Sequence[Row], known: Mapping[str, Known], leaving: set[str]) -> Suspect:
    """Tell a suspect who has the address of somebody who stays: an account is one person's, so the two are one."""
    other = known.get(one.other)
    if other is None or other.has_left or one.other in leaving or one.same is None:
        return one
    changes_address = any(part.name == "email" and part.new for part in one.same.fields)
    has_address = other.values["email"] and not changes_address
    given = next((row.values.get("email") for row in rows if row.line == one.line), None)
    return replace(one, is_bound=bool(has_address and given))


def _shared_addresses(
    rows: Sequence[Row], known: Mapping[str, Known], leaving: set[str], excused: set[tuple[str, str]]
) -> list[Invalid]:
    """Return a finding per row whose address belongs to another student: an account is one person's.

    Excused are rows that may be that very student under another number; somebody is asked about them.
    """
    in_file = {str(row.values["student_id"]) for row in rows}
    owners = {
        one.values["email"]: key
        for key, one in known.items()
        if one.values["email"] and not one.has_left and key not in leaving and key not in in_file
    }
    found: list[Invalid] = []
    for row in rows:
        email, key = row.values.get("email"), str(row.values["student_id"])
        if not email:
            continue
        other = owners.setdefault(email, key)
        if other != key and (key, other) not in excused:
            found.append(Invalid("people.email_shared", f"{row.line}:email", email=str(email), other=other))
    return found
