"""What the desk is told of a plan."""

from typing import Any

from challenge.web.render import tell, tell_number


def tell_planned(planned: dict[str, Any]) -> None:
    """Say what a plan of a round has brought, and what found no room."""
    if "sittings" not in planned:
        tell("%(visits)s visits are planned.", **planned)
        if planned["missing"]:
            tell("%(missing)s visits found no juror: capacities and conflicts leave no room.", "warning", **planned)
        return
    _tell_sittings(planned)


def _tell_sittings(planned: dict[str, int]) -> None:
    tell_number(
        "%(num)s sitting is planned; sheets to make: %(visits)s.",
        "%(num)s sittings are planned; sheets to make: %(visits)s.",
        planned["sittings"],
        visits=planned["visits"],
    )
    if planned["linked"]:
        tell_number(
            "%(num)s of them sends a team before a second room: without it marks of different rooms could not be "
            "compared.",
            "%(num)s of them send a team before a second room: without them marks of different rooms could not be "
            "compared.",
            planned["linked"],
            "note",
        )
    if planned["joined"]:
        tell_number(
            "%(num)s sheet more is asked of jurors who sit in a room by now.",
            "%(num)s sheets more are asked of jurors who sit in a room by now.",
            planned["joined"],
            "note",
        )
    if planned["missing"]:
        tell_number(
            "%(num)s sitting found no room: capacities and conflicts leave none.",
            "%(num)s sittings found no room: capacities and conflicts leave none.",
            planned["missing"],
            "warning",
        )
