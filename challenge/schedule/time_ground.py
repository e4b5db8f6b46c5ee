"""What all notices of other times of an edition rest on, and how one is put into inboxes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from challenge.accounts.models import RoleGrant
from challenge.accounts.queries import members_by_roles
from challenge.editions.models import Edition
from challenge.inbox import actions
from challenge.inbox.queries import keys_of
from challenge.inbox.rules import Kind
from challenge.kernel.actor import Role
from challenge.kernel.events import Stored
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter
from challenge.schedule.models import Milestone
from challenge.schedule.owners import owners_of
from challenge.schedule.queries import milestones
from challenge.schedule.retelling import Others, Told
from challenge.schedule.rules import Moments
from challenge.schedule.time_words import time_words
from challenge.web.language import LOCALES

Texts = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Ground:
    """What all that is told of one edition rests on.

    Fields:
        path: of the page that a notice leads to.
        zone: of the hall.
        rows: milestones by inside name, in the order of their start.
        now: their times.
        people: accounts by the roles that they have.
        owners: accounts that own a project.
        known: keys of the notices that were told: True for one that was withdrawn.
        late: accounts that had no role yet when what is told of was done.
    """

    path: str
    zone: str
    rows: Mapping[int, Milestone]
    now: Mapping[int, Moments]
    people: Mapping[frozenset[Role], Sequence[int]]
    owners: frozenset[int]
    known: Mapping[str, bool]
    late: frozenset[int]

    def is_known(self, base: str) -> bool:
        """True when a notice was told for an occasion, though it may be withdrawn."""
        return any(key == base or key.startswith(f"{base}.") for key in self.known)

    def texts(self, others: Sequence[tuple[int, Others]]) -> Texts:
        """Return title and text in each language of milestones that are at other times."""
        told = [(self.rows[one], times) for one, times in others]
        return {locale: time_words(told, self.zone, locale) for locale in LOCALES}

    def key(self, base: str) -> str:
        """Return the key of the notice that stands for an occasion, or that is to be told: withdrawn ones stay so."""
        withdrawn = sum(is_withdrawn and key.startswith(base) for key, is_withdrawn in self.known.items())
        return f"{base}.{withdrawn + 1}" if withdrawn else base


def ground_of(work: Work, stored: Stored) -> Ground:
    """Return what notices of a fact rest on; seven statements at most."""
    edition_id = stored.edition_id
    edition = work.session.get_one(Edition, edition_id)
    rows = {row.id: row for row in milestones(work.session, edition_id)}
    return Ground(
        path=f"/e/{edition.slug}/schedule",
        zone=edition.time_zone,
        rows=rows,
        now={row.id: row.moments() for row in rows.values()},
        people=members_by_roles(work.session, edition_id),
        owners=owners_of(work.session, edition_id, [row.audience for row in rows.values()]),
        known=keys_of(work.session, edition_id, Kind.TIMES),
        late=_came_after(work, stored),
    )


def _came_after(work: Work, stored: Stored) -> frozenset[int]:
    first = func.min(RoleGrant.granted_at, type_=RoleGrant.granted_at.type)
    wanted = (
        select(RoleGrant.account_id).where(RoleGrant.edition_id == stored.edition_id).group_by(RoleGrant.account_id)
    )
    return frozenset(work.session.execute(wanted.having(first > stored.recorded_at)).scalars())


def put_notice(work: Work, ground: Ground, told: Told, key: str, texts: Texts, *, reaches: bool) -> bool:
    """Put it into inboxes, with `reaches` also before people by mail and push; False when they have it.

    Whoever came after what is told of has read nothing else, and is not told.
    """
    notice = actions.Told(
        kind=Kind.TIMES,
        letter=Letter(subject="", body="", path=ground.path),
        texts=texts,
        roles=[role.value for role in told.roles],
        by_mail=reaches,
        by_push=reaches,
    )
    return actions.tell(work, set(told.people) - ground.late, notice, key=key)
