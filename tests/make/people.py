"""Students for tests, through the real import."""

from challenge.exchange.actions import apply_upload, read_upload
from challenge.exchange.importing import importer_of
from challenge.people.models import Person
from challenge.people.queries import roster
from tests.house import TestHouse

DEPARTMENTS = ("INFO", "ENERGY", "MECHANICS", "DESIGN")


def apply_file(house: TestHouse, edition_id: int, kind: str, text: str, *, partial: bool = False) -> dict[str, int]:
    """Import a small file and return the counts."""
    upload = read_upload(importer_of(kind), text.encode(), partial=partial)
    return house.perform(house.house_in(edition_id), apply_upload, upload)


def make_people(house: TestHouse, edition_id: int, count: int) -> list[Person]:
    """Return `count` students S001..., of four departments and five levels in turn, by reference."""
    lines = ["student_id,first_name,last_name,email,department,level,school,languages"]
    for n in range(1, count + 1):
        department, level = DEPARTMENTS[n % 4], n % 5 + 1
        lines.append(
            f"S{n:03d},First{n:03d},Last{n:03d},s{n:03d}.{edition_id}@school.example,{department},{level},UTBM,fr;en"
        )
    apply_file(house, edition_id, "roster", "\n".join(lines))
    return house.read(roster, edition_id)
