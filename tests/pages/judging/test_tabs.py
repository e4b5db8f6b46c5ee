"""The row of judging's pages on a phone: wider than the screen, with the open page in sight."""

import pytest

from tests.pages.conftest import Hall


@pytest.mark.parametrize("path", ["", "/control", "/files"])
def test_open_page_is_in_sight_in_the_row(hall: Hall, path: str) -> None:
    page = hall.inside("organiser", viewport={"width": 360, "height": 760}).new_page()
    page.goto(hall.address(f"desk/judging{path}"))
    box = page.locator(".pills [aria-current=page]").bounding_box()

    assert box is not None
    assert (box["x"] >= 0, box["x"] + box["width"] <= 360) == (True, True)
