"""What simulated people do, each through a public address: hand in, visit, mark, follow, reveal."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from challenge.judging.deliberation import choice_of
from challenge.judging.queries import reveal_of
from challenge.rehearsal.cast import Cast, PlannedVisit, PlayedTeam, Player, Scale
from challenge.rehearsal.entering import PASSWORD, address_of
from challenge.rehearsal.site import Answer, Site
from challenge.runtime.opening import Opened


@dataclass(frozen=True, slots=True)
class Hall:
    """Where everybody acts.

    Fields:
        ground: read where a person would read a screen (versions of what is changed).
        merit: each team's hidden quality, 0..1; severity: each juror's, as a share of the scale.
    """

    ground: Opened
    site: Site
    slug: str
    edition_id: int
    cast: Cast
    merit: dict[int, float]
    severity: dict[int, float]

    def address(self, path: str) -> str:
        """Return an address of the edition."""
        return f"/e/{self.slug}/{path}"

    def hand_in(self, team: PlayedTeam, code: str, number: int) -> Answer:
        """Hand in a page of text."""
        words = f"# {team.code}, {code}\n\nVersion {number}.\n"
        path = self.address(f"teams/{team.code}/deliverables/{code}")
        fields = {"note": f"Version {number}", "ai_use": ""}
        return self.site.upload(path, team.scribe.token, fields, f"{code}-{team.code}.md", words.encode())

    def log_in(self, who: Player) -> Answer:
        """Log in by address and password (see `entering`)."""
        return self.site.log_in(address_of(who.account_id), PASSWORD)

    def look(self, who: Player, path: str) -> Answer:
        """Open a page."""
        return self.site.get(self.address(path), who.token)

    def visit(self, juror: Player, visit: PlannedVisit, scales: Sequence[Scale], rng: Random) -> Answer:
        """Mark a team on every criterion of the rubric."""
        centre = 0.125 + 0.75 * self.merit[visit.team_id] - self.severity[juror.account_id]
        marks = {scale.code: scale.mark(rng.gauss(centre, 0.15)) for scale in scales}
        path = f"/api/v1/editions/{self.slug}/jury/visits/{visit.public_id}"
        return self.site.post_json(path, juror.token, {"version": visit.version, "marks": marks, "comment": ""})

    def skip(self, juror: Player, visit: PlannedVisit) -> Answer:
        """Find nobody at the table."""
        path = self.address(f"jury/visits/{visit.public_id}/skip")
        fields = {"version": str(visit.version), "reason": "Nobody at the table"}
        return self.site.post(path, juror.token, fields)

    def follow(self, partner: Player, team: PlayedTeam, wish: str) -> Answer:
        """Mark a team, in private."""
        return self.site.post(
            self.address(f"partner/interests/{team.code}"),
            partner.token,
            {"wish": wish, "note": "We met at the stand."},
        )

    def conclude(self, team: PlayedTeam, stage: str, wishes: Sequence[str]) -> Answer:
        """Write what the team leaves with."""
        said = {"made": f"What team {team.code} made of its problem.", "stage": stage, "wishes": list(wishes)}
        return self.site.post_json(self.address(f"teams/{team.code}/outcome"), team.scribe.token, said)

    def decide(self, partner: Player, team: PlayedTeam, choice: str, *, tells: bool) -> Answer:
        """Decide what becomes of a team's project, and let the team know it or not."""
        path = self.address(f"decisions/{team.code}")
        kept = self.site.post(
            path, partner.token, {"choice": choice, "note": "As we said at the stand.", "version": "0"}
        )
        if not tells:
            return kept
        return self.site.post(f"{path}/tell", partner.token, {"version": "1", "words": "Thank you for the week."})

    def plan_round(self, code: str, visits_per_team: int) -> Answer:
        """Plan a round as an organiser."""
        fields = {"round": code, "visits_per_team": str(visits_per_team)}
        return self.site.post(self.address("desk/judging/plan"), self.cast.organiser.token, fields)

    def announce_round(self, code: str) -> Answer:
        """Announce as an organiser who goes on to a round, as the ranking says."""
        with self.ground.database.read() as session:
            version = choice_of(session, self.edition_id, code).version
        return self._act_on(code, {"act": "announce", "version": str(version)})

    def open_round(self, code: str) -> Answer:
        """Open a round as an organiser."""
        return self._act_on(code, {"act": "open"})

    def _act_on(self, code: str, fields: dict[str, str]) -> Answer:
        return self.site.post(self.address(f"desk/judging/rounds/{code}"), self.cast.organiser.token, fields)

    def move_reveal(self) -> Answer:
        """Go one step on in the reveal as an organiser."""
        with self.ground.database.read() as session:
            reveal = reveal_of(session, self.edition_id)
        fields = {"act": "next", "version": str(reveal.version if reveal else 1)}
        return self.site.post(self.address("desk/judging/reveal"), self.cast.organiser.token, fields)


def hidden_merits(cast: Cast, rng: Random) -> tuple[dict[int, float], dict[int, float]]:
    """Return what nobody knows: each team's merit (0..1) and each juror's severity (a share of the scale)."""
    merit = {team.id: min(1.0, max(0.0, rng.gauss(0.5, 0.18))) for team in cast.teams}
    severity = {juror.account_id: rng.gauss(0.0, 0.125) for juror in cast.jurors}
    return merit, severity
