"""Other times of milestones are told in the inbox: to whom they concern, once for one change, corrected, taken back."""

from datetime import datetime, timedelta

from sqlalchemy import select

from challenge.accounts.actions import create_account, grant_role
from challenge.accounts.models import Account
from challenge.editions.actions import set_clock
from challenge.editions.models import Edition
from challenge.inbox.models import Notice, NoticeCopy
from challenge.inbox.queries import inbox_page, unread
from challenge.kernel import log
from challenge.kernel.actor import HOUSE, Role
from challenge.kernel.work import Work
from challenge.notifications.models import OutboxMessage
from challenge.outcomes.actions import agree_to_contact
from challenge.schedule.events import ScheduleShifted
from challenge.schedule.rules import Moments
from challenge.schedule.telling import concerned
from challenge.schedule.time_notices import tell_times
from challenge.teams.models import TeamMember
from tests.flow.schedule.test_depending import move
from tests.flow.schedule.test_milestones import drawn, milestone
from tests.flow.schedule.test_shifting import NOON, at_noon, shifted
from tests.flow.schedule.test_taking_back import undo
from tests.house import Person, TestHouse
from tests.make.teams import make_composed, member_of, reveal, set_time

OLD = Moments(datetime(2027, 5, 24, 13, 30), datetime(2027, 5, 24, 14))
TIMES_COPIES = (
    select(NoticeCopy.account_id).join(Notice, Notice.id == NoticeCopy.notice_id).where(Notice.kind == "times")
)


def titles(house: TestHouse, person: Person, locale: str = "en") -> list[str]:
    """Return the titles in an inbox, the latest first; what is withdrawn in brackets."""
    rows = house.read(inbox_page, person.actor).rows
    return [f"({row.texts[locale][0]})" if row.withdrawn_at else row.texts[locale][0] for row in rows]


def starts(house: TestHouse, person: Person) -> list[str]:
    """Return what titles say after the day."""
    return [title.split(", ")[1] for title in titles(house, person)]


def disable(house: TestHouse, person: Person) -> None:
    def act(work: Work) -> None:
        work.session.get_one(Account, person.actor.account_id).disabled_at = work.real

    house.perform(HOUSE, act)


def team_of(house: TestHouse, person: Person) -> int:
    wanted = select(TeamMember.team_id).where(TeamMember.account_id == person.actor.account_id)
    return house.read(lambda session: session.execute(wanted).scalar_one())


def again(house: TestHouse, edition: Edition) -> None:
    """Deliver every such fact once more, as after a crash before the cursor was kept."""
    for stored in house.read(log.facts_after, edition.id, 0)[0]:
        if isinstance(stored.event, ScheduleShifted):
            house.perform(house.house_in(edition.id), tell_times, stored)


def mails(house: TestHouse) -> int:
    return len(house.read(lambda session: list(session.execute(select(OutboxMessage.key)).scalars())))


def at(hour: int, minute: int = 0) -> Moments:
    return Moments(datetime(2027, 5, 24, hour, minute), datetime(2027, 5, 24, hour, minute) + timedelta(minutes=30))


def test_moved_milestone_is_told_to_whom_it_concerns_and_a_second_move_corrects_it(house: TestHouse) -> None:
    edition = at_noon(house)
    student, juror = house.person(edition.id, Role.STUDENT), house.person(edition.id, Role.JUROR)
    move(house, edition, "empathy-talk", at(14))
    house.deliver()
    first = [titles(house, person) for person in (student, juror)]
    student.post("/e/crunch/inbox/read")
    move(house, edition, "empathy-talk", at(14, 15))
    house.deliver()

    talk = "“Talk: empathy” moved: starts Monday 24 May, {} (was 13:30)"
    assert first == [[talk.format("14:00")]] * 2
    assert titles(house, student) == [talk.format("14:15")]
    assert house.read(unread, student.actor) == 1


def test_undo_takes_the_notice_back_and_a_later_move_begins_anew(house: TestHouse) -> None:
    edition = at_noon(house)
    student = house.person(edition.id, Role.STUDENT)
    move(house, edition, "empathy-talk", at(14))
    house.deliver()
    undo(house, edition)
    house.deliver()
    after = titles(house, student)
    move(house, edition, "empathy-talk", at(14, 30))
    house.deliver()
    begun = [title.split(", ")[1] for title in titles(house, student)]

    assert [title[0] for title in after] == ["("]
    assert begun == ["14:30 (was 13:30)", "14:00 (was 13:30))"]


def test_taking_back_a_move_back_tells_the_first_one_anew(house: TestHouse) -> None:
    edition = at_noon(house)
    student = house.person(edition.id, Role.STUDENT)
    found = []
    for times in (at(14), OLD):
        move(house, edition, "empathy-talk", times)
        house.deliver()
        found.append(starts(house, student))
    undo(house, edition)
    house.deliver()
    found.append(starts(house, student))
    again(house, edition)

    first, gone = "14:00 (was 13:30)", "14:00 (was 13:30))"
    assert found == [[first], [gone], [first, gone]]
    assert starts(house, student) == found[-1]


def test_what_moved_alone_is_not_told_beside_everything_that_moved_after_it(house: TestHouse) -> None:
    """Nobody gets a word more of the first notice; it comes anew when everything is taken back."""
    edition = at_noon(house)
    student = house.person(edition.id, Role.STUDENT)
    move(house, edition, "empathy-talk", at(14))
    house.deliver()
    student.post("/e/crunch/inbox/read")
    shifted(house, edition)
    house.deliver()
    larger, fresh = titles(house, student), house.read(unread, student.actor)
    again(house, edition)
    told_again = titles(house, student)
    undo(house, edition)
    house.deliver()
    back = titles(house, student)

    talk, others = "“Talk: empathy” moved: starts Monday 24 May, 14:00 (was 13:30)", larger[0]
    assert others.startswith("Other times for ")
    assert (larger, fresh) == ([others, f"({talk})"], 1)
    assert told_again == larger
    assert back == [talk, f"({others})", f"({talk})"]


def test_what_was_told_among_others_stays_true_when_one_of_them_moves_again(house: TestHouse) -> None:
    edition = at_noon(house)
    student = house.person(edition.id, Role.STUDENT)
    shifted(house, edition)
    house.deliver()
    move(house, edition, "empathy-talk", at(14, 30))
    house.deliver()
    rows = house.read(inbox_page, student.actor).rows

    assert [row.texts["en"][1].count("14:30 (was 13:45)") for row in rows] == [1, 0]
    assert "Talk: empathy: start Monday 24 May, 14:30 (was 13:30)" in rows[1].texts["en"][1]


def test_follow_up_is_told_to_who_owns_a_project_and_to_organisers(house: TestHouse) -> None:
    """So many as the preview says, and of a disabled account neither a notice nor a count."""
    made = make_composed(house)
    reveal(house, made)
    set_time(house, made, 5, 14, 21)
    owner, other = member_of(house, made), member_of(house, made, 1)
    for person in (owner, other):
        house.perform(person.actor, agree_to_contact, team_of(house, person), "a@school.example", agrees=True)
    desk, gone = house.person(made.edition.id, Role.ORGANISER), house.person(made.edition.id, Role.ORGANISER)
    disable(house, other)
    disable(house, gone)
    row = milestone(house, made.edition, "follow-30")
    told = house.read(concerned, made.edition.id, [row.audience])
    start = datetime.fromisoformat(row.wall["starts"] or "") + timedelta(hours=1)
    move(house, made.edition, "follow-30", Moments(start, start))
    house.deliver()
    copies = house.read(lambda session: list(session.execute(TIMES_COPIES).scalars()))

    organisers = told.people - 1
    assert told.roles == [("organiser", organisers), ("owner", 1)]
    assert {owner.actor.account_id, desk.actor.account_id} <= set(copies)
    assert not {other.actor.account_id, gone.actor.account_id} & set(copies)
    assert len(copies) == told.people


def test_everything_later_is_one_notice_a_person_and_told_once(house: TestHouse) -> None:
    edition = at_noon(house)
    people = [house.person(edition.id, role) for role in (Role.STUDENT, Role.STUDENT, Role.JUROR, Role.ORGANISER)]
    shifted(house, edition)
    house.deliver()
    told = [titles(house, person, "fr") for person in people]
    again(house, edition)

    assert [len(one) for one in told] == [1, 1, 1, 1]
    assert told[0] == told[1] != told[2]
    assert [titles(house, person, "fr") for person in people] == told
    rows = house.read(lambda session: list(session.execute(select(Notice)).scalars()))
    assert {row.version for row in rows} == {1}
    text = rows[0].texts["en"][1]
    assert text.count("\n- ") == 7
    assert text.endswith("Times of the hall: Europe/Paris.")
    shifted(house, edition)
    house.deliver()
    assert [len(titles(house, person)) for person in people] == [1, 1, 1, 1]


def test_mail_comes_from_five_days_before_on(house: TestHouse) -> None:
    """In April the edition lies ahead by weeks; what is moved then stands in the inbox alone, also when corrected."""
    edition = drawn(house)
    by = house.house_in(edition.id)
    account = house.perform(by, create_account, name="Zoé", email="zoe@school.example", locale="en")
    house.perform(by, grant_role, account.id, Role.STUDENT)
    house.perform(by, set_clock, edition_now=NOON - timedelta(days=40), speed=1, reason="test")
    found = []
    for minute in (0, 15):
        move(house, edition, "empathy-talk", at(14, minute))
        house.deliver()
        found.append(mails(house))
    house.perform(by, set_clock, edition_now=NOON, speed=1, reason="test")
    move(house, edition, "empathy-talk", at(14, 30))
    house.deliver()

    assert (found, mails(house)) == ([0, 0], 1)
    assert [title.split(", ")[1] for title in titles(house, house.log_in(account.id, edition.id))] == [
        "14:30 (was 14:15)",
        "14:15 (was 13:30))",
    ]
