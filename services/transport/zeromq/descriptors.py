"""File descriptors: how many this process may have, and whether any is left.

libzmq cannot bound the connections that have not proven a key yet; each holds one descriptor for as long as its
handshake may take.
"""

from __future__ import annotations

import errno
import os
import sys

ENOUGH = 65_536
"""Where the hard limit is none, some systems refuse that as the soft one."""
EXHAUSTED = (errno.EMFILE, errno.ENFILE)


def raise_limit() -> None:
    """Raise the soft limit of this process to the hard one, where the platform has such limits and lets us."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for limit in (hard, ENOUGH, 10_240):  # the last is all that macOS allows
        if limit == resource.RLIM_INFINITY or (soft != resource.RLIM_INFINITY and limit <= soft):
            continue
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
        except (ValueError, OSError):
            continue
        return


def none_left() -> bool:
    """Whether this process can open nothing more now."""
    try:
        os.close(os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        return error.errno in EXHAUSTED
    return False
