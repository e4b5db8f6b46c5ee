"""the instant at which a team's reveal came, apart from that at which it reads its problem."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = 'b7e4c9d20a53'
down_revision = '9a4c7e2b5d10'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    with op.batch_alter_table('team') as batch:
        batch.add_column(sa.Column('reveal_due_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True))
    op.execute('UPDATE team SET reveal_due_at = revealed_at')


def downgrade() -> None:
    """Change the shape back."""
    with op.batch_alter_table('team') as batch:
        batch.drop_column('reveal_due_at')
