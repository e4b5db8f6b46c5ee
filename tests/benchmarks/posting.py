"""The last hour of the call: 300 partners post, each after reading the empty form."""

import time
from collections.abc import Mapping
from urllib.parse import urlencode

from sqlalchemy import func, select

from challenge.accounts import actions as accounts
from challenge.kernel.actor import Role
from challenge.kernel.ids import public_id, signature, token_hash
from challenge.kernel.work import Work
from challenge.organisations.actions import add_organisation
from challenge.problems.models import Problem
from challenge.web.shell import COOKIE
from tests.benchmarks.client import Script, play, request
from tests.benchmarks.hall import Hall, reopened
from tests.benchmarks.processes import cpu_s
from tests.benchmarks.table import Figure, spread

PARTNERS, WITHIN_S = 300, 30.0
MARK = "Posted in the last hour"
WORDS = "What hurts today, for whom, and how we would notice that it is solved. " * 12
SAID = {"summary": WORDS, "theme": "food", "backup_email": "backup@partner.example", "full_text": WORDS}
REST_S = 2.0


def measure(hall: Hall, port: int, pids: Mapping[str, int]) -> list[Figure]:
    """Let everybody read the form and post within half a minute: the last hour, a hundred and twenty times as dense."""
    house = reopened(hall)
    tokens = house.perform(hall.by, _partners)
    keys = [(token, signature(house.config.secret_key, "csrf", token_hash(token))) for token in tokens]
    house.close()
    reads: list[float] = []
    before = cpu_s(pids["web"])
    run = play(port, [_post(hall, place, *key, reads) for place, key in enumerate(keys)])
    used = cpu_s(pids["web"]) - before
    taken = run.count(303)
    posts = [answer.took_s for answer in run.answers if answer.status == 303]
    time.sleep(REST_S)
    return [
        *spread("the empty form", reads, None, 300),
        *spread("300 partners post within 30 s", posts, None, 300),
        Figure("a form and its post: CPU of web", used * 1000 / max(1, taken), "ms"),
        Figure("problems refused", PARTNERS - taken, "", None, 0),
        Figure("problems lost or doubled", abs(_stored(hall) - taken), "", None, 0),
    ]


def _partners(work: Work) -> list[str]:
    """Make partners of organisations of their own; return their sessions."""
    found = []
    for place in range(PARTNERS):
        organisation_id = add_organisation(work, f"Firm of the last hour {place}")
        account = accounts.create_account(work, name=f"Partner {place}", email=f"last{place}@partner.example")
        accounts.grant_role(work, account.id, Role.PARTNER, organisation_id=organisation_id)
        found.append(accounts.open_session(work, account.id, device="benchmark", by="password"))
    return found


def _post(hall: Hall, place: int, token: str, csrf: str, reads: list[float]) -> Script:
    yield WITHIN_S * place / PARTNERS
    cookie = {"Cookie": f"{COOKIE}={token}"}
    shown = yield request("GET", hall.address("partner/problems/new"), cookie)
    assert shown is not None
    reads.append(shown.took_s)
    sent = {**SAID, "title": f"{MARK} {place}", "csrf_token": csrf, "idempotency_key": public_id()}
    headers = {**cookie, "Content-Type": "application/x-www-form-urlencoded"}
    yield request("POST", hall.address("partner/problems"), headers, urlencode(sent).encode())


def _stored(hall: Hall) -> int:
    house = reopened(hall)
    wanted = select(func.count(Problem.id)).where(Problem.title.startswith(MARK))
    found = house.read(lambda session: session.execute(wanted).scalar_one())
    house.close()
    return int(found)
