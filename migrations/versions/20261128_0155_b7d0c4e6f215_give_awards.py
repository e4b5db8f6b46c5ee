"""give awards."""

import sqlalchemy as sa
from alembic import op


revision = 'b7d0c4e6f215'
down_revision = '8c1f5e2a9d37'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table('award',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('name_en', sa.String(length=80), nullable=False),
    sa.Column('name_fr', sa.String(length=80), nullable=False),
    sa.Column('giver', sa.String(length=120), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('why', sa.String(length=400), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_award_edition_id_edition')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_award_team_id_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_award')),
    sa.UniqueConstraint('public_id', name=op.f('uq_award_public_id'))
    )
    op.create_index(op.f('ix_award_edition_id'), 'award', ['edition_id'])
    op.create_index(op.f('ix_award_team_id'), 'award', ['team_id'])


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('award')
