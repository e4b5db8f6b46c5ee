"""forget ballots after thirty days; the counts stay."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op


revision = 'e36d0a8b5f47'
down_revision = 'a94e2f7b1c05'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward; votes that are there are kept for thirty days from now."""
    with op.batch_alter_table('audience_poll') as batch:
        batch.add_column(sa.Column('forget_at', sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column('counts', sa.Text(), nullable=True))
    poll = sa.table('audience_poll', sa.column('forget_at', sa.DateTime(timezone=True)))
    op.execute(poll.update().values(forget_at=datetime.now(UTC) + timedelta(days=30)))


def downgrade() -> None:
    """Change the shape back."""
    with op.batch_alter_table('audience_poll') as batch:
        batch.drop_column('counts')
        batch.drop_column('forget_at')
