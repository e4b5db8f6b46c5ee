"""how many look at large topics."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = 'c3f1a8d62b07'
down_revision = 'b7d20c59e3f8'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table(
        'live_audience',
        sa.Column('process', sa.String(length=16), nullable=False),
        sa.Column('topic', sa.String(length=120), nullable=False),
        sa.Column('sockets', sa.Integer(), nullable=False),
        sa.Column('seen_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('process', 'topic', name=op.f('pk_live_audience')),
    )


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('live_audience')
