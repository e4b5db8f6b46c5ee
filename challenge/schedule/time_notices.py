"""Who is told that milestones have other times: those whom they concern, in one notice for one change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from challenge.accounts.queries import members_by_roles
from challenge.editions.models import Edition
from challenge.inbox import actions, rewording
from challenge.inbox.queries import keys_of
from challenge.inbox.rules import Kind
from challenge.kernel.actor import Role
from challenge.kernel.events import Stored
from challenge.kernel.log import facts_named
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter
from challenge.schedule.changes import moments_before
from challenge.schedule.events import ScheduleShifted
from challenge.schedule.models import Milestone, ScheduleChange
from challenge.schedule.owners import owners_of
from challenge.schedule.queries import milestones
from challenge.schedule.retelling import Told, is_near, told_together
from challenge.schedule.rules import Moments
from challenge.schedule.stories import Made, Story, stories
from challenge.schedule.time_words import time_words
from challenge.web.language import LOCALES


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
    """

    path: str
    zone: str
    rows: Mapping[int, Milestone]
    now: Mapping[int, Moments]
    people: Mapping[frozenset[Role], Sequence[int]]
    owners: frozenset[int]
    known: Mapping[str, bool]

    def key(self, base: str) -> str:
        """Return the key of the notice that stands for an occasion, or that is to be told: withdrawn ones stay so."""
        withdrawn = sum(is_withdrawn and key.startswith(base) for key, is_withdrawn in self.known.items())
        return f"{base}.{withdrawn + 1}" if withdrawn else base


def tell_times(work: Work, stored: Stored) -> None:
    """Tell each person once per story what is at another time now; see `stories`.

    A further change of the same milestones corrects what the first one told; once all are where they were before, it is
    withdrawn, and told anew when they are moved again. What was told of some of these milestones before, alone or
    among others, is kept true without a word more: corrected, or withdrawn when this tells the same people all of it.
    What is told is what holds now, so a fact that comes twice changes nothing.
    """
    event = stored.event
    assert isinstance(event, ScheduleShifted)
    told = stories(_changes(work, stored, event.change_id))
    own = next(one for one in told if event.change_id in {change.id for change in one.changes})
    ground = _ground(work, stored.edition_id)
    for story in told:
        if own.before.keys() & story.before.keys():
            _settle(work, ground, story, own, is_told_elsewhere=story.is_told_elsewhere(ground.now, told))


def _settle(work: Work, ground: Ground, story: Story, own: Story, *, is_told_elsewhere: bool) -> None:
    """Tell a story, or keep true what was told of it; `own` is the one of which people are to hear now."""
    shown = story.shown(ground.now)
    audiences = {one: row.audience for one, row in ground.rows.items() if one in story.before}
    reaches = is_near([*story.before.values(), *(ground.now[one] for one in audiences)], story.at)
    again = story.before.keys() == own.before.keys()
    for told in told_together(audiences, ground.people, ground.owners):
        key = ground.key(f"moved:{story.changes[0].id}:{told.mark()}")
        others = [(ground.rows[one], shown[one]) for one in told.milestones if one in shown]
        if is_told_elsewhere or story.is_whole(ground.now, told.milestones):
            rewording.withdraw_notice(work, key, again=again)
        elif others:
            texts = {locale: time_words(others, ground.zone, locale) for locale in LOCALES}
            # A larger change that is taken back leaves what a smaller one did before it: that is told anew.
            is_told = story.before.keys() <= own.before.keys() and _tell(work, ground, told, key, texts, reaches)
            if not is_told:
                rewording.correct_notice(work, key, texts, by_push=reaches, again=again)


def _tell(work: Work, ground: Ground, told: Told, key: str, texts: dict[str, list[str]], reaches: bool) -> bool:
    """Put it into inboxes, with `reaches` also before people by mail and push; False when they have it."""
    notice = actions.Told(
        kind=Kind.TIMES,
        letter=Letter(subject="", body="", path=ground.path),
        texts=texts,
        roles=[role.value for role in told.roles],
        by_mail=reaches,
        by_push=reaches,
    )
    return actions.tell(work, told.people, notice, key=key)


def _changes(work: Work, stored: Stored, change_id: int) -> list[Made]:
    """Return the changes of an edition of which facts tell, and the one that is told now."""
    facts = facts_named(work.session, stored.edition_id, [ScheduleShifted.name])
    known = [(one.event, one.at) for one in facts]
    # One milestone moved alone had no such fact in former versions; its undoing has.
    made = {change_id: stored.at}
    made |= {one.change_id: at for one, at in known if isinstance(one, ScheduleShifted) and not one.is_undone}
    rows = work.session.execute(select(ScheduleChange).where(ScheduleChange.id.in_(made))).scalars()
    return [Made(row.id, made[row.id], moments_before(row), row.undone_at is not None) for row in rows]


def _ground(work: Work, edition_id: int) -> Ground:
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
    )
