"""The worker of `web`: a connection that says nothing keeps no thread, and keeps nobody out."""

from typing import Any

from gunicorn.workers import gthread  # type: ignore[import-untyped]

import config as configuration
from challenge.kernel.cores import settle
from challenge.runtime.sockets import allow_sockets

FILES_OF_ITS_OWN, FILES_OF_A_THREAD = 64, 6
"""Open files that are no connection of a browser: the process's, and a thread's (its database, an upload)."""


class WebWorker(gthread.ThreadWorker):  # type: ignore[misc]
    """Gunicorn's threads, but for connections that are open and silent.

    Browsers open some ahead of need. Gunicorn lets each keep a thread for five seconds: three hundred of them held
    forty-eight threads for half a minute, and everybody else waited. And a process that has all the connections it may
    have took no other until one of them had been silent for the whole keep-alive time.
    """

    def init_process(self) -> None:
        """Keep to one core, and take as many connections as the system lets this process open."""
        if configuration.load().web_one_core:
            settle()
        wanted: int = self.cfg.worker_connections
        beside: int = FILES_OF_ITS_OWN + FILES_OF_A_THREAD * self.cfg.threads
        self.worker_connections = min(wanted, max(1, allow_sockets(wanted + beside) - beside))
        # Answered ones may be kept up to the last: room is made when somebody needs it.
        self.max_keepalived = self.worker_connections
        super().init_process()

    def handle(self, conn: Any) -> Any:  # noqa: ANN401 - gunicorn carries no types
        """Leave a fresh connection to the poller until it has something to read."""
        if not conn.initialized and not conn.wait_for_data(0):
            return gthread._DEFER
        return super().handle(conn)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """See to all that happens meanwhile; when no connection more may be, the longest silent one makes room."""
        super().wait_for_and_dispatch_events(timeout)
        if not self.alive:
            self._let_go()
        if self.nr_conns >= self.worker_connections:
            self._make_room()

    def _let_go(self) -> None:
        # Who never asked would keep a worker that stops for the whole grace period.
        for silent in self.pending_conns:
            silent.timeout = 0.0
        self.murder_pending()

    def _make_room(self) -> None:
        # Answered ones first: a browser whose kept connection is gone opens another and asks again by itself.
        for silent, close in (
            (self.keepalived_conns, self.murder_keepalived),
            (self.pending_conns, self.murder_pending),
        ):
            if silent:
                silent[0].timeout = 0.0
                close()
                return
