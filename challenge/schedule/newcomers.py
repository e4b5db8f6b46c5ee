"""People who came after a notice of other times hear of what was changed since, against what they could read then.

They never read the times before, so a correction of a notice that they have not got would only confuse; but the time to
which everything was moved first stood in their programme and calendar, and a further change is news to them.
"""

from collections.abc import Mapping
from dataclasses import replace

from challenge.inbox import rewording
from challenge.inbox.queries import readers_of
from challenge.kernel.work import Work
from challenge.schedule.retelling import Others, Told, other_moments
from challenge.schedule.rules import Moments
from challenge.schedule.stories import Story
from challenge.schedule.time_ground import Ground, put_notice


def tell_newcomers(work: Work, ground: Ground, story: Story, told: Told, *, reaches: bool) -> None:
    """Tell those of some people who have no notice of a story what its last turn has changed.

    Args:
        work: of the edition.
        ground: what notices rest on.
        story: with more than one turn.
        told: people whom the same of its milestones concern.
        reaches: by mail and in browsers too.
    """
    bases = _bases(story, told)
    known = [key for key in ground.known if any(key == base or key.startswith(f"{base}.") for base in bases)]
    fresh = sorted(set(told.people) - readers_of(work.session, work.edition_id, known))
    others = _others(ground, story, told, story.turns[-1].before)
    if fresh and others:
        texts = ground.texts(list(others.items()))
        put_notice(work, ground, replace(told, people=fresh), bases[-1], texts, reaches=reaches)


def keep_true(  # noqa: PLR0913 - what `time_notices` knows of a story
    work: Work, ground: Ground, story: Story, told: Told, *, is_told_elsewhere: bool, again: bool, reaches: bool
) -> None:
    """Correct or withdraw what was told to those who came between two turns of a story; the words as in `rewording`."""
    for turn, key in zip(story.turns[1:], _bases(story, told)[1:], strict=True):
        if key not in ground.known:
            continue
        others = _others(ground, story, told, turn.before)
        if others and not is_told_elsewhere:
            texts = ground.texts(list(others.items()))
            rewording.correct_notice(work, key, texts, by_push=reaches, again=again)
        else:
            # A story that began anew tells them again: not two notices for one change.
            rewording.withdraw_notice(work, key, again=again and not story.is_over)


def _bases(story: Story, told: Told) -> list[str]:
    """Return the keys of a story's notices by its turns; one that is told anew has a number behind it."""
    first, mark = story.changes[0].id, told.mark()
    return [f"moved:{first}:{mark}", *(f"joined:{turn.name}:{first}:{mark}" for turn in story.turns[1:])]


def _others(ground: Ground, story: Story, told: Told, before: Mapping[int, Moments]) -> dict[int, Others]:
    """Return what is at other times now than at a turn, by milestone."""
    there = [one for one in told.milestones if one in before and one in ground.now]
    found = {one: other_moments(before[one], ground.now[one], story.at) for one in there}
    return {one: others for one, others in found.items() if others}
