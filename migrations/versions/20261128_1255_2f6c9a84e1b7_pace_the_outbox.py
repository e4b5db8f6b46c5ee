"""when a message was taken last, and whether it opens a door."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = '2f6c9a84e1b7'
down_revision = 'd5b81e6f0c37'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    with op.batch_alter_table('outbox_message') as batch:
        # The release before this one adds rows without it.
        batch.add_column(sa.Column('opens_door', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column('tried_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True))
        batch.create_index(batch.f('ix_outbox_message_tried_at'), ['tried_at'])


def downgrade() -> None:
    """Change the shape back."""
    with op.batch_alter_table('outbox_message') as batch:
        batch.drop_index(batch.f('ix_outbox_message_tried_at'))
        batch.drop_column('tried_at')
        batch.drop_column('opens_door')
