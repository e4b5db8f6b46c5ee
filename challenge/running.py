"""Commands that need every room: the worker, the shape of the database, the list of all addresses."""

import json
import zlib
from collections.abc import Callable
from functools import partial

import click

from challenge.app import create_app
from challenge.editions.queries import slug_of
from challenge.kernel.db import Database
from challenge.kernel.relay import Relay
from challenge.live.audience import largest
from challenge.live.rules import apart_s
from challenge.live.server import SOCKET_POLICIES
from challenge.rooms import all_alarms, all_duties, all_listeners
from challenge.runtime import schema
from challenge.runtime.alarm_clock import Alarms
from challenge.runtime.lead import Lead
from challenge.runtime.opening import Opened, bells_folder
from challenge.runtime.worker import Worker
from challenge.schedule.stepping import note_step
from challenge.topics import TOPICS
from challenge.web.shell import declarations
from config import ROOT


def pace(database: Database) -> Callable[[int], float]:
    """Return how many seconds lie between two counts that an edition's screens are told, by how many look at them."""

    def apart(edition_id: int) -> float:
        with database.read() as session:
            return apart_s(largest(session, f"edition:{slug_of(session, edition_id)}:"))

    return apart


@click.command()
@click.pass_obj
def worker(ground: Opened) -> None:
    """Run relay, milestones and long jobs alone."""
    relay = Relay(ground.works, all_listeners(), apart_s=pace(ground.database))
    folder = bells_folder(ground.config)
    # Two houses may share a folder and have a database each.
    own = f"{zlib.crc32(ground.config.database_url.encode()):08x}"
    lead = Lead(folder, f"alarms-{own}")
    alarms = Alarms(lambda: all_alarms(ground.works), partial(note_step, ground.works), lead.leads)
    Worker(relay, alarms, all_duties(ground), folder, Lead(folder, f"relay-{own}")).run()


@click.command()
@click.pass_obj
def migrate(ground: Opened) -> None:
    """Bring the database to this release's shape."""
    schema.upgrade(ROOT, ground.database)
    click.echo("The database has this release's shape.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_obj
def routes(ground: Opened, as_json: bool) -> None:
    """List every HTTP route, socket event and live topic with its declared policy."""
    app = create_app(ground.config, ground)
    declared = declarations(app)
    found = [
        {
            "kind": "http",
            "address": rule.rule,
            "methods": sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}),
            "endpoint": rule.endpoint,
            "policy": declared[rule.endpoint].policy.name if rule.endpoint in declared else "static files",
        }
        for rule in app.url_map.iter_rules()
    ]
    found += [{"kind": "socket", "address": name, "policy": policy.name} for name, policy in SOCKET_POLICIES.items()]
    found += [{"kind": "topic", "address": kind.pattern, "policy": kind.policy.name} for kind in TOPICS]
    if as_json:
        click.echo(json.dumps(found, indent=1))
        return
    for entry in found:
        click.echo(f"{entry['kind']:7} {entry['address']:55} {entry['policy']}")


COMMANDS = (worker, migrate, routes)
