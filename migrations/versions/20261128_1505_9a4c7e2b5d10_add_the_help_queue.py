"""requests for help."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = '9a4c7e2b5d10'
down_revision = 'a3f8d2c61b94'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    instant = challenge.kernel.columns.UtcDateTime(timezone=True)
    op.create_table(
        'help_request',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(length=16), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('team_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=12), nullable=False),
        sa.Column('skill', sa.String(length=60), nullable=False),
        sa.Column('need', sa.Text(), nullable=False),
        sa.Column('tried', sa.Text(), nullable=False),
        sa.Column('state', sa.String(length=12), nullable=False),
        sa.Column('outcome', sa.Text(), nullable=False),
        sa.Column('asked_by', sa.Integer(), nullable=False),
        sa.Column('asked_at', instant, nullable=False),
        sa.Column('due_at', instant, nullable=False),
        sa.Column('claimed_by', sa.Integer(), nullable=True),
        sa.Column('claimed_at', instant, nullable=True),
        sa.Column('first_claimed_at', instant, nullable=True),
        sa.Column('escalated_at', instant, nullable=True),
        sa.Column('ended_at', instant, nullable=True),
        sa.Column('follows_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_help_request_edition_id_edition')),
        sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_help_request_team_id_team')),
        sa.ForeignKeyConstraint(['claimed_by'], ['account.id'], name=op.f('fk_help_request_claimed_by_account')),
        sa.ForeignKeyConstraint(['follows_id'], ['help_request.id'], name=op.f('fk_help_request_follows_id_help_request')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_help_request')),
        sa.UniqueConstraint('public_id', name=op.f('uq_help_request_public_id')),
    )
    with op.batch_alter_table('help_request') as batch:
        for name in ('claimed_by', 'edition_id', 'follows_id', 'state', 'team_id'):
            batch.create_index(batch.f(f'ix_help_request_{name}'), [name])


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('help_request')
