"""words for the steps of a criterion's scale."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns

revision = '5b8c1d70f4e9'
down_revision = 'e07d52f9b3c8'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    with op.batch_alter_table('criterion') as batch:
        for name in ('steps_en', 'steps_fr'):
            batch.add_column(sa.Column(name, challenge.kernel.columns.JsonText(), nullable=False, server_default='{}'))


def downgrade() -> None:
    """Change the shape back."""
    with op.batch_alter_table('criterion') as batch:
        batch.drop_column('steps_fr')
        batch.drop_column('steps_en')
