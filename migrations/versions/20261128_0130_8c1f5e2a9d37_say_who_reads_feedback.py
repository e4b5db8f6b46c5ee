"""say who reads the mean of a criterion as feedback."""

import sqlalchemy as sa
from alembic import op


revision = '8c1f5e2a9d37'
down_revision = '4d9b27e0c1a8'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward; criteria of before stay private."""
    with op.batch_alter_table('criterion') as batch:
        batch.add_column(sa.Column('visibility', sa.String(length=12), nullable=False, server_default='private'))


def downgrade() -> None:
    """Change the shape back."""
    with op.batch_alter_table('criterion') as batch:
        batch.drop_column('visibility')
