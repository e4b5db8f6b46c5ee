"""Acts of judging, by subject: visits, rounds, jurors, the reveal. This is the room's face for writes."""

from challenge.judging.announcing import announce_shortlist, set_finalists
from challenge.judging.jurors import change_juror, import_jurors, make_entry_links
from challenge.judging.preparing import prepare
from challenge.judging.revealing import (
    advance_reveal,
    announce_results,
    check_finalist,
    publish_results,
    reveal_everything,
    undo_reveal,
)
from challenge.judging.rounds import add_visits, freeze_round, open_round, plan_round
from challenge.judging.visits import declare_conflict, record_visit, skip_visit, undo_visit

__all__ = [
    "add_visits",
    "advance_reveal",
    "announce_results",
    "announce_shortlist",
    "change_juror",
    "check_finalist",
    "declare_conflict",
    "freeze_round",
    "import_jurors",
    "make_entry_links",
    "open_round",
    "plan_round",
    "prepare",
    "publish_results",
    "record_visit",
    "reveal_everything",
    "set_finalists",
    "skip_visit",
    "undo_reveal",
    "undo_visit",
]
