"""Prepared statements give what the same statement gives through SQLAlchemy, on both databases, and fail as it does."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from challenge.kernel.actor import HOUSE
from challenge.kernel.db import table_of
from challenge.kernel.prepared import Prepared
from challenge.kernel.work import IntentRow, Work
from challenge.teams.models import Team
from tests.house import TestHouse

INTENT = table_of(IntentRow)
KEEP = Prepared(insert(INTENT).values({column.name: bindparam(column.name) for column in INTENT.c}))
OF_SCOPE = select(INTENT).where(INTENT.c.scope == bindparam("scope")).order_by(INTENT.c.key)
ANSWER = Prepared(update(INTENT).where(INTENT.c.scope == bindparam("of_scope")).values(answer=bindparam("given")))
NOON = datetime(2027, 5, 24, 12, 30, 15, 250, tzinfo=UTC)


def row(key: str, answer: object = None) -> dict[str, object]:
    return {"scope": "test", "key": key, "fingerprint": "é", "answer": answer or {}, "recorded_at": NOON}


def test_values_of_every_type_come_back_as_they_do_through_sqlalchemy(house: TestHouse) -> None:
    paris = NOON.astimezone(timezone(timedelta(hours=2)))
    given = [row("a", {"né": [1, None, 2.5]}), {**row("b"), "recorded_at": paris}]

    def act(work: Work) -> None:
        KEEP.each(work.connection, given)
        ours = Prepared(OF_SCOPE).rows(work.connection, {"scope": "test"})
        theirs = work.session.execute(OF_SCOPE, {"scope": "test"}).all()
        assert [one._asdict() for one in ours] == [dict(one._mapping) for one in theirs]
        assert ours[0].answer == {"né": [1, None, 2.5]}
        assert [one.recorded_at for one in ours] == [NOON, NOON]

    house.perform(HOUSE, act)


def test_a_change_says_how_many_rows_it_met(house: TestHouse) -> None:
    def act(work: Work) -> tuple[int, int]:
        KEEP.each(work.connection, [row("a"), row("b"), row("c")])
        KEEP.each(work.connection, [])
        met = ANSWER.changed(work.connection, {"of_scope": "test", "given": {"n": 1}})
        return met, ANSWER.changed(work.connection, {"of_scope": "nobody's", "given": {}})

    assert house.perform(HOUSE, act) == (3, 0)


def test_absent_row_is_none(house: TestHouse) -> None:
    found = house.perform(HOUSE, lambda work: Prepared(OF_SCOPE).first(work.connection, {"scope": "nobody's"}))
    assert found is None


def test_broken_constraint_is_the_error_that_callers_know_and_undoes_the_act(house: TestHouse) -> None:
    def act(work: Work) -> None:
        KEEP.changed(work.connection, row("a"))
        KEEP.each(work.connection, [row("b"), row("a")])

    with pytest.raises(IntegrityError):
        house.perform(HOUSE, act)
    counted = select(func.count()).select_from(INTENT)
    assert house.read(lambda session: session.execute(counted).scalar_one()) == 0


def test_statement_that_sqlalchemy_would_complete_cannot_be_prepared(sqlite_house: TestHouse) -> None:
    several = select(INTENT.c.key).where(INTENT.c.key.in_(bindparam("keys", expanding=True)))
    name_made = insert(table_of(Team)).values(code=bindparam("code"))
    for statement in (Prepared(several), Prepared(name_made)):
        with pytest.raises(TypeError, match="cannot be prepared"):
            sqlite_house.perform(HOUSE, run, statement)


def run(work: Work, statement: Prepared) -> None:
    statement.rows(work.connection, {})


def test_parameter_that_is_not_given_is_an_error(house: TestHouse) -> None:
    with pytest.raises(Exception, match="key"):
        house.perform(HOUSE, lambda work: KEEP.changed(work.connection, {"scope": "test"}))
