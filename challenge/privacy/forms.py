"""What organisers say about retention."""

from datetime import date

from challenge.web.forms import Form


class HoldForm(Form):
    """Until when everything is kept; empty for no longer than each purpose says."""

    until: date | None = None


class ErasureForm(Form):
    """Who is taken out: the outside name of their line."""

    subject: str
