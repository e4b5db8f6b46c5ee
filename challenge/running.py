"""The worker's command: it needs every room's listeners, alarms and duties, and no page."""

import zlib
from collections.abc import Callable
from functools import partial

import click

from challenge.editions.queries import slug_of
from challenge.kernel.db import Database
from challenge.kernel.relay import Relay
from challenge.live.audience import largest
from challenge.live.rules import apart_s
from challenge.rooms import all_alarms, all_duties, all_listeners
from challenge.runtime.alarm_clock import Alarms
from challenge.runtime.lead import Lead
from challenge.runtime.opening import Opened, bells_folder
from challenge.runtime.worker import Worker
from challenge.schedule.stepping import note_step


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


COMMANDS = (worker,)
