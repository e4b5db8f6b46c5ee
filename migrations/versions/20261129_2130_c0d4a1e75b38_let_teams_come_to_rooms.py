"""rooms of the jury, who sits in them, and rounds whose teams come to them."""

import sqlalchemy as sa
from alembic import op

revision = 'c0d4a1e75b38'
down_revision = '3d9a0f6be217'
branch_labels = None
depends_on = None

_SEATED = ('juror', 'visit')


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table(
        'jury_room',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(length=16), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('place', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_jury_room_edition_id_edition')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_jury_room')),
        sa.UniqueConstraint('public_id', name=op.f('uq_jury_room_public_id')),
        sa.UniqueConstraint('edition_id', 'name', name=op.f('uq_jury_room_edition_id_name')),
    )
    with op.batch_alter_table('judging_round') as batch:
        batch.add_column(sa.Column('mode', sa.String(length=8), nullable=False, server_default='stands'))
    for table in _SEATED:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column('jury_room_id', sa.Integer(), nullable=True))
            batch.create_index(batch.f(f'ix_{table}_jury_room_id'), ['jury_room_id'])
            batch.create_foreign_key(batch.f(f'fk_{table}_jury_room_id_jury_room'), 'jury_room', ['jury_room_id'], ['id'])


def downgrade() -> None:
    """Change the shape back."""
    for table in _SEATED:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(batch.f(f'fk_{table}_jury_room_id_jury_room'), type_='foreignkey')
            batch.drop_index(batch.f(f'ix_{table}_jury_room_id'))
            batch.drop_column('jury_room_id')
    with op.batch_alter_table('judging_round') as batch:
        batch.drop_column('mode')
    op.drop_table('jury_room')
