"""Forming the teams of a composition."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update

from challenge.editions.models import Edition
from challenge.kernel.errors import Conflict
from challenge.kernel.ids import public_id, token_hash
from challenge.kernel.work import Work
from challenge.teams.events import AssignmentConfirmed, TeamFormed
from challenge.teams.hall import hall_of, informed
from challenge.teams.inputs import coaches, placed_people, problem_rows
from challenge.teams.models import CompositionRun, TableMove, Team, TeamMember
from challenge.teams.publishing import forget_publication
from challenge.teams.seating import seated
from challenge.teams.seats import Group


def confirm_assignment(work: Work, run_id: int) -> dict[str, Any]:
    """Form the teams of a run; only organisers see them until they are published.

    Teams formed before are replaced, as long as no team has seen its problem.

    Raises:
        Conflict("teams.run_not_done"): it is not computed, or was confirmed already.
        Conflict("teams.revealed"): problems are revealed; members change by repair only.
        Conflict("teams.in_use"): a round of the jury, work or an interest names the present teams.
        Conflict("teams.roster_changed"): somebody of the run has left or a problem is not confirmed any more.
    """
    work.locked(Edition, work.edition_id)
    run = work.locked(CompositionRun, run_id)
    if run.state != "done":
        raise Conflict("teams.run_not_done")
    _clear(work)
    groups, people = _groups(work, run)
    problems = problem_rows(work.session, work.edition_id)
    groups = informed(work.session, work.edition_id, groups)
    hall = hall_of(work.session, work.edition_id, len(groups))
    places = seated(groups, coaches(work.session, work.edition_id), hall)
    rows = [
        {
            "public_id": public_id(),
            "edition_id": work.edition_id,
            "code": place.code,
            "name": "",
            "problem_id": problems[group.problem_id].id,
            "team_no": group.team_no,
            "zone": place.zone,
            "table_no": place.table_no,
            "size": len(group.members),
            "coach_id": place.coach_id,
            "formed_at": work.real,
        }
        for group, place in zip(groups, places, strict=True)
    ]
    work.session.execute(insert(Team), rows)
    _seat_members(work, groups, [str(row["code"]) for row in rows], people)
    earlier = update(CompositionRun).where(
        CompositionRun.edition_id == work.edition_id, CompositionRun.state == "confirmed"
    )
    work.session.execute(earlier.values(state="done"))
    run.state = "confirmed"
    work.emit(AssignmentConfirmed(run_id=run.id, teams=len(groups), students=run.students))
    return {"teams": len(groups), "students": run.students}


def _clear(work: Work) -> None:
    revealed = select(Team.id).where(Team.edition_id == work.edition_id, Team.reveal_due_at.is_not(None))
    if work.session.execute(revealed.limit(1)).first() is not None:
        raise Conflict("teams.revealed")
    work.session.execute(delete(TableMove).where(TableMove.edition_id == work.edition_id))
    work.session.execute(delete(TeamMember).where(TeamMember.edition_id == work.edition_id))
    # What names teams lies in rooms above; the database knows of all of it.
    if not work.deleted(delete(Team).where(Team.edition_id == work.edition_id)):
        raise Conflict("teams.in_use")
    forget_publication(work)


def _groups(work: Work, run: CompositionRun) -> tuple[list[Group], dict[str, tuple[int, int | None]]]:
    """Return the run's teams, shuffled, and the persons by ref.

    Tables follow this order and everybody sees them before the reveal: in the order of problems, a table would tell its
    problem, and a masked one's neighbours its organisation. The shuffle hangs on the run's outside name, which only
    organisers know, so that the same run is seated the same way.
    """
    people = placed_people(work.session, work.edition_id)
    problems = problem_rows(work.session, work.edition_id)
    members: dict[tuple[str, int], list[str]] = {}
    for student, problem, number in run.placements:
        if student not in people or problem not in problems:
            raise Conflict("teams.roster_changed")
        members.setdefault((problem, number), []).append(student)
    shuffled = sorted(members, key=lambda key: token_hash(f"{run.public_id}:{key[0]}:{key[1]}"))
    groups = [Group(*key, tuple(members[key]), problems[key[0]].language) for key in shuffled]
    return groups, people


def _seat_members(
    work: Work, groups: Sequence[Group], codes: Sequence[str], people: dict[str, tuple[int, int | None]]
) -> None:
    ids = {
        row.code: (row.id, row.problem_id)
        for row in work.session.execute(
            select(Team.code, Team.id, Team.problem_id).where(Team.edition_id == work.edition_id)
        )
    }
    rows = []
    for group, code in zip(groups, codes, strict=True):
        team_id, problem_id = ids[code]
        for ref in group.members:
            person_id, account_id = people[ref]
            rows.append(
                {
                    "person_id": person_id,
                    "edition_id": work.edition_id,
                    "team_id": team_id,
                    "account_id": account_id,
                }
            )
        work.emit(TeamFormed(team_id=team_id, problem_id=problem_id, size=len(group.members)))
    work.session.execute(insert(TeamMember), rows)
