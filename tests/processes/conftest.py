"""The small edition in a folder of its own, for processes that are killed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages.small import Small, make_small


@pytest.fixture
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an empty instance folder with a short name: sockets in it have at most 107 characters."""
    return tmp_path_factory.mktemp("own")


@pytest.fixture
def small(instance: Path) -> Iterator[Small]:
    """Give the small edition on SQLite."""
    made = make_small(instance)
    yield made
    made.house.close()
