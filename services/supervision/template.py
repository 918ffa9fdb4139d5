"""The template of backends: a process that has loaded what no data of the realm changes, and is forked at each restart.

A fork takes some milliseconds, however often and however soon backends end.  The template opens no data, has no
ZeroMQ context and starts no thread, so that a fork of it is as good as a new process.  This is its side of the socket
to the supervisor; the other one is :mod:`services.supervision.forked`.
"""

from __future__ import annotations

import os
import select
import socket
import sys
from collections.abc import Callable
from struct import Struct

TEMPLATE = "COUNTY_BACKEND_TEMPLATE"
"""Environment variable: the number of the socket's descriptor."""
MESSAGE = Struct("=cii")
"""What happened, to which process, and its exit code."""
LOADED, FORKED, ENDED = b"L", b"F", b"E"
FORK = b"f"
"""A request, with the descriptors of a new backend: stdin, stdout, stderr, and both ends of a pipe.  The backend holds
the writing end, and never writes: the pipe ends with it."""
DESCRIPTORS = 5


def is_template() -> bool:
    """Whether a supervisor started this process as a template."""
    return bool(os.environ.get(TEMPLATE))


def fork_on_request(is_current: Callable[[], bool]) -> bool:
    """Fork a backend at each request.  Returns True in a backend, and False in the template, when the supervisor has
    ended, what was loaded is not current any more, or the template has more than one thread, of which a fork would
    have only one: the supervisor then starts a new process."""
    control = socket.socket(fileno=int(os.environ[TEMPLATE]))
    backends: dict[int, int] = {}
    """Reading ends of their pipes → process ids."""
    with control:
        control.sendall(MESSAGE.pack(LOADED, 0, 0))
        while True:
            for ready in select.select([control.fileno(), *backends], [], [])[0]:
                if ready in backends:
                    pid = backends.pop(ready)
                    os.close(ready)
                    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                    control.sendall(MESSAGE.pack(ENDED, pid, code))
                    continue
                request, descriptors, _, _ = socket.recv_fds(control, 1, DESCRIPTORS)
                if request != FORK or not is_current():
                    return False
                threads = _threads()
                if threads > 1:
                    print(f"the template of backends has {threads} threads, it cannot be forked", file=sys.stderr)
                    return False
                *streams, held, pipe = descriptors
                sys.stdout.flush()
                pid = os.fork()
                if not pid:
                    _become_backend(streams)
                    for other in (pipe, *backends):
                        os.close(other)
                    return True
                for descriptor in (*streams, held):
                    os.close(descriptor)
                backends[pipe] = pid
                control.sendall(MESSAGE.pack(FORKED, pid, 0))


def _threads() -> int:
    """Number of threads of this process, also those of libraries; 1 where the system does not tell."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 1


def _become_backend(streams: list[int]) -> None:
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
        os.close(descriptor)
    del os.environ[TEMPLATE]
