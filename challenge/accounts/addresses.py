"""Another mail address for an account: what the old one could open is closed."""

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import Session

from challenge.accounts import rules
from challenge.accounts.actions import INSTANCE, close_session
from challenge.accounts.events import EmailChanged
from challenge.accounts.models import Account, AccountSession, Link, RoleGrant
from challenge.accounts.queries import account_by_email
from challenge.kernel.actor import Role
from challenge.kernel.errors import Invalid
from challenge.kernel.work import Work


def change_email(work: Work, account_id: int, email: str) -> str | None:
    """Give an account another address; return the one it had.

    Whoever read the old mailbox may hold an invitation or have entered by one: open invitations end, and every session
    that an entry link did not open is closed. The password stays.

    Raises:
        Invalid("accounts.email", "email"): no address.
        Invalid("accounts.email_same", "email"): the one it has.
        Invalid("accounts.email_taken", "email"): another account's.
    """
    wanted = rules.normal_email(email)
    row = work.locked(Account, account_id)
    if row.email == wanted:
        raise Invalid("accounts.email_same", "email")
    if account_by_email(work.session, wanted) is not None:
        raise Invalid("accounts.email_taken", "email")
    before, row.email = row.email, wanted
    invited = update(Link).where(Link.account_id == account_id, Link.purpose != "entry", Link.revoked_at.is_(None))
    work.session.execute(invited.values(revoked_at=work.real))
    open_ones = select(AccountSession.id).where(
        AccountSession.account_id == account_id,
        AccountSession.closed_at.is_(None),
        AccountSession.only_edition_id.is_(None),
    )
    for session_id in work.session.execute(open_ones.order_by(AccountSession.id)).scalars().all():
        close_session(work, session_id)
    work.emit(EmailChanged(account_id=account_id), edition_id=INSTANCE)
    return before


def is_governed_elsewhere(session: Session, account_id: int, edition_id: int) -> bool:
    """Say whether an account can do something beyond an edition's people: it keeps house, or has a role elsewhere.

    Whoever sets its address can enter as it, so that is for those who keep the instance.
    """
    beyond: ColumnElement[bool] = or_(
        RoleGrant.edition_id != edition_id,
        RoleGrant.edition_id.is_(None),
        RoleGrant.role.in_([Role.ORGANISER.value, Role.ADMINISTRATOR.value]),
    )
    held = exists().where(RoleGrant.account_id == Account.id, beyond)
    wanted = select(Account.id).where(Account.id == account_id, or_(Account.is_administrator, held))
    return session.execute(wanted).first() is not None
