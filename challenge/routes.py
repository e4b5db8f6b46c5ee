"""The command that lists every address, socket event and live topic."""

import json

import click

from challenge.app import create_app
from challenge.live.server import SOCKET_POLICIES
from challenge.runtime.opening import Opened
from challenge.topics import TOPICS
from challenge.web.shell import declarations


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


COMMANDS = (routes,)
