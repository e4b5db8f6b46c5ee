"""Keys of programs: one edition, the rights of one account, revocable at once."""

from sqlalchemy import select

from challenge.accounts.models import ApiToken
from challenge.kernel.ids import secret_token, token_hash
from challenge.kernel.work import Work


def create_api_token(work: Work, account_id: int, scope: str) -> str:
    """Return the secret of a new API token for the work's edition; `scope` is read or write."""
    token = secret_token()
    work.add(
        ApiToken(
            account_id=account_id,
            edition_id=work.edition_id,
            token_hash=token_hash(token),
            scope=scope,
            made_at=work.real,
        )
    )
    return token


def revoke_api_tokens(work: Work, account_id: int) -> int:
    """End every API token of an account for the work's edition, at once; return how many."""
    wanted = select(ApiToken).where(
        ApiToken.account_id == account_id, ApiToken.edition_id == work.edition_id, ApiToken.revoked_at.is_(None)
    )
    rows = list(work.session.execute(wanted).scalars())
    for row in rows:
        row.revoked_at = work.real
    return len(rows)
