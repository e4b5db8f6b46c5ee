"""Forms of imports."""

from pydantic import Field

from challenge.web.forms import Form


class UploadForm(Form):
    """What kind of list a file is; `partial` = not the whole list, so nobody leaves."""

    kind: str = Field(max_length=40)
    partial: bool = False


class ApplyForm(Form):
    """The difference that was agreed to, by its fingerprint."""

    expected: str = Field(min_length=64, max_length=64)
