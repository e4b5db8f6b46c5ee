"""How often a topic is told what can be counted anew at any time."""

COUNTED_FROM = 200
"""Fewer sockets of a topic on one process are not worth noting."""
SMALL, LARGE = 1_000, 10_000
QUICK_S, SLOW_S = 0.2, 1.0


def apart_s(sockets: int) -> float:
    """Return the least seconds between two tellings: five a second up to 1,000 sockets, one a second from 10,000 on.

    In between it grows in proportion. Nobody reads faster, and each telling costs every socket: a room ten times as
    large would else leave no time for what happens only once.
    """
    share = (sockets - SMALL) / (LARGE - SMALL)
    return QUICK_S + (SLOW_S - QUICK_S) * min(1.0, max(0.0, share))
