"""Who is told that a sheet of the school or of a partner is asked of them: in the inbox, and by mail who wants it."""

from collections import defaultdict

from sqlalchemy import select

from challenge.editions.queries import slug_of
from challenge.inbox.actions import Told, tell
from challenge.inbox.rules import Kind
from challenge.judging.events import PanelAsked
from challenge.judging.models import SCHOOL, Juror, Round, Visit
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter
from challenge.teams.models import Team

MOST_NAMED = 12
"""How many teams a mail names; the page behind its link has them all."""


def tell_asked(work: Work, stored: Stored) -> None:
    """Tell everybody of whom a sheet is asked, once for all their teams.

    What is called off by now is left out; so is what somebody else is asked by now, whom a later fact names.
    """
    event = stored.event
    assert isinstance(event, PanelAsked)
    panel = work.session.execute(select(Round.panel).where(Round.id == event.round_id)).scalar_one_or_none()
    asked = dict(zip(event.visit_ids, event.juror_ids, strict=True))
    wanted = (
        select(Visit.id, Visit.juror_id, Juror.account_id, Team.code)
        .join(Visit, Visit.juror_id == Juror.id)
        .join(Team, Team.id == Visit.team_id)
        .where(Visit.id.in_(asked))
        .order_by(Visit.juror_id, Visit.place)
    )
    codes = defaultdict[int, list[str]](list)
    for visit_id, juror_id, account_id, code in work.session.execute(wanted):
        if asked[visit_id] == juror_id:
            codes[account_id].append(code)
    path = f"/e/{slug_of(work.session, stored.edition_id)}/assess/{panel}"
    for account_id, own in codes.items():
        told = Told(kind=Kind.JUDGING, letter=_letter(panel or "", own, path))
        tell(work, [account_id], told, key=f"judging:{stored.edition_id}:{stored.seq}:{account_id}")


def _letter(panel: str, codes: list[str], path: str) -> Letter:
    named = ", ".join(codes[:MOST_NAMED]) + (" …" if len(codes) > MOST_NAMED else "")
    return Letter(
        subject="A sheet on how your teams worked: %(codes)s"
        if panel == SCHOOL
        else "A sheet on how relevant the answers are: %(codes)s",
        body="Hello %(name)s,\n\nthe organisers ask you how these teams worked: %(codes)s. It is one short sheet per "
        "team, on your phone, and no ranking is made of it. You can fill it in once the organisers open it."
        if panel == SCHOOL
        else "Hello %(name)s,\n\nthe organisers ask you how relevant the answers of these teams are to you: %(codes)s. "
        "It is one short sheet per team, on your phone, and no ranking is made of it. You can fill it in once the "
        "organisers open it.",
        filling={"codes": named},
        path=path,
    )


LISTENER = Listener("judging.notices", {PanelAsked: tell_asked})
