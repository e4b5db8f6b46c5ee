"""Two teams that know their problems, while the first deliverable is open."""

import pytest

from tests.house import TestHouse
from tests.make.teams import Composed, make_composed, reveal, set_time


@pytest.fixture
def composed(house: TestHouse) -> Composed:
    """Give them at three on the first afternoon."""
    made = make_composed(house)
    reveal(house, made)
    set_time(house, made, 1, 15, 0)
    return made
