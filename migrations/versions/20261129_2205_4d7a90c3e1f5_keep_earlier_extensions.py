"""why a team had been given more time before it was given more."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns

revision = '4d7a90c3e1f5'
down_revision = '8e42c6d1f0b7'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table(
        'earlier_extension',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('team_id', sa.Integer(), nullable=False),
        sa.Column('deliverable_id', sa.Integer(), nullable=False),
        sa.Column('until', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column('reason', sa.String(length=200), nullable=False),
        sa.Column('granted_by', sa.Integer(), nullable=False),
        sa.Column('granted_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['deliverable_id'], ['deliverable.id'], name=op.f('fk_earlier_extension_deliverable_id_deliverable')
        ),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_earlier_extension_edition_id_edition')),
        sa.ForeignKeyConstraint(['granted_by'], ['account.id'], name=op.f('fk_earlier_extension_granted_by_account')),
        sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_earlier_extension_team_id_team')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_earlier_extension')),
    )
    with op.batch_alter_table('earlier_extension') as batch:
        for column in ('deliverable_id', 'edition_id', 'granted_by', 'team_id'):
            batch.create_index(op.f(f'ix_earlier_extension_{column}'), [column], unique=False)


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('earlier_extension')
