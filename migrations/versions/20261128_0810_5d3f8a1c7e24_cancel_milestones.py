"""milestones that are cancelled and may be restored."""

import sqlalchemy as sa
from alembic import op


revision = '5d3f8a1c7e24'
down_revision = 'b7d2e9a1c650'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    with op.batch_alter_table('milestone') as table:
        table.add_column(sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Change the shape back: what was cancelled is shown again, and counts as fired, so that it does nothing."""
    for transition, at in (
        ('announced', 'announced_at'), ('opened', 'starts_at'), ('due', 'due_at'), ('locked', 'lock_at'), ('closed', 'ends_at')
    ):
        op.execute(
            f"INSERT INTO milestone_firing (milestone_id, transition, version, at, fired_at) "
            f"SELECT id, '{transition}', version, {at}, cancelled_at FROM milestone AS own "
            f"WHERE cancelled_at IS NOT NULL AND {at} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM milestone_firing "
            f"WHERE milestone_id = own.id AND transition = '{transition}' AND version = own.version)"
        )
    with op.batch_alter_table('milestone') as table:
        table.drop_column('cancelled_at')
