"""milestones in a track and a zone of the hall."""

import sqlalchemy as sa
from alembic import op


revision = 'b2f60d8e49a1'
down_revision = 'a7d31f6c80e4'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    with op.batch_alter_table('milestone') as batch:
        batch.add_column(sa.Column('track', sa.String(length=40), server_default='', nullable=False))
        batch.add_column(sa.Column('hall_zone', sa.String(length=4), server_default='', nullable=False))


def downgrade() -> None:
    """Change the shape back."""
    with op.batch_alter_table('milestone') as batch:
        batch.drop_column('hall_zone')
        batch.drop_column('track')
