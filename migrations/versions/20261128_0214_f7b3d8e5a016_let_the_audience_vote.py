"""let the audience vote."""

import sqlalchemy as sa
from alembic import op


revision = 'f7b3d8e5a016'
down_revision = 'e4a1c7d92b60'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table('audience_poll',
    sa.Column('edition_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('public_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('edition_id', name=op.f('pk_audience_poll'))
    )
    op.create_table('audience_ticket',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_audience_ticket_edition_id_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audience_ticket')),
    sa.UniqueConstraint('public_id', name=op.f('uq_audience_ticket_public_id')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_audience_ticket_token_hash')),
    sa.UniqueConstraint('edition_id', 'number', name=op.f('uq_audience_ticket_edition_id_number'))
    )
    op.create_table('audience_vote',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('right_hash', sa.String(length=64), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('changes', sa.Integer(), nullable=False),
    sa.Column('since_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_audience_vote_edition_id_edition')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_audience_vote_team_id_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audience_vote')),
    sa.UniqueConstraint('edition_id', 'right_hash', name=op.f('uq_audience_vote_edition_id_right_hash'))
    )
    op.create_index(op.f('ix_audience_vote_team_id'), 'audience_vote', ['team_id'])


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('audience_vote')
    op.drop_table('audience_ticket')
    op.drop_table('audience_poll')
