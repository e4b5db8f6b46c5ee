"""What lists of staff look like in files; the students' are in `rosters`."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from challenge.accounts.rules import normal_email
from challenge.exchange import cells
from challenge.exchange.columns import Column, Row
from challenge.exchange.difference import Difference, Known, Shape, compare_rows, same_name, same_set
from challenge.kernel.work import Work
from challenge.people.actions import import_staff
from challenge.people.queries import staff
from challenge.people.rosters import LANGUAGES, MAIL, NAMES, RosterImport
from challenge.people.rules import STAFF_WORDS

STAFF_COLUMNS = (
    Column("email", normal_email, MAIL, required=True),
    *NAMES,
    Column("role", cells.choice(STAFF_WORDS), ("fonction", "statut", "function"), required=True),
    Column("domains", cells.listing(), ("domaines", "domaine", "domain", "expertise", "expertises", "competences")),
    LANGUAGES,
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
