"""Who is told that milestones have other times: those whom they concern, in one notice for one change."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from challenge.accounts.queries import members_by_roles
from challenge.editions.models import Edition
from challenge.inbox import actions, rewording
from challenge.inbox.rules import Kind
from challenge.kernel.clock import zone
from challenge.kernel.events import Stored
from challenge.kernel.log import facts_named
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter
from challenge.schedule.changes import moments_before
from challenge.schedule.events import ScheduleShifted
from challenge.schedule.models import Milestone, ScheduleChange
from challenge.schedule.queries import milestones
from challenge.schedule.retelling import Told, began, is_near, other_moments, told_together
from challenge.schedule.rules import Transition
from challenge.web.language import LOCALES, moment_in, spoken

TITLE = "“%(title)s”: %(moment)s now %(when)s (was %(was)s)"
TITLE_OF_MANY = "Other times for %(count)s milestones"
LINE, MOMENT = "- %(title)s: %(moments)s", "%(moment)s %(when)s (was %(was)s)"
MORE, WHERE = "And %(count)s more.", "Times of the hall: %(zone)s."
MOST_LINES = 8
DAY, HOUR = "EEEE d MMMM, HH:mm", "HH:mm"

Other = tuple[Milestone, list[tuple[Transition, datetime, datetime]]]


def tell_times(work: Work, stored: Stored) -> None:
    """Tell each person once per change what is at another time now.

    A further change of the same milestones corrects what the first one told; once all are where they were before, it is
    withdrawn. What is told is what holds now, so a fact that comes twice changes nothing.
    """
    event = stored.event
    assert isinstance(event, ScheduleShifted)
    change = work.session.get_one(ScheduleChange, event.change_id)
    # One milestone moved alone had no such fact in former versions; its undoing has.
    made = {change.id: stored.at} | _made(work, stored.edition_id)
    first, at = _first(work, change, made), made[change.id]
    before = moments_before(first)
    rows = [row for row in milestones(work.session, stored.edition_id) if row.id in before]
    reaches = is_near([*before.values(), *(row.moments() for row in rows)], at)
    edition = work.session.get_one(Edition, stored.edition_id)
    known = {row.id: row for row in rows}
    audiences = {row.id: row.audience for row in rows}
    for told in told_together(audiences, members_by_roles(work.session, edition.id)):
        key = f"moved:{first.id}:{told.mark()}"
        others = [(known[one], other_moments(before[one], known[one].moments(), at)) for one in told.milestones]
        shown = [one for one in others if one[1]]
        if shown:
            texts = {locale: _words(shown, edition.time_zone, locale) for locale in LOCALES}
            _tell(work, told, key, texts, path=f"/e/{edition.slug}/schedule", reaches=reaches)
        elif all(known[one].moments() == before[one] for one in told.milestones):
            rewording.withdraw_notice(work, key)


def _tell(work: Work, told: Told, key: str, texts: dict[str, list[str]], *, path: str, reaches: bool) -> None:
    """Put it into inboxes, or in the place of what they have; with `reaches` also by mail and push."""
    notice = actions.Told(
        kind=Kind.TIMES,
        letter=Letter(subject="", body="", path=path),
        texts=texts,
        roles=[role.value for role in told.roles],
        by_mail=reaches,
        by_push=reaches,
    )
    if not actions.tell(work, told.people, notice, key=key):
        rewording.correct_notice(work, key, texts, by_push=reaches)


def _first(work: Work, change: ScheduleChange, made: Mapping[int, datetime]) -> ScheduleChange:
    """Return the change that told first what this one goes on with.

    One that came by no mail, for it came long before, is not gone on with by one that does: people would miss it.

    Args:
        work: of the edition.
        change: that is told now.
        made: the edition's instant of each change.
    """
    ids = [one for one in made if one <= change.id]
    rows = work.session.execute(select(ScheduleChange).where(ScheduleChange.id.in_(ids)).order_by(ScheduleChange.id))
    known = [(one, moments_before(one)) for one in rows.scalars() if set(one.before) == set(change.before)]
    reached = {one.id: is_near(before.values(), made[one.id]) for one, before in known}
    same = [(one, before) for one, before in known if reached[one.id] == reached[change.id]]
    return same[began([before for _, before in same])][0]


def _made(work: Work, edition_id: int) -> dict[int, datetime]:
    """Return the edition's instant of each change, by its inside name."""
    facts = [(one.event, one.at) for one in facts_named(work.session, edition_id, [ScheduleShifted.name])]
    return {one.change_id: at for one, at in facts if isinstance(one, ScheduleShifted) and not one.is_undone}


def _words(others: Sequence[Other], zone_name: str, locale: str) -> list[str]:
    """Return title and text in a language; times are the hall's."""
    say = spoken().text
    lines = [_line(row, moments, zone_name, locale) for row, moments in others[:MOST_LINES]]
    more = len(others) - len(lines)
    parts = ["\n".join(lines), say(locale, MORE, {"count": more}) if more else ""]
    parts.append(say(locale, WHERE, {"zone": zone_name}))
    row, moments = others[0]
    title = say(locale, TITLE_OF_MANY, {"count": len(others)})
    if len(others) == 1:
        title = say(locale, TITLE, {"title": row.title(locale)} | _filling(moments[0], zone_name, locale))
    return [title, "\n\n".join(part for part in parts if part)]


def _line(row: Milestone, moments: Sequence[tuple[Transition, datetime, datetime]], zone_name: str, locale: str) -> str:
    said = [spoken().text(locale, MOMENT, _filling(one, zone_name, locale)) for one in moments]
    return spoken().text(locale, LINE, {"title": row.title(locale), "moments": "; ".join(said)})


def _filling(one: tuple[Transition, datetime, datetime], zone_name: str, locale: str) -> dict[str, str]:
    transition, old, new = one
    hall = zone(zone_name)
    is_same_day = old.astimezone(hall).date() == new.astimezone(hall).date()
    return {
        "moment": spoken().text(locale, f"moment:{transition.value}"),
        "when": moment_in(new, zone_name, locale, DAY),
        "was": moment_in(old, zone_name, locale, HOUR if is_same_day else DAY),
    }
