"""Editions for tests."""

from datetime import date

from challenge.editions.actions import create_edition
from challenge.editions.models import Edition
from challenge.kernel.actor import HOUSE
from tests.house import TestHouse


def make_edition(house: TestHouse, slug: str = "crunch", *, starts_on: date = date(2027, 5, 24)) -> Edition:
    """Return an empty edition; its first day is a Monday."""
    return house.perform(HOUSE, create_edition, slug, name=f"Edition {slug}", starts_on=starts_on)
