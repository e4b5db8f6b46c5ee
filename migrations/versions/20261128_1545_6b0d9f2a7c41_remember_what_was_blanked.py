"""when what was kept for a time was blanked."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = '6b0d9f2a7c41'
down_revision = 'c92d5e7f1a64'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table(
        'retention_sweep',
        sa.Column('edition_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('keep_days', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('swept_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column('rows', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('edition_id', 'keep_days', name=op.f('pk_retention_sweep')),
    )


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('retention_sweep')
