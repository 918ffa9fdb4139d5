"""The process that searches one plan of collection rounds: a problem on stdin, its plan on stdout.

The search takes seconds of a processor, and its library 50 MB: neither belongs into the backend.
"""

from __future__ import annotations

import os
import sys

import msgspec


def _main() -> None:
    if sys.platform != "win32":
        os.nice(10)
    from county.rounds.planning import RoundProblem
    from county.rounds.solver import solved

    problem = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=RoundProblem)
    sys.stdout.buffer.write(msgspec.msgpack.encode(solved(problem)))


if __name__ == "__main__":
    _main()
