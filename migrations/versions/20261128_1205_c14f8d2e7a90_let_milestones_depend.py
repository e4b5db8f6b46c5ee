"""milestones that open or lock after another one is over."""

import sqlalchemy as sa
from alembic import op


revision = 'c14f8d2e7a90'
down_revision = '5e7a0c3d91b6'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward; milestones of before depend on nothing."""
    with op.batch_alter_table('milestone') as batch:
        batch.add_column(sa.Column('opens_after_id', sa.Integer(), nullable=True))
        batch.add_column(sa.Column('locks_after_id', sa.Integer(), nullable=True))


def downgrade() -> None:
    """Change the shape back."""
    with op.batch_alter_table('milestone') as batch:
        batch.drop_column('locks_after_id')
        batch.drop_column('opens_after_id')
