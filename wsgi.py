"""Entry for WSGI servers: `gunicorn -k gthread wsgi:app`."""

import gc

# What is loaded stays: to look through it for garbage again and again takes a tenth of the start.
gc.disable()

from challenge.app import create_app  # noqa: E402 - after the pause of the collector
from challenge.runtime import logs  # noqa: E402 - after the pause of the collector
from config import load  # noqa: E402 - after the pause of the collector

settings = load()
logs.begin(settings.log_format, settings.log_level)
app = create_app(settings)

gc.freeze()
gc.enable()
