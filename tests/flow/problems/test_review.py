"""Review: comments and answers, two who agree, merging and splitting, decisions applied and undone together."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from challenge.call.actions import set_call
from challenge.editions.models import Edition
from challenge.inbox.models import Notice
from challenge.kernel.actor import Role
from challenge.problems.models import Problem
from challenge.problems.queries import history, problem_by_public_id, unanswered
from challenge.problems.reviewing import comments_of
from challenge.problems.rules import Status
from challenge.problems.rulings import batches, pending_rulings, rulings_mark
from challenge.problems.settings import CallSettings, OwnField
from tests.flow.attendance.test_pages import statements
from tests.flow.problems.test_pages import FORM, again, text_of
from tests.house import Person, TestHouse
from tests.make.editions import make_edition
from tests.make.organisations import make_organisation, make_partner
from tests.make.problems import make_problem

DESK = "/e/crunch/desk/problems"
RULINGS = "/e/crunch/desk/rulings"


@pytest.fixture
def edition_id(sqlite_house: TestHouse) -> int:
    """Give an edition."""
    return make_edition(sqlite_house).id


def submitted(house: TestHouse, edition_id: int, own: int, **said: str) -> Problem:
    return make_problem(house, edition_id, own, status=Status.SUBMITTED, **said)


def subjects(house: TestHouse) -> list[str]:
    return house.read(lambda session: list(session.execute(select(Notice.subject).order_by(Notice.id)).scalars()))


def test_comment_at_a_field_is_told_answered_and_told_back(house: TestHouse) -> None:
    edition = make_edition(house)
    own = make_organisation(house, edition.id)
    row = submitted(house, edition.id, own)
    partner, organiser = make_partner(house, edition.id, own), house.person(edition.id, Role.ORGANISER)
    rival = make_partner(house, edition.id, make_organisation(house, edition.id, "Rail & Co"))
    said = organiser.post(f"{DESK}/{row.public_id}/comments", {"field": "title", "said": "Too long?", "asks": "1"})
    [comment] = house.read(comments_of, row.id)
    path = f"/e/crunch/partner/comments/{comment.public_id}"
    foreign = [rival.post(one, {"said": "Mine"}) for one in (path, "/e/crunch/partner/comments/zzzzzzzzzzzzzzzz")]
    pages = [re.sub(rf'data-now="\d+"|{comment.public_id}|z{{16}}', "", text_of(one)) for one in foreign]
    shown = text_of(partner.get(f"/e/crunch/partner/problems/{row.public_id}"))
    answered = partner.post(path, {"said": "Shorter now."})
    twice = partner.post(path, {"said": "Again"})
    house.deliver()

    assert (said.status_code, answered.status_code, twice.status_code) == (303, 303, 409)
    assert ([one.status_code for one in foreign], pages[0] == pages[1]) == ([404, 404], True)
    assert "Too long?" in shown
    assert "Shorter now." in text_of(organiser.get(f"{DESK}/{row.public_id}"))
    assert subjects(house) == ["%(ref)s: a change is asked for", "%(ref)s: the partner answers"]
    assert [step.act for step in house.read(history, row.id)] == ["answer", "comment", "submit"]


def test_two_reviewers_must_agree_to_the_same_text(house: TestHouse) -> None:
    edition = make_edition(house)
    own = make_organisation(house, edition.id)
    house.perform(house.house_in(edition.id), set_call, CallSettings(approvals=2))
    row = submitted(house, edition.id, own)
    first, second = (house.person(edition.id, Role.ORGANISER, name=name) for name in ("Ada", "Bo"))
    partner = make_partner(house, edition.id, own)

    def confirm(who: Person) -> int:
        version = again(house, row).version
        return int(who.post(f"{DESK}/{row.public_id}", {"decision": "confirm", "version": version}).status_code)

    alone = (confirm(first), again(house, row).status, confirm(first))
    version = str(again(house, row).version)
    change = {**FORM, "backup_email": "second@rail.example", "version": version}
    revised = partner.post(f"/e/crunch/partner/problems/{row.public_id}", change)
    after_change = (confirm(second), again(house, row).status)
    both = (confirm(first), again(house, row).status)

    assert alone == (303, "submitted", 409)
    assert (revised.status_code, after_change, both) == (303, (303, "submitted"), (303, "confirmed"))


def test_merging_keeps_to_one_organisation_and_splitting_makes_two(house: TestHouse) -> None:
    edition = make_edition(house)
    own, other = make_organisation(house, edition.id), make_organisation(house, edition.id, "Rail & Co")
    left = submitted(house, edition.id, own, title="Left", summary="Left text")
    right = submitted(house, edition.id, own, title="Right", summary="Right text", confidentiality="secret")
    strange = submitted(house, edition.id, other, title="Strange", summary="Canarytext")
    organiser = house.person(edition.id, Role.ORGANISER)

    def merge(ref: str) -> int:
        said = {"ref": ref, "version": str(again(house, right).version)}
        return int(organiser.post(f"{DESK}/{right.public_id}/merge", said).status_code)

    answers = (merge(strange.ref), merge("P999"), merge(left.ref), merge(left.ref))
    kept = again(house, left)
    said = {"title": "Half", "summary": "The second half", "version": str(kept.version)}
    split = organiser.post(f"{DESK}/{left.public_id}/split", said)
    made = house.read(problem_by_public_id, edition.id, split.headers["Location"].rsplit("/", 1)[1])

    assert kept.confidentiality == "secret"
    assert answers == (404, 404, 303, 422)
    assert ("Right text" in kept.summary, kept.max_teams, again(house, right).status) == (True, 2, "withdrawn")
    assert "Canarytext" not in kept.summary
    assert made is not None
    assert (made.title, made.organisation_id, made.status, made.ref) == ("Half", own, "submitted", "P004")
    assert [step.act for step in house.read(history, left.id)] == ["split", "take_in", "submit"]


def note(organiser: Person, rows: list[Problem], decision: str, reason: str = "") -> int:
    said = {"problem": [row.public_id for row in rows], "decision": decision, "reason": reason}
    return int(organiser.post(RULINGS, said).status_code)


def test_decisions_wait_until_they_are_applied_and_are_undone_together(house: TestHouse) -> None:
    edition = make_edition(house)
    own = make_organisation(house, edition.id)
    rows = [submitted(house, edition.id, own) for _ in range(3)]
    make_partner(house, edition.id, own)
    organiser = house.person(edition.id, Role.ORGANISER)
    noted = note(organiser, rows, "confirm")
    waiting = house.read(pending_rulings, edition.id)
    before = [again(house, row).status for row in rows]
    page = text_of(organiser.get(RULINGS))
    organiser.post(f"{DESK}/{rows[2].public_id}", {"decision": "reject", "reason": "No", "version": "1"})
    stale = organiser.post(f"{RULINGS}/apply", {"seen": rulings_mark(waiting)})
    applied = organiser.post(f"{RULINGS}/apply", {"seen": rulings_mark(house.read(pending_rulings, edition.id))})
    after = [again(house, row).status for row in rows]
    [batch] = house.read(batches, edition.id)
    undone = organiser.post(f"{RULINGS}/undo", {"batch": batch.name})
    twice = organiser.post(f"{RULINGS}/undo", {"batch": batch.name})
    house.deliver()

    assert (noted, before) == (303, ["submitted"] * 3)
    assert [re.search(rf"{row.ref}", page) is not None for row in rows] == [True] * 3
    assert (stale.status_code, applied.status_code, after) == (409, 303, ["confirmed", "confirmed", "rejected"])
    assert (batch.count, undone.status_code, twice.status_code) == (2, 303, 409)
    assert [again(house, row).status for row in rows] == ["submitted", "submitted", "rejected"]
    assert subjects(house).count("%(ref)s: the last decision was taken back") == 2
    assert house.read(pending_rulings, edition.id)[0].is_stale


def test_undo_leaves_alone_what_went_on(sqlite_house: TestHouse, edition_id: int) -> None:
    own = make_organisation(sqlite_house, edition_id)
    rows = [submitted(sqlite_house, edition_id, own) for _ in range(2)]
    organiser = sqlite_house.person(edition_id, Role.ORGANISER)
    note(organiser, rows, "confirm")
    organiser.post(f"{RULINGS}/apply", {"seen": rulings_mark(sqlite_house.read(pending_rulings, edition_id))})
    version = str(again(sqlite_house, rows[0]).version)
    organiser.post(f"{DESK}/{rows[0].public_id}", {"decision": "reject", "reason": "No", "version": version})
    [batch] = sqlite_house.read(batches, edition_id)
    organiser.post(f"{RULINGS}/undo", {"batch": batch.name})

    assert [again(sqlite_house, row).status for row in rows] == ["rejected", "submitted"]


def test_impossible_decision_about_many_notes_none_and_a_noted_one_is_replaced_or_forgotten(
    sqlite_house: TestHouse, edition_id: int
) -> None:
    own = make_organisation(sqlite_house, edition_id)
    good, done = submitted(sqlite_house, edition_id, own), make_problem(sqlite_house, edition_id, own)
    organiser = sqlite_house.person(edition_id, Role.ORGANISER)
    refused = (note(organiser, [good, done], "confirm"), note(organiser, [good], "reject"), note(organiser, [], "wait"))
    none = sqlite_house.read(pending_rulings, edition_id)
    note(organiser, [good], "confirm")
    note(organiser, [good], "wait", "later")
    [line] = sqlite_house.read(pending_rulings, edition_id)
    organiser.post(f"{RULINGS}/{line.public_id}/drop")

    assert (refused, none) == ((422, 422, 404), [])
    assert (line.decision, line.reason) == ("wait", "later")
    assert sqlite_house.read(pending_rulings, edition_id) == []


def test_lacking_backup_leaves_a_problem_alone_when_many_are_applied(sqlite_house: TestHouse, edition_id: int) -> None:
    own = make_organisation(sqlite_house, edition_id)
    good = submitted(sqlite_house, edition_id, own)
    bare = make_problem(sqlite_house, edition_id, own, status=Status.SUBMITTED, contacts={})
    organiser = sqlite_house.person(edition_id, Role.ORGANISER)
    note(organiser, [good, bare], "confirm")
    organiser.post(f"{RULINGS}/apply", {"seen": rulings_mark(sqlite_house.read(pending_rulings, edition_id))})

    assert [again(sqlite_house, row).status for row in (good, bare)] == ["confirmed", "submitted"]
    assert again(sqlite_house, bare).version == bare.version


def test_queue_says_until_when_a_first_answer_is_due(sqlite_house: TestHouse, edition_id: int) -> None:
    own = make_organisation(sqlite_house, edition_id)
    asked, answered = (submitted(sqlite_house, edition_id, own) for _ in range(2))
    organiser = sqlite_house.person(edition_id, Role.ORGANISER)
    organiser.post(f"{DESK}/{answered.public_id}/comments", {"field": "", "said": "We read it."})
    waits = sqlite_house.read(unanswered, edition_id)
    fresh = text_of(organiser.get(DESK))
    posted = asked.submitted_at - timedelta(days=30)
    sqlite_house.perform(
        sqlite_house.house_in(edition_id),
        lambda work: setattr(work.session.get_one(Problem, asked.id), "submitted_at", posted),
    )
    late = text_of(organiser.get(DESK))

    assert list(waits) == [asked.id]
    assert ["sans première réponse à temps" in page for page in (fresh, late)] == [False, True]


def test_review_takes_six_statements_whatever_was_said(sqlite_house: TestHouse, edition_id: int) -> None:
    own = make_organisation(sqlite_house, edition_id)
    row = submitted(sqlite_house, edition_id, own)
    organiser = sqlite_house.person(edition_id, Role.ORGANISER)
    for field in ("title", "summary", ""):
        organiser.post(f"{DESK}/{row.public_id}/comments", {"field": field, "said": "Why?"})
    organiser.get(f"{DESK}/{row.public_id}")

    assert statements(sqlite_house, lambda: organiser.get(f"{DESK}/{row.public_id}")) <= 6


def test_fields_of_the_edition_are_asked_kept_and_shown(sqlite_house: TestHouse, edition_id: int) -> None:
    own = make_organisation(sqlite_house, edition_id)
    partner, organiser = make_partner(sqlite_house, edition_id, own), sqlite_house.person(edition_id, Role.ORGANISER)
    field = {"label_fr": "Budget du projet", "label_en": "Project budget", "is_required": "1"}
    added = [organiser.post("/e/crunch/desk/call/fields", field).status_code for _ in range(2)]
    form = text_of(partner.get("/e/crunch/partner/problems/new"))
    missing = partner.post("/e/crunch/partner/problems", FORM)
    draft = partner.post("/e/crunch/partner/drafts", {"title": "Kept", "x_project_budget": "3 000 €"})
    sent = partner.post("/e/crunch/partner/problems", {**FORM, "x_project_budget": "3 000 €"})
    row = sqlite_house.read(lambda session: session.execute(select(Problem)).scalar_one())
    shown = text_of(organiser.get(f"{DESK}/{row.public_id}"))
    edit = text_of(partner.get(f"/e/crunch/partner/problems/{row.public_id}/edit"))
    organiser.post("/e/crunch/desk/call/fields/remove", {"code": "project_budget"})
    later = text_of(partner.get("/e/crunch/partner/problems/new"))

    assert (added, missing.status_code, draft.status_code, sent.status_code) == ([303, 409], 422, 303, 303)
    assert row.details["extra"] == {"project_budget": "3 000 €"}
    assert ("Budget du projet" in form, "Budget du projet" in shown, "3 000 €" in edit) == (True, True, True)
    assert 'id="f-x_project_budget-error"' in text_of(missing)
    assert "Budget du projet" not in later


def test_settings_keep_their_fields_when_the_call_is_set(sqlite_house: TestHouse, edition_id: int) -> None:
    one = OwnField(code="x", label_fr="X", label_en="X")
    sqlite_house.perform(sqlite_house.house_in(edition_id), set_call, CallSettings(own_fields=(one,)))
    organiser = sqlite_house.person(edition_id, Role.ORGANISER)
    organiser.post("/e/crunch/desk/call", {"door": "closed", "answer_days": "3", "approvals": "1"})

    stored = sqlite_house.read(lambda session: session.get_one(Edition, edition_id).settings["call"])
    assert ([one["code"] for one in stored["own_fields"]], stored["door"]) == (["x"], "closed")
