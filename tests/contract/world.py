"""Two editions with one of everything, and one person of each role: what the access matrix is executed on."""

import io
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.accounts import actions as accounts
from challenge.accounts.models import AccountSession
from challenge.accounts.queries import account_actor, devices, session_actor, valid_link
from challenge.announcements.actions import Draft, write_announcement
from challenge.attendance.actions import make_badges
from challenge.attendance.models import Badge, HalfDay, RollClosing
from challenge.call.actions import First, Way, follow_link, make_contact
from challenge.call.models import CallContact
from challenge.dues.actions import Paid, correct_price, record_payment, set_dues
from challenge.dues.papers import issue_invoice, set_seller
from challenge.dues.settings import DuesSettings, Seller
from challenge.editions.actions import set_clock
from challenge.editions.models import Edition
from challenge.exchange.keeping import Sent, begin_import
from challenge.exchange.models import TableImport
from challenge.exchange.reading import Reader
from challenge.exchange.uploads import Uploads
from challenge.inbox.actions import Told, tell
from challenge.inbox.models import Notice
from challenge.inbox.rules import Kind
from challenge.judging.actions import plan_round
from challenge.judging.assessments import ask_panel
from challenge.judging.audience import make_tickets
from challenge.judging.audience_models import AudienceTicket
from challenge.judging.awards import AwardText, add_award
from challenge.judging.deciding import note_juror, pending_decisions
from challenge.judging.deliberating import note_deliberation
from challenge.judging.models import Award, Juror, Visit
from challenge.kernel.actor import HOUSE, VISITOR, Actor, Role
from challenge.kernel.ids import public_id, secret_token, signature, token_hash
from challenge.kernel.text import Words
from challenge.kernel.work import Work
from challenge.mentoring.actions import Asked as AskedHelp
from challenge.mentoring.actions import ask_help
from challenge.mentoring.models import HelpRequest
from challenge.mentoring.rules import Kind as HelpKind
from challenge.notifications.actions import Letter, note_refusal, queue_message
from challenge.notifications.models import OutboxMessage, RefusedAddress
from challenge.notifications.rules import declining_token
from challenge.organisations.actions import Reached, add_contact
from challenge.organisations.merging import merge_organisations
from challenge.organisations.models import Organisation
from challenge.people.delegations import invite_delegation
from challenge.people.models import Person as Student
from challenge.problems.attaching import Sent as SentFile
from challenge.problems.attaching import add_file, files_of
from challenge.problems.drafting import keep_draft
from challenge.problems.models import Problem, ProblemRuling
from challenge.problems.reviewing import comment_problem
from challenge.problems.rules import Decision, Level
from challenge.problems.rulings import note_rulings
from challenge.questions.actions import ask_question, forward_question
from challenge.questions.models import Question
from challenge.questions.queries import question_by_public_id
from challenge.rehearsal.actions import request_rehearsal
from challenge.rehearsal.queries import rehearsals
from challenge.schedule.actions import draw_schedule
from challenge.schedule.calendars import role_token
from challenge.schedule.changes import shift_schedule
from challenge.schedule.models import Milestone
from challenge.schedule.queries import state_mark
from challenge.schedule.shifting import Shift
from challenge.submissions.actions import Handed, submit_work
from challenge.submissions.models import Deliverable, Submission
from challenge.teams.actions import confirm_assignment
from challenge.teams.models import CompositionRun, Team, TeamMember
from challenge.teams.publishing import reveal_problems
from challenge.teams.rules import suggested
from challenge.wall.actions import add_screen
from challenge.wall.rules import wall_of
from challenge.web.shell import COOKIE
from challenge.webhooks.actions import Wanted, add_webhook
from challenge.webhooks.models import Webhook, WebhookDelivery
from challenge.webpush.actions import Given, add_browser
from tests.house import Person, TestHouse
from tests.make.editions import make_edition
from tests.make.organisations import make_organisation
from tests.make.people import apply_file, make_people
from tests.make.problems import make_problem

# The morning of the first day: the first deliverable can be handed in.
MORNING = datetime(2027, 5, 24, 8, 30, tzinfo=UTC)
ASKED = "roles"
PER_TEAM = 5
# A public key as browsers give it: a point of P-256 (RFC 8291, appendix A).
POINT = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"


@dataclass(frozen=True)
class Someone:
    """A caller without a memory: every request carries the same cookies, whatever the answers set."""

    name: str
    account_id: int
    headers: dict[str, str]
    csrf: str

    def ask(self, browser: FlaskClient, method: str, path: str, **options: Any) -> Any:
        """Send one request; a write carries the session's token."""
        data = {"csrf_token": self.csrf} if method == "POST" else None
        headers = {**self.headers, **options.pop("headers", {})}
        return browser.open(path, method=method, headers=headers, **{"data": data, **options})


@dataclass
class Side:
    """One edition with its objects; teams, problems, runs and visits by their outside names."""

    edition: Edition
    organisation_id: int
    teams: list[Team] = field(default_factory=list)
    visits: list[tuple[str, int]] = field(default_factory=list)


class World:
    """Two editions; the second has one team more, whose code the first does not know.

    Args:
        house: empty.
    """

    def __init__(self, house: TestHouse) -> None:
        self.house = house
        self._actors: dict[tuple[int, int], Actor] = {}
        self.first = self._side("first", teams=2)
        self.second = self._side("second", teams=3)
        self.browser = house.app.test_client(use_cookies=False)
        self.people = self._people()
        for side in (self.first, self.second):
            self._ask_panels(side)

    def _by(self, side: Side) -> Actor:
        return self.house.house_in(side.edition.id)

    def _side(self, slug: str, *, teams: int) -> Side:
        house = self.house
        edition = make_edition(house, slug)
        side = Side(edition, make_organisation(house, edition.id, f"Own of {slug}"))
        by = self._by(side)
        house.perform(by, draw_schedule)
        house.perform(by, set_clock, edition_now=MORNING, speed=1, reason="test")
        house.deliver()
        other = make_organisation(house, edition.id, f"Other of {slug}")
        problems = [make_problem(house, edition.id, other, title=f"T{n} of {slug}") for n in range(teams)]
        staff = [f"coach{n}@{slug}.example,Co{n},Ach,coach,1" for n in range(teams)]
        apply_file(house, edition.id, "staff", "\n".join(["email,first_name,last_name,role,capacity", *staff]))
        students = make_people(house, edition.id, teams * PER_TEAM)
        placed = [[one.ref, problems[n // PER_TEAM].ref, 1] for n, one in enumerate(students)]
        house.perform(by, confirm_assignment, house.perform(by, _finished_run, placed))
        house.perform(by, reveal_problems)
        side.teams = house.read(_rows, select(Team).where(Team.edition_id == edition.id).order_by(Team.code))
        house.perform(by, _give_problem, side.teams[0].problem_id, side.organisation_id)
        self._hand_in(side)
        self._plan_visits(side, slug)
        house.perform(by, make_badges)
        house.perform(by, _closed_roll)
        return side

    def _hand_in(self, side: Side) -> None:
        wanted = select(Deliverable).where(Deliverable.edition_id == side.edition.id, Deliverable.code == ASKED)
        asked = self.house.read(_rows, wanted)[0]
        for team in side.teams:
            member = self.house.read(_rows, select(TeamMember).where(TeamMember.team_id == team.id))[0]
            by = self.house.read(account_actor, member.account_id, side.edition.id)
            stored = self.house.ground.files.keep(io.BytesIO(b"# Roles"), "roles.md", most=1000)
            handed = Handed(stored, "roles.md", "", "none")
            self.house.perform(by, submit_work, team.id, asked.id, handed, received_at=MORNING)

    def _plan_visits(self, side: Side, slug: str) -> None:
        lines = [f"J{n},j{n}@{slug}.example,Ju{n},Ror,,food,9" for n in (1, 2)]
        head = "juror,email,first_name,last_name,organisation,domain,capacity"
        apply_file(self.house, side.edition.id, "jurors", "\n".join([head, *lines]))
        self.house.perform(self._by(side), plan_round, "round-1", 2)
        self.house.perform(self._by(side), add_award, AwardText("Courage", "Audace", "", "", ""))
        wanted = select(Visit.public_id, Juror.account_id).join(Juror, Juror.id == Visit.juror_id)
        wanted = wanted.where(Visit.edition_id == side.edition.id).order_by(Visit.id)
        side.visits = self.house.read(lambda session: [(row[0], row[1]) for row in session.execute(wanted)])

    def _ask_panels(self, side: Side) -> None:
        for panel in ("school", "partner"):
            self.house.perform(self._by(side), ask_panel, panel)

    def _people(self) -> dict[str, Someone]:
        first, second = self.first.edition.id, self.second.edition.id
        known = {
            Role.STUDENT: self._member(self.first.teams[0]),
            Role.COACH: self.first.teams[0].coach_id,
            Role.JUROR: self.first.visits[0][1],
        }
        found = {"visitor": self._visitor()}
        for role in Role:
            account_id = known.get(role) or self._new(first, role)
            found[role.value] = self.caller(role.value, account_id)
        found["nobody here"] = self.caller("nobody here", self._new(second, Role.ORGANISER))
        found["without role"] = self.caller("without role", self.house.person(first).actor.account_id)
        found["owner of the house"] = self.caller("owner of the house", self._new(second, Role.VIEWER))
        self.house.perform(HOUSE, accounts.make_administrator, found["owner of the house"].account_id)
        return found

    def _member(self, team: Team) -> int:
        row = self.house.read(_rows, select(TeamMember).where(TeamMember.team_id == team.id))[0]
        assert isinstance(row.account_id, int)
        return row.account_id

    def _new(self, edition_id: int, role: Role) -> int:
        organisation = self.first.organisation_id if role is Role.PARTNER else 0
        person: Person = self.house.person(edition_id, role, name=f"The {role}", organisation_id=organisation)
        return person.actor.account_id

    def caller(self, name: str, account_id: int) -> Someone:
        """Return somebody with a session of their own."""
        token = self.house.perform(HOUSE, accounts.open_session, account_id, device="test", by="password")
        csrf = signature(self.house.config.secret_key, "csrf", token_hash(token))
        return Someone(name, account_id, {"Cookie": f"{COOKIE}={token}"}, csrf)

    def _visitor(self) -> Someone:
        answer = self.browser.get("/login")
        found = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)
        assert found is not None
        cookie = answer.headers["Set-Cookie"].split(";")[0]
        return Someone("visitor", 0, {"Cookie": cookie}, found[1])

    def revived(self, who: Someone) -> Someone:
        """Return the caller, with a fresh session when the last request ended theirs."""
        token = who.headers["Cookie"].partition("=")[2]
        if not who.account_id or self.house.read(session_actor, token, 0).is_signed_in:
            return who
        self.people[who.name] = self.caller(who.name, who.account_id)
        return self.people[who.name]

    def actor(self, who: Someone, side: Side | None) -> Actor:
        """Return what a caller is in an edition; outside editions, in none."""
        edition_id = side.edition.id if side else 0
        known = (who.account_id, edition_id)
        if known not in self._actors:
            self._actors[known] = self.house.read(account_actor, *known) if who.account_id else VISITOR
        return self._actors[known]

    # What addresses name: the outside names of objects of one edition, by the place "own" or "same".

    def team(self, side: Side, *, own: bool) -> Team:
        """Return the team of the first student, coach and partner, or another one."""
        return side.teams[0] if own else side.teams[-1]

    def one(self, model: Any, side: Side, *, last: bool = False) -> Any:
        """Return the first or last row of a table in an edition."""
        order = model.id.desc() if last else model.id
        return self.house.read(_rows, select(model).where(model.edition_id == side.edition.id).order_by(order))[0]

    def problem_of(self, team: Team) -> str:
        """Return the problem that a team works on."""
        return self.house.read(lambda session: session.get_one(Problem, team.problem_id).public_id)

    def call_link(self, side: Side) -> str:
        """Return the secret of a link that a newcomer asked for at the call."""
        token, address = secret_token(), f"{public_id()}@call.example"
        first = First(name="Newcomer", email=address, organisation=f"Firm {public_id()}")
        self.house.perform(self._by(side), make_contact, first, Way(origin=token, token=token, path="", base=""))
        return token

    def claim(self, side: Side, *, own: bool) -> str:
        """Return somebody who waits to speak for the partner's organisation, or for another."""
        name = f"{'Own' if own else 'Other'} of {side.edition.slug}"
        token, address = secret_token(), f"{public_id()}@call.example"
        first = First(name="Colleague", email=address, organisation=name)
        way = Way(origin=token, token=token, path="", base="")
        self.house.perform(self._by(side), make_contact, first, way)
        link = self.house.read(valid_link, token, "call")
        assert link is not None
        self.house.perform(self._by(side), follow_link, link.id, device="test")
        wanted = select(CallContact.public_id).where(CallContact.account_id == link.account_id)
        return str(self.house.read(_rows, wanted)[0])

    def comment(self, team: Team) -> str:
        """Return a comment about the problem that a team works on, written now."""
        by = self.house.house_in(team.edition_id)
        return str(self.house.perform(by, comment_problem, team.problem_id, "title", "Why?", asks=True)["comment"])

    def ruling(self, side: Side) -> str:
        """Return a decision about a problem that waits to be applied."""
        names = [self.problem_of(side.teams[-1])]
        self.house.perform(self._by(side), note_rulings, names, Decision.WAIT, "as the test wants")
        return str(self.one(ProblemRuling, side, last=True).public_id)

    def draft(self, side: Side, who: Someone | None = None) -> str:
        """Return a draft of the form that somebody keeps now; without a name, somebody strange's."""
        account_id = who.account_id if who else self._new(side.edition.id, Role.PARTNER)
        by = self.house.read(account_actor, account_id, side.edition.id)
        kept = self.house.perform(by, keep_draft, None, {"title": "Kept"}, version=0)
        return str(kept["draft"])

    def attachment(self, team: Team) -> str:
        """Return a file beside the problem that a team works on, put there when there is none."""
        known = self.house.read(files_of, team.problem_id)
        if not known:
            stored = self.house.ground.files.keep(io.BytesIO(b"plan"), "plan.txt", most=100)
            by = self.house.house_in(team.edition_id)
            self.house.perform(by, add_file, team.problem_id, SentFile(stored, "plan.txt", Level.FULL))
            known = self.house.read(files_of, team.problem_id)
        return str(known[0].public_id)

    def submission_of(self, team: Team) -> str:
        """Return what a team handed in."""
        return str(self.house.read(_rows, select(Submission).where(Submission.team_id == team.id))[0].public_id)

    def help_request(self, team: Team) -> str:
        """Return a request of a team for help, asked when there is none."""
        wanted = select(HelpRequest.public_id).where(HelpRequest.team_id == team.id)
        known = self.house.read(_rows, wanted)
        asked = AskedHelp(kind=HelpKind.COACH, need="A word")
        by = self.house.house_in(team.edition_id)
        return str(known[0] if known else self.house.perform(by, ask_help, team.id, asked)["request"])

    def question(self, team: Team) -> str:
        """Return a question of a team that its partner has before them, asked and passed on when there is none."""
        wanted = select(Question.public_id).where(Question.team_id == team.id, Question.state == "forwarded")
        known = self.house.read(_rows, wanted)
        if known:
            return str(known[0])
        by = self.house.house_in(team.edition_id)
        asked = self.house.perform(by, ask_question, team.id, "Why?")["question"]
        found = self.house.read(question_by_public_id, team.edition_id, asked)
        assert found is not None
        return str(self.house.perform(by, forward_question, found[0].id, "")["question"])

    def visit(self, side: Side, who: Someone, *, own: bool) -> str:
        """Return a visit of the first juror, or one of another; a coach and a partner have sheets of their own."""
        asked = select(Visit.public_id).join(Juror, Juror.id == Visit.juror_id)
        asked = asked.where(
            Juror.account_id == who.account_id, Juror.panel != "jury", Visit.edition_id == side.edition.id
        )
        theirs = self.house.read(_rows, asked)
        if own and theirs:
            return str(theirs[0])
        first = side.visits[0][1]
        return next(visit for visit, account in side.visits if (account == first) == own)

    def device(self, who: Someone) -> str:
        """Return a session of the caller that is not the one they call with."""
        self.caller(who.name, who.account_id)
        return self.house.read(devices, who.account_id, 0)[0].public_id

    @cached_property
    def strange_device(self) -> str:
        """A session of somebody else."""
        account_id = self.house.person(self.first.edition.id).actor.account_id
        wanted = select(AccountSession).where(AccountSession.account_id == account_id)
        return str(self.house.read(_rows, wanted)[0].public_id)

    def link(self, purpose: str) -> str:
        """Return the secret of a fresh link for a newcomer."""
        account = self.house.person(self.first.edition.id).actor.account_id
        by = self._by(self.first)
        return self.house.perform(by, accounts.make_link, account, Role.VIEWER, purpose=purpose)

    def role_calendar(self, side: Side, role: Role) -> str:
        """Return the secret of a role's calendar."""
        return role_token(self.house.config.secret_key, side.edition.id, role)

    def declining(self) -> str:
        """Return the signed name of a newcomer's choice against a kind of mail."""
        who = self.house.person(self.first.edition.id).actor.public_id
        return declining_token(self.house.config.secret_key, who, Kind.TEAM)

    def organisation(self, side: Side) -> str:
        """Return the edition's first organisation."""
        return self.house.read(lambda session: session.get_one(Organisation, side.organisation_id).public_id)

    def contact(self, side: Side) -> str:
        """Return somebody to reach at the edition's first organisation, noted now."""
        who = Reached(name="Carla Contact", email=f"{public_id()}@contact.example")
        return str(self.house.perform(self._by(side), add_contact, side.organisation_id, who)["contact"])

    def paper(self, side: Side, *, own: bool) -> str:
        """Return an invoice of the partner's organisation, or of another, issued now with all that it needs."""
        by = self._by(side)
        organisation_id = side.organisation_id
        if not own:
            organisation_id = make_organisation(self.house, side.edition.id, f"Payer {public_id()}")
        self.house.perform(by, set_dues, DuesSettings(prices_on=True, strict=False, free_kinds=()))
        self.house.perform(by, set_seller, Seller(name="School", address="Belfort", prefix=f"{side.edition.id}-"))
        make_problem(self.house, side.edition.id, organisation_id, title="Billed")
        return str(self.house.perform(by, issue_invoice, organisation_id, "fr")["paper"])

    def payment(self, side: Side) -> str:
        """Return money that came from the edition's first organisation, recorded now."""
        paid = Paid(amount_cents=100, paid_on=MORNING.date(), way="transfer")
        return str(self.house.perform(self._by(side), record_payment, side.organisation_id, paid)["payment"])

    def correction(self, side: Side) -> str:
        """Return a correction of the price of the first team's problem."""
        given = (side.teams[0].problem_id, -100, "as the test wants")
        return str(self.house.perform(self._by(side), correct_price, *given)["correction"])

    def merge(self, side: Side) -> str:
        """Return a merge of two organisations that came for it."""
        pair = [make_organisation(self.house, side.edition.id, f"Firm {public_id()}") for _ in range(2)]
        return str(self.house.perform(self._by(side), merge_organisations, *pair)["merge"])

    def run(self, side: Side) -> str:
        """Return the edition's composition."""
        return str(self.one(CompositionRun, side).public_id)

    def milestone(self, side: Side) -> str:
        """Return a milestone."""
        return str(self.one(Milestone, side).public_id)

    def change(self, side: Side) -> str:
        """Return a change of the schedule that can be taken back."""
        wanted = select(Milestone).where(Milestone.edition_id == side.edition.id)
        seen = state_mark(self.house.read(_rows, wanted))
        shift = Shift(MORNING + timedelta(hours=6), timedelta(minutes=1))
        return str(self.house.perform(self._by(side), shift_schedule, shift, seen=seen)["change"])

    def rehearsal(self, side: Side) -> str:
        """Return a rehearsal that the desk asked for; no worker plays it here."""
        known = self.house.read(rehearsals, side.edition.id)
        if known:
            return str(known[0].public_id)
        return str(self.house.perform(self._by(side), request_rehearsal, speed=720.0, seed=1)["rehearsal"])

    def message(self, side: Side) -> str:
        """Return a message to a newcomer that waits."""
        address, by = f"{public_id()}@waits.example", self._by(side)
        account = self.house.perform(by, accounts.create_account, name="Waits", email=address)
        self.house.perform(by, queue_message, account.id, Letter(subject="Hello", body="Hello"), key=address)
        return str(self.house.read(_rows, select(OutboxMessage.public_id).where(OutboxMessage.key == address))[0])

    def refused(self, side: Side) -> str:
        """Return the address of a newcomer that the mail server refused."""
        address, by = f"{public_id()}@gone.example", self._by(side)
        account = self.house.perform(by, accounts.create_account, name="Gone", email=address)
        self.house.perform(by, queue_message, account.id, Letter(subject="Hello", body="Hello"), key=address)
        message = self.house.read(_rows, select(OutboxMessage.id).where(OutboxMessage.key == address))[0]
        self.house.perform(by, note_refusal, message, address, "550 nobody here")
        wanted = select(RefusedAddress.public_id).where(RefusedAddress.address == address)
        return str(self.house.read(_rows, wanted)[0])

    def award(self, side: Side) -> str:
        """Return an award."""
        return str(self.one(Award, side).public_id)

    def note(self, side: Side) -> str:
        """Return a word about a team in the deliberation."""
        team = self.one(Team, side)
        return str(self.house.perform(self._by(side), note_deliberation, team.code, "Bold")["note"])

    def decision(self, side: Side) -> str:
        """Return a pending decision of the desk."""
        by, juror = self._by(side), self.one(Juror, side)
        for line in self.house.read(pending_decisions, side.edition.id):
            return line.public_id
        return str(self.house.perform(by, note_juror, juror.id, "absent", "")["decision"])

    def juror(self, side: Side) -> str:
        """Return a juror."""
        return str(self.one(Juror, side).public_id)

    def upload(self, side: Side) -> str:
        """Return a roster that waits to be applied."""
        text = f"student_id,first_name,last_name\nX1,New,From {side.edition.slug}\n"
        data, by = text.encode(), self._by(side)
        digest = Uploads(self.house.config.instance, side.edition.id).keep(data)
        name = str(self.house.perform(by, begin_import, Sent("roster", digest, len(data)))["import"])
        wanted = select(TableImport).where(TableImport.public_id == name)
        Reader(self.house.works, self.house.config.instance, by).look(self.house.read(_rows, wanted)[0])
        return name

    def badge(self, side: Side) -> str:
        """Return the code of a badge."""
        wanted = select(Badge).where(Badge.edition_id == side.edition.id).order_by(Badge.person_id)
        return str(self.house.read(_rows, wanted)[0].code)

    def half(self, side: Side) -> str:
        """Return the first half-day."""
        return str(self.one(HalfDay, side).public_id)

    def closing(self, side: Side) -> str:
        """Return the closing of a roll."""
        return str(self.one(RollClosing, side).public_id)

    def delegation(self, side: Side) -> str:
        """Return a school's link by its outside name."""
        return str(self.house.perform(self._by(side), invite_delegation, "Guests", secret_token())["delegation"])

    def delegation_link(self, side: Side) -> str:
        """Return the secret of a school's link."""
        token = secret_token()
        self.house.perform(self._by(side), invite_delegation, f"Guests {token}", token)
        return token

    def ticket(self, side: Side) -> str:
        """Return a visitor's ticket of the audience vote."""
        self.ticket_link(side)
        return str(self.one(AudienceTicket, side).public_id)

    def ticket_link(self, side: Side) -> str:
        """Return the secret of a fresh ticket."""
        token = secret_token()
        self.house.perform(self._by(side), make_tickets, [token])
        return token

    def announcement(self, side: Side) -> str:
        """Return an announcement that waits, written now."""
        words = Words("Repas", "Lunch", "Midi.", "Noon.")
        draft = Draft(words=words, audience=["everybody"], send_at=MORNING + timedelta(days=300))
        return str(self.house.perform(self._by(side), write_announcement, draft)["announcement"])

    def webhook(self, side: Side) -> str:
        """Return the edition's program that is told, entered when there is none."""
        known = self.house.read(_rows, select(Webhook.public_id).where(Webhook.edition_id == side.edition.id))
        if known:
            return str(known[0])
        wanted = Wanted("Screen", "https://screen.example/x", ("reveal",), (), is_on=False)
        return str(self.house.perform(self._by(side), add_webhook, wanted, ())["webhook"])

    def delivery(self, side: Side) -> str:
        """Return a request to the edition's program, queued now."""
        self.webhook(side)
        return self.house.perform(self._by(side), _queued_request)

    def notice(self, side: Side, who: Someone | None = None) -> str:
        """Return a notice in somebody's inbox, put there now; without a name, in that of somebody strange."""
        account_id = who.account_id if who else self._new(side.edition.id, Role.VIEWER)
        told = Told(kind=Kind.TEAM, letter=Letter(subject="Your team is %(code)s", body="", filling={"code": "A01"}))
        key = secret_token()
        self.house.perform(self._by(side), tell, [account_id], told, key=key)
        return self.house.read(_rows, select(Notice.public_id).where(Notice.key == key))[0]  # type: ignore[no-any-return]

    def told_browser(self, side: Side, who: Someone | None = None) -> str:
        """Return a browser of somebody that is told; without a name, of somebody strange."""
        account_id = who.account_id if who else self._new(side.edition.id, Role.VIEWER)
        given = Given(f"https://push.example/{secret_token()}", POINT, "A" * 22, "")
        by = replace(self._by(side), account_id=account_id)
        return str(self.house.perform(by, add_browser, given, ())["browser"])

    def screen(self, side: Side) -> str:
        """Return a screen of the wall beside the first one."""
        code = f"entrance-{side.edition.slug}"
        wall = wall_of(self.house.read(lambda session: session.get_one(Edition, side.edition.id).settings))
        if wall.screen(code) is None:
            self.house.perform(self._by(side), add_screen, code)
        return code

    def student(self, side: Side) -> str:
        """Return a student's line of the roster."""
        return str(self.one(Student, side).public_id)


def _rows(session: Session, wanted: Any) -> list[Any]:
    return list(session.execute(wanted).scalars())


def _give_problem(work: Work, problem_id: int, organisation_id: int) -> None:
    """Let the first table's problem, whichever it is, be the partner's own."""
    row = work.session.get_one(Problem, problem_id)
    row.organisation_id = organisation_id
    row.details = {**row.details, "availability": {"launch": ["2027-05-24", "09:00", "10:00"]}}


def _closed_roll(work: Work) -> None:
    """Close a roll that turned nobody."""
    half = work.session.execute(select(HalfDay).where(HalfDay.edition_id == work.edition_id)).scalars().first()
    assert half is not None
    row = RollClosing(edition_id=work.edition_id, half_day_id=half.id, gone=[], come=[], closed_by=0)
    row.closed_at = work.now
    work.add(row)


def _queued_request(work: Work) -> str:
    """Queue a request to the edition's latest program, and return its outside name."""
    latest = select(Webhook.id).where(Webhook.edition_id == work.edition_id).order_by(Webhook.id.desc()).limit(1)
    hook = work.session.execute(latest).scalar_one()
    held = select(func.count()).select_from(WebhookDelivery).where(WebhookDelivery.webhook_id == hook)
    seq = work.session.execute(held).scalar_one() + 1
    row = WebhookDelivery(edition_id=work.edition_id, webhook_id=hook, seq=seq)
    row.kind, row.body, row.problem = "reveal", {}, ""
    row.queued_at = row.due_at = work.real
    return work.add(row).public_id


def _finished_run(work: Work, placements: list[list[Any]]) -> int:
    run = CompositionRun(
        edition_id=work.edition_id,
        requested_by=0,
        state="done",
        origin="solver",
        name="",
        policy="weighted",
        parts={},
        rules=suggested(10, 2).snapshot(),
        seed=1,
        seconds=1,
        objective=0,
        bound=0,
        students=len(placements),
        progress=[],
        findings=[],
        placements=placements,
        requested_at=work.real,
    )
    return work.add(run).id
