"""What agreements do when something happens below: a new edition starts with its model's texts."""

from challenge.agreements.actions import Words, publish_text
from challenge.agreements.queries import standing_texts
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.schedule.events import EditionCloned


def take_over_texts(work: Work, stored: Stored) -> None:
    """Let a cloned edition begin with the texts of its model, where it has none of its own."""
    event = stored.event
    assert isinstance(event, EditionCloned)
    own = standing_texts(work.session, work.edition_id)
    for kind, text in standing_texts(work.session, event.model_id).items():
        if kind not in own:
            words = Words(text.title_fr, text.title_en, text.body_fr, text.body_en)
            publish_text(work, kind, words, seen=0, keeps=False)


LISTENER = Listener("agreements.standing", {EditionCloned: take_over_texts})
