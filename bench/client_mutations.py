"""Mutated frames at a live client: it neither ends nor grows, and counts what it cannot read."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from bench.captured_frames import captured_frames
from bench.children import python
from bench.connected import FixedAddress
from bench.figures import BenchFigure
from bench.flood import backend
from bench.memory import anonymous_mb
from bench.mutated_client import PRINT_S
from bench.mutating_proxy import MutatingProxy
from bench.rounds import Progress
from county.package.open import CountyPackage
from county.streams import READINGS
from services.realm import key_tables

SEED = 20261122
AHEAD = 400
"""Unreadable frames that have not arrived yet, at most: broadcasts beyond the client's queue get lost."""
STALL_S = 0.3
"""Frames that have not arrived after such a time without any were lost."""
SETTLE_S = 5.0
PATIENCE_S = 60.0
"""Within it a client becomes live: at first, and again after the frames."""


@dataclass
class ClientRun:
    """What mutated frames did to a client."""

    sent: int = 0
    unreadable: int = 0
    arrived: int = 0
    """Unreadable frames that its link delivered: those on the way are lost when it renews a connection."""
    counted: int = 0
    """Frames that its status bar counts as unreadable."""
    grown_mb: float = 0.0
    """Highest anonymous memory, above that before."""
    ended: int = 0
    state: str = ""
    """Shown by the client afterwards, or what it wrote at its end."""


class ClientProcess:
    """The newest line that the client's process printed."""

    def __init__(self) -> None:
        self.line: dict[str, object] = {}

    def read(self, lines: Iterable[str]) -> None:
        """Until the process ends."""
        for line in lines:
            self.line = json.loads(line)

    @property
    def counted(self) -> int:
        return self._number("unreadable")

    @property
    def arrived(self) -> int:
        return self._number("arrived")

    @property
    def is_settled(self) -> bool:
        """Live again, with everything counted that arrived; it renews its connection after frames it cannot read."""
        return self.counted == self.arrived and self.line.get("state") == "live"

    def _number(self, name: str) -> int:
        return int(str(self.line.get(name, 0)))

    @property
    def state(self) -> str:
        return f"{self.line.get('state', '')} {self.line.get('detail', '')}".strip()


def run_client(
    package: Path, data: Path, count: int, progress: Progress, *, seed: int = SEED, settle_s: float = SETTLE_S
) -> ClientRun:
    """Send ``count`` mutated frames to a client of ``package`` whose backend has the empty folder ``data``.

    Raises RuntimeError when it does not become live first.
    """
    county, found = CountyPackage(package), ClientRun()
    point = county.table("villages").geometry[0].representative_point()
    sensor, channel = key_tables(county, county.catalog)[READINGS.key].rows[0]
    with backend(package, data) as (address, keys):
        at = FixedAddress(address, keys)
        frames = captured_frames(at, (float(point.x), float(point.y)), (sensor, channel))
        proxy = MutatingProxy(at, frames, seed)
        try:
            with python("-m", "bench.mutated_client", package, proxy.address, keys) as child:
                client, lines = ClientProcess(), child.process.stdout
                assert lines is not None
                reader = Thread(target=client.read, args=(lines,))
                reader.start()
                wait_live(client)
                time.sleep(settle_s)
                pid = child.process.pid
                before_mb = anonymous_mb(pid) or 0.0
                proxy.mutate(count)
                moved, seen, lost, looked = time.monotonic(), -1, 0, 0.0
                while proxy.mutating and child.process.poll() is None:
                    if client.arrived != seen:
                        moved, seen = time.monotonic(), client.arrived
                    elif time.monotonic() - moved > STALL_S:
                        lost = proxy.unreadable - seen
                    behind = proxy.unreadable - seen - lost > AHEAD
                    proxy.window.clear() if behind else proxy.window.set()
                    if time.monotonic() - looked > 1.0:
                        looked = time.monotonic()
                        progress(proxy.sent / count, f"mutated frames to a client, {proxy.sent:,} of {count:,}")
                        found.grown_mb = max(found.grown_mb, (anonymous_mb(pid) or 0.0) - before_mb)
                    time.sleep(0.001)
                time.sleep(settle_s)
                until = time.monotonic() + PATIENCE_S
                while not client.is_settled and child.process.poll() is None and time.monotonic() < until:
                    time.sleep(PRINT_S)
                found.grown_mb = max(found.grown_mb, (anonymous_mb(pid) or 0.0) - before_mb)
                found.sent, found.unreadable = proxy.sent, proxy.unreadable
                found.arrived, found.counted = client.arrived, client.counted
                found.ended, found.state = int(child.process.poll() is not None), client.state
                child.process.kill()
                reader.join()
                if found.ended and child.process.stderr is not None:
                    found.state = child.process.stderr.read()[-2_000:]
        finally:
            proxy.close()
    return found


def wait_live(client: ClientProcess) -> None:
    """Raises RuntimeError when it does not become live."""
    until = time.monotonic() + PATIENCE_S
    while client.line.get("state") != "live":
        if time.monotonic() > until:
            raise RuntimeError(f"the client is not live: {client.line}")
        time.sleep(0.05)


def figures(count: int, package: Path, progress: Progress) -> list[BenchFigure]:
    """The figures of ``count`` mutated frames."""
    with tempfile.TemporaryDirectory() as name:
        found = run_client(package, Path(name) / "data", count, progress)
    return [
        BenchFigure("mutated frames sent to a live client", found.sent, "", at_least=count),
        BenchFigure("ends of the client", found.ended, "", at_most=0),
        BenchFigure("live client afterwards", int(found.state.startswith("live")), "", at_least=1),
        BenchFigure("memory of the client, highest above that before", found.grown_mb, "MB", at_most=20.0),
        BenchFigure("unreadable frames that arrived", found.arrived, "", at_least=count // 2),
        BenchFigure("of these not counted in its status bar", found.arrived - found.counted, "", at_most=0),
        BenchFigure("unreadable frames lost with renewed connections", found.unreadable - found.arrived, ""),
    ]
