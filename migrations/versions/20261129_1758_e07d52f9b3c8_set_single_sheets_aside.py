"""single sheets that are set aside."""

import sqlalchemy as sa
from alembic import op

revision = 'e07d52f9b3c8'
down_revision = 'c41b7e90d2a6'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    with op.batch_alter_table('visit') as batch:
        batch.add_column(sa.Column('set_aside', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column('aside_reason', sa.String(length=200), nullable=True))


def downgrade() -> None:
    """Change the shape back."""
    with op.batch_alter_table('visit') as batch:
        batch.drop_column('aside_reason')
        batch.drop_column('set_aside')
