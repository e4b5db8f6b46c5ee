"""how far somebody speaks for an organisation."""

import sqlalchemy as sa
from alembic import op


revision = 'e5b1907c3d4a'
down_revision = 'c8d94f2b6e10'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    for table in ('role_grant', 'call_contact'):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column('seat', sa.String(length=12), server_default='contact', nullable=False))


def downgrade() -> None:
    """Change the shape back."""
    for table in ('call_contact', 'role_grant'):
        with op.batch_alter_table(table) as batch:
            batch.drop_column('seat')
