"""Entry of the live process. The patch must come before anything that imports sockets or threads."""

from gevent import monkey

monkey.patch_all()

from challenge.runtime.loading import for_good  # noqa: E402 - after the patch

with for_good():
    import sys

    from flask import Flask, jsonify
    from flask import Response as FlaskResponse
    from gevent import signal_handler

    import config as configuration
    from challenge.live.bench import bench_pages
    from challenge.live.engine import door
    from challenge.live.server import Live
    from challenge.runtime import logs
    from challenge.runtime.opening import bells_folder, opened
    from challenge.runtime.sockets import allow_sockets
    from challenge.topics import TOPICS

SOCKETS_MOST = 20_000


def main(host: str, port: int) -> None:
    """Serve sockets until SIGTERM or SIGINT."""
    settings = configuration.load()
    logs.begin(settings.log_format, settings.log_level)
    allow_sockets(SOCKETS_MOST)
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
    server = door(host, port, app)
    for number in (15, 2):  # SIGTERM, SIGINT
        signal_handler(number, server.stop, 1)
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
