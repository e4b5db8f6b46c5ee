"""A rehearsal in a process apart from the worker, which does not load what it needs."""

from importlib import import_module
from threading import Lock
from typing import Any

from challenge.editions.queries import edition_by_slug
from challenge.rehearsal.composing import NotComposed
from challenge.rehearsal.play import NotServed, Pace
from challenge.rehearsal.rehearse import rehearse
from challenge.rehearsal.report import report_json
from challenge.runtime.apart import Line
from challenge.runtime.opening import opened
from config import Config

NOT_COMPOSED, NOT_SERVED = "rehearsal.not_composed", "rehearsal.not_served"


def rehearse_apart(line: Line, config: Config, slug: str, speed: float, seed: int) -> tuple[dict[str, Any] | None, str]:
    """Rehearse in the process apart; return the report as JSON without its log, or the code of why there is none."""
    # By name, as the command does: the tables, listeners and capacities of every room.
    import_module("challenge.rooms")
    ground, speaking = opened(config), Lock()

    def say(words: str) -> None:
        with speaking:  # several hands play, the line is one
            line.send(words)

    try:
        with ground.database.read() as session:
            edition = edition_by_slug(session, slug)
        assert edition is not None
        report = report_json(rehearse(ground, edition, pace=Pace(speed, seed), say=say, wants_stop=line.is_stopped))
    except NotComposed:
        return None, NOT_COMPOSED
    except NotServed:
        return None, NOT_SERVED
    finally:
        ground.close()
    del report["log"]
    return report, ""
