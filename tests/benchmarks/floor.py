"""The machine's floor: what Flask, Jinja, SQLAlchemy and SQLite cost here when they do next to nothing."""

import os
import sqlite3
from threading import Lock

from flask import Flask
from jinja2 import Environment
from sqlalchemy import create_engine, text

ROWS = 300
PAGE = """<!doctype html><title>Floor</title><ul>
{% for row in rows %}<li><a href="/{{ row.code }}">{{ row.code }}</a> <b>{{ row.name }}</b> <i>{{ row.state }}</i></li>
{% endfor %}</ul>"""

app = Flask("floor")
_path = os.environ["FLOOR_DATABASE"]
_engine = create_engine(f"sqlite:///{_path}")
_page = Environment(autoescape=True).from_string(PAGE)
_turn = Lock()


def _opened() -> sqlite3.Connection:
    connection = sqlite3.connect(_path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, words TEXT)")
    connection.execute("CREATE TABLE IF NOT EXISTS team (code TEXT PRIMARY KEY, name TEXT, state TEXT)")
    teams = [(f"T{number:03}", f"Team & friends {number}", "here") for number in range(ROWS)]
    connection.executemany("INSERT OR IGNORE INTO team VALUES (?, ?, ?)", teams)
    return connection


_writer = _opened()


@app.get("/hello")
def hello() -> str:
    """Say a word."""
    return "hello"


@app.get("/rows")
def rows() -> str:
    """Show three hundred rows."""
    with _engine.connect() as connection:
        return _page.render(rows=connection.execute(text("SELECT code, name, state FROM team")).all())


@app.post("/note")
def note() -> str:
    """Keep a row, durably."""
    with _turn:
        _writer.execute("BEGIN IMMEDIATE")
        _writer.execute("INSERT INTO note (words) VALUES ('x')")
        _writer.execute("COMMIT")
    return "kept"
