"""What live screens are told: that a mark or a decision changed, never what it says."""

from challenge.editions.queries import slug_of
from challenge.incubation.access import PROSPECTS
from challenge.incubation.events import DecisionMade, DecisionTold, InterestMarked, InterestWithdrawn
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.kinds import edition_kind
from challenge.live.topics import TopicKind, edition_topic


def show_change(work: Work, stored: Stored) -> None:
    """Tell those who may see the marks that they changed."""
    slug = slug_of(work.session, stored.edition_id)
    feed.push(work, edition_topic(slug, "prospects"), "interest", {"version": stored.seq})


def show_decision(work: Work, stored: Stored) -> None:
    """Tell the desk and those who incubate that a decision changed."""
    slug = slug_of(work.session, stored.edition_id)
    feed.push(work, edition_topic(slug, "staff"), "decision", {"version": stored.seq})
    feed.push(work, edition_topic(slug, "prospects"), "decision", {"version": stored.seq})


LISTENER = Listener(
    "incubation.screens",
    {
        InterestMarked: show_change,
        InterestWithdrawn: show_change,
        DecisionMade: show_decision,
        DecisionTold: show_decision,
    },
)
TOPIC: TopicKind = edition_kind("prospects", PROSPECTS)
