"""drafts of the shortlist, and what was said in the deliberation."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = 'c41b7e90d2a6'
down_revision = 'b2f60d8e49a1'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table(
        'shortlist_draft',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('places', sa.Integer(), nullable=False),
        sa.Column('put_on', challenge.kernel.columns.JsonText(), nullable=False),
        sa.Column('taken_off', challenge.kernel.columns.JsonText(), nullable=False),
        sa.Column('what', sa.String(length=8), nullable=False),
        sa.Column('team_id', sa.Integer(), nullable=True),
        sa.Column('from_version', sa.Integer(), nullable=True),
        sa.Column('reason', sa.String(length=400), nullable=False),
        sa.Column('made_by', sa.Integer(), nullable=False),
        sa.Column('made_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_shortlist_draft_edition_id_edition')),
        sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_shortlist_draft_team_id_team')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_shortlist_draft')),
        sa.UniqueConstraint('edition_id', 'version', name=op.f('uq_shortlist_draft_edition_id_version')),
    )
    with op.batch_alter_table('shortlist_draft') as batch:
        batch.create_index(op.f('ix_shortlist_draft_team_id'), ['team_id'], unique=False)
    op.create_table(
        'deliberation_note',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(length=16), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('team_id', sa.Integer(), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('said_by', sa.Integer(), nullable=False),
        sa.Column('said_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_deliberation_note_edition_id_edition')),
        sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_deliberation_note_team_id_team')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_deliberation_note')),
        sa.UniqueConstraint('public_id', name=op.f('uq_deliberation_note_public_id')),
    )
    with op.batch_alter_table('deliberation_note') as batch:
        batch.create_index(op.f('ix_deliberation_note_edition_id'), ['edition_id'], unique=False)
        batch.create_index(op.f('ix_deliberation_note_team_id'), ['team_id'], unique=False)


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('deliberation_note')
    op.drop_table('shortlist_draft')
