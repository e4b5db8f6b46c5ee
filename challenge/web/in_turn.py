"""Requests take turns: the outermost shell of the application."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from challenge.kernel.turns import Turns


def in_turn(application: WSGIApplication, turns: Turns) -> WSGIApplication:
    """Return an application that answers within a turn; sending the answer is not part of it."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with turns.taken():
            return application(environ, start_response)

    return answer
