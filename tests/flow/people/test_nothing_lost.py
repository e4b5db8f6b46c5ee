"""Nobody's account, team or history is lost by a re-import."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.exchange.actions import read_upload
from challenge.exchange.deciding import apply_sent
from challenge.exchange.importing import importer_of
from challenge.exchange.keeping import Sent
from challenge.kernel import log
from challenge.people.models import Person
from challenge.people.queries import roster
from tests.house import TestHouse
from tests.make.editions import make_edition
from tests.make.people import apply_file

HEAD = "student_id,first_name,last_name,email,school\n"
ANA, BO = "S1,Ana,Diaz,ana@x.example,UTBM\n", "S2,Bo,Li,,UTBM\n"


def people(house: TestHouse, edition_id: int) -> dict[int, tuple[str, int | None, bool]]:
    return {
        one.id: (one.ref, one.account_id, one.left_at is not None)
        for one in house.read(roster, edition_id, with_left=True)
    }


def command(house: TestHouse, edition_id: int, text: str, **answers: str) -> dict[str, int]:
    upload = read_upload(importer_of("roster"), text.encode(), partial=False)
    sent = Sent("roster", upload.sha256, len(text), source="command")
    return house.perform(house.house_in(edition_id), apply_sent, sent, upload, answers)


def test_leaver_who_returns_is_the_same_row_and_account(house: TestHouse) -> None:
    edition = make_edition(house)
    apply_file(house, edition.id, "roster", HEAD + ANA + BO)
    before = people(house, edition.id)
    apply_file(house, edition.id, "roster", HEAD + ANA)
    apply_file(house, edition.id, "roster", HEAD + ANA + BO)

    assert people(house, edition.id) == before


def test_changed_address_moves_the_person_and_says_so(house: TestHouse) -> None:
    edition = make_edition(house)
    apply_file(house, edition.id, "roster", HEAD + ANA + BO)
    (first, old), *_ = people(house, edition.id).items()
    apply_file(house, edition.id, "roster", HEAD + ANA.replace("ana@", "ana.diaz@") + BO)
    row = house.read(lambda session: session.get_one(Person, first))
    moved = [one for one in house.read(facts, edition.id) if one[0] == "people.person_moved"]

    assert (row.ref, row.account_id != old[1]) == ("S1", True)
    assert moved == [("people.person_moved", {"person_id": first, "account_id": row.account_id})]


def test_two_who_swap_their_addresses_both_stay_students(house: TestHouse) -> None:
    edition = make_edition(house)
    mei = "S3,Mei,Ling,mei@x.example,UTBM\n"
    apply_file(house, edition.id, "roster", HEAD + ANA + mei)
    before = {one[0]: one[1] for one in people(house, edition.id).values()}
    apply_file(house, edition.id, "roster", HEAD + ANA.replace("ana@", "mei@") + mei.replace("mei@", "ana@"))
    after = {one[0]: one[1] for one in people(house, edition.id).values()}

    assert after == {"S1": before["S3"], "S3": before["S1"]}


def test_new_number_waits_for_an_answer_and_then_keeps_everything(house: TestHouse) -> None:
    edition = make_edition(house)
    apply_file(house, edition.id, "roster", HEAD + ANA + BO)
    before = people(house, edition.id)
    waits = command(house, edition.id, HEAD + ANA.replace("S1", "N9") + BO)
    unchanged = people(house, edition.id) == before
    merged = command(house, edition.id, HEAD + ANA.replace("S1", "N9") + BO, N9="same")
    (first, old), *_ = before.items()

    assert (waits["arrivals"], waits["leavers"], unchanged) == (0, 0, True)
    assert (merged["changes"], people(house, edition.id)[first]) == (1, ("N9", old[1], False))


def facts(session: Session, edition_id: int) -> list[tuple[str, dict[str, object]]]:
    rows = session.execute(select(log.EventLog).where(log.EventLog.edition_id == edition_id)).scalars()
    return [(row.name, row.body) for row in rows]
