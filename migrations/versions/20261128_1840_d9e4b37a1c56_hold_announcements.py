"""announcements that came too long ago wait for a word."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = 'd9e4b37a1c56'
down_revision = 'c3f1a8d62b07'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    with op.batch_alter_table('announcement') as batch:
        batch.add_column(sa.Column('held_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Change the shape back."""
    with op.batch_alter_table('announcement') as batch:
        batch.drop_column('held_at')
