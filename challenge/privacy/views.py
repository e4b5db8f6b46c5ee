"""What the house keeps about oneself."""

import json

from werkzeug.wrappers import Response

from challenge.exchange.writing import told
from challenge.kernel.access import SIGNED_IN
from challenge.privacy.queries import own_data
from challenge.web.context import here
from challenge.web.render import download
from challenge.web.shell import Pages

pages = Pages("privacy_own", __name__)


@pages.get("/account/data.json", policy=SIGNED_IN)
def data() -> Response:
    """Give everything that is kept about the reader, as a file."""
    at = here()
    text = json.dumps(own_data(at.session, at.actor.account_id), ensure_ascii=False, indent=1, default=told)
    return download(text.encode(), "challenge-data.json", "application/json")
