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
    """Change the shape back: what was cancelled goes, for it would fire again."""
    op.execute("DELETE FROM milestone_firing WHERE milestone_id IN (SELECT id FROM milestone WHERE cancelled_at IS NOT NULL)")
    with op.batch_alter_table('milestone') as table:
        table.drop_column('cancelled_at')
