"""How many sockets a process may open: the system counts them as files."""

import resource


def allow_sockets(wanted: int) -> int:
    """Raise the limit of open files as far as the system lets us, and never lower it.

    Args:
        wanted: files to be open at once, at least 1.

    Returns:
        how many may be now: `wanted`, fewer where the system's own bound is lower, more where more were allowed before.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return wanted
    allowed = max(soft, wanted if hard == resource.RLIM_INFINITY else min(wanted, hard))
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return allowed
