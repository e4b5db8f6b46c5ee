"""Organisations and partners for tests."""

from challenge.kernel.actor import Role
from challenge.organisations.actions import add_organisation
from challenge.organisations.rules import Kind
from tests.house import Person, TestHouse


def make_organisation(
    house: TestHouse, edition_id: int, name: str = "Frigotech", *, kind: Kind = Kind.SME, conflict_group: str = ""
) -> int:
    """Return the number of an organisation that takes part."""
    by = house.house_in(edition_id)
    return house.perform(by, add_organisation, name, kind=kind, place={"conflict_group": conflict_group})


def make_partner(house: TestHouse, edition_id: int, organisation_id: int, *, name: str = "Paula Partner") -> Person:
    """Return somebody who speaks for an organisation, logged in."""
    return house.person(edition_id, Role.PARTNER, name=name, organisation_id=organisation_id)
