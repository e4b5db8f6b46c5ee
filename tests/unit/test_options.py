"""Numbers of commands."""

import click
import pytest

from challenge.runtime.options import SPEED


@pytest.mark.parametrize("given", ["nan", "inf", "-1", "0", "fast"])
def test_a_speed_that_no_clock_has_is_bad_usage(given: str) -> None:
    with pytest.raises(click.BadParameter):
        SPEED.convert(given, None, None)


def test_a_speed_is_a_number() -> None:
    assert SPEED.convert("1440", None, None) == 1440.0
