"""After the reveal a few teams ask their partners; organisers pass questions on, partners or organisers answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random
from threading import Event

from sqlalchemy import select

from challenge.accounts.models import RoleGrant
from challenge.kernel.actor import Role
from challenge.problems.models import Problem
from challenge.questions.models import Question
from challenge.rehearsal.cast import PlayedTeam, Player
from challenge.rehearsal.helping import PASSED_S
from challenge.rehearsal.players import Hall
from challenge.rehearsal.site import Answer
from challenge.rehearsal.stage import Stage
from challenge.teams.models import Team

ASKED = (
    ("Qui rencontre le problème, et combien de fois par semaine ?", "Une vingtaine de personnes, presque chaque jour."),
    ("Qu’avez-vous déjà essayé ?", "Un tableur partagé, abandonné au bout d’un mois : trop long à remplir."),
    ("Pouvons-nous voir une machine sur place ?", "Oui, mardi après-midi ; venez à quatre au plus."),
    ("Quel budget une solution peut-elle avoir ?", "Moins de 500 euros par poste de travail."),
    ("Which data may we use?", "The sample that lies beside the problem; the full set stays inside."),
)
"""What teams ask, and what is answered."""
LEFT_OPEN = 1
"""Which of them waits for its partner at the end."""


def plan_questions(stage: Stage, hall: Hall, revealed_at: datetime, seed: int) -> None:
    """Let some teams ask in the hours after the reveal; each question is passed on, and all but the last answered.

    Args:
        stage: where the acts go.
        hall: who acts on what; teams on open problems alone, whatever else waits.
        revealed_at: the reveal.
        seed: of whom it is that asks.
    """
    rng = Random(f"questions/{seed}")
    askers = [team for team in hall.cast.teams if team.is_open]
    speaking = _speaking(hall, askers)
    for place, (team, (asks, says)) in enumerate(zip(_chosen(askers, speaking, rng), ASKED, strict=False)):
        at = revealed_at + timedelta(minutes=rng.uniform(50, 90))
        asked, passed = Event(), Event()
        stage.at(at, "question", partial(_ask, hall, team, asks, asked))
        stage.at(at + timedelta(minutes=20), "forwarding", partial(_pass_on, hall, team, (asked, passed)))
        if place != LEFT_OPEN:
            answer = partial(_answer, hall, team, (speaking.get(team.id), says), passed)
            stage.at(at + timedelta(minutes=rng.uniform(60, 120)), "reply", answer)


def _chosen(askers: Sequence[PlayedTeam], speaking: Mapping[int, Player], rng: Random) -> list[PlayedTeam]:
    """Return who asks: two teams of the last partner, who is the one that a newcomer enters as, then any others."""
    last = max((one.account_id for one in speaking.values()), default=0)
    own = [team for team in askers if team.id in speaking and speaking[team.id].account_id == last][:2]
    others = [team for team in askers if team not in own]
    return own + rng.sample(others, min(len(ASKED) - len(own), len(others)))


def _speaking(hall: Hall, teams: Sequence[PlayedTeam]) -> dict[int, Player]:
    """Return a partner who speaks for the problem of each team that has one."""
    players = {one.account_id: one for one in hall.cast.partners}
    wanted = (
        select(Team.id, RoleGrant.account_id)
        .join(Problem, Problem.id == Team.problem_id)
        .join(RoleGrant, RoleGrant.organisation_id == Problem.organisation_id)
        .where(RoleGrant.edition_id == hall.edition_id, RoleGrant.role == Role.PARTNER.value)
        .where(Team.id.in_([team.id for team in teams]), RoleGrant.account_id.in_(players))
        .order_by(RoleGrant.account_id.desc())
    )
    with hall.ground.database.read() as session:
        return {team_id: players[account_id] for team_id, account_id in session.execute(wanted)}


def _ask(hall: Hall, team: PlayedTeam, words: str, asked: Event) -> Answer:
    try:
        path = hall.address(f"teams/{team.code}/questions")
        return hall.site.post(path, team.scribe.token, {"question": words})
    finally:
        asked.set()


def _name(hall: Hall, team: PlayedTeam, before: Event) -> str:
    """Read the outside name of a team's latest question, as a person reads it on the screen.

    At a high speed two hands may hold two of its acts at once: the later one waits for the one before.
    """
    before.wait(PASSED_S)
    wanted = select(Question.public_id).where(Question.team_id == team.id).order_by(Question.id.desc()).limit(1)
    with hall.ground.database.read() as session:
        return session.execute(wanted).scalar_one_or_none() or ""


def _pass_on(hall: Hall, team: PlayedTeam, turn: tuple[Event, Event]) -> Answer:
    before, after = turn
    try:
        path = hall.address(f"desk/questions/{_name(hall, team, before)}/forward")
        return hall.site.post(path, hall.cast.organiser.token, {"question": ""})
    finally:
        after.set()


def _answer(hall: Hall, team: PlayedTeam, said: tuple[Player | None, str], before: Event) -> Answer:
    partner, words = said
    name = _name(hall, team, before)
    if partner is not None:
        return hall.site.post(hall.address(f"partner/questions/{name}"), partner.token, {"answer": words})
    path = hall.address(f"desk/questions/{name}/answer")
    return hall.site.post(path, hall.cast.organiser.token, {"answer": words, "question": ""})
