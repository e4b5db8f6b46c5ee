"""What the desk of judging says to a wrong number: which one, what is wrong with it; what was typed is still there."""

import re

import pytest

from challenge.kernel.actor import Role
from tests.flow.judging.test_control import judged
from tests.house import TestHouse

BASE = "/e/crunch/desk/judging"
WRONG = [
    ("waves/round-1", "visits", "501", "Ce nombre est trop grand."),
    ("audience/tickets", "count", "4,5", "Un nombre est attendu ici."),
    ("pace/round-1", "slot_min", "-4", "Ce nombre est trop petit."),
    ("patience", "late_min", "x", "Un nombre est attendu ici."),
    ("audience/tickets", "team", "ZZ9", "Aucune équipe ne porte ce code. Un code ressemble à A07."),
]


@pytest.mark.parametrize(("path", "name", "typed", "said"), WRONG)
def test_wrong_number_is_named_and_stays_typed(
    sqlite_house: TestHouse, path: str, name: str, typed: str, said: str
) -> None:
    hall = judged(sqlite_house)
    sent = {"visits": "7", "count": "3", "slot_min": "8", "silent_min": "20", "late_min": "5", name: typed}
    answer = sqlite_house.person(hall.edition.id, Role.ORGANISER).post(f"{BASE}/{path}", sent)
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert f'<a href="#f-{name}">{said}</a>' in page
    assert re.search(rf'id="f-{name}"[^>]* value="{typed}"[^>]* aria-invalid="true"', page)


def test_refusal_of_a_button_speaks_of_nothing_typed(sqlite_house: TestHouse) -> None:
    hall = judged(sqlite_house)
    organiser = sqlite_house.person(hall.edition.id, Role.ORGANISER)
    page = organiser.post(f"{BASE}/reveal", {"act": "publish", "version": "1"}).get_data(as_text=True)

    assert "Aucun tour n’est encore gelé" in page
    assert "Ce que vous avez écrit" not in page
