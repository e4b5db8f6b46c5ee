"""outcome records of teams, who is reached afterwards, and when the records are closed."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns

revision = '3d9a0f6be217'
down_revision = '5b8c1d70f4e9'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table(
        'outcome',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(length=16), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('team_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('written_by', sa.Integer(), nullable=False),
        sa.Column('received_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column('late', sa.Boolean(), nullable=False),
        sa.Column('made', sa.String(length=400), nullable=False),
        sa.Column('stage', sa.String(length=12), nullable=False),
        sa.Column('wishes', challenge.kernel.columns.JsonText(), nullable=False),
        sa.Column('lesson', sa.Text(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_outcome_edition_id_edition')),
        sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_outcome_team_id_team')),
        sa.ForeignKeyConstraint(['written_by'], ['account.id'], name=op.f('fk_outcome_written_by_account')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_outcome')),
        sa.UniqueConstraint('public_id', name=op.f('uq_outcome_public_id')),
        sa.UniqueConstraint('team_id', 'number', name=op.f('uq_outcome_team_id_number')),
    )
    with op.batch_alter_table('outcome') as batch:
        batch.create_index(op.f('ix_outcome_edition_id'), ['edition_id'], unique=False)
        batch.create_index(op.f('ix_outcome_written_by'), ['written_by'], unique=False)
    op.create_table(
        'outcome_contact',
        sa.Column('team_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('address', sa.String(length=200), nullable=False),
        sa.Column('agreed_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_outcome_contact_edition_id_edition')),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_outcome_contact_account_id_account')),
        sa.PrimaryKeyConstraint('team_id', name=op.f('pk_outcome_contact')),
    )
    with op.batch_alter_table('outcome_contact') as batch:
        batch.create_index(op.f('ix_outcome_contact_edition_id'), ['edition_id'], unique=False)
        batch.create_index(op.f('ix_outcome_contact_account_id'), ['account_id'], unique=False)
    op.create_table(
        'outcome_closing',
        sa.Column('edition_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('closed_by', sa.Integer(), nullable=False),
        sa.Column('closed_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['closed_by'], ['account.id'], name=op.f('fk_outcome_closing_closed_by_account')),
        sa.PrimaryKeyConstraint('edition_id', name=op.f('pk_outcome_closing')),
    )
    with op.batch_alter_table('outcome_closing') as batch:
        batch.create_index(op.f('ix_outcome_closing_closed_by'), ['closed_by'], unique=False)


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('outcome_closing')
    op.drop_table('outcome_contact')
    op.drop_table('outcome')
