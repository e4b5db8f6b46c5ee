"""What stands in the variable parts of addresses: an own object, somebody else's, another edition's, and none."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from flask import Flask
from werkzeug.routing import Rule

from challenge.app import all_pages
from challenge.kernel.access import Relation
from challenge.kernel.actor import Role
from challenge.web.shell import Declared, declarations
from tests.contract.world import ASKED, Side, Someone, World

# A name of the right form that nothing has.
NOBODY = "zzzzzzzzzzzzzzzz"
# Policies whose things are nobody's but their owner's, whatever the role.
PRIVATE = {"problems.partner_own", "problems.draft_own", "call.colleague", "dues.paper_own"}
# Addresses that say nothing without a question.
QUESTIONS = {"live.get_feed": "?topic=edition:first:public"}


@dataclass(frozen=True)
class Wanted:
    """An object that an address is to name: of which edition, for whom, and whether it is to be their own."""

    world: World
    side: Side
    who: Someone
    own: bool


Maker = Callable[[Wanted], str]


class Case(StrEnum):
    """How the object of an address stands to the caller."""

    OWN = "own"
    SAME = "same edition"
    OTHER = "other edition"
    SMUGGLED = "other edition's object under this edition"
    ABSENT = "absent"


@dataclass(frozen=True)
class Named:
    """What a variable part of an address names.

    Fields:
        make: gives the outside name.
        owners: roles of the first edition to whom the own object belongs.
        absent: a name that nothing has.
        everybody_owns: the own object is each caller's own.
        by_caller: looked up for each who asks: which it is hangs on them, or a newer one takes its place.
    """

    make: Maker
    owners: frozenset[Role] = frozenset()
    absent: str = NOBODY
    everybody_owns: bool = False
    by_caller: bool = False


@dataclass(frozen=True)
class Word:
    """A variable part that is a choice, not an object; `wrong` is not among the choices, "" = everything is taken."""

    right: str
    wrong: str = ""


TEAMS_PEOPLE = frozenset({Role.STUDENT, Role.COACH, Role.PARTNER})

MARKERS = frozenset({Role.JUROR, Role.COACH, Role.PARTNER})

OBJECTS: dict[str, Named] = {
    "code": Named(lambda at: at.world.team(at.side, own=at.own).code, TEAMS_PEOPLE, "Z99"),
    "problem": Named(
        lambda at: at.world.problem_of(at.world.team(at.side, own=at.own)), frozenset({Role.PARTNER, Role.STUDENT})
    ),
    "comment": Named(lambda at: at.world.comment(at.world.team(at.side, own=at.own)), frozenset({Role.PARTNER})),
    "ruling": Named(lambda at: at.world.ruling(at.side), by_caller=True),
    "claim": Named(lambda at: at.world.claim(at.side, own=at.own), frozenset({Role.PARTNER})),
    "draft": Named(
        lambda at: at.world.draft(at.side, at.who) if at.own and at.who.account_id else at.world.draft(at.side),
        everybody_owns=True,
    ),
    "attachment": Named(lambda at: at.world.attachment(at.world.team(at.side, own=at.own)), frozenset({Role.PARTNER})),
    "submission": Named(lambda at: at.world.submission_of(at.world.team(at.side, own=at.own)), TEAMS_PEOPLE),
    "request": Named(lambda at: at.world.help_request(at.world.team(at.side, own=at.own)), frozenset({Role.STUDENT})),
    "question": Named(
        lambda at: at.world.question(at.world.team(at.side, own=at.own)), frozenset({Role.STUDENT, Role.PARTNER})
    ),
    "visit": Named(lambda at: at.world.visit(at.side, at.who, own=at.own), MARKERS, by_caller=True),
    "run": Named(lambda at: at.world.run(at.side)),
    "milestone": Named(lambda at: at.world.milestone(at.side)),
    "announcement": Named(lambda at: at.world.announcement(at.side)),
    "webhook": Named(lambda at: at.world.webhook(at.side)),
    "delivery": Named(lambda at: at.world.delivery(at.side)),
    "screen": Named(lambda at: at.world.screen(at.side)),
    "notice": Named(
        lambda at: at.world.notice(at.side, at.who) if at.own and at.who.account_id else at.world.notice(at.side),
        everybody_owns=True,
    ),
    "browser": Named(
        lambda at: (
            at.world.told_browser(at.side, at.who) if at.own and at.who.account_id else at.world.told_browser(at.side)
        ),
        everybody_owns=True,
    ),
    "change": Named(lambda at: at.world.change(at.side)),
    "message": Named(lambda at: at.world.message(at.side)),
    "refused": Named(lambda at: at.world.refused(at.side)),
    "rehearsal": Named(lambda at: at.world.rehearsal(at.side)),
    "note": Named(lambda at: at.world.note(at.side)),
    "award": Named(lambda at: at.world.award(at.side)),
    "decision": Named(lambda at: at.world.decision(at.side)),
    "juror": Named(lambda at: at.world.juror(at.side)),
    "person": Named(lambda at: at.world.student(at.side)),
    "organisation": Named(lambda at: at.world.organisation(at.side)),
    "contact": Named(lambda at: at.world.contact(at.side)),
    "paper": Named(lambda at: at.world.paper(at.side, own=at.own), frozenset({Role.PARTNER})),
    "payment": Named(lambda at: at.world.payment(at.side)),
    "correction": Named(lambda at: at.world.correction(at.side)),
    "merge": Named(lambda at: at.world.merge(at.side)),
    "upload": Named(lambda at: at.world.upload(at.side)),
    "delegation": Named(lambda at: at.world.delegation(at.side)),
    "badge": Named(lambda at: at.world.badge(at.side)),
    "half": Named(lambda at: at.world.half(at.side)),
    "closing": Named(lambda at: at.world.closing(at.side)),
    "ticket": Named(lambda at: at.world.ticket(at.side)),
    "device": Named(
        lambda at: at.world.device(at.who) if at.own and at.who.account_id else at.world.strange_device,
        everybody_owns=True,
    ),
}
WORDS: dict[str, Word] = {
    "language": Word("en", "xx"),
    "act": Word("pause", "sing"),
    "moment": Word("launch", "lunch"),
    "agreement": Word("rules", "poems"),
    "deliverable": Word(ASKED, "sonnet"),
}
# Parts whose meaning hangs on the route.
BY_ROUTE: dict[tuple[str, str], Named | Word] = {
    ("disclosure.text", "problem"): Named(
        lambda at: at.world.problem_of(at.world.team(at.side, own=at.own)), TEAMS_PEOPLE
    ),
    ("questions.answers", "problem"): Named(
        lambda at: at.world.problem_of(at.world.team(at.side, own=at.own)), TEAMS_PEOPLE
    ),
    ("outcomes.outcome", "code"): Named(
        lambda at: at.world.team(at.side, own=at.own).code, frozenset({Role.STUDENT, Role.COACH}), "Z99"
    ),
    ("disclosure.file", "attachment"): Named(
        lambda at: at.world.attachment(at.world.team(at.side, own=at.own)), TEAMS_PEOPLE
    ),
    ("judging_desk.post_round", "code"): Word("round-1", "round-9"),
    ("judging_rubric.rubric", "code"): Word("round-1", "round-9"),
    ("judging_rubric.post_rubric", "code"): Word("round-1", "round-9"),
    ("judging_control.post_wave", "code"): Word("round-1", "round-9"),
    ("judging_assessments.post_panel", "panel"): Word("school", "audience"),
    ("judging_itineraries.post_pace", "code"): Word("round-1", "round-9"),
    ("papers.accounts", "form"): Word("csv", "pdf"),
    ("organisations.export", "form"): Word("csv", "pdf"),
    ("judging_reports.file", "name"): Word("visits.csv", "visits.pdf"),
    ("judging_audience.enter", "token"): Named(lambda at: at.world.ticket_link(at.side)),
    ("schedule_calendars.role_calendar", "role"): Word("student", "cook"),
    ("schedule_calendars.role_calendar", "token"): Named(lambda at: at.world.role_calendar(at.side, Role.STUDENT)),
    ("schedule_calendars.own_calendar", "token"): Named(lambda at: at.world.link("calendar")),
    ("call.arrive", "token"): Named(lambda at: at.world.call_link(at.side)),
    ("call.post_arrival", "token"): Named(lambda at: at.world.call_link(at.side)),
    ("guests.enter", "token"): Named(lambda at: at.world.delegation_link(at.side)),
    ("inbox.unsubscribe", "token"): Named(lambda at: at.world.declining()),
    ("inbox.post_unsubscribe", "token"): Named(lambda at: at.world.declining()),
    ("accounts.entry", "token"): Named(lambda at: at.world.link("entry")),
    ("accounts.invitation", "token"): Named(lambda at: at.world.link("invitation")),
    ("accounts.post_invitation", "token"): Named(lambda at: at.world.link("invitation")),
}


@dataclass(frozen=True)
class Route:
    """One address with a method, as the application declares it."""

    rule: Rule
    method: str
    declared: Declared

    @property
    def endpoint(self) -> str:
        """The view's name."""
        return str(self.rule.endpoint)

    @property
    def is_api(self) -> bool:
        """True where programs are told 401 instead of being sent to the log-in page."""
        return self.rule.rule.startswith("/api/")

    @property
    def in_edition(self) -> bool:
        """True for an address inside an edition."""
        return "slug" in self.rule.arguments

    def parts(self) -> dict[str, Named | Word]:
        """Return what each variable part means.

        Raises:
            KeyError: a part that the tables above do not know.
        """
        return {name: meaning(self.endpoint, name) for name in sorted(self.rule.arguments) if name != "slug"}

    def object(self) -> tuple[str, Named] | None:
        """Return the part that names the object, None when the edition itself is the object."""
        named = [(name, part) for name, part in self.parts().items() if isinstance(part, Named)]
        return named[0] if named else None

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule}"


def meaning(endpoint: str, name: str) -> Named | Word:
    """Return what a variable part of a route means."""
    found = BY_ROUTE.get((endpoint, name)) or OBJECTS.get(name) or WORDS.get(name)
    if found is None:
        raise KeyError(
            f"the route {endpoint} has a part <{name}> that the access matrix does not know: say in "
            f"tests/contract/addresses.py what it names (own, same edition, other edition, absent)"
        )
    return found


@cache
def routes() -> tuple[Route, ...]:
    """Return every address of every room, without building the application."""
    bare = Flask("bare", static_folder=None)
    for pages in all_pages():
        bare.register_blueprint(pages)
    declared = declarations(bare)
    found = [
        Route(rule, method, declared[rule.endpoint])
        for rule in bare.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
    return tuple(sorted(found, key=str))


@dataclass(frozen=True)
class Visited:
    """One address of the matrix: where it leads, and whose edition its slug names (None: no such edition)."""

    case: Case
    path: str
    side: Side | None
    relation: Relation
    key: str = ""


Names = dict[tuple[str, bool], str]
"""Outside names of objects, by edition and whether it is the own one: what one caller was refused, the next may try."""


def visited(world: World, route: Route, who: Someone, known: Names | None = None) -> Iterator[Visited]:
    """Give every address of a route that one caller tries.

    Args:
        known: names that were made for other callers of the route; to be emptied once somebody was let in, who may
            have used an object up.
    """
    first, second = world.first, world.second
    here = first if route.in_edition else None
    words = {name: part.right for name, part in route.parts().items() if isinstance(part, Word)}
    found = route.object()
    if found is None:
        yield Visited(Case.SAME, path_of(route, first, words), here, Relation.EDITION)
        if route.in_edition:
            yield Visited(Case.OTHER, path_of(route, second, words), second, Relation.EDITION)
            yield Visited(Case.ABSENT, path_of(route, None, words), None, Relation.EDITION)
        return
    name, part = found

    def at(case: Case, side: Side, key: str, relation: Relation) -> Visited:
        inside = side if route.in_edition else None
        return Visited(case, path_of(route, side, {**words, name: key}), inside, relation, key)

    def named_by(side: Side, *, own: bool) -> str:
        place = (side.edition.slug, own)
        if known is None or part.everybody_owns or part.by_caller:
            return part.make(Wanted(world, side, who, own))
        if place not in known:
            known[place] = part.make(Wanted(world, side, who, own))
        return known[place]

    strange = Relation.FOREIGN if route.declared.policy.name in PRIVATE or part.everybody_owns else Relation.EDITION
    owns = part.everybody_owns or bool(part.owners & world.actor(who, first).roles)
    yield at(Case.OWN, first, named_by(first, own=True), Relation.OWN if owns else strange)
    yield at(Case.SAME, first, named_by(first, own=False), strange)
    yield at(Case.ABSENT, first, part.absent, Relation.FOREIGN)
    if route.in_edition:
        key = named_by(second, own=False)
        yield at(Case.OTHER, second, key, strange)
        yield at(Case.SMUGGLED, first, key, Relation.FOREIGN)


def path_of(route: Route, side: Side | None, values: dict[str, str]) -> str:
    """Return an address with its parts filled in."""
    slug = side.edition.slug if side else "nowhere"
    inside = {"slug": slug} if route.in_edition else {}
    built = route.rule.build({**inside, **values})
    assert built is not None, f"{route} cannot be built from {values}"
    return built[1] + QUESTIONS.get(route.endpoint, "")
