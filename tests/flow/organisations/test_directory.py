"""The directory: typed in, changed without overwriting, given away and taken in again; contacts erased on request."""

import json

import pytest
from sqlalchemy import select

from challenge.accounts.actions import grant_role
from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict
from challenge.kernel.ids import public_id
from challenge.kernel.work import Work
from challenge.organisations.actions import Said, change_organisation, set_group
from challenge.organisations.models import Organisation, OrganisationContact
from challenge.organisations.queries import organisations_of
from challenge.organisations.rules import Kind
from tests.flow.teams.test_two_worlds import UNSTABLE
from tests.house import TestHouse
from tests.make.editions import make_edition
from tests.make.organisations import make_organisation, make_partner
from tests.make.people import apply_file
from tests.make.problems import make_problem

CANARY = "Zanzibarcontact"


def test_organisation_is_typed_in_and_changed_and_the_later_word_never_overwrites(house: TestHouse) -> None:
    edition = make_edition(house)
    organiser = house.person(edition.id, Role.ORGANISER)
    said = {"organisation": "Frigotech", "kind": "startup", "cluster": "Santé; Énergie", "website": "frigo.example"}
    answer = organiser.post("/e/crunch/desk/organisations", {**said, "headcount": "10-49", "notes": "Kind people"})
    (card,) = house.read(organisations_of, edition.id)

    assert card.name == "Frigotech"
    assert answer.headers["Location"].endswith(card.public_id)
    assert (card.kind, card.clusters, card.website) == ("startup", ("Santé", "Énergie"), "https://frigo.example")
    by = house.house_in(edition.id)
    house.perform(by, change_organisation, card.id, Said(organisation="Frigo", kind=Kind.SME, version=card.version))
    with pytest.raises(Conflict) as refused:
        house.perform(by, change_organisation, card.id, Said(organisation="X", kind=Kind.SME, version=card.version))
    assert refused.value.code == "organisations.changed"
    page = organiser.post(f"/e/crunch/desk/organisations/{card.public_id}", {**said, "version": card.version})
    assert page.status_code == 409


def test_filters_lie_in_the_address(sqlite_house: TestHouse) -> None:
    house, edition = sqlite_house, make_edition(sqlite_house)
    text = "name;type;clusters;territory\nAlstom;groupe;Rail;Nord\nApi;pme;Santé;Sud\nBio;pme;Santé;Nord\n"
    apply_file(house, edition.id, "organisations", text)
    organiser = house.person(edition.id, Role.ORGANISER)

    def shown(question: str) -> list[str]:
        found = organiser.get(f"/e/crunch/desk/organisations/export/json{question}")
        return [row["organisation"] for row in json.loads(found.data)]

    assert shown("") == ["Alstom", "Api", "Bio"]
    assert shown("?cluster=Santé&territory=Nord") == ["Bio"]
    assert shown("?kind=large") == ["Alstom"]
    assert shown("?q=sant+sud") == ["Api"]
    page = organiser.get("/e/crunch/desk/organisations?cluster=Santé&territory=Nord").text
    assert ("Bio</a>" in page, "Api</a>" in page) == (True, False)


def test_what_the_directory_gives_away_is_taken_in_again_without_a_change(house: TestHouse) -> None:
    edition = make_edition(house)
    text = "name;type;clusters;site web;Parrain\nAlstom;groupe;Rail|Énergie;alstom.example;=Mme Roux\nApi;pme;;;\n"
    apply_file(house, edition.id, "organisations", text)
    organiser = house.person(edition.id, Role.ORGANISER)
    given = organiser.get("/e/crunch/desk/organisations/export/csv").data.decode("utf-8-sig")
    again = apply_file(house, edition.id, "organisations", given.replace("'=Mme", "=Mme"))

    assert ";'=Mme Roux" in given
    assert (again["arrivals"], again["changes"]) == (0, 0)
    assert house.read(organisations_of, edition.id)[0].extra == {"Parrain": "=Mme Roux"}
    assert organiser.get("/e/crunch/desk/organisations/export/xlsx").data[:2] == b"PK"


def test_contact_has_a_dated_consent_and_is_erased_without_a_trace(house: TestHouse) -> None:
    edition = make_edition(house)
    number = make_organisation(house, edition.id)
    card = house.read(organisations_of, edition.id)[0]
    organiser, address = house.person(edition.id, Role.ORGANISER), f"/e/crunch/desk/organisations/{card.public_id}"
    bare = organiser.post(f"{address}/contacts", {"name": CANARY})
    said = {"name": CANARY, "function": "Boss", "email": "Boss@Frigo.example", "consents": "1"}
    organiser.post(f"{address}/contacts", said)
    row = house.read(lambda session: session.execute(select(OrganisationContact)).scalar_one())

    assert bare.status_code == 422
    assert (row.organisation_id, row.email, row.consent_at is not None) == (number, "boss@frigo.example", True)
    assert CANARY in organiser.get(address).text
    organiser.post(f"/e/crunch/desk/contacts/{row.public_id}/consent", {"consents": "0"})
    kept = house.read(lambda session: session.execute(select(OrganisationContact)).scalar_one())
    assert kept.consent_at is None
    organiser.post(f"/e/crunch/desk/contacts/{row.public_id}/remove")
    assert house.read(lambda session: session.execute(select(OrganisationContact)).all()) == []
    assert CANARY not in organiser.get(address).text


def test_record_shows_only_editions_that_the_reader_organises(house: TestHouse) -> None:
    old, new = make_edition(house, "old"), make_edition(house, "new")
    number = make_organisation(house, old.id)
    assert make_organisation(house, new.id) == number
    make_problem(house, old.id, number)
    make_problem(house, new.id, number)
    name = house.read(organisations_of, new.id)[0].public_id
    own = house.person(new.id, Role.ORGANISER)
    both = house.person(new.id, Role.ORGANISER)
    house.person(old.id, Role.ORGANISER)

    assert "Edition old" not in own.get(f"/e/new/desk/organisations/{name}").text
    house.perform(house.house_in(old.id), _organise, both.actor.account_id)
    assert "Edition old" in both.get(f"/e/new/desk/organisations/{name}").text


def _organise(work: Work, account_id: int) -> None:
    grant_role(work, account_id, Role.ORGANISER)


def test_rival_is_answered_as_if_the_other_were_absent(house: TestHouse) -> None:
    edition = make_edition(house)
    own = make_organisation(house, edition.id, "Alpha", conflict_group="rail")
    partner = make_partner(house, edition.id, own)
    pages = [
        *("partner/", "problems", "desk/rivals", "desk/duplicates", "desk/organisations", "desk/organisations/{0}"),
        *("desk/organisations/export/csv", "desk/organisations/{0}/merge?gone={0}"),
    ]

    def answers(key: str) -> list[tuple[int, str]]:
        found = [partner.get(f"/e/crunch/{page.format(key)}") for page in pages]
        return [(one.status_code, UNSTABLE.sub("", one.text).replace(key, "")) for one in found]

    before = answers(public_id())
    rival = make_organisation(house, edition.id, "Alpha Rival", conflict_group="rail")
    house.perform(house.house_in(edition.id), set_group, rival, "rail")
    house.deliver()
    key = house.read(lambda session: session.get_one(Organisation, rival).public_id)

    assert answers(key) == before
