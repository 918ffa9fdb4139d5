"""File descriptors: raises their limit and checks whether any is free.

libzmq cannot bound the number of unauthenticated connections; each holds one descriptor until its handshake ends or
times out.
"""

from __future__ import annotations

import errno
import os
import sys

ENOUGH = 65_536
"""Fallback where the hard limit is infinite: some systems reject that as a soft limit."""
EXHAUSTED = (errno.EMFILE, errno.ENFILE)


def raise_limit() -> None:
    """Raise the soft limit of this process to the hard one, where the platform has such limits and permits it."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for limit in (hard, ENOUGH, 10_240):  # macOS allows no more than the last
        if limit == resource.RLIM_INFINITY or (soft != resource.RLIM_INFINITY and limit <= soft):
            continue
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
        except (ValueError, OSError):
            continue
        return


def none_left() -> bool:
    """Whether this process cannot open another descriptor now."""
    try:
        os.close(os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        return error.errno in EXHAUSTED
    return False
