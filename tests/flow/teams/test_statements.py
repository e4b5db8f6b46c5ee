"""Pages of the composition, of people, imports and attendance: as many statements for eight teams as for two."""

import io
import re

from sqlalchemy import select

from challenge.attendance.closing import close_roll
from challenge.kernel.actor import Role
from challenge.people.presence import set_presence
from challenge.teams.bindings import bind_person
from challenge.teams.gaps import seated_now
from challenge.teams.models import CompositionRun
from challenge.teams.rulebook import set_rules
from tests.flow.gallery.test_pages import statements
from tests.house import Person, TestHouse
from tests.make.attendance import codes, half_of, names, scan
from tests.make.teams import RULES, Composed, make_composed, member_of, reveal, set_time

DESK = (
    *("desk/teams", "desk/teams/runs", "desk/teams/rules", "desk/teams/repair", "desk/teams/publication"),
    *("desk/teams/runs/RUN", "desk/teams/runs/RUN/person?ref=S001", "desk/teams/compare?a=RUN&b=RUN"),
    "desk/teams/runs/RUN/prices",
    *("desk/people", "desk/people/staff", "desk/people/fields", "desk/people/delegations"),
    *(
        "desk/import",
        "desk/imports/IMPORT",
        "desk/attendance",
        "desk/attendance/export",
        "desk/attendance/badges?zone=A",
    ),
    *("desk/attendance/people/PERSON", "desk/attendance/half-days", "desk/attendance/half-days/HALF/close"),
    *("checkin", "coach/roll"),
)
OWN = ("me", "wishes", "team/why", "attendance")


def full(house: TestHouse, slug: str, teams: int) -> tuple[Composed, Person, dict[str, str]]:
    """Return an edition in which everything grows with the teams, its organiser, and what addresses name."""
    composed = make_composed(house, slug, teams=teams)
    edition_id, by = composed.edition.id, house.house_in(composed.edition.id)
    set_time(house, composed, 1, 6, 20)
    organiser = house.person(edition_id, Role.ORGANISER)
    house.perform(by, set_rules, RULES, seen=0)
    for number in range(1, 2 * teams, 2):
        house.perform(by, bind_person, "apart", f"S{number:03d}", f"S{number + 1:03d}", reason="known")
        house.perform(by, set_rules, RULES.excepting("P001", max_size=6 - number // 2 % 2), seen=(number + 1) // 2)
    for code in list(codes(house, composed).values())[: 3 * teams]:
        scan(house, organiser.actor, code)
    half = half_of(house, composed)
    house.perform(by, close_roll, half.id)
    gone = [one.person_id for one in house.read(seated_now, edition_id)][::5]
    house.perform(by, set_presence, gone, present=False)
    lines = "".join(f"N{number},New{number},Comer,1\n" for number in range(10 * teams))
    file = (io.BytesIO(f"student_id,first_name,last_name,level\n{lines}".encode()), "list.csv")
    kept = organiser.post(
        f"/e/{slug}/desk/import", {"kind": "roster", "file": file}, content_type="multipart/form-data"
    )
    wanted = select(CompositionRun.public_id).where(CompositionRun.edition_id == edition_id)
    run = house.read(lambda session: session.execute(wanted).scalars().first())
    named = {"RUN": run or "", "PERSON": next(iter(names(house, composed).values())), "HALF": half.public_id}
    return composed, organiser, {**named, "IMPORT": kept.headers["Location"].rsplit("/", 1)[1]}


def counted(house: TestHouse, slug: str, teams: int) -> dict[str, tuple[int, int]]:
    """Return status and number of statements of every page."""
    composed, organiser, named = full(house, slug, teams)
    reveal(house, composed)
    member = member_of(house, composed)
    found = {}
    for who, paths in ((organiser, DESK), (member, OWN)):
        for path in paths:
            address = re.sub("RUN|PERSON|HALF|IMPORT", lambda word: named[word[0]], path)
            who.get(f"/e/{slug}/{address}")
            with statements() as seen:
                found[path] = (who.get(f"/e/{slug}/{address}").status_code, len(seen))
    return found


def test_pages_take_as_many_statements_whatever_the_data(sqlite_house: TestHouse) -> None:
    few, many = counted(sqlite_house, "few", 2), counted(sqlite_house, "many", 8)

    assert {path: status for path, (status, _) in many.items() if status != 200} == {}
    assert many == few
    assert max(count for _, count in many.values()) <= 30
