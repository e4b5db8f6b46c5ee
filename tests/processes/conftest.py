"""The small edition in a folder of its own, for processes that are killed."""

from pathlib import Path

import pytest

from tests.pages.small import Small, make_small


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what starts and kills processes in one worker, so that two cores suffice."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("processes"))


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """Give the small edition on SQLite."""
    return make_small(tmp_path)
