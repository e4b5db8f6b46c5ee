"""Forms of the walls."""

from typing import Literal

from pydantic import Field

from challenge.wall.actions import Switch
from challenge.wall.rules import MESSAGE_MOST, NAME_MOST, Phase, Shows, Zone
from challenge.web.forms import LARGEST, Form

Choice = Zone | Literal[""]


class PhaseForm(Form):
    """The phase that the whole wall is put into."""

    phase: Phase


class SwitchForm(Form):
    """What is to stand on a screen."""

    shows: Shows
    message_fr: str = Field(default="", max_length=MESSAGE_MOST)
    message_en: str = Field(default="", max_length=MESSAGE_MOST)
    team: str = Field(default="", max_length=80)

    def switch(self) -> Switch:
        """Return it as the act takes it."""
        return Switch(shows=self.shows, message_fr=self.message_fr, message_en=self.message_en, team=self.team)


class ZonesForm(Form):
    """The zones of a screen in their order, in a phase; empty places are passed over."""

    phase: Phase

    zone_1: Choice = ""
    zone_2: Choice = ""
    zone_3: Choice = ""
    zone_4: Choice = ""
    version: int = Field(ge=0, le=LARGEST)

    def zones(self) -> list[Zone]:
        """Return the zones."""
        return [Zone(one) for one in (self.zone_1, self.zone_2, self.zone_3, self.zone_4) if one]


class ScreenForm(Form):
    """A new screen, or another name of one."""

    name: str = Field(max_length=NAME_MOST)
