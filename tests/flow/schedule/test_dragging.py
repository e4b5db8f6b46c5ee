"""A milestone dragged on the day's plan: looked at with what follows and clashes, done only when confirmed."""

import re
from datetime import timedelta
from html import unescape

from challenge.editions.models import Edition
from challenge.kernel.actor import Role
from challenge.schedule.editing import depend_milestone
from tests.flow.schedule.test_milestones import milestone
from tests.flow.schedule.test_shifting import at_noon
from tests.house import Person, TestHouse

BASE = "/e/crunch/desk/schedule"


def organiser(house: TestHouse, edition: Edition) -> Person:
    return house.person(edition.id, Role.ORGANISER)


def fields(text: str) -> dict[str, str]:
    """Return the hidden fields of the form that confirms."""
    form = text.split(f'action="{BASE}/')[1].split("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', form))


def test_looking_moves_nothing_and_the_confirmation_moves_it_with_what_follows(house: TestHouse) -> None:
    edition = at_noon(house)
    by, person = house.house_in(edition.id), organiser(house, edition)
    first, second = milestone(house, edition, "diverge"), milestone(house, edition, "half-4")
    house.perform(by, depend_milestone, second.id, opens_after=first.id, locks_after=None, version=second.version)
    looked = person.get(f"{BASE}/{first.public_id}/move?minutes=240")
    untouched = milestone(house, edition, "diverge")
    answer = person.post(f"{BASE}/{first.public_id}", fields(looked.text))

    assert (looked.status_code, answer.status_code) == (200, 303)
    assert unescape(looked.text).count("<li><strong>") == 2
    assert untouched.moments() == first.moments()
    moved = [milestone(house, edition, code).starts_at for code in ("diverge", "half-4")]
    assert moved == [first.starts_at + timedelta(hours=4), second.starts_at + timedelta(minutes=30)]


def test_what_is_over_or_would_lie_behind_or_says_no_number_is_refused(sqlite_house: TestHouse) -> None:
    edition = at_noon(sqlite_house)
    person = organiser(sqlite_house, edition)
    ahead, over = milestone(sqlite_house, edition, "D2"), milestone(sqlite_house, edition, "opening")
    paths = [
        f"{ahead.public_id}/move?minutes=x",
        f"{ahead.public_id}/move?minutes=721",
        f"{ahead.public_id}/move?minutes=0",
    ]
    codes = [person.get(f"{BASE}/{path}").status_code for path in paths]
    still = person.get(f"{BASE}/{over.public_id}/move?minutes=15")

    assert codes == [422, 422, 422]
    assert fields_or_none(still.text) is None


def fields_or_none(text: str) -> dict[str, str] | None:
    """Return the fields of the confirmation, None where nothing can be confirmed."""
    return fields(text) if f'action="{BASE}/' in text else None


def test_plan_offers_to_drag_only_what_has_not_begun(sqlite_house: TestHouse) -> None:
    edition = at_noon(sqlite_house)
    text = organiser(sqlite_house, edition).get(f"{BASE}/days").text
    ahead, over = milestone(sqlite_house, edition, "D2"), milestone(sqlite_house, edition, "opening")

    assert f'data-drag="{BASE}/{ahead.public_id}/move"' in text
    assert f'data-drag="{BASE}/{over.public_id}/move"' not in text
    assert f'href="{BASE}/{over.public_id}"' in text


def test_a_page_offers_the_same_by_typed_minutes_to_what_has_not_begun(sqlite_house: TestHouse) -> None:
    """A phone shows no plan to drag on."""
    edition = at_noon(sqlite_house)
    person = organiser(sqlite_house, edition)
    pages = [
        person.get(f"{BASE}/{milestone(sqlite_house, edition, code).public_id}").text for code in ("D2", "opening")
    ]

    assert ['/move">' in text for text in pages] == [True, False]


def test_previews_name_whom_a_move_concerns_and_how_many(house: TestHouse) -> None:
    """The concept sheet is for teams, the checkpoint for coaches and partners too, the talk for everybody."""
    edition = at_noon(house)
    person = organiser(house, edition)

    def told(path: str) -> str:
        return unescape(person.get(f"{BASE}/{path}").text).split('"told-line">')[1].split("<span>")[1].split(". ")[0]

    sheet, checkpoint = (milestone(house, edition, code).public_id for code in ("D2", "checkpoint-1"))
    assert told(f"{sheet}/move?minutes=15").endswith("\u00a0: personne")
    for roles in ((Role.STUDENT,), (Role.STUDENT,), (Role.COACH, Role.EXPERT), (Role.PARTNER,), (Role.JUROR,)):
        house.person(edition.id, *roles)
    names = ("2 étudiants", "1 coach")
    assert told(f"{sheet}/move?minutes=15").endswith("\u00a0: " + ", ".join(names))
    assert told(sheet) == told(f"{sheet}/move?minutes=15")
    assert told(f"{sheet}/move?minutes=15").startswith("3 ")
    assert told(f"{checkpoint}/move?minutes=15").endswith("\u00a0: " + ", ".join((*names, "1 partenaire")))
    # Whoever is coach and expert is one person; the checkpoint and the experts' desk end later with the sheet.
    tuesday = told("shift?since=2027-05-25T17:00&minutes=15&scope=day")
    assert (tuesday[:2], tuesday.split("\u00a0: ")[1]) == ("4 ", "2 étudiants, 1 coach, 1 expert, 1 partenaire")
    assert told("shift?since=2027-05-24T13:00&minutes=15&scope=day").endswith("toute l’édition")
