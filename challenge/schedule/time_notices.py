"""Who is told that milestones have other times: those whom they concern, in one notice for one change."""

from sqlalchemy import select

from challenge.inbox import rewording
from challenge.kernel.events import Stored
from challenge.kernel.log import facts_named
from challenge.kernel.work import Work
from challenge.schedule.changes import moments_after, moments_before
from challenge.schedule.events import ScheduleShifted
from challenge.schedule.models import ScheduleChange
from challenge.schedule.newcomers import keep_true, tell_newcomers
from challenge.schedule.retelling import is_near, told_together
from challenge.schedule.stories import Made, Story, stories, turn_of
from challenge.schedule.time_ground import Ground, ground_of, put_notice


def tell_times(work: Work, stored: Stored) -> None:
    """Tell each person once per story what is at another time now; see `stories`.

    A further change of the same milestones corrects what the first one told; once all are where they were before, it is
    withdrawn, and told anew when they are moved again. What was told of some of these milestones before, alone or
    among others, is kept true without a word more: corrected, or withdrawn when this tells the same people all of it.
    What is told is what holds now, so a fact that comes twice changes nothing. Who came after the first change hears of
    the later ones alone; see `newcomers`.
    """
    event = stored.event
    assert isinstance(event, ScheduleShifted)
    told = stories(_changes(work, stored, event.change_id))
    own = next(one for one in told if event.change_id in {change.id for change in one.changes})
    ground = ground_of(work, stored)
    turn = turn_of(event.change_id, is_undone=event.is_undone)
    for story in told:
        if own.before.keys() & story.before.keys():
            _settle(work, ground, story, own, is_told_elsewhere=story.is_told_elsewhere(ground.now, told), turn=turn)


def _settle(work: Work, ground: Ground, story: Story, own: Story, *, is_told_elsewhere: bool, turn: str) -> None:
    """Tell a story, or keep true what was told of it; `own` is the one of which people are to hear now, by `turn`."""
    shown = story.shown(ground.now)
    audiences = {one: row.audience for one, row in ground.rows.items() if one in story.before}
    reaches = is_near([*story.before.values(), *(ground.now[one] for one in audiences)], story.at)
    again = story.before.keys() == own.before.keys()
    for told in told_together(audiences, ground.people, ground.owners):
        base = f"moved:{story.changes[0].id}:{told.mark()}"
        key = ground.key(base)
        others = [(one, shown[one]) for one in told.milestones if one in shown]
        if is_told_elsewhere or story.is_whole(ground.now, told.milestones):
            rewording.withdraw_notice(work, key, again=again)
        elif others:
            texts = ground.texts(others)
            # A larger change that is taken back leaves what a smaller one did before it: that is told anew. People who
            # are together only since a later change have not seen the times at the beginning.
            is_theirs = turn == story.turns[0].name or not again or ground.is_known(base)
            is_new = is_theirs and story.before.keys() <= own.before.keys()
            if not (is_new and put_notice(work, ground, told, key, texts, reaches=reaches)):
                rewording.correct_notice(work, key, texts, by_push=reaches, again=again)
        keep_true(work, ground, story, told, is_told_elsewhere=is_told_elsewhere, again=again, reaches=reaches)
        if again and not is_told_elsewhere and turn == story.turns[-1].name != story.turns[0].name:
            tell_newcomers(work, ground, story, told, reaches=reaches)


def _changes(work: Work, stored: Stored, change_id: int) -> list[Made]:
    """Return the changes of an edition of which facts tell, and the one that is told now."""
    facts = facts_named(work.session, stored.edition_id, [ScheduleShifted.name])
    known = [(one.event, one.at) for one in facts]
    # One milestone moved alone had no such fact in former versions; its undoing has.
    made = {change_id: stored.at}
    made |= {one.change_id: at for one, at in known if isinstance(one, ScheduleShifted) and not one.is_undone}
    rows = work.session.execute(select(ScheduleChange).where(ScheduleChange.id.in_(made))).scalars()
    return [
        Made(row.id, made[row.id], moments_before(row), row.undone_at is not None, moments_after(row)) for row in rows
    ]
