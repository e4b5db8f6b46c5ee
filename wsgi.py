"""Entry for WSGI servers: `gunicorn -k gthread wsgi:app`."""

from challenge.runtime.loading import for_good

with for_good():
    from challenge.app import create_app
    from challenge.runtime import logs
    from config import load

    settings = load()
    logs.begin(settings.log_format, settings.log_level)
    app = create_app(settings)
