"""What is put behind a wall: the longest texts, a full help queue, results."""

from datetime import timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from challenge.accounts.queries import account_actor
from challenge.judging import actions as judging
from challenge.judging.coverage import second_checks
from challenge.judging.models import Juror, Reveal, Visit
from challenge.judging.revealing import advance_reveal, announce_results, check_finalist
from challenge.judging.rules.reveal import podium
from challenge.judging.snapshots import from_json
from challenge.kernel.db import table_of
from challenge.kernel.work import Work
from challenge.mentoring.models import HelpRequest
from challenge.problems.models import Problem
from challenge.teams.models import Team
from tests.pages.conftest import Hall
from tests.pages.small import MARKS


def longest_titles(work: Work) -> None:
    """Give every team the longest title that a problem may have, open to everybody."""
    title = "Prévoir " + "les déchets, les transports et l’énergie " * 4
    of = Problem.edition_id == work.edition_id
    work.session.execute(update(Problem).where(of).values(title=title[:160], confidentiality="open"))


def crowd(work: Work) -> None:
    """Let 120 requests wait, and somebody be at ten tables, all in a zone with the longest name."""
    table = table_of(Team)
    rows = work.session.execute(select(table).where(table.c.edition_id == work.edition_id)).mappings().all()
    for number in range(11, 23):
        own = {name: value for name, value in rows[number % len(rows)].items() if name != "id"}
        place = {"code": f"MEZZ{number}", "zone": "MEZZ", "table_no": number}
        work.session.execute(insert(table).values({**own, **place, "public_id": f"crowd{number}"}))
    newest = select(Team.id).where(Team.edition_id == work.edition_id).order_by(Team.id.desc())
    teams = list(work.session.execute(newest).scalars())
    for turn in range(130):
        work.session.add(_asked(work, teams[turn % len(teams)], turn))


def _asked(work: Work, team_id: int, turn: int) -> HelpRequest:
    """Return a request of nearly ten hours ago; at the first ten tables somebody is."""
    asked_at = work.now - timedelta(hours=9, minutes=59)
    words = {"skill": "", "need": "A word", "tried": "", "outcome": ""}
    state = "claimed" if turn < 10 else "waiting"
    own = {"edition_id": work.edition_id, "team_id": team_id, "asked_by": 0, "kind": "coach", "state": state}
    return HelpRequest(**own, **words, asked_at=asked_at, due_at=work.now + timedelta(hours=1))


def opened(work: Work) -> None:
    """Note the second check of the podium and make the results public with the third place open."""
    for code, _ in second_checks(work.session, work.edition_id):
        check_finalist(work, code)
    advance_reveal(work, work.session.execute(select(Reveal.version)).scalar_one())
    announce_results(work)


def _planned(session: Session) -> list[tuple[int, int, int, int]]:
    wanted = select(Visit.id, Visit.version, Juror.account_id, Visit.team_id).join(Juror, Juror.id == Visit.juror_id)
    rows = session.execute(wanted.where(Visit.state == "planned", Juror.panel == "jury").order_by(Visit.id))
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def frozen(hall: Hall) -> list[str]:
    """Let every juror end their visits, and freeze the round; return the podium's codes, the third place first."""
    house, by = hall.small.house, hall.small.by
    for visit_id, version, account_id, team_id in house.read(_planned):
        juror = house.read(account_actor, account_id, hall.small.edition_id)
        marks = {code: str(1 + (team_id + int(mark)) % 5) for code, mark in MARKS.items()}
        house.perform(juror, judging.record_visit, visit_id, marks, "", version)
    house.perform(by, judging.freeze_round, "round-1")
    kept = house.read(lambda session: session.execute(select(Reveal.ranking)).scalar_one())
    return [line.project for line in reversed(podium(from_json(kept).ranking))]
