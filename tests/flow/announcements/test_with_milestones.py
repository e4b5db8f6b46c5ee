"""A milestone names the announcements that go out with it and opens the form for another; each leads to the other."""

from datetime import UTC, datetime

from challenge.announcements.actions import Draft, withdraw_announcement, write_announcement
from challenge.announcements.queries import announcements
from challenge.editions.actions import set_clock
from challenge.editions.models import Edition
from challenge.kernel.actor import Role
from challenge.kernel.text import Words
from tests.flow.schedule.test_milestones import drawn, milestone
from tests.house import TestHouse

WORDS = Words("Encore une heure", "One hour left", "Pensez-y.", "Mind it.")
NOON = datetime(2027, 5, 24, 10, tzinfo=UTC)
NEW = "/e/crunch/desk/announcements/new"


def at_noon(house: TestHouse) -> Edition:
    edition = drawn(house)
    house.perform(house.house_in(edition.id), set_clock, edition_now=NOON, speed=1, reason="test")
    return edition


def test_milestone_and_announcement_lead_to_each_other(house: TestHouse) -> None:
    edition = at_noon(house)
    by, row = house.house_in(edition.id), milestone(house, edition, "D1")
    desk, own = house.person(edition.id, Role.ORGANISER), f"/e/crunch/desk/schedule/{row.public_id}"
    before = desk.get(own).text
    draft = Draft(words=WORDS, audience=["everybody"], milestone_id=row.id, transition="announced")
    made = house.perform(by, write_announcement, draft)["announcement"]
    shown, announcement = desk.get(own).text, desk.get(f"/e/crunch/desk/announcements/{made}").text
    listed = desk.get("/e/crunch/desk/announcements").text
    house.perform(by, withdraw_announcement, house.read(announcements, edition.id)[0].id, version=1)
    after = desk.get(own).text

    assert [f"/desk/announcements/{made}" in page for page in (before, shown, after)] == [False, True, False]
    assert "Envoie l’annonce «\u00a0Encore une heure\u00a0»" in shown
    assert "· 1 personne le voit ou en est avertie" in shown
    assert [f'href="{own}"' in page for page in (announcement, listed)] == [True, True]


def test_form_opens_with_the_milestone_and_its_moment_chosen(sqlite_house: TestHouse) -> None:
    edition = at_noon(sqlite_house)
    row = milestone(sqlite_house, edition, "D1")
    desk = sqlite_house.person(edition.id, Role.ORGANISER)
    own = desk.get(f"/e/crunch/desk/schedule/{row.public_id}").text
    form = desk.get(f"{NEW}?milestone={row.public_id}&transition=locked").text
    plain, strange = desk.get(NEW).text, desk.get(f"{NEW}?milestone=zzzzzzzzzzzzzzzz&transition=never").text

    assert f"{NEW}?milestone={row.public_id}&amp;transition=locked" in own
    assert f'<option value="{row.public_id}" selected>' in form
    assert '<option value="locked" selected>' in form
    assert 'value="milestone" checked' in form
    assert 'value="now" checked' in plain
    assert f'<option value="{row.public_id}" selected>' not in strange


def test_what_has_come_offers_nothing_any_more(sqlite_house: TestHouse) -> None:
    edition = at_noon(sqlite_house)
    row = milestone(sqlite_house, edition, "partner-1")  # from 11:00 to 12:30; it is noon
    own = sqlite_house.person(edition.id, Role.ORGANISER).get(f"/e/crunch/desk/schedule/{row.public_id}").text
    offered = [name for name in ("opened", "closed") if f"&amp;transition={name}" in own]

    assert offered == ["closed"]
