"""Commands about accounts: the first administrator, and keys for programs."""

import click
from sqlalchemy import text

from challenge.accounts import actions, passwords, rules
from challenge.accounts.queries import account_by_email
from challenge.kernel.actor import HOUSE, Actor, Role
from challenge.kernel.errors import NotFound
from challenge.kernel.work import Work
from challenge.runtime.opening import Opened


@click.group("user")
def user_group() -> None:
    """Accounts."""


@user_group.command("create")
@click.option("--email", required=True)
@click.option("--name", default="")
@click.option("--password", prompt=True, hide_input=True, help="Asked for unless given.")
@click.option("--administrator", is_flag=True, help="May do everything in every edition.")
@click.pass_obj
def create_user(opened: Opened, email: str, name: str, password: str, administrator: bool) -> None:
    """Create an account, or set the password of an existing one."""
    rules.check_password(password)
    stored = passwords.hashed(password)
    opened.works.perform(HOUSE, _create_user, email, name or email, stored, administrator=administrator)
    click.echo(email)


def _create_user(work: Work, email: str, name: str, stored: str, *, administrator: bool) -> None:
    account = actions.create_account(work, name=name, email=email)
    actions.set_password(work, account.id, stored)
    if administrator:
        actions.make_administrator(work, account.id)


@click.group("token")
def token_group() -> None:
    """Keys for programs."""


@token_group.command("create")
@click.option("--email", required=True, help="Whose rights the program has.")
@click.option("--edition", "slug", required=True)
@click.option("--scope", type=click.Choice(["read", "write"]), required=True)
@click.pass_obj
def create_token(opened: Opened, email: str, slug: str, scope: str) -> None:
    """Create a key and print it once; only its hash is kept."""
    by = _owner(opened, email, slug)
    click.echo(opened.works.perform(by, actions.create_api_token, by.account_id, scope))


@token_group.command("revoke")
@click.option("--email", required=True, help="Whose keys end.")
@click.option("--edition", "slug", required=True)
@click.pass_obj
def revoke_tokens(opened: Opened, email: str, slug: str) -> None:
    """End all keys of an account for an edition, at once."""
    by = _owner(opened, email, slug)
    click.echo(f"{opened.works.perform(by, actions.revoke_api_tokens, by.account_id)} revoked")


def _owner(opened: Opened, email: str, slug: str) -> Actor:
    with opened.database.read() as session:
        account = account_by_email(session, rules.normal_email(email))
        # The edition's own room lies above this one; its name is all that is needed here.
        edition_id = session.execute(text("SELECT id FROM edition WHERE slug = :slug"), {"slug": slug}).scalar()
    if account is None or edition_id is None:
        raise NotFound("accounts.absent", "email" if account is None else "edition")
    return Actor(account_id=account.id, edition_id=edition_id, roles=frozenset({Role.ORGANISER}))


COMMANDS = (user_group, token_group)
