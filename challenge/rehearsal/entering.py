"""How strangers of a rehearsal log in: invented addresses of no domain, and one password for all of them."""

from sqlalchemy import delete, select, update

from challenge.accounts import passwords
from challenge.accounts.models import Account
from challenge.kernel.work import Work
from challenge.notifications.models import OutboxMessage
from challenge.teams.models import TeamMember

PASSWORD = "rehearsed on a copy"
"""Of strangers, on a copy that is served to this machine alone."""


def address_of(account_id: int) -> str:
    """Return the address of a stranger; the domain is reserved and receives nothing."""
    return f"r{account_id:05}@rehearsal.invalid"


def open_log_ins(work: Work) -> None:
    """Let everybody on a team of the copy log in, as an invitation would have done long before the edition."""
    members = select(TeamMember.account_id).where(TeamMember.edition_id == work.edition_id)
    wanted = select(Account.id).where(Account.id.in_(members)).order_by(Account.id)
    known = passwords.hashed(PASSWORD)  # one for all: 1,700 would take a minute
    rows = [
        {"id": account_id, "email": address_of(account_id), "password_hash": known}
        for account_id in work.session.execute(wanted).scalars()
    ]
    if rows:
        work.session.execute(update(Account), rows)


def close_log_ins(work: Work) -> None:
    """Take addresses and passwords away again, and what was written to them: whoever serves the copy sends nothing."""
    work.session.execute(delete(OutboxMessage))
    work.session.execute(update(Account).values(email=None, password_hash=None))
