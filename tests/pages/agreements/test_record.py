"""The record of signatures shows each proof whole, on a phone and on a desk."""

from challenge.accounts.queries import account_actor
from challenge.agreements.actions import Signing, publish_text, sign
from challenge.agreements.queries import standing_texts
from challenge.agreements.rules import Kind
from challenge.agreements.starting import STARTING
from challenge.kernel.actor import Role
from challenge.people.queries import person_of_account
from tests.pages.conftest import Hall

INSIDE = "cell => [cell.scrollWidth <= cell.clientWidth, document.documentElement.scrollWidth <= innerWidth]"


def test_a_proof_is_not_cut_off(apart: Hall) -> None:
    house, edition_id, account = apart.small.house, apart.small.edition_id, apart.account(Role.STUDENT)
    house.perform(apart.small.by, publish_text, Kind.RULES, STARTING[Kind.RULES], seen=0, keeps=False)
    text = house.read(standing_texts, edition_id)[Kind.RULES]
    person = house.read(person_of_account, edition_id, account)
    assert person is not None
    signing = Signing(
        texts=[(text.public_id, text.hash_in("en"))],
        typed_name="Maximiliane" * 8,
        is_minor=False,
        guardian="",
        guardian_agrees=False,
        address="2001:db8:85a3:8d3:1319:8a2e:370:7348",
    )
    house.perform(house.read(account_actor, account, edition_id), sign, person.id, signing)
    page = apart.inside(Role.ORGANISER).new_page()

    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(apart.address("desk/agreements/record"))
        assert page.get_by_text(text.hash_in("en")).first.is_visible()
        assert page.locator("td .wrap").evaluate_all(f"cells => cells.map({INSIDE})") == [[True, True]]
