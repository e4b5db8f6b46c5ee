"""decisions of the desk that wait until they are carried out together."""

import sqlalchemy as sa
from alembic import op


revision = 'b7d2e9a1c650'
down_revision = 'c41f9d0e7a82'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table('judging_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('juror_id', sa.Integer(), nullable=False),
    sa.Column('change', sa.String(length=12), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('noted_by', sa.Integer(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_judging_decision_edition_id_edition')),
    sa.ForeignKeyConstraint(['juror_id'], ['juror.id'], name=op.f('fk_judging_decision_juror_id_juror')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_judging_decision')),
    sa.UniqueConstraint('juror_id', 'change', 'visit_id', name=op.f('uq_judging_decision_juror_id_change_visit_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_judging_decision_public_id'))
    )
    op.create_index(op.f('ix_judging_decision_edition_id'), 'judging_decision', ['edition_id'])


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('judging_decision')
