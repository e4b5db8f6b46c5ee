"""Entry for WSGI servers: `gunicorn -k gthread wsgi:app`."""

from challenge.app import create_app
from challenge.runtime import logs
from config import load

settings = load()
logs.begin(settings.log_format)
app = create_app(settings)
