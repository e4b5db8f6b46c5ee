"""The worker of `web`: a connection that says nothing keeps no thread."""

from typing import Any

from gunicorn.workers import gthread  # type: ignore[import-untyped]


class WebWorker(gthread.ThreadWorker):  # type: ignore[misc]
    """Gunicorn's threads, but for connections that are open and silent.

    Browsers open some ahead of need. Gunicorn lets each keep a thread for five seconds: three hundred of them held
    forty-eight threads for half a minute, and everybody else waited.
    """

    def handle(self, conn: Any) -> Any:  # noqa: ANN401 - gunicorn carries no types
        """Leave a fresh connection to the poller until it has something to read."""
        if not conn.initialized and not conn.wait_for_data(0):
            return gthread._DEFER
        return super().handle(conn)
