"""Statements that acts make by the thousand, prepared once for SQLite's own driver.

SQLAlchemy's compiled cache still costs five times what SQLite takes for a row or two, and SQLite has one writer: two
hundred people who send in the same second wait for each other's statements. A prepared statement is written as any
other, keeps its types, and goes to the driver directly; on PostgreSQL, where writers do not queue, it is executed as
usual. Nothing listens to it (no events), and it makes no defaults: what it writes is what it is given.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

Statement = Select[Any] | Insert | Update | Delete
Parameters = Mapping[str, object]
Processor = Callable[[Any], Any]


class Prepared:
    """One statement whose parameters are all named by `bindparam`; an insert names every column that it writes.

    Args:
        statement: may be made before any database is known.
    """

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._for_driver: _ForDriver | None = None

    def rows(self, connection: Connection, parameters: Parameters) -> Sequence[Any]:
        """Return what a select gives, each row with its columns by name."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self._statement, parameters).all()
        ours = self._known(connection.dialect)
        return [ours.row(row) for row in ours.run(connection, parameters)]

    def first(self, connection: Connection, parameters: Parameters) -> Any:  # noqa: ANN401 - a row of any shape
        """Return the only row that a select can give, None when there is none."""
        return next(iter(self.rows(connection, parameters)), None)

    def changed(self, connection: Connection, parameters: Parameters) -> int:
        """Run a change and return how many rows it met."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self._statement, parameters).rowcount
        return self._known(connection.dialect).run(connection, parameters).rowcount

    def each(self, connection: Connection, rows: Sequence[Parameters]) -> None:
        """Run a change once for each set of parameters, maybe none; the driver has them all at once."""
        if not rows:
            return
        if connection.dialect.name != "sqlite":
            connection.execute(self._statement, rows)
        else:
            self._known(connection.dialect).run_each(connection, rows)

    def _known(self, dialect: Dialect) -> "_ForDriver":
        if self._for_driver is None:
            # Two threads may both come here first: they make the same thing twice.
            self._for_driver = _ForDriver(self._statement, dialect)
        return self._for_driver


class _ForDriver:
    """A statement as SQLite's driver takes it: text, parameters in their order, and what its types do with values."""

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        if compiled.literal_execute_params or compiled.post_compile_params or compiled.insert_prefetch:
            raise TypeError(f"cannot be prepared: {compiled.string}")
        self._text: str = compiled.string
        self._fixed: dict[str, Any] = dict(compiled.params)
        self._order: list[str] = list(compiled.positiontup or ())
        self._into = [_process(compiled.binds[name].type, dialect, "bind_processor") for name in self._order]
        columns = list(statement.selected_columns) if isinstance(statement, Select) else []
        self._out_of = [_process(column.type, dialect, "result_processor", None) for column in columns]
        self._shape = _shape([str(column.key) for column in columns])

    def run(self, connection: Connection, parameters: Parameters) -> sqlite3.Cursor:
        values = self._values(parameters)
        try:
            return _driver(connection).execute(self._text, values)
        except sqlite3.Error as problem:
            raise self._told(problem, values) from problem

    def run_each(self, connection: Connection, rows: Sequence[Parameters]) -> None:
        values = [self._values(row) for row in rows]
        try:
            _driver(connection).executemany(self._text, values)
        except sqlite3.Error as problem:
            raise self._told(problem, values) from problem

    def row(self, raw: Sequence[Any]) -> Any:  # noqa: ANN401 - a row of any shape
        return self._shape._make(
            [value if change is None else change(value) for value, change in zip(raw, self._out_of, strict=True)]
        )

    def _values(self, parameters: Parameters) -> list[Any]:
        given = {**self._fixed, **parameters}
        return [
            given[name] if change is None else change(given[name])
            for name, change in zip(self._order, self._into, strict=True)
        ]

    def _told(self, problem: sqlite3.Error, values: Any) -> BaseException:  # noqa: ANN401 - one set or many
        """Return the driver's problem as everybody above knows it."""
        return DBAPIError.instance(self._text, values, problem, sqlite3.Error)


def _shape(names: Sequence[str]) -> Any:  # noqa: ANN401 - a class made at run time
    return namedtuple("Row", names)


def _process(kind: TypeEngine[Any], dialect: Dialect, which: str, *more: object) -> Processor | None:
    return cast("Processor | None", getattr(kind.dialect_impl(dialect), which)(dialect, *more))


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.dbapi_connection)
