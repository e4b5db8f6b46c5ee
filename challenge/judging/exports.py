"""What a list of jurors looks like in files."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from challenge.accounts.rules import normal_email
from challenge.exchange import cells
from challenge.exchange.cells import Value
from challenge.exchange.columns import Column, Row
from challenge.exchange.difference import Difference, Known, Shape, compare_rows, same_name
from challenge.judging.jurors import CAPACITY, import_jurors
from challenge.judging.jury_rooms import MOST_ROOMS, NAME_MOST, room_key
from challenge.judging.queries import jurors
from challenge.judging.sittings import jury_rooms
from challenge.kernel.errors import Invalid
from challenge.kernel.text import fold
from challenge.kernel.work import Work
from challenge.organisations.queries import organisations_of


def _email(cell: str) -> str | None:
    return normal_email(cell) if cell else None


COLUMNS = (
    Column("juror", cells.line(20), ("jure", "juror id", "numero", "id", "ref", "code"), required=True),
    Column(
        "email", _email, ("courriel", "mail", "e-mail", "adresse mail", "adresse electronique", "mail address", "mel")
    ),
    Column("first_name", cells.line(120), ("prenom", "firstname", "given name")),
    Column("last_name", cells.line(120), ("nom", "lastname", "surname", "family name")),
    Column("organisation", cells.line(120), ("organisme", "organization", "entreprise", "company", "societe")),
    Column("domain", cells.line(80), ("domaine", "theme", "field", "specialite")),
    Column("room", cells.line(NAME_MOST), ("salle", "jury room", "salle du jury", "salle de jury")),
    Column("capacity", cells.number(0, 99, empty=CAPACITY), ("capacite", "passages", "visits", "nombre de passages")),
)

_SHAPE = Shape(
    key=lambda row: str(row.values["juror"]),
    key_column="juror",
    label=lambda row: str(row.values["juror"]),
    same={
        "first_name": same_name,
        "last_name": same_name,
        "organisation": lambda old, new: fold(str(old)) == fold(str(new)),
        "room": lambda old, new: room_key(str(old)) == room_key(str(new)),
    },
)


class JurorImport:
    """Jurors from a file.

    Conflicts of interest follow from the organisation, so an unknown one is refused; missing rooms are created.
    """

    kind = "jurors"
    label = "Jurors"
    columns = COLUMNS
    is_complete = False

    def compare(self, session: Session, edition_id: int, rows: Sequence[Row], *, partial: bool) -> Difference:  # noqa: ARG002 - nobody leaves by a file here
        """Return what the rows would change; unknown organisations and shared addresses are findings."""
        organisations = {one.id: one.name for one in organisations_of(session, edition_id)}
        rooms = {one.id: one.name for one in jury_rooms(session, edition_id)}
        known = {
            one.ref: Known(
                one.ref,
                {
                    "juror": one.ref,
                    "email": one.email,
                    "first_name": one.first_name,
                    "last_name": one.last_name,
                    "organisation": organisations.get(one.organisation_id or 0, ""),
                    "domain": one.domain,
                    "room": rooms.get(one.jury_room_id or 0, ""),
                    "capacity": one.capacity,
                },
            )
            for one in jurors(session, edition_id)
        }
        findings = [*_unknown(rows, {fold(name) for name in organisations.values()}), *_shared(rows, known)]
        findings += _too_many(rows, {room_key(name) for name in rooms.values()})
        if findings:
            return Difference(findings=tuple(findings))
        return compare_rows([Row(row.line, row.values) for row in rows], known, _SHAPE)

    def apply(self, work: Work, difference: Difference) -> None:
        """Give arrivals an account and their role, and change who is changed."""
        import_jurors(work, difference)


def _unknown(rows: Sequence[Row], folded: set[str]) -> list[Invalid]:
    return [
        Invalid("judging.organisation_unknown", f"{row.line}:organisation", organisation=name)
        for row in rows
        if (name := str(row.values.get("organisation") or "")) and fold(name) not in folded
    ]


def _too_many(rows: Sequence[Row], rooms: set[str]) -> list[Invalid]:
    """Return a finding per row whose room would be one too many."""
    named, found = set(rooms), []
    for row in rows:
        name = room_key(str(row.values.get("room") or ""))
        if name and name not in named and len(named) >= MOST_ROOMS:
            found.append(Invalid("judging.rooms_many", f"{row.line}:room", most=MOST_ROOMS))
        elif name:
            named.add(name)
    return found


def _shared(rows: Sequence[Row], known: Mapping[str, Known]) -> list[Invalid]:
    """Return a finding per row whose address is another juror's: their sheets would be one person's."""
    in_file = {str(row.values["juror"]) for row in rows}
    owners: dict[Value, str] = {
        one.values["email"]: key for key, one in known.items() if one.values["email"] and key not in in_file
    }
    found = []
    for row in rows:
        email, key = row.values.get("email"), str(row.values["juror"])
        if email and owners.setdefault(email, key) != key:
            found.append(Invalid("judging.email_shared", f"{row.line}:email", email=str(email), other=owners[email]))
    return found


IMPORTS = (JurorImport(),)
