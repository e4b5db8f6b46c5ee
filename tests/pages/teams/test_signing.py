"""The last signature reveals a confidential problem on the team's open page, without a reload."""

from playwright.sync_api import expect
from sqlalchemy import select, update

from challenge.agreements.rules import Kind
from challenge.kernel.actor import Role
from challenge.kernel.work import Work
from challenge.problems.models import Problem
from challenge.teams.models import Team
from tests.make.agreements import members, publish, sign_all
from tests.pages.conftest import Hall

TITLE = "A secret until signed"


def _hold(work: Work, team_id: int, problem_id: int) -> None:
    """Let the reveal of a team have come to a secret problem that nobody has signed for."""
    said = {"confidentiality": "secret", "title": TITLE}
    work.session.execute(update(Problem).where(Problem.id == problem_id).values(**said))
    work.session.execute(update(Team).where(Team.id == team_id).values(reveal_due_at=work.now, revealed_at=None))


def test_the_last_signature_reveals_on_the_open_page(apart: Hall) -> None:
    house, by = apart.small.house, apart.small.by
    wanted = select(Team).where(Team.edition_id == by.edition_id, Team.code == "A01")
    team = house.read(lambda session: session.execute(wanted).scalar_one())
    publish(house, by.edition_id, Kind.CONFIDENTIALITY)
    house.perform(by, _hold, team.id, team.problem_id)
    own = apart.account(Role.STUDENT)
    for person, account in members(house, team.id):
        if account != own:
            sign_all(house, by.edition_id, person, account)
    phone = apart.inside(Role.STUDENT, viewport={"width": 360, "height": 740})
    page, form = phone.new_page(), phone.new_page()
    page.goto(apart.address("teams/A01"))
    expect(page.get_by_text("1 signature is missing:")).to_be_visible()
    form.goto(apart.address("agreements"))
    form.get_by_label("I have read it and agree").check()
    form.get_by_label("Your first and last name").fill("As Typed")
    form.get_by_role("button", name="Sign", exact=True).click()
    expect(form.get_by_text("Nothing waits for your signature.")).to_be_visible()

    expect(page.get_by_text(TITLE)).to_be_visible()
    page.get_by_role("link", name="Read the problem").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(page.get_by_text("Who opens this is recorded")).to_be_visible()
    phone.close()
