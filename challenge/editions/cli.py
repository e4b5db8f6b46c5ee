"""Commands about editions."""

from datetime import datetime

import click

from challenge.editions import actions
from challenge.kernel.actor import HOUSE
from challenge.kernel.clock import real_now
from challenge.runtime.opening import Opened


@click.group("edition")
def edition_group() -> None:
    """Editions of the challenge."""


@edition_group.command("create")
@click.argument("slug")
@click.option("--name", default="", help="Name for people; the slug unless given.")
@click.option("--starts", type=click.DateTime(["%Y-%m-%d"]), default=None, help="First day; today unless given.")
@click.option("--zone", default="Europe/Paris", show_default=True, help="IANA time zone of the hall.")
@click.pass_obj
def create(opened: Opened, slug: str, name: str, starts: datetime | None, zone: str) -> None:
    """Create an empty edition SLUG."""
    first_day = starts.date() if starts else real_now().date()
    opened.works.perform(HOUSE, actions.create_edition, slug, name=name or slug, starts_on=first_day, time_zone=zone)
    click.echo(f"/e/{slug}/")


COMMANDS = (edition_group,)
