"""Who goes on with a team's project as the schedule sees it: the member who agreed to be reached afterwards."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account, RoleGrant
from challenge.outcomes.models import OutcomeContact


def owners(session: Session, edition_id: int) -> frozenset[int]:
    """Return the accounts that agreed to be reached for their team; who has left the edition or is disabled is none."""
    wanted = select(OutcomeContact.account_id).join(Account, Account.id == OutcomeContact.account_id)
    wanted = wanted.join(RoleGrant, RoleGrant.account_id == Account.id).where(RoleGrant.edition_id == edition_id)
    agreed = wanted.where(OutcomeContact.edition_id == edition_id, Account.disabled_at.is_(None))
    return frozenset(session.execute(agreed).scalars())
