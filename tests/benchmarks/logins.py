"""Log-ins of many from one address, as behind the hall's only router."""

import re
from urllib.parse import urlencode

from challenge.rehearsal.demo import PASSWORD
from tests.benchmarks.client import Script, play, request
from tests.benchmarks.hall import Hall
from tests.benchmarks.processes import cpu_s
from tests.benchmarks.table import Figure, spread

CONNECTIONS = 16
PER_S = 1700 / 120
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def measure(hall: Hall, port: int, web_pid: int) -> list[Figure]:
    """Open the form and send it, once per student."""
    line = iter(hall.students)

    def enter() -> Script:
        for email in line:
            shown = yield request("GET", "/login")
            assert shown is not None
            token = re.search(rb'name="csrf_token" value="([^"]+)"', shown.body)
            cookie = shown.header("Set-Cookie").partition(";")[0]
            assert token is not None, "the log-in form has a token"
            sent = {"csrf_token": token[1].decode(), "email": email, "password": PASSWORD}
            yield request("POST", "/login", {**FORM, "Cookie": cookie}, urlencode(sent).encode())

    before = cpu_s(web_pid)
    run = play(port, [enter() for _ in range(CONNECTIONS)])
    used = cpu_s(web_pid) - before
    done = run.count(303)
    return [
        Figure(f"{len(hall.students)} log-ins from one address", done / run.seconds, "/s", None, PER_S, "high"),
        Figure("log-ins refused", len(hall.students) - done, "", None, 0),
        Figure("a log-in, form and answer, CPU", used * 1000 / max(1, done), "ms"),
        Figure("processor share while all log in (2 = both cores)", used / run.seconds, ""),
        *spread("an answer while all log in", run.times),
    ]
