"""The call's settings: what is stored comes back; open by the desk's word or between two moments."""

from datetime import UTC, datetime, timedelta

import pytest

from challenge.kernel.errors import Late
from challenge.problems.settings import CallSettings, Door, OwnField, call_of, check_open, is_open

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIELD = OwnField(code="budget", label_fr="Budget", label_en="Budget", is_required=True)


def test_what_is_stored_comes_back() -> None:
    call = CallSettings(door=Door.CLOSED, milestone="call", approvals=2, checks_all=True, own_fields=(FIELD,))

    assert call_of({"call": call.stored()}) == call
    assert call_of({}) == CallSettings()
    assert call_of({"call": {"of_a_later_release": 1}}) == CallSettings()


@pytest.mark.parametrize(
    ("door", "window", "expected"),
    [
        (Door.OPEN, (NOW - 2 * HOUR, NOW - HOUR), True),
        (Door.CLOSED, (NOW - HOUR, NOW + HOUR), False),
        (Door.BY_MILESTONE, None, True),
        (Door.BY_MILESTONE, (NOW, NOW + HOUR), True),
        (Door.BY_MILESTONE, (NOW - HOUR, NOW), False),
        (Door.BY_MILESTONE, (NOW + HOUR, NOW + 2 * HOUR), False),
    ],
)
def test_door_is_open_by_word_or_by_moments(
    door: Door, window: tuple[datetime, datetime] | None, *, expected: bool
) -> None:
    assert is_open(CallSettings(door=door), window, NOW) is expected


def test_what_comes_outside_the_call_is_refused() -> None:
    check_open(open_now=True)
    with pytest.raises(Late, match="call_closed"):
        check_open(open_now=False)


def test_label_is_of_the_readers_language() -> None:
    field = OwnField(code="x", label_fr="Oui", label_en="Yes")

    assert (field.label("fr"), field.label("en")) == ("Oui", "Yes")
