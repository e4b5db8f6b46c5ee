"""The door of a live process: who waits outside when everybody comes back at once."""

from flask import Flask
from gevent import pywsgi
from geventwebsocket.handler import WebSocketHandler

BACKLOG = 4096
"""How many may wait in the system's line; nobody of them is refused."""
GREETED_AT_ONCE = 8
"""New connections that are greeted between two looks at everybody else; the others wait in that line."""


def door(host: str, port: int, app: Flask) -> pywsgi.WSGIServer:
    """Return the server of an application with sockets, not started; port 0 takes a free one."""
    server = pywsgi.WSGIServer((host, port), app, handler_class=WebSocketHandler, log=None, backlog=BACKLOG)
    server.max_accept = GREETED_AT_ONCE
    return server
