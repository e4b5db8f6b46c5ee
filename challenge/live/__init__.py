"""Delivers what screens pushed: a stored feed, contiguous per topic, to sockets and by HTTP. Knows no feature.

Owns live_feed, live_topic, live_audience. Rooms push with `feed.push` from their `screens.py` and say with a
`TopicKind` who may join.
Emits nothing; listens to nothing.
"""
