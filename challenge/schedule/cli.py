"""The commands `challenge edition create` and `clone`, and `challenge schedule dry-run`."""

import json
from dataclasses import replace
from datetime import datetime

import click

from challenge.editions.actions import create_edition
from challenge.editions.queries import EditionCard, edition_by_slug
from challenge.kernel.actor import HOUSE
from challenge.kernel.clock import real_now, zone
from challenge.kernel.errors import NotFound
from challenge.kernel.work import Work
from challenge.runtime.opening import Opened
from challenge.schedule.actions import TEMPLATES, draw_schedule
from challenge.schedule.cloning import clone_edition
from challenge.schedule.coming import Coming, coming
from challenge.web import terminal


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
    found = _edition(opened, model, "model")
    by = replace(HOUSE, edition_id=found.id)
    done = opened.works.perform(by, clone_edition, slug, name=name or slug, starts_on=starts.date())
    click.echo(f"/e/{done['slug']}/")


def _edition(opened: Opened, slug: str, place: str) -> EditionCard:
    with opened.database.read() as session:
        found = edition_by_slug(session, slug)
    if found is None:
        raise NotFound("editions.absent", place, slug=slug)
    return found


@click.group("schedule")
def schedule_group() -> None:
    """The schedule of an edition."""


@schedule_group.command("dry-run")
@click.argument("edition")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_obj
def dry_run(opened: Opened, edition: str, as_json: bool) -> None:
    """List in order what will happen by itself in EDITION, and whom it tells. Changes nothing."""
    card = _edition(opened, edition, "edition")
    with opened.database.read() as session:
        found = coming(session, card.id, card.clock.now())
    if as_json:
        click.echo(json.dumps([_told(one) for one in found], ensure_ascii=False, indent=1))
        return
    for one in found:
        local = one.at.astimezone(zone(card.time_zone))
        title, moment = one.line.title(terminal.locale()), terminal.text(f"moment:{one.transition}")
        standing = "" if one.standing == "ahead" else f" [{one.standing}]"
        click.echo(f"{local:%Y-%m-%d %H:%M %Z}  {title} · {moment}{standing}")
        for effect in one.effects:
            said = terminal.text(f"effect:{effect.code}", effect.filled(terminal.locale(), terminal.text))
            click.echo(f"{'':24}{said}" + (f" ({effect.people})" if effect.people else ""))


def _told(one: Coming) -> dict[str, object]:
    does = [
        {"does": effect.code, **effect.values, **({"title": effect.titles} if effect.titles else {})}
        | {"people": effect.people}
        for effect in one.effects
    ]
    told: dict[str, object] = {"at": one.at.isoformat(), "milestone": one.line.code, "kind": one.line.kind}
    return told | {"transition": one.transition, "standing": one.standing, "effects": does}


COMMANDS = (edition_group, schedule_group)
