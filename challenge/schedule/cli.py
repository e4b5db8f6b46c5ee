"""The commands `challenge edition create` and `clone`: an edition, with the milestones of a template or a model."""

from dataclasses import replace
from datetime import datetime

import click

from challenge.editions.actions import create_edition
from challenge.editions.queries import edition_by_slug
from challenge.kernel.actor import HOUSE
from challenge.kernel.clock import real_now
from challenge.kernel.errors import NotFound
from challenge.kernel.work import Work
from challenge.runtime.opening import Opened
from challenge.schedule.actions import TEMPLATES, draw_schedule
from challenge.schedule.cloning import clone_edition


@click.group("edition")
def edition_group() -> None:
    """Editions of the challenge."""


@edition_group.command("create")
@click.argument("slug")
@click.option("--name", default="", help="Name for people; the slug unless given.")
@click.option("--starts", type=click.DateTime(["%Y-%m-%d"]), default=None, help="First day; today unless given.")
@click.option("--zone", default="Europe/Paris", show_default=True, help="IANA time zone of the hall.")
@click.option("--template", type=click.Choice(sorted(TEMPLATES)), default=None, help="Milestones to start from.")
@click.pass_obj
def create(opened: Opened, slug: str, name: str, starts: datetime | None, zone: str, template: str | None) -> None:
    """Create an edition SLUG, empty but for the milestones of a template."""
    first_day = starts.date() if starts else real_now().date()

    def made(work: Work) -> None:
        edition = create_edition(work, slug, name=name or slug, starts_on=first_day, time_zone=zone)
        if template is not None:
            work.actor = replace(work.actor, edition_id=edition.id)
            draw_schedule(work, template)

    opened.works.perform(HOUSE, made)
    click.echo(f"/e/{slug}/")


@edition_group.command("clone")
@click.argument("model")
@click.argument("slug")
@click.option("--name", default="", help="Name for people; the slug unless given.")
@click.option("--starts", type=click.DateTime(["%Y-%m-%d"]), required=True, help="First day of the new edition.")
@click.pass_obj
def clone(opened: Opened, model: str, slug: str, name: str, starts: datetime) -> None:
    """Make an edition SLUG like MODEL: milestones on the same days, rules and rubric; no people, problems or teams."""
    with opened.database.read() as session:
        found = edition_by_slug(session, model)
    if found is None:
        raise NotFound("editions.absent", "model", slug=model)
    by = replace(HOUSE, edition_id=found.id)
    done = opened.works.perform(by, clone_edition, slug, name=name or slug, starts_on=starts.date())
    click.echo(f"/e/{done['slug']}/")


COMMANDS = (edition_group,)
