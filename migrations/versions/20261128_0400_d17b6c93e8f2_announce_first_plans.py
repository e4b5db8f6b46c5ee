"""say which visits a team is told of: the plan as it stood at the opening, no later wave."""

import sqlalchemy as sa
from alembic import op


revision = 'd17b6c93e8f2'
down_revision = 'c5e8a1f07d34'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward; what teams have seen already stays announced."""
    with op.batch_alter_table('visit') as batch:
        batch.add_column(sa.Column('announced', sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    """Change the shape back."""
    with op.batch_alter_table('visit') as batch:
        batch.drop_column('announced')
