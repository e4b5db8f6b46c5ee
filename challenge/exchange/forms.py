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


class BulkForm(Form):
    """Every line of an act (and of a field, or with a word), chosen or not."""

    act: str = Field(max_length=10)
    field: str = Field(default="", max_length=300)
    q: str = Field(default="", max_length=80)
    accepted: bool = False


class AnswerForm(Form):
    """What all undecided suspects are: `two` persons, or `same`."""

    answer: str = Field(max_length=4)


class MeaningForm(Form):
    """A remembered column."""

    kind: str = Field(max_length=40)
    header: str = Field(max_length=200)
