"""The import page: difference, apply by a second button, errors by line, refusal when the data changed meanwhile."""

import io
import os
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from challenge.exchange.deciding import ask_apply
from challenge.exchange.models import TableImport
from challenge.exchange.queries import import_by_public_id, meanings_of
from challenge.exchange.reading import claim_import, do_one
from challenge.exchange.uploads import Uploads
from challenge.kernel.actor import HOUSE, Role
from challenge.kernel.work import Work
from challenge.people.queries import roster
from tests.house import Person, TestHouse
from tests.make.editions import make_edition
from tests.make.people import apply_file

FILE = "student_id,first_name,last_name,level\nS1,Mei,Ling,3\nS2,Omar,Diallo,4\n"
PAGE = "/e/crunch/desk/import"


def upload(organiser: Person, text: str, kind: str = "roster", **more: str) -> Any:
    data = {"kind": kind, "file": (io.BytesIO(text.encode()), "list.csv"), **more}
    return organiser.post(PAGE, data, content_type="multipart/form-data")


def agreed(organiser: Person, address: str) -> str:
    found = re.search(r'name="expected" value="(\w+)"', organiser.get(address).get_data(as_text=True))
    assert found is not None
    return found[1]


def waiting(house: TestHouse) -> list[str]:
    return [path.name for path in (house.config.instance / "imports").rglob("*") if path.is_file()]


def test_upload_shows_the_difference_and_the_second_button_applies_it(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    address = upload(organiser, FILE).headers["Location"]
    before = sqlite_house.read(roster, edition.id)
    page = organiser.get(address).get_data(as_text=True)
    done = organiser.post(f"{address}/apply", {"expected": agreed(organiser, address)})

    assert before == []
    assert re.findall(r"<b>(S\d \w+ \w+)</b>", page) == ["S1 Mei Ling", "S2 Omar Diallo"]
    assert (done.status_code, [one.ref for one in sqlite_house.read(roster, edition.id)]) == (303, ["S1", "S2"])
    assert waiting(sqlite_house) == []
    assert "S1 Mei" not in organiser.get(address).get_data(as_text=True)


def ids(page: str, field: str = "shown") -> list[str]:
    return re.findall(rf'name="{field}" value="(\d+)"', page)


def test_only_ticked_lines_are_applied(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    apply_file(sqlite_house, edition.id, "roster", FILE + "S9,Old,Hand,5\n")
    file = "student_id,first_name,last_name,level\nS1,Mai,Ling,4\nS2,Omar,Diallo,4\nS3,Zoé,Roux,1\nS4,Ana,Diaz,1\n"
    address = upload(organiser, file).headers["Location"]
    changes = ids(organiser.get(f"{address}?show=change&field=level").get_data(as_text=True))
    arrivals = ids(organiser.get(f"{address}?show=arrival").get_data(as_text=True))
    organiser.post(f"{address}/lines", {"shown": changes})
    organiser.post(f"{address}/all", {"act": "leaver"})
    last_page = {"expected": agreed(organiser, address), "shown": arrivals, "accepted": arrivals[1:]}
    done = organiser.post(f"{address}/apply", last_page)
    people = sqlite_house.read(roster, edition.id)

    assert (len(changes), len(arrivals), done.status_code) == (1, 2, 303)
    assert [(one.ref, one.first_name, one.level) for one in people] == [
        ("S1", "Mai", 3),
        ("S2", "Omar", 4),
        ("S4", "Ana", 1),
        ("S9", "Old", 5),
    ]


def test_page_of_a_long_difference_stays_light(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    lines = "".join(f"S{n:04d},First{n:04d},Last{n:04d},3\n" for n in range(1700))
    address = upload(organiser, "student_id,first_name,last_name,level\n" + lines).headers["Location"]
    page = organiser.get(address).get_data(as_text=True)
    (following,) = re.findall(r'rel="next" href="([^"]+)"', page)
    second = organiser.get(following.replace("&amp;", "&")).get_data(as_text=True)

    assert (len(ids(page)), len(ids(second)), len(page) < 90_000) == (100, 100, True)
    assert not set(ids(page)) & set(ids(second))


def test_same_person_under_another_number_keeps_the_account(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    apply_file(sqlite_house, edition.id, "roster", "student_id,first_name,last_name\nS1,Jean-Luc,Dupont\n")
    (before,) = sqlite_house.read(roster, edition.id)
    address = upload(organiser, "student_id,first_name,last_name\nN77,Jean Luc,DUPOND\n").headers["Location"]
    page = organiser.get(address).get_data(as_text=True)
    (line,) = re.findall(r'name="answer-(\d+)" value="same"', page)
    organiser.post(f"{address}/apply", {"expected": agreed(organiser, address), f"answer-{line}": "same"})
    (after,) = sqlite_house.read(roster, edition.id, with_left=True)

    assert (after.id, after.account_id, after.ref, after.last_name) == (
        before.id,
        before.account_id,
        "N77",
        "DUPOND",
    )


def test_undecided_doubles_are_not_applied(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    apply_file(sqlite_house, edition.id, "roster", "student_id,first_name,last_name\nS1,Jean-Luc,Dupont\n")
    file = "student_id,first_name,last_name\nN77,Jean Luc,DUPONT\nS5,Ana,Diaz\n"
    address = upload(organiser, file).headers["Location"]
    organiser.post(f"{address}/apply", {"expected": agreed(organiser, address)})
    undecided = [one.ref for one in sqlite_house.read(roster, edition.id)]
    told = organiser.get(address).get_data(as_text=True)
    address = upload(organiser, file).headers["Location"]
    organiser.post(f"{address}/suspects", {"answer": "two"})
    organiser.post(f"{address}/apply", {"expected": agreed(organiser, address)})
    decided = [one.ref for one in sqlite_house.read(roster, edition.id)]
    organiser.post(f"{address}/undo")

    assert decided == ["N77", "S5"]
    assert "1 ligne n’a pas été décidée" in told
    assert (undecided, [one.ref for one in sqlite_house.read(roster, edition.id)]) == (["S1", "S5"], ["S1", "S5"])


def test_unknown_columns_are_asked_about_once(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    file = "N° dossier;Prenom;Taille;Interne\nS1;Mei;L;x\n"
    address = upload(organiser, file).headers["Location"]
    asked = organiser.get(address).get_data(as_text=True)
    organiser.post(f"{address}/columns", {"column-0": "student_id", "column-1": "=keep", "column-2": "=drop"})
    organiser.post(f"{address}/apply", {"expected": agreed(organiser, address)})
    again = organiser.get(upload(organiser, file.replace("S1", "S2"), partial="1").headers["Location"])
    (person,) = sqlite_house.read(roster, edition.id)

    assert re.findall(r'<label for="f-column-\d">([^<]+)</label>', asked) == ["N° dossier", "Taille", "Interne"]
    assert (person.ref, person.custom) == ("S1", {"Taille": "L"})
    assert re.findall(r"<b>(S\d \w+)</b>", again.get_data(as_text=True)) == ["S2 Mei"]


def test_meaning_is_forgotten_on_demand(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    address = upload(organiser, "student_id;Taille\nS1;L\n").headers["Location"]
    organiser.post(f"{address}/columns", {"column-0": "=drop"})
    known = sqlite_house.read(meanings_of, edition.id, "roster")
    organiser.post(f"{PAGE}/forget", {"kind": "roster", "header": "taille"})

    assert (known, sqlite_house.read(meanings_of, edition.id, "roster")) == ({"taille": "=drop"}, {})


def test_apply_is_refused_when_the_data_changed_meanwhile_and_choices_stay(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    address = upload(organiser, FILE).headers["Location"]
    expected = agreed(organiser, address)
    organiser.post(f"{address}/lines", {"shown": ids(organiser.get(address).get_data(as_text=True))[:1]})
    apply_file(sqlite_house, edition.id, "roster", "student_id\nS2\n")
    refused = organiser.post(f"{address}/apply", {"expected": expected})
    again = organiser.post(f"{address}/apply", {"expected": agreed(organiser, address)})

    assert (refused.status_code, again.status_code) == (409, 303)
    assert [one.name for one in sqlite_house.read(roster, edition.id)] == ["Omar Diallo"]


def test_errors_are_shown_by_line_and_cannot_be_applied(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    address = upload(organiser, FILE + "S3,A,B,5A\n,C,D,1\n").headers["Location"]
    page = organiser.get(address).get_data(as_text=True)
    forged = organiser.post(f"{address}/apply", {"expected": "0" * 64})

    assert re.findall(r'<th scope="row" class="end num">(\d+)</th><td[^>]*>(\w+)', page) == [
        ("4", "level"),
        ("5", "student_id"),
    ]
    assert "«\u00a05A\u00a0» n’est pas un nombre entier" in page
    assert 'name="expected"' not in page
    assert (forged.status_code, sqlite_house.read(roster, edition.id)) == (409, [])


def test_everything_wrong_in_a_file_is_told_at_once_by_its_own_columns(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    file = "numéro;nom;niveau;courriel\nS1;A;5A;\nS2;B;1;\nS2;C;1;\nS3;D;1;d@x.example\nS4;E;1;d@x.example\n"
    page = organiser.get(upload(organiser, file).headers["Location"]).get_data(as_text=True)
    missing = organiser.get(upload(organiser, "nom\nA\n").headers["Location"]).get_data(as_text=True)

    assert re.findall(r'<th scope="row" class="end num">(\d+)</th><td[^>]*>(\w+)', page) == [
        ("2", "niveau"),
        ("4", "numéro"),
        ("6", "courriel"),
    ]
    assert "La colonne «\u00a0Numéro\u00a0» manque." in missing


def test_file_that_lacks_many_is_doubted_before_it_is_applied(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    lines = [f"S{k},Mei,Ling{'abcdefghijkl'[k]},m{k}@x.example" for k in range(12)]
    head = "student_id,first_name,last_name,email"
    apply_file(sqlite_house, edition.id, "roster", "\n".join([head, *lines]))
    cut, nearly = (upload(organiser, "\n".join([head, *lines[:left]])) for left in (2, 3))
    pages = [organiser.get(answer.headers["Location"]).get_data(as_text=True) for answer in (cut, nearly)]

    assert ["10 personnes connues ici ne sont pas dans ce fichier." in page for page in pages] == [True, False]
    assert 'class="doubt"' not in pages[1]


def test_partial_list_lets_nobody_leave(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    apply_file(sqlite_house, edition.id, "roster", FILE)
    whole, part = (upload(organiser, "student_id\nS3\n", **more) for more in ({}, {"partial": "1"}))
    pages = [organiser.get(answer.headers["Location"]).get_data(as_text=True) for answer in (whole, part)]

    assert ["show=leaver" in page for page in pages] == [True, False]


def test_what_is_no_table_is_refused_at_once(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    codes = [upload(organiser, text).status_code for text in ("", "\x00\x01", 'a,"b\n')]

    empty = upload(organiser, "").get_data(as_text=True)

    assert (codes, waiting(sqlite_house)) == ([422, 422, 422], [])
    assert "Le fichier est vide" in empty


def test_import_is_undone_where_nothing_changed_since(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    apply_file(sqlite_house, edition.id, "roster", FILE + "S9,Old,Hand,5\n")
    file = "student_id,first_name,last_name,level\nS1,Mai,Ling,4\nS2,Omar,Diop,4\nS3,Zoé,Roux,1\n"
    address = upload(organiser, file).headers["Location"]
    organiser.post(f"{address}/apply", {"expected": agreed(organiser, address)})
    apply_file(sqlite_house, edition.id, "roster", "student_id,level\nS1,5\n", partial=True)
    told = organiser.get(f"{address}/undo").get_data(as_text=True)
    done = organiser.post(f"{address}/undo")
    again = organiser.post(f"{address}/undo")
    people = sqlite_house.read(roster, edition.id)

    assert re.findall(r'tile-value"><span>(\d+)', told) == ["1", "3", "1"]
    assert (done.status_code, again.status_code) == (303, 409)
    assert [(one.ref, one.name, one.level) for one in people] == [
        ("S1", "Mei Ling", 5),
        ("S2", "Omar Diallo", 4),
        ("S9", "Old Hand", 5),
    ]


def test_past_imports_are_listed_with_who_and_what(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER, name="Ada Orga")
    address = upload(organiser, FILE).headers["Location"]
    organiser.post(f"{address}/apply", {"expected": agreed(organiser, address)})
    page = organiser.get(f"{PAGE}?kind=roster").get_data(as_text=True)

    assert re.findall(r"<td[^>]*>(Ada Orga)</td><td[^>]*><span>(\S+) ", page) == [("Ada Orga", "list.csv")]
    assert "+2 ~0 −0" in page


def test_large_file_is_read_and_applied_by_the_worker(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    lines = "".join(f"S{n:05d},{'First' * 8}{n:05d},{'Last' * 9}{n:05d},3\n" for n in range(3200))
    address = upload(organiser, "student_id,first_name,last_name,level\n" + lines).headers["Location"]
    waits = organiser.get(address)
    read = do_one(sqlite_house.ground)
    asked = organiser.post(f"{address}/apply", {"expected": agreed(organiser, address)})
    before = len(sqlite_house.read(roster, edition.id))
    applied = do_one(sqlite_house.ground)

    assert (waits.headers["Refresh"], asked.status_code, read, applied) == ("2", 303, True, True)
    assert (before, len(sqlite_house.read(roster, edition.id)), do_one(sqlite_house.ground)) == (0, 3200, False)


def test_import_whose_worker_died_is_taken_up_again(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    address = upload(organiser, FILE).headers["Location"]
    row = sqlite_house.read(import_by_public_id, edition.id, address.rsplit("/", 1)[1])
    assert row is not None
    sqlite_house.perform(sqlite_house.house_in(edition.id), ask_apply, row.id, row.fingerprint)
    first = sqlite_house.perform(HOUSE, claim_import)
    second = sqlite_house.perform(HOUSE, claim_import)
    sqlite_house.perform(HOUSE, _let_time_pass, row.id)
    done = do_one(sqlite_house.ground)

    assert (first, second, done) == (row.id, None, True)
    assert [one.ref for one in sqlite_house.read(roster, edition.id)] == ["S1", "S2"]


def _let_time_pass(work: Work, import_id: int) -> None:
    work.locked(TableImport, import_id).heartbeat_at = work.real - timedelta(minutes=5)


def test_waiting_file_is_for_the_organisers_of_its_edition_alone(sqlite_house: TestHouse) -> None:
    edition, other = make_edition(sqlite_house), make_edition(sqlite_house, "other")
    address = upload(sqlite_house.person(edition.id, Role.ORGANISER), FILE).headers["Location"]
    foreign = sqlite_house.person(other.id, Role.ORGANISER)
    coach = sqlite_house.person(edition.id, Role.COACH)

    assert [
        foreign.get(address).status_code,
        foreign.get(address.replace("/crunch/", "/other/")).status_code,
        coach.get(address).status_code,
        upload(coach, FILE).status_code,
    ] == [404, 404, 404, 404]


def test_waiting_files_go_after_a_day(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, 1)
    old = uploads.keep(b"old")
    stale = tmp_path / "imports" / "1" / old
    yesterday = stale.stat().st_mtime - 90_000
    os.utime(stale, (yesterday, yesterday))
    uploads.keep(b"new")

    assert not stale.exists()


def test_undoing_knows_who_did_not_leave_after_all(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    known = "student_id,first_name,last_name\nS1,Jean-Luc,Dupont\nS2,Anabelle,Diazon\n"
    apply_file(sqlite_house, edition.id, "roster", known)
    file = "student_id,first_name,last_name\nN1,Jean Luc,Dupont\nN2,Annabelle,Diazon\nS3,Bo,Li\n"
    address = upload(organiser, file).headers["Location"]
    lines = re.findall(r'name="answer-(\d+)" value="same"', organiser.get(address).get_data(as_text=True))
    organiser.post(f"{address}/apply", {"expected": agreed(organiser, address), f"answer-{lines[0]}": "same"})
    applied = [one.ref for one in sqlite_house.read(roster, edition.id)]
    told = organiser.get(f"{address}/undo").get_data(as_text=True)
    organiser.post(f"{address}/undo")

    assert applied == ["N1", "S2", "S3"]
    assert re.findall(r'tile-value"><span>(\d+)', told) == ["1", "1", "0"]
    assert [one.ref for one in sqlite_house.read(roster, edition.id)] == ["S1", "S2"]


def test_columns_of_signs_and_of_one_name_are_asked_about_once(house: TestHouse) -> None:
    edition = make_edition(house)
    organiser = house.person(edition.id, Role.ORGANISER)
    file = f"student_id;Taille;taille;#;{'long ' * 50}\nS1;L;XL;7;x\n"
    address = upload(organiser, file).headers["Location"]
    asked = {"column-0": "=keep", "column-1": "=keep", "column-2": "=drop", "column-3": "=drop"}
    told = organiser.post(f"{address}/columns", asked)
    organiser.post(f"{address}/apply", {"expected": agreed(organiser, address)})
    (person,) = house.read(roster, edition.id)

    assert (told.status_code, person.custom) == (303, {"Taille": "L", "taille": "XL"})


def test_lines_that_cannot_be_are_passed_over(house: TestHouse) -> None:
    edition = make_edition(house)
    organiser = house.person(edition.id, Role.ORGANISER)
    address = upload(organiser, FILE).headers["Location"]
    huge = "9" * 30
    shown = organiser.get(f"{address}?after={huge}")
    kept = organiser.post(f"{address}/lines", {"shown": [huge, "x"], "accepted": [huge], f"answer-{huge}": "same"})

    assert (shown.status_code, kept.status_code) == (200, 303)


def test_one_file_kept_by_many_at_once_is_one_file(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, 1)
    with ThreadPoolExecutor(8) as pool:
        digests = set(pool.map(lambda _: uploads.keep(b"list" * 50_000), range(64)))

    assert [path.name for path in (tmp_path / "imports" / "1").iterdir()] == list(digests)
