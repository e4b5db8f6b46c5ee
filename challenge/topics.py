"""The kinds of live topics of all rooms; apart from the rooms, because `live` needs these alone and nothing else."""

from challenge.incubation import screens as incubation_screens
from challenge.live import kinds as live_kinds
from challenge.live.topics import TopicKind
from challenge.teams import access as teams_access

TOPICS: tuple[TopicKind, ...] = (*live_kinds.KINDS, teams_access.TOPIC, incubation_screens.TOPIC)
