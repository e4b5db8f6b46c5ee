"""what partners decided about their teams' projects."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns

revision = '8e42c6d1f0b7'
down_revision = 'c0d4a1e75b38'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table(
        'partner_decision',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(length=16), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('team_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('decided_by', sa.Integer(), nullable=False),
        sa.Column('received_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column('late', sa.Boolean(), nullable=False),
        sa.Column('choice', sa.String(length=12), nullable=False),
        sa.Column('note', sa.Text(), nullable=False),
        sa.Column('told_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column('words', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['decided_by'], ['account.id'], name=op.f('fk_partner_decision_decided_by_account')),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_partner_decision_edition_id_edition')),
        sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_partner_decision_team_id_team')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_partner_decision')),
        sa.UniqueConstraint('public_id', name=op.f('uq_partner_decision_public_id')),
        sa.UniqueConstraint('team_id', 'number', name=op.f('uq_partner_decision_team_id_number')),
    )
    with op.batch_alter_table('partner_decision') as batch:
        batch.create_index(op.f('ix_partner_decision_decided_by'), ['decided_by'], unique=False)
        batch.create_index(op.f('ix_partner_decision_edition_id'), ['edition_id'], unique=False)


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('partner_decision')
