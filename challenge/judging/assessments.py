"""The school marks how a team worked, partners how relevant its answer is: rounds, people and sheets of their own.

They are sheets like the jury's, on other rubrics and by other people; nothing adds them to the ranking or to each other
(R15).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, select

from challenge.accounts.models import Account, RoleGrant
from challenge.judging.events import JurorJoined, PanelAsked, RoundPlanned
from challenge.judging.models import FROZEN, PANELS, PARTNERS, PLANNED, SCHOOL, Juror, Reveal, Round, Visit
from challenge.judging.preparing import locked_round, prepare_panel
from challenge.judging.rounds import freeze_round
from challenge.kernel.actor import Role, Seat
from challenge.kernel.errors import Conflict, Invalid, Late
from challenge.kernel.ids import public_id
from challenge.kernel.work import Work
from challenge.problems.models import Problem
from challenge.teams.models import Team

STAFF = (Role.COACH, Role.EXPERT)
"""Whom the desk may name to mark for the school."""
_WALK = (Team.zone, Team.table_no, Team.code)
_LETTERS = {SCHOOL: "S", PARTNERS: "P"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who is to mark a team."""

    account_id: int
    team_id: int


def ask_panel(work: Work, panel: str) -> dict[str, Any]:
    """Ask for a sheet on every team that lacks one: of the school its coach, of a partner everybody on its problems.

    Sheets that are there stay, whoever made them; who has come since is asked, too.

    Args:
        work: by the desk.
        panel: school or partner.

    Returns:
        `visits` asked for now, `without` teams that nobody is asked about.

    Raises:
        Invalid("judging.panel"): no such panel. Late("judging.frozen"): it is over.
        Conflict("judging.public"): the results are public.
    """
    turn = _held(work, panel)
    wanted = _partners(work) if panel == PARTNERS else _coaches(work)
    added = ask_of(work, turn, wanted)
    seen = select(Visit.team_id).where(Visit.round_id == turn.id)
    without = select(Team.id).where(Team.edition_id == work.edition_id, Team.id.not_in(seen))
    return {"visits": added, "without": len(work.session.execute(without).all())}


def name_marker(work: Work, team_code: str, person: str) -> dict[str, Any]:
    """Ask a named coach or expert for a sheet of the school on a team, beside those who are asked already.

    Args:
        work: by the desk.
        team_code: the team.
        person: outside name of the account.

    Raises:
        Invalid("judging.marker_team"), Invalid("judging.marker_person"): no such team; nobody of the school's staff.
        Conflict("judging.marker_asked"): they are asked already. And the codes of `ask_panel`.
    """
    turn = _held(work, SCHOOL)
    team = select(Team.id).where(Team.edition_id == work.edition_id, Team.code == team_code)
    team_id = work.session.execute(team).scalar_one_or_none()
    if team_id is None:
        raise Invalid("judging.marker_team", "team")
    held = select(Account.id).join(RoleGrant, RoleGrant.account_id == Account.id)
    held = held.where(RoleGrant.edition_id == work.edition_id, RoleGrant.role.in_(STAFF), Account.public_id == person)
    account_id = work.session.execute(held).scalars().first()
    if account_id is None:
        raise Invalid("judging.marker_person", "person")
    if not ask_of(work, turn, [Asked(account_id, team_id)]):
        raise Conflict("judging.marker_asked", "person")
    return {"team": team_code}


def freeze_panels(work: Work) -> None:
    """End the rounds of school and partners: what is marked after the reveal would follow it."""
    wanted = select(Round.code).where(Round.edition_id == work.edition_id, Round.panel.in_(PANELS[1:]))
    for code in work.session.execute(wanted.order_by(Round.place)).scalars().all():
        freeze_round(work, code)


def _held(work: Work, panel: str) -> Round:
    if panel not in _LETTERS:
        raise Invalid("judging.panel", "panel")
    prepare_panel(work, panel)
    turn = locked_round(work, panel, (panel,))
    public = select(Reveal.public_at).where(Reveal.edition_id == work.edition_id)
    if work.session.execute(public).scalar_one_or_none() is not None:
        raise Conflict("judging.public")
    if turn.state == FROZEN:
        raise Late("judging.frozen")
    return turn


def _coaches(work: Work) -> list[Asked]:
    """Return the coaches with their teams, as far as teams are published to the staff."""
    wanted = select(Team.coach_id, Team.id).where(
        Team.edition_id == work.edition_id, Team.coach_id.is_not(None), Team.staff_at.is_not(None)
    )
    rows: Sequence[Row[*tuple[Any, ...]]] = work.session.execute(wanted.order_by(*_WALK)).all()
    return [Asked(*row) for row in rows]


def _partners(work: Work) -> list[Asked]:
    """Return who speaks for an organisation with the teams on its problems; before the reveal they do not know them."""
    wanted = (
        select(RoleGrant.account_id, Team.id)
        .join(Problem, Problem.organisation_id == RoleGrant.organisation_id)
        .join(Team, Team.problem_id == Problem.id)
        .where(RoleGrant.edition_id == work.edition_id, RoleGrant.role == Role.PARTNER)
        .where(RoleGrant.seat != Seat.READER)
        .where(Team.edition_id == work.edition_id, Team.revealed_at.is_not(None))
        .order_by(*_WALK, RoleGrant.account_id)
    )
    return [Asked(*row) for row in work.session.execute(wanted)]


def ask_of(work: Work, turn: Round, wanted: Sequence[Asked]) -> int:
    """Add the sheets of a panel's round that are not asked for yet; return how many. Who is asked is told."""
    markers = markers_of(work, turn.panel, wanted)
    rows = work.session.execute(
        select(Visit.juror_id, Visit.team_id, Visit.place).where(Visit.round_id == turn.id)
    ).all()
    known, last = {(row[0], row[1]) for row in rows}, Counter[int]()
    for row in rows:
        last[row[0]] = max(last[row[0]], row[2])
    fresh = []
    for one in wanted:
        pair = (markers[one.account_id], one.team_id)
        if pair not in known:
            known.add(pair)
            last[pair[0]] += 1
            fresh.append(_visit(turn, *pair, last[pair[0]]))
    if fresh:
        work.session.execute(insert(Visit), fresh)
        work.emit(RoundPlanned(round_id=turn.id, visits=len(known)))
        names = [row["public_id"] for row in fresh]
        told = select(Visit.id, Visit.juror_id).where(Visit.public_id.in_(names)).order_by(Visit.id)
        asked = work.session.execute(told).all()
        lists = {"visit_ids": [one[0] for one in asked], "juror_ids": [one[1] for one in asked]}
        work.emit(PanelAsked(round_id=turn.id, **lists))
    return len(fresh)


def _visit(turn: Round, juror_id: int, team_id: int, place: int) -> dict[str, Any]:
    """Return the row of a sheet that is asked for; it has no slot, whoever marks comes when they can."""
    own = {"public_id": public_id(), "edition_id": turn.edition_id, "round_id": turn.id, "juror_id": juror_id}
    own |= {"team_id": team_id, "place": place, "slot": 0, "announced": False, "state": PLANNED}
    return {**own, "comment": "", "reason": "", "version": 1}


def markers_of(work: Work, panel: str, wanted: Iterable[Asked]) -> dict[int, int]:
    """Return who marks in a panel, account -> row; those who are new to it get one."""
    known = select(Juror.account_id, Juror.id).where(Juror.edition_id == work.edition_id, Juror.panel == panel)
    found = {row[0]: row[1] for row in work.session.execute(known)}
    new = [account_id for account_id in dict.fromkeys(one.account_id for one in wanted) if account_id not in found]
    names = select(Account.id, Account.name).where(Account.id.in_(new))
    called = {row[0]: row[1] for row in work.session.execute(names)}
    for number, account_id in enumerate(new, start=len(found) + 1):
        row = Juror(edition_id=work.edition_id, account_id=account_id, panel=panel, ref=f"{_LETTERS[panel]}{number}")
        row.first_name, row.last_name, row.domain = called[account_id][:120], "", ""
        found[account_id] = work.add(row).id
        work.emit(JurorJoined(juror_id=found[account_id]))
    return found
