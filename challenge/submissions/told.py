"""What somebody is told of a team's problem: its text, or who has not signed for it."""

from dataclasses import dataclass

from markupsafe import Markup

from challenge.agreements.queries import unsigned_in_team
from challenge.kernel.actor import Role
from challenge.kernel.kept import kept
from challenge.teams.queries import TeamFace
from challenge.web.context import Here
from challenge.web.render import apart


@dataclass(frozen=True, slots=True)
class Told:
    """How a reader stands to the problem of a team.

    Fields:
        reads: its title is shown, and its text when it is open.
        reads_within: they may open its full text and its files.
        must_sign: the others read it already; this member has to sign first.
        unsigned: names of the members whose signatures the reveal waits for.
        owes: this member's is one that is missing.
    """

    reads: bool = False
    reads_within: bool = False
    must_sign: bool = False
    unsigned: tuple[str, ...] = ()
    owes: bool = False


def told_of(at: Here, face: TeamFace) -> Told:
    """Return what the reader is told of a team's problem now."""
    is_revealed = face.team.revealed_at is not None
    if face.problem.confidentiality == "open":
        return Told(reads=is_revealed, reads_within=_is_concerned(at, face))
    if not face.is_member:
        reads = is_revealed and _is_concerned(at, face)
        return Told(reads=reads, reads_within=reads)
    late = unsigned_in_team(at.session, face.team.edition_id, face.team.id)
    owes = any(one.account_id == at.actor.account_id for one in late)
    if not is_revealed:
        return Told(unsigned=tuple(one.name for one in late if one.is_expected), owes=owes)
    return Told(reads=not owes, reads_within=not owes, must_sign=owes)


def _is_concerned(at: Here, face: TeamFace) -> bool:
    """True for those whom a confidential problem concerns; other staff see the team, not what it works on."""
    return face.is_own(at.actor) or at.actor.has(Role.ORGANISER, Role.ADMINISTRATOR)


def told_part(at: Here, face: TeamFace, told: Told) -> Markup:
    """Return what a team's page says of its problem; drawn once for all who are told the same."""
    slug, will_come = at.in_edition().slug, face.team.reveal_due_at is not None
    shown = {"slug": slug, "told": told, "will_come": will_come, "problem": face.problem if told.reads else None}
    key = ("submissions.told", face.team.id, at.locale, at.time_zone, told)
    return kept(at.session, key, lambda: apart("submissions/_problem.html", **shown))
