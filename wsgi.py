"""Entry for WSGI servers: `gunicorn -k gthread wsgi:app`."""

from challenge.app import create_app

app = create_app()
