"""Links come from the configured address; a forged Host never gets into one."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from challenge.kernel.errors import Conflict
from challenge.web.context import Here, House
from challenge.web.guard import own_address
from tests.house import TestHouse


def address(house: TestHouse, reached_by: str, configured: str = "") -> str:
    known: House = house.app.extensions["challenge"]
    asked = replace(known, config=replace(known.config, base_url=configured))
    with house.app.test_request_context("/", base_url=reached_by), Session(house.database.reader) as session:
        return own_address(Here(asked, session))


def test_links_use_the_configured_address_whatever_a_request_claims(sqlite_house: TestHouse) -> None:
    assert address(sqlite_house, "http://evil.example", "https://ict.example") == "https://ict.example"


@pytest.mark.parametrize("reached_by", ["http://127.0.0.1:8000", "http://localhost:8000"])
def test_links_of_a_first_try_use_this_machines_address(sqlite_house: TestHouse, reached_by: str) -> None:
    assert address(sqlite_house, reached_by) == reached_by


@pytest.mark.parametrize("reached_by", ["http://evil.example", "http://127.0.0.1.evil.example:8000"])
def test_no_link_is_made_for_an_unknown_host(sqlite_house: TestHouse, reached_by: str) -> None:
    with pytest.raises(Conflict, match=r"web\.base_url"):
        address(sqlite_house, reached_by)
