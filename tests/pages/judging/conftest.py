"""A served edition of its own for judging: rounds are frozen here, which others on the same house would notice."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.pages.conftest import Hall, serve_copy
from tests.pages.small import Small


@pytest.fixture(scope="package")
def jury_hall(made: Small, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Hall]:
    """Give the small edition on the morning of its fifth day; the first round is open."""
    yield from serve_copy(made, tmp_path_factory.mktemp("jury"), browser)
