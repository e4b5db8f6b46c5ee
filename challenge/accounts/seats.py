"""The end of what somebody may do for one organisation, and of the links that would let them in again."""

from sqlalchemy import delete, update

from challenge.accounts.events import RoleRevoked
from challenge.accounts.models import Link, RoleGrant
from challenge.kernel.actor import Role
from challenge.kernel.work import Work


def revoke_seat(work: Work, account_id: int, organisation_id: int) -> bool:
    """Let an account speak for one organisation no more in the work's edition; False when it did not."""
    held = (RoleGrant.account_id == account_id, RoleGrant.edition_id == work.edition_id)
    found = delete(RoleGrant).where(*held, RoleGrant.role == Role.PARTNER, RoleGrant.organisation_id == organisation_id)
    if not work.session.execute(found.returning(RoleGrant.id)).all():
        return False
    work.emit(RoleRevoked(account_id=account_id, role=Role.PARTNER))
    return True


def end_links(work: Work, account_id: int, purpose: str) -> None:
    """Revoke an account's links of one purpose to the work's edition."""
    which = (Link.edition_id == work.edition_id, Link.account_id == account_id, Link.purpose == purpose)
    work.session.execute(update(Link).where(*which, Link.revoked_at.is_(None)).values(revoked_at=work.real))
