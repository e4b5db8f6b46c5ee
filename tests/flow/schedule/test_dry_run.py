"""What the dry run says is what then happens; it lists everything in order and changes nothing."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from challenge.announcements.actions import Draft, write_announcement
from challenge.announcements.events import AnnouncementSent
from challenge.cli import main
from challenge.editions.actions import set_clock
from challenge.judging.arranging import RoundPlan, add_round
from challenge.judging.events import FinalistsSet, ResultsRevealed, RoundFrozen, RoundOpened
from challenge.kernel import log
from challenge.kernel.actor import Role
from challenge.kernel.log import EventLog
from challenge.kernel.text import Words
from challenge.outcomes.events import OutcomesAsked
from challenge.schedule.actions import reach_milestone
from challenge.schedule.coming import Standing, coming
from challenge.submissions.events import WindowChanged
from challenge.submissions.queries import asked_of
from challenge.teams.events import ProblemsRevealed, TeamsPublished
from challenge.teams.publishing import plan_publication, withdraw_publication
from challenge.web.shell import LOCALE_COOKIE
from tests.flow.schedule.test_milestones import drawn, milestone
from tests.house import TestHouse
from tests.make.schedule import AFTER, stood_still, wake
from tests.make.teams import make_composed, set_time

FACTS: dict[str, set[type]] = {
    "teams_published": {TeamsPublished},
    # With the problems everybody sees the teams, which says so again.
    "problems_revealed": {ProblemsRevealed, TeamsPublished},
    "round_opens": {RoundOpened},
    "round_freezes": {RoundFrozen},
    "finalists_set": {FinalistsSet},
    "results_published": {ResultsRevealed},
    "announcement_sent": {AnnouncementSent},
    "reminder_sent": {AnnouncementSent},
    "outcomes_asked": {OutcomesAsked},
    "outcomes_reminded": {OutcomesAsked},
}
# None of them says so by a fact of its own: windows and desks are where the clock is, places are open since the start.
WITHOUT = {"window_opens", "window_due", "window_locks", "places_opened", "experts_desk_opens", "experts_desk_closes"}
BEFORE = datetime(2027, 5, 23, tzinfo=UTC)
END = datetime(2027, 5, 29, tzinfo=UTC)


def test_what_it_says_is_what_happens(house: TestHouse) -> None:
    """The week is looked at before it begins and then played, moment by moment, with all that listens."""
    composed = make_composed(house)
    edition, by = composed.edition, house.house_in(composed.edition.id)
    house.perform(by, withdraw_publication)
    house.perform(by, plan_publication, "opening")
    for code, transition, audience in (("opening", "closed", "everybody"), ("D2", "due", "missing:D2")):
        words = Words("Bonjour", "Hello", "Texte.", "Text.")
        row = milestone(house, edition, code)
        draft = Draft(words=words, audience=[audience], milestone_id=row.id, transition=transition)
        house.perform(by, write_announcement, draft)
    house.deliver()
    said = [one for one in house.read(coming, edition.id, BEFORE) if one.at < END]
    house.perform(by, set_clock, edition_now=END, speed=1, reason="test")
    wrong = []
    for one in said:
        seq = house.read(lambda session: session.scalar(select(func.max(EventLog.seq)))) or 0
        house.perform(by, reach_milestone, one.line.id, one.transition, one.line.version)
        house.deliver()
        facts, _ = house.read(log.facts_after, edition.id, seq)
        happened = {type(fact.event) for fact in facts} & set().union(*FACTS.values())
        promised = set().union(*(FACTS[effect.code] for effect in one.effects if effect.code not in WITHOUT))
        if happened != promised:
            wrong.append((one.line.code, one.transition, promised, happened))

    assert {effect.code for one in said for effect in one.effects} == set(FACTS) | WITHOUT
    assert wrong == []


def test_windows_open_and_lock_when_it_says_so(house: TestHouse) -> None:
    composed = make_composed(house)
    edition, team = composed.edition, composed.teams[0]
    set_time(house, composed, 1, 5)
    said = {
        (one.line.code, effect.code): one.at
        for one in house.read(coming, edition.id, BEFORE)
        for effect in one.effects
        if effect.code.startswith("window")
    }
    windows = {one.code: one.deadline for one in house.read(asked_of, edition.id, team.id)}

    assert {code for code, _ in said} == set(windows)
    assert {code: said[code, "window_opens"] for code in windows} == {code: one.opens for code, one in windows.items()}
    assert {code: said[code, "window_due"] for code in windows} == {code: one.due for code, one in windows.items()}
    assert {code: said[code, "window_locks"] for code in windows} == {code: one.lock for code, one in windows.items()}
    assert WindowChanged.name == "submissions.window_changed"


def test_everything_to_come_is_listed_in_order_and_looking_changes_nothing(house: TestHouse) -> None:
    edition = stood_still(house)
    wake(house)
    house.deliver()
    before = counts(house)
    found = house.read(coming, edition.id, AFTER)
    rows = [(one.at, one.line.id) for one in found]

    assert rows == sorted(rows)
    assert {one.standing for one in found} == {Standing.WAITING, Standing.AHEAD}
    assert len(found) > 80
    assert ("empathy-talk", "opened") not in [(one.line.code, one.transition) for one in found]
    assert counts(house) == before


def counts(house: TestHouse) -> Any:
    return house.read(lambda session: session.scalar(select(func.count()).select_from(EventLog)))


def test_desk_sees_it_with_how_many_are_told(sqlite_house: TestHouse) -> None:
    composed = make_composed(sqlite_house)
    set_time(sqlite_house, composed, 1, 5)
    path = "/e/crunch/desk/schedule/dry-run"
    text = sqlite_house.person(composed.edition.id, Role.ORGANISER).get(path).text

    assert "Essai à blanc" in text
    assert "Révèle les sujets à 2 équipes" in text
    assert "8 personnes le voient ou en sont averties" in text
    assert text.index("Cérémonie d’ouverture") < text.index("Révélation des sujets")
    assert sqlite_house.person(composed.edition.id, Role.COACH).get(path).status_code == 404


def test_rounds_are_called_by_the_names_that_they_were_given(sqlite_house: TestHouse) -> None:
    edition = drawn(sqlite_house)
    semis = RoundPlan("Semi-finals", "Demi-finales", 6, 3, freezes_by="vote-close")
    sqlite_house.perform(sqlite_house.house_in(edition.id), add_round, semis)
    desk = sqlite_house.person(edition.id, Role.ORGANISER)
    said = {}
    for language in ("en", "fr"):
        desk.browser.set_cookie(LOCALE_COOKIE, language)
        said[language] = desk.get(f"/e/{edition.slug}/desk/schedule/dry-run").text

    assert "Freezes the marks of “Semi-finals”" in said["en"]
    assert "Gèle les notes de «\u00a0Demi-finales\u00a0»" in said["fr"]
    assert "Gèle le tour précédent et annonce qui passe en «\u00a0Finales\u00a0»" in said["fr"]
    assert "Ouvre la notation «\u00a0Premier tour\u00a0»" in said["fr"]
    assert not [code for code in ("round-1", "round-2", "«\u00a0finals") if code in said["en"] + said["fr"]]


@pytest.mark.parametrize("as_json", [False, True])
def test_command_lists_it(sqlite_house: TestHouse, monkeypatch: pytest.MonkeyPatch, as_json: bool) -> None:
    drawn(sqlite_house)
    monkeypatch.setenv("CHALLENGE_INSTANCE", str(sqlite_house.config.instance))
    monkeypatch.setenv("CHALLENGE_DATABASE_URL", sqlite_house.config.database_url)
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    asked = ["schedule", "dry-run", "crunch", *(["--json"] if as_json else [])]
    done = CliRunner().invoke(main, asked)
    wrong = CliRunner().invoke(main, ["schedule", "dry-run", "nobody"])

    assert (done.exit_code, wrong.exit_code) == (0, 1)
    if as_json:
        told = json.loads(done.output)
        first = {"milestone": "staff-call", "kind": "duty", "transition": "opened", "standing": "ahead", "effects": []}
        assert told[0] == {"at": "2027-05-24T05:30:00+00:00", **first}
        assert {"does": "round_opens", "round": "round-1", "people": 0} in [
            one for line in told for one in line["effects"]
        ]
    else:
        assert done.output.splitlines()[0] == "2027-05-24 07:30 CEST  Appel de l’équipe · début"
        assert "Gèle le premier tour et annonce les finalistes" in done.output
