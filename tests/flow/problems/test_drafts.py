"""Drafts that keep themselves, previews, and what differs between versions."""

import re

import pytest

from challenge.kernel.actor import Role
from challenge.problems.drafting import drafts_of, versions_of
from challenge.problems.models import ProblemDraft
from challenge.problems.queries import all_problems
from challenge.problems.rules import Status
from tests.flow.problems.test_pages import FORM, text_of
from tests.house import Person, TestHouse
from tests.make.editions import make_edition
from tests.make.organisations import make_organisation, make_partner
from tests.make.problems import make_problem

BY_SCRIPT = {"Accept": "application/json"}
DRAFTS = "/e/crunch/partner/drafts"


def kept(house: TestHouse, partner: Person) -> list[ProblemDraft]:
    return house.read(drafts_of, partner.actor.edition_id, partner.actor.account_id)


def save(partner: Person, path: str, key: str, **said: str) -> tuple[int, dict[str, object]]:
    answer = partner.post(path, said, headers={**BY_SCRIPT, "Idempotency-Key": key})
    return answer.status_code, answer.get_json()


@pytest.fixture
def partner(sqlite_house: TestHouse) -> Person:
    """Give a partner of an organisation."""
    edition = make_edition(sqlite_house)
    return make_partner(sqlite_house, edition.id, make_organisation(sqlite_house, edition.id))


def test_draft_is_kept_again_and_again_and_a_lost_answer_makes_no_second_one(
    sqlite_house: TestHouse, partner: Person
) -> None:
    """What the script does when the connection goes away after the request arrived: it sends the same again."""
    first = save(partner, DRAFTS, "k1", title="Cold", draft_version="0")
    again = save(partner, DRAFTS, "k1", title="Cold", draft_version="0")
    name = first[1]["draft"]
    second = save(partner, f"{DRAFTS}/{name}", "k2", title="Cold chain", draft_version="1")
    [draft] = kept(sqlite_house, partner)

    assert (first[0], again[0], second[0]) == (200, 200, 200)
    assert (first[1]["draft"], first[1]["version"]) == (again[1]["draft"], again[1]["version"]) == (name, 1)
    assert (draft.values["title"], draft.version) == ("Cold chain", 2)
    assert re.fullmatch(r"\d\d:\d\d", str(second[1]["at"]))


def test_draft_kept_from_another_page_is_not_overwritten(sqlite_house: TestHouse, partner: Person) -> None:
    name = save(partner, DRAFTS, "k1", title="Cold")[1]["draft"]
    save(partner, f"{DRAFTS}/{name}", "k2", title="From the phone", draft_version="1")
    late = save(partner, f"{DRAFTS}/{name}", "k3", title="From the desk", draft_version="1")

    assert (late[0], late[1]["code"]) == (409, "problems.draft_changed")
    assert kept(sqlite_house, partner)[0].values["title"] == "From the phone"


def test_draft_of_somebody_else_is_answered_like_an_absent_one(sqlite_house: TestHouse, partner: Person) -> None:
    name = save(partner, DRAFTS, "k1", title="Canarytitle")[1]["draft"]
    edition_id = partner.actor.edition_id
    rival = make_partner(sqlite_house, edition_id, make_organisation(sqlite_house, edition_id, "Rail & Co"))
    organiser = sqlite_house.person(edition_id, Role.ORGANISER)

    def answers(who: Person, draft: str) -> list[tuple[int, str]]:
        got = [
            who.get(f"{DRAFTS}/{draft}/preview"),
            who.post(f"{DRAFTS}/{draft}", {"title": "Mine", "draft_version": "1"}),
            who.post(f"{DRAFTS}/{draft}/drop"),
            who.get(f"/e/crunch/partner/problems/new?draft={draft}"),
        ]
        return [(one.status_code, re.sub(rf'data-now="\d+"|{draft}', "", text_of(one))) for one in got]

    for who in (rival, organiser):
        assert answers(who, str(name)) == answers(who, "zzzzzzzzzzzzzzzz")
        assert [status for status, _ in answers(who, str(name))] == [404] * 4
    assert kept(sqlite_house, partner)[0].values["title"] == "Canarytitle"


def test_draft_goes_when_it_is_sent_and_stays_when_the_form_is_refused(
    sqlite_house: TestHouse, partner: Person
) -> None:
    name = str(save(partner, DRAFTS, "k1", **{**FORM, "title": ""})[1]["draft"])
    shown = text_of(partner.get(f"/e/crunch/partner/problems/new?draft={name}"))
    refused = partner.post("/e/crunch/partner/problems", {**FORM, "title": "", "draft": name})
    left = kept(sqlite_house, partner)
    sent = partner.post("/e/crunch/partner/problems", {**FORM, "draft": name})

    assert "noise at 3 in the morning" in shown
    assert (refused.status_code, len(left), sent.status_code) == (422, 1, 303)
    assert f'name="draft" value="{name}"' in text_of(refused)
    assert kept(sqlite_house, partner) == []
    assert len(sqlite_house.read(all_problems, partner.actor.edition_id)) == 1


def test_draft_without_script_is_kept_by_its_button_and_listed(sqlite_house: TestHouse, partner: Person) -> None:
    answer = partner.post(DRAFTS, {"title": "By hand", "themes": ["city", "food"]})
    home = text_of(partner.get("/e/crunch/partner/"))
    [draft] = kept(sqlite_house, partner)
    dropped = partner.post(f"{DRAFTS}/{draft.public_id}/drop")

    assert (answer.status_code, draft.values["themes"]) == (303, ["city", "food"])
    assert answer.headers["Location"] == f"/e/crunch/partner/problems/new?draft={draft.public_id}"
    assert "By hand" in home
    assert (dropped.status_code, kept(sqlite_house, partner)) == (303, [])


def test_draft_of_a_change_waits_in_the_problems_form(house: TestHouse) -> None:
    edition = make_edition(house)
    own = make_organisation(house, edition.id)
    partner = make_partner(house, edition.id, own)
    row = make_problem(house, edition.id, own, status=Status.SUBMITTED)
    save(partner, DRAFTS, "k1", title="A better title", problem=row.public_id)
    form = text_of(partner.get(f"/e/crunch/partner/problems/{row.public_id}/edit"))
    rival = make_partner(house, edition.id, make_organisation(house, edition.id, "Rail & Co"))

    assert 'value="A better title"' in form
    assert save(rival, DRAFTS, "k2", title="Mine", problem=row.public_id)[0] == 404
    assert save(rival, DRAFTS, "k3", title="Mine", problem="zzzzzzzzzzzzzzzz")[0] == 404


@pytest.mark.parametrize(
    ("level", "seen"),
    [
        ("open", {"student": (True, True), "public": (True, True), "team": (True, True)}),
        ("restricted", {"student": (True, False), "public": (False, False), "team": (True, True)}),
        ("secret", {"student": (False, False), "public": (False, False), "team": (True, True)}),
    ],
)
def test_preview_is_the_page_that_others_will_see(
    sqlite_house: TestHouse, partner: Person, level: str, seen: dict[str, tuple[bool, bool]]
) -> None:
    said = {**FORM, "title": "Canarytitle", "summary": "Canarysummary", "confidentiality": level}
    name = save(partner, DRAFTS, "k1", **said)[1]["draft"]
    pages = {who: text_of(partner.get(f"{DRAFTS}/{name}/preview?as={who}")) for who in seen}

    assert {who: ("Canarytitle" in page, "Canarysummary" in page) for who, page in pages.items()} == seen
    assert kept(sqlite_house, partner)[0].version == 1


def test_versions_show_word_by_word_what_changed(house: TestHouse) -> None:
    edition = make_edition(house)
    own = make_organisation(house, edition.id)
    partner = make_partner(house, edition.id, own)
    row = make_problem(house, edition.id, own, status=Status.SUBMITTED, summary="The cold chain breaks at noon.")
    path = f"/e/crunch/partner/problems/{row.public_id}"
    said = {**FORM, "title": row.title, "summary": "The cold chain breaks at <night>.", "version": "1"}
    partner.post(path, said)
    page = text_of(partner.get(f"{path}/versions"))
    organiser = house.person(edition.id, Role.ORGANISER)
    desk = organiser.get(f"/e/crunch/desk/problems/{row.public_id}/versions")

    assert re.findall(r"<(?:del|ins)>(?:noon|&lt;night&gt;)</(?:del|ins)>", page) == [
        "<del>noon</del>",
        "<ins>&lt;night&gt;</ins>",
    ]
    assert desk.status_code == 200
    assert [version.number for version, _ in house.read(versions_of, row.id)] == [2, 1]
