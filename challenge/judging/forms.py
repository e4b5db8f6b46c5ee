"""Forms of judging."""

from typing import Annotated, Literal

from pydantic import Field

from challenge.judging.models import FINALS
from challenge.web.forms import LARGEST, Form

Reason = Annotated[str, Field(min_length=1, max_length=200)]
RubricMark = Annotated[str, Field(max_length=40)]
Code = Annotated[str, Field(max_length=40)]
Version = Annotated[int, Field(ge=0, le=LARGEST)]


class SheetForm(Form):
    """A sheet, its marks apart: they are named by the rubric. `version` is the visit's, as it was shown."""

    version: Version
    rubric: RubricMark = ""
    comment: Annotated[str, Field(max_length=2000)] = ""
    reason: Annotated[str, Field(max_length=200)] = ""


class KeyingForm(Form):
    """A sheet of paper, its marks apart; `overwrite` is "yes" when a sheet that is there may be replaced."""

    version: Version
    rubric: RubricMark = ""
    comment: Annotated[str, Field(max_length=2000)] = ""
    overwrite: Literal["", "yes"] = ""


class ReasonForm(Form):
    """Why a visit is skipped or must not be made."""

    version: Version
    reason: Reason


class AsideForm(Form):
    """Whether a sheet counts, and why; the reason is held by the act. `version` is the visit's, as it was shown."""

    act: Literal["aside", "back"]
    version: Version
    reason: str = ""


class MoveForm(Form):
    """Where a visit goes, or that it is off; `version` is the visit's, as it was shown.

    `room` is the name of the room to which a sitting goes.
    """

    act: Literal["move", "withdraw"]
    version: Version
    room: Annotated[str, Field(max_length=40)] = ""
    juror: Annotated[str, Field(max_length=20)] = ""
    slot: Annotated[int, Field(ge=0, le=LARGEST)] = 0
    reason: Annotated[str, Field(max_length=200)] = ""
    later: Literal["", "1"] = ""


class PaceForm(Form):
    """How many minutes a slot takes, None for no clock."""

    slot_min: Annotated[int, Field(ge=0, le=LARGEST)] | None = None


class PatienceForm(Form):
    """After how many minutes a juror is called silent, or late."""

    silent_min: Annotated[int, Field(ge=0, le=LARGEST)]
    late_min: Annotated[int, Field(ge=0, le=LARGEST)]


class RoomForm(Form):
    """What is done with the jury's rooms; which fields count depends on the act, their lengths are held by it.

    `room` is the outside name of a room, "none" or "" for none; `juror` that of a juror; `round` a code; `count` rooms
    to spread the jurors over.
    """

    act: Literal["add", "rename", "drop", "seat", "spread", "mode"]
    room: Annotated[str, Field(max_length=16)] = ""
    name: str = ""
    juror: Annotated[str, Field(max_length=16)] = ""
    count: Annotated[int, Field(ge=0, le=LARGEST)] = 0
    round: Annotated[str, Field(max_length=40)] = ""
    mode: Literal["", "stands", "rooms"] = ""


class VersionForm(Form):
    """An act on something as it was shown."""

    version: Version


class RubricForm(Form):
    """A rubric, its lines apart: each field comes once per line. `version` is the rubric's, as it was shown."""

    version: Version


class PlanForm(Form):
    """How often each team is to be seen in a round."""

    round: str
    visits_per_team: Annotated[int, Field(ge=0, le=LARGEST)]


class WaveForm(Form):
    """How many visits the next wave has."""

    visits: Annotated[int, Field(ge=1, le=500)]


class AwardForm(Form):
    """An award: its words and who gets it; lengths are held by the act. `version` is the award's, 0 for a new one."""

    act: Literal["save", "drop"] = "save"
    version: Version = 0
    name_en: str = ""
    name_fr: str = ""
    giver: str = ""
    why: str = ""
    team: str = ""


class RoundForm(Form):
    """What is done with a round by hand; `version` is that of the shortlist that is announced, as it was shown."""

    act: Literal["open", "freeze", "finalists", "announce"]
    version: Version | None = None


class CutForm(Form):
    """Something about who goes on to a round, by its code."""

    round: Code = FINALS


class PlacesForm(CutForm):
    """How many teams are to go on; `version` is the shortlist's, as it was shown."""

    places: Annotated[int, Field(ge=0, le=LARGEST)]
    version: Version


class ChoiceForm(CutForm):
    """What is decided about a team; lengths are held by the act. `version` is the shortlist's, as it was shown."""

    team: Annotated[str, Field(min_length=1, max_length=8)]
    what: Literal["on", "off", "free"]
    reason: str = ""
    version: Version


class DraftForm(CutForm):
    """To which earlier draft the shortlist goes back, 0 for the ranking alone; `version` as it was shown."""

    draft: Version
    version: Version


class NoteForm(CutForm):
    """What was said about a team; its length is held by the act."""

    team: Annotated[str, Field(min_length=1, max_length=8)]
    words: str


class BetweenForm(Form):
    """A round between the first and the finals; texts and numbers are held by the act.

    `version` is the round's, as it was shown, 0 for a new one; `before` the code of the round behind a new one.
    """

    act: Literal["save", "remove"] = "save"
    round: Code = ""
    version: Version = 0
    before: Code = FINALS
    name_en: str = ""
    name_fr: str = ""
    takes: Annotated[int, Field(ge=0, le=LARGEST)] = 0
    visits_per_team: Annotated[int, Field(ge=0, le=LARGEST)] = 0
    mode: Literal["stands", "rooms"] = "stands"
    rubric: Literal["shared", "own"] = "shared"
    announced_by: Code = ""
    opens_by: Code = ""
    freezes_by: Code = ""


class PanelForm(Form):
    """What is done with the marks of the school or the partners."""

    act: Literal["ask", "open", "freeze"]


class MarkerForm(Form):
    """Who is to mark which team for the school: the code of the team, the outside name of an account."""

    team: Annotated[str, Field(min_length=1, max_length=8)]
    person: Annotated[str, Field(min_length=1, max_length=16)]


class WithdrawForm(ReasonForm):
    """Why a sheet is not asked for any more; `version` is the visit's, as it was shown."""


class TeamOutForm(Form):
    """That a team is judged no more, with the reason, or again: its code."""

    act: Literal["withdraw", "return"]
    team: Annotated[str, Field(min_length=1, max_length=8)]
    reason: Annotated[str, Field(max_length=200)] = ""


class JurorForm(Form):
    """What is noted about a juror."""

    act: Literal["absent", "present", "aside", "back"]
    reason: Annotated[str, Field(max_length=200)] = ""
    later: Literal["", "1"] = ""


class ConflictForm(Form):
    """That a juror, by number, must not judge a team, by code; or that the desk takes this back."""

    act: Literal["declare", "lift"]
    juror: Annotated[str, Field(min_length=1, max_length=20)]
    team: Annotated[str, Field(min_length=1, max_length=8)]
    reason: Annotated[str, Field(max_length=200)] = ""


class EntryForm(Form):
    """Whose entry is printed: one juror by outside name, everybody's when empty."""

    juror: str = ""


class RevealForm(Form):
    """A move of the reveal, from the version that was shown."""

    act: Literal["next", "undo", "publish"]
    version: Version


class CheckForm(Form):
    """Which finalist got the second check."""

    team: Annotated[str, Field(min_length=1, max_length=8)]


class VoteForm(Form):
    """Whom the audience's vote is for: the code of a team."""

    team: Annotated[str, Field(min_length=1, max_length=8)]


class PollForm(Form):
    """A move of the audience vote, from the version that was shown."""

    act: Literal["open", "close", "publish"]
    version: Version


class TicketsForm(Form):
    """How many tickets are made, and for the guests of which team; "" for those of none."""

    count: Annotated[int, Field(ge=1, le=200)]
    team: Annotated[str, Field(max_length=8)] = ""
