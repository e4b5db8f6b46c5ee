"""What organisers say of steps of the server's clock."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from challenge.schedule.access import DESK
from challenge.schedule.forms import StepsForm
from challenge.schedule.stepping import see_steps
from challenge.web.api import write
from challenge.web.forms import parsed
from challenge.web.render import tell
from challenge.web.shell import Pages

pages = Pages("schedule_steps", __name__)


@pages.post("/e/<slug>/desk/schedule/steps", policy=DESK)
def post_steps(slug: str) -> Response:
    """Keep that the steps that were shown have been seen; they stay among those of before."""
    write(see_steps, parsed(StepsForm).until)
    tell("Kept: seen.")
    return redirect(url_for("schedule_desk.schedule", slug=slug), 303)
