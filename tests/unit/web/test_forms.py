"""Which fields of forms are lists."""

from typing import Annotated, Literal

import pytest
from pydantic import Field

from challenge.web.forms import takes_many


@pytest.mark.parametrize(
    "annotation", [list[str], list[int] | None, tuple[str, ...], list, Annotated[list[str], Field()]]
)
def test_lists_are_lists(annotation: object) -> None:
    assert takes_many(annotation)


@pytest.mark.parametrize(
    "annotation", [str, int | None, Literal["open", "finalists"], Literal["list", "tuple"], "list"]
)
def test_a_choice_with_list_in_its_name_is_none(annotation: object) -> None:
    assert not takes_many(annotation)
