"""let school and partners mark in rounds of their own."""

import sqlalchemy as sa
from alembic import op


revision = 'c5e8a1f07d34'
down_revision = 'f7b3d8e5a016'
branch_labels = None
depends_on = None

OLD = [['edition_id', 'ref'], ['edition_id', 'account_id']]
NEW = [['edition_id', 'panel', 'ref'], ['edition_id', 'panel', 'account_id']]


def upgrade() -> None:
    """Change the shape forward; what was there before is the jury's."""
    for table in ('judging_round', 'juror'):
        with op.batch_alter_table(table) as batch:
            # The previous release knows the jury alone and says nothing of a panel.
            batch.add_column(sa.Column('panel', sa.String(length=8), nullable=False, server_default='jury'))
    _keys(OLD, NEW)


def downgrade() -> None:
    """Change the shape back; sheets of school and partners go, the release before would take them for the jury's."""
    rounds = "(SELECT id FROM judging_round WHERE panel <> 'jury')"
    visits = f"(SELECT id FROM visit WHERE round_id IN {rounds})"
    for table in ('mark', 'visit_edit'):
        op.execute(f"DELETE FROM {table} WHERE visit_id IN {visits}")
    op.execute(f"DELETE FROM visit WHERE round_id IN {rounds}")
    op.execute("DELETE FROM conflict_of_interest WHERE juror_id IN (SELECT id FROM juror WHERE panel <> 'jury')")
    op.execute("DELETE FROM juror WHERE panel <> 'jury'")
    op.execute("DELETE FROM judging_round WHERE panel <> 'jury'")
    _keys(NEW, OLD)
    for table in ('juror', 'judging_round'):
        with op.batch_alter_table(table) as batch:
            batch.drop_column('panel')


def _keys(old: list[list[str]], new: list[list[str]]) -> None:
    with op.batch_alter_table('juror') as batch:
        for columns in old:
            batch.drop_constraint(f"uq_juror_{'_'.join(columns)}", type_='unique')
        for columns in new:
            batch.create_unique_constraint(f"uq_juror_{'_'.join(columns)}", columns)
