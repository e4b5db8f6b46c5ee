"""compose with rules and publication."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = '3009e11d4292'
down_revision = '92b29cb8138e'
branch_labels = None
depends_on = None

RUN_DEFAULTS = {'origin': 'solver', 'name': '', 'policy': 'weighted', 'more_moves': '0', 'parts': '{}', 'version': '1'}


def upgrade() -> None:
    """Change the shape forward; runs were all computed, and teams that existed were seen by everybody."""
    op.create_table('composition_input',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('content', challenge.kernel.columns.JsonText(), nullable=False),
    sa.Column('taken_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_composition_input_edition_id_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_composition_input')),
    sa.UniqueConstraint('edition_id', 'sha256', name=op.f('uq_composition_input_edition_id_sha256'))
    )
    op.create_table('publication',
    sa.Column('edition_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('milestone_code', sa.String(length=40), nullable=False),
    sa.Column('staff_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True),
    sa.Column('students_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_publication_edition_id_edition')),
    sa.PrimaryKeyConstraint('edition_id', name=op.f('pk_publication'))
    )
    op.create_table('rule_set',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('rules', challenge.kernel.columns.JsonText(), nullable=False),
    sa.Column('set_by', sa.Integer(), nullable=False),
    sa.Column('set_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_rule_set_edition_id_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_set')),
    sa.UniqueConstraint('edition_id', 'version', name=op.f('uq_rule_set_edition_id_version'))
    )
    op.create_table('binding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=True),
    sa.Column('problem_id', sa.Integer(), nullable=True),
    sa.Column('team_no', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('bound_by', sa.Integer(), nullable=False),
    sa.Column('bound_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_binding_edition_id_edition')),
    sa.ForeignKeyConstraint(['other_id'], ['person.id'], name=op.f('fk_binding_other_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_binding_person_id_person')),
    sa.ForeignKeyConstraint(['problem_id'], ['problem.id'], name=op.f('fk_binding_problem_id_problem')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_binding')),
    sa.UniqueConstraint('public_id', name=op.f('uq_binding_public_id'))
    )
    with op.batch_alter_table('binding', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_binding_edition_id'), ['edition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_binding_other_id'), ['other_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_binding_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_binding_problem_id'), ['problem_id'], unique=False)
    op.create_table('wish',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('target', sa.String(length=40), nullable=False),
    sa.Column('stated_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_wish_edition_id_edition')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_wish_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wish')),
    sa.UniqueConstraint('person_id', 'rank', name=op.f('uq_wish_person_id_rank'))
    )
    with op.batch_alter_table('wish', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_wish_edition_id'), ['edition_id'], unique=False)
    op.create_table('hand_move',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('person_ref', sa.String(length=40), nullable=False),
    sa.Column('from_problem', sa.String(length=20), nullable=False),
    sa.Column('from_team', sa.Integer(), nullable=False),
    sa.Column('to_problem', sa.String(length=20), nullable=False),
    sa.Column('to_team', sa.Integer(), nullable=False),
    sa.Column('change', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('moved_by', sa.Integer(), nullable=False),
    sa.Column('moved_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['composition_run.id'], name=op.f('fk_hand_move_run_id_composition_run')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hand_move'))
    )
    with op.batch_alter_table('hand_move', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hand_move_run_id'), ['run_id'], unique=False)
    with op.batch_alter_table('composition_run', schema=None) as batch_op:
        batch_op.add_column(sa.Column('origin', sa.String(length=8), nullable=False, server_default=RUN_DEFAULTS['origin']))
        batch_op.add_column(sa.Column('parent_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('input_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('name', sa.String(length=60), nullable=False, server_default=RUN_DEFAULTS['name']))
        batch_op.add_column(sa.Column('policy', sa.String(length=16), nullable=False, server_default=RUN_DEFAULTS['policy']))
        batch_op.add_column(sa.Column('more_moves', sa.Integer(), nullable=False, server_default=RUN_DEFAULTS['more_moves']))
        batch_op.add_column(sa.Column('parts', challenge.kernel.columns.JsonText(), nullable=False, server_default=RUN_DEFAULTS['parts']))
        batch_op.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default=RUN_DEFAULTS['version']))
        batch_op.add_column(sa.Column('stop_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_composition_run_input_id'), ['input_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_composition_run_parent_id'), ['parent_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_composition_run_parent_id_composition_run'), 'composition_run', ['parent_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_composition_run_input_id_composition_input'), 'composition_input', ['input_id'], ['id'])
    with op.batch_alter_table('composition_run', schema=None) as batch_op:
        for name in RUN_DEFAULTS:
            batch_op.alter_column(name, server_default=None)
    with op.batch_alter_table('team', schema=None) as batch_op:
        batch_op.add_column(sa.Column('staff_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('published_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True))
    op.execute('UPDATE team SET staff_at = formed_at, published_at = formed_at')


def downgrade() -> None:
    """Change it back."""
    with op.batch_alter_table('team', schema=None) as batch_op:
        batch_op.drop_column('published_at')
        batch_op.drop_column('staff_at')
    with op.batch_alter_table('composition_run', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_composition_run_input_id_composition_input'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_composition_run_parent_id_composition_run'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_composition_run_parent_id'))
        batch_op.drop_index(batch_op.f('ix_composition_run_input_id'))
        batch_op.drop_column('stop_at')
        batch_op.drop_column('version')
        batch_op.drop_column('parts')
        batch_op.drop_column('more_moves')
        batch_op.drop_column('policy')
        batch_op.drop_column('name')
        batch_op.drop_column('input_id')
        batch_op.drop_column('parent_id')
        batch_op.drop_column('origin')
    with op.batch_alter_table('hand_move', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hand_move_run_id'))
    op.drop_table('hand_move')
    with op.batch_alter_table('wish', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_wish_edition_id'))
    op.drop_table('wish')
    with op.batch_alter_table('binding', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_binding_problem_id'))
        batch_op.drop_index(batch_op.f('ix_binding_person_id'))
        batch_op.drop_index(batch_op.f('ix_binding_other_id'))
        batch_op.drop_index(batch_op.f('ix_binding_edition_id'))
    op.drop_table('binding')
    op.drop_table('rule_set')
    op.drop_table('publication')
    op.drop_table('composition_input')
