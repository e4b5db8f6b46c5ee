"""Two firms that are one: everything moves, walls only grow, and it can be set back."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.kernel.actor import Role
from challenge.kernel.errors import ChallengeError
from challenge.organisations.merging import merge_organisations, naming_tables, preview, undo_merge
from challenge.organisations.models import OrganisationMerge
from challenge.organisations.queries import organisations_of
from challenge.problems.models import Problem
from challenge.web.language import spoken
from tests.house import TestHouse
from tests.make.editions import make_edition
from tests.make.organisations import make_organisation, make_partner
from tests.make.people import apply_file
from tests.make.problems import make_problem


def groups(house: TestHouse, edition_id: int) -> dict[str, str]:
    """Return who stands in which conflict group."""
    return {one.name: one.conflict_group for one in house.read(organisations_of, edition_id)}


def owners(house: TestHouse) -> list[int]:
    """Return whose the problems are, in their order."""
    return house.read(_owners)


def _owners(session: Session) -> list[int]:
    rows = session.execute(select(Problem.organisation_id).order_by(Problem.id)).all()
    return [row[0] or 0 for row in rows]


def test_merge_moves_everything_and_is_undone(house: TestHouse) -> None:
    edition = make_edition(house)
    kept = make_organisation(house, edition.id, "Alstom", conflict_group="rail")
    gone = make_organisation(house, edition.id, "Alstom SA", conflict_group="power")
    make_organisation(house, edition.id, "Third", conflict_group="power")
    make_problem(house, edition.id, kept)
    make_problem(house, edition.id, gone)
    partner = make_partner(house, edition.id, gone)
    organiser = house.person(edition.id, Role.ORGANISER)
    before = groups(house, edition.id)
    names = {one.name: one.public_id for one in house.read(organisations_of, edition.id)}

    assert dict(house.read(preview, edition.id, kept, gone).moved) == {"problem": 1, "role_grant": 1}
    address = f"/e/crunch/desk/organisations/{names['Alstom']}/merge"
    assert organiser.get(f"{address}?gone={names['Alstom SA']}").status_code == 200
    assert "Alstom SA" in organiser.get("/e/crunch/desk/duplicates").text
    organiser.post(address, {"gone": names["Alstom SA"]})
    assert groups(house, edition.id) == {"Alstom": "rail", "Third": "rail"}
    assert owners(house) == [kept, kept]
    assert partner.get("/e/crunch/partner/").text.count('class="card link"') == 2

    again = apply_file(house, edition.id, "organisations", "name,kind\nAlstom SA,sme\n")
    assert groups(house, edition.id) == {"Alstom": "rail", "Third": "rail"}
    assert again["arrivals"] == 1

    row = house.read(lambda session: session.execute(select(OrganisationMerge)).scalar_one())
    organiser.post(f"/e/crunch/desk/merges/{row.public_id}/undo")
    assert groups(house, edition.id) == before
    assert owners(house) == [kept, gone]
    assert partner.get("/e/crunch/partner/").text.count('class="card link"') == 1
    with pytest.raises(ChallengeError) as refused:
        house.perform(house.house_in(edition.id), undo_merge, row.id)
    assert refused.value.code == "organisations.merge_undone"


def test_merge_reaches_only_editions_that_one_organises(house: TestHouse) -> None:
    here, there = make_edition(house, "here"), make_edition(house, "there")
    kept, gone = (make_organisation(house, here.id, name) for name in ("Left", "Right"))
    assert make_organisation(house, there.id, "Right") == gone
    organiser = house.person(here.id, Role.ORGANISER)

    with pytest.raises(ChallengeError) as refused:
        house.perform(organiser.actor, merge_organisations, kept, gone)
    assert refused.value.code == "organisations.merge_elsewhere"
    house.perform(house.house_in(here.id), merge_organisations, kept, gone)
    assert [one.id for one in house.read(organisations_of, there.id)] == [kept]


def test_every_table_that_names_an_organisation_is_told_in_words() -> None:
    languages = spoken()
    for table in naming_tables():
        key = f"moved:{table.name}"
        assert languages.text("fr", key) != key
