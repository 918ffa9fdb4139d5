"""A running backend with demo traffic in a drill, whose clock may run faster than live."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.children import python
from bench.connected import FixedAddress, sender
from county.commands import Command
from county.realm import Realm
from county.realm_clock import SetClockRate
from services.protocol.messages import Accepted

END_S = 300.0


@contextmanager
def drill_backend(package: Path, data: Path, realm: Realm) -> Iterator[tuple[FixedAddress, int]]:
    """Address and process id of a backend of the drill ``realm``.  Raises RuntimeError when it does not start."""
    with python("-m", "bench.demo_drill", package, data, realm.id) as child:
        line, _ = child.first_line()
        if not line:
            raise RuntimeError(f"the backend ended before it was ready: {child.ended(END_S)[-2000:]}")
        ready = json.loads(line)
        child.read_errors()
        yield FixedAddress(ready["address"], Path(ready["keys"])), child.process.pid


def set_rate(at: FixedAddress, realm: Realm, rate: float) -> None:
    """Let the drill run at ``rate`` realm seconds per second.  Raises RuntimeError when that is refused."""
    with sender(at, realm.id) as link:
        now_ms, body = link.clock.now_ms(), SetClockRate(rate=rate)
        [answer] = link.submit([Command(id=uuid.uuid4().hex, realm=realm.id, happened_ms=now_ms, body=body)])
    if not isinstance(answer, Accepted):
        raise RuntimeError(f"the rate of the drill was refused: {answer}")
