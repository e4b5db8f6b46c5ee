"""Zero characters: one database breaks on them, the other does not; both are asked the same and answer the same."""

import json

import pytest

from challenge.kernel.actor import Role
from tests.house import TestHouse
from tests.make.editions import make_edition

ADDRESSES = [
    "/t/%00",
    "/e/%00/",
    "/e/crunch/teams/%00",
    "/e/crunch/c/%00",
    "/e/crunch/desk/people?q=a%00b",
    "/e/crunch/desk/people?department=x&%00=x",
    "/e/crunch/desk/attendance/export?school=%00",
    "/e/crunch/desk/teams/compare?a=%00",
    "/api/v1/feed?topic=team:%00",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_with_a_zero_is_refused(house: TestHouse, address: str) -> None:
    organiser = house.person(make_edition(house).id, Role.ORGANISER)

    assert organiser.get(address).status_code == 422


@pytest.mark.parametrize("field", ["badge", "half", "idempotency_key", "nothing\0known"])
def test_a_form_with_a_zero_is_refused(house: TestHouse, field: str) -> None:
    organiser = house.person(make_edition(house).id, Role.ORGANISER)

    assert organiser.post("/e/crunch/checkin", {field: "a\0b"}).status_code == 422


def test_json_with_a_zero_is_refused(house: TestHouse) -> None:
    organiser = house.person(make_edition(house).id, Role.ORGANISER)
    answer = organiser.browser.post(
        "/api/v1/editions/crunch/attendance/scans",
        data=json.dumps({"person": "a\0b"}),
        content_type="application/json",
        headers={"X-CSRF-Token": organiser.csrf, "Idempotency-Key": "1"},
    )

    assert answer.status_code == 422
