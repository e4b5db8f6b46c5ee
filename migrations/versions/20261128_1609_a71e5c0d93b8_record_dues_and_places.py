"""record places, corrections of prices and payments."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = 'a71e5c0d93b8'
down_revision = '7d3a5c1e9b42'
branch_labels = None
depends_on = None

_MOMENT = challenge.kernel.columns.UtcDateTime(timezone=True)


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table(
        'due_place',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('problem_id', sa.Integer(), nullable=False),
        sa.Column('rank', sa.Integer(), nullable=False),
        sa.Column('holds', sa.Boolean(), nullable=False),
        sa.Column('since', _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_due_place_edition_id_edition')),
        sa.ForeignKeyConstraint(['problem_id'], ['problem.id'], name=op.f('fk_due_place_problem_id_problem')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_due_place')),
        sa.UniqueConstraint('problem_id', name=op.f('uq_due_place_problem_id')),
    )
    op.create_table(
        'due_correction',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(length=16), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('problem_id', sa.Integer(), nullable=False),
        sa.Column('amount_cents', sa.Integer(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('made_by', sa.Integer(), nullable=False),
        sa.Column('made_at', _MOMENT, nullable=False),
        sa.Column('undone_by', sa.Integer(), nullable=False),
        sa.Column('undone_at', _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_due_correction_edition_id_edition')),
        sa.ForeignKeyConstraint(['problem_id'], ['problem.id'], name=op.f('fk_due_correction_problem_id_problem')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_due_correction')),
        sa.UniqueConstraint('public_id', name=op.f('uq_due_correction_public_id')),
    )
    op.create_table(
        'due_payment',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(length=16), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('amount_cents', sa.Integer(), nullable=False),
        sa.Column('paid_on', sa.Date(), nullable=False),
        sa.Column('way', sa.String(length=12), nullable=False),
        sa.Column('reference', sa.String(length=120), nullable=False),
        sa.Column('recorded_by', sa.Integer(), nullable=False),
        sa.Column('recorded_at', _MOMENT, nullable=False),
        sa.Column('undone_by', sa.Integer(), nullable=False),
        sa.Column('undone_at', _MOMENT, nullable=True),
        sa.Column('undone_reason', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_due_payment_edition_id_edition')),
        sa.ForeignKeyConstraint(
            ['organisation_id'], ['organisation.id'], name=op.f('fk_due_payment_organisation_id_organisation')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_due_payment')),
        sa.UniqueConstraint('public_id', name=op.f('uq_due_payment_public_id')),
    )
    for table, column in (
        ('due_place', 'edition_id'),
        ('due_correction', 'edition_id'),
        ('due_correction', 'problem_id'),
        ('due_payment', 'edition_id'),
        ('due_payment', 'organisation_id'),
    ):
        op.create_index(op.f(f'ix_{table}_{column}'), table, [column])


def downgrade() -> None:
    """Change the shape back."""
    for table in ('due_payment', 'due_correction', 'due_place'):
        op.drop_table(table)
