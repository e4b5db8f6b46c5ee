"""Entry of the live process. The patch must come before anything that imports sockets or threads."""

import gc

from gevent import monkey

# What is loaded stays: to look through it for garbage again and again takes a sixth of the start, and pauses later.
gc.disable()
monkey.patch_all()

import resource  # noqa: E402 - after the patch
import sys  # noqa: E402 - after the patch

from flask import Flask, jsonify  # noqa: E402 - after the patch
from flask import Response as FlaskResponse  # noqa: E402 - after the patch
from gevent import pywsgi, signal_handler  # noqa: E402 - after the patch
from geventwebsocket.handler import WebSocketHandler  # noqa: E402 - after the patch

import config as configuration  # noqa: E402 - after the patch
from challenge.live.bench import bench_pages  # noqa: E402 - after the patch
from challenge.live.server import Live  # noqa: E402 - after the patch
from challenge.runtime import logs  # noqa: E402 - after the patch
from challenge.runtime.opening import bells_folder, opened  # noqa: E402 - after the patch
from challenge.topics import TOPICS  # noqa: E402 - after the patch

BACKLOG = 4096
FILES_MOST = 20_000
# New connections that are greeted between two looks at everybody else; the others wait in the system's line.
GREETED_AT_ONCE = 8


def main(host: str, port: int) -> None:
    """Serve sockets until SIGTERM or SIGINT."""
    settings = configuration.load()
    logs.begin(settings.log_format, settings.log_level)
    _allow_many_files()
    ground = opened(settings)
    app = Flask("challenge.live")
    app.secret_key = settings.secret_key

    @app.get("/health/live")
    def alive() -> FlaskResponse:
        return jsonify(ok=True)

    live = Live(settings, ground.database, TOPICS)
    live.attach(app)
    if settings.bench:
        app.register_blueprint(bench_pages(ground.works))
    live.run(bells_folder(settings), ground.works)
    server = pywsgi.WSGIServer((host, port), app, handler_class=WebSocketHandler, log=None, backlog=BACKLOG)
    server.max_accept = GREETED_AT_ONCE
    for number in (15, 2):  # SIGTERM, SIGINT
        signal_handler(number, server.stop, 1)
    gc.freeze()
    gc.enable()
    server.serve_forever()


def _allow_many_files() -> None:
    """Raise the limit of open files as far as the system lets us: one socket per viewer."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_MOST if hard == resource.RLIM_INFINITY else min(FILES_MOST, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
