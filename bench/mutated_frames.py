"""Mutated frames at a real backend: it neither ends nor grows, serves others, and counts what it cannot read."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import msgspec

from bench.acknowledged_load import Point, report_at
from bench.captured_frames import CapturedFrames, captured_frames
from bench.children import Child, python
from bench.connected import FixedAddress, desktop_client
from bench.figures import BenchFigure
from bench.flood import backend
from bench.memory import anonymous_mb
from bench.rounds import Progress
from bench.sending_mutated import PER_CONNECTION, WAYS
from county.package.open import CountyPackage
from county.realm import LIVE
from county.streams import READINGS
from services.disk.data_folder import realm_folder
from services.protocol.client import Client
from services.protocol.source import Health
from services.realm import key_tables
from services.supervision.presence import running_in

SHARES = {"requests": 0.7, "subscriptions": 0.1, "unregistered": 0.1, "raw": 0.1}
"""Of all frames."""
REGISTERED = ("requests", "subscriptions")
"""Those that need a registered key."""
SEED = 20261122
SETTLE_S = 3.0
EVERY_S = 0.5
PATIENCE_S = 60.0
LIMIT_MB = 20.0


@dataclass
class MutatedRun:
    """What a run of mutated frames found."""

    sent: int = 0
    unreadable: dict[str, int] = field(default_factory=dict)
    """Frames that a registered client sent, that are unreadable and that arrived, by how they were sent."""
    uncertain: int = 0
    """Unreadable frames that were sent while a connection was renewed: some of them may not have arrived."""
    counted: dict[str, int] = field(default_factory=dict)
    """Frames that the legal client's status bar counts as refused, by how they were sent."""
    rejected: int = 0
    """Connections that it counts as rejected."""
    connections: int = 0
    """Connections that were made without a registered key."""
    grown_mb: float = 0.0
    """Highest anonymous memory while frames were sent, above that before."""
    ended: int = 0
    """Whether the process ended, or the legal client met another instance."""
    not_live: int = 0
    """Observations, two a second, in which the legal client was not live."""


def run_mutated(
    package: Path, data: Path, count: int, progress: Progress, *, seed: int = SEED, settle_s: float = SETTLE_S
) -> MutatedRun:
    """Send ``count`` mutated frames in all ways to a backend of ``package`` in the empty folder ``data``.

    Raises RuntimeError when a sender fails or the legal client's command is not accepted afterwards.
    """
    county = CountyPackage(package)
    point = county.table("villages").geometry[0].representative_point()
    place_m = float(point.x), float(point.y)
    found = MutatedRun()
    with backend(package, data) as (address, keys):
        at = FixedAddress(address, keys)
        frames = captured_frames(at, place_m, key_tables(county, county.catalog)[READINGS.key].rows[0])  # type: ignore[arg-type]
        running = running_in(realm_folder(data, LIVE))
        assert running is not None
        with desktop_client(at) as client:
            ready(client)
            endpoint = client._session.publish_endpoint
            publisher = f"{address.rpartition(':')[0]}{endpoint}" if endpoint.startswith(":") else endpoint
            time.sleep(settle_s)
            before_mb, before = anonymous_mb(running.pid) or 0.0, client.health()
            instance = client._session._instance
            for number, how in enumerate(WAYS):
                target = publisher if how == "subscriptions" else address
                of_this = round(count * SHARES[how])
                with sending(how, target, keys, frames, of_this, seed + number) as (sender, result):
                    while sender.is_alive():
                        time.sleep(EVERY_S)
                        client.take()
                        progress(sum(list(SHARES.values())[:number]), f"mutated frames: {how}, {of_this:,}")
                        found.not_live += client.health().state != "live"
                        found.grown_mb = max(found.grown_mb, (anonymous_mb(running.pid) or 0.0) - before_mb)
                found.sent += result["sent"]
                found.unreadable[how] = result["unreadable"]
                found.uncertain += result["uncertain"]
                found.connections += 0 if how in REGISTERED else -(-of_this // PER_CONNECTION)
                await_counts(client, before, found, how)
            accepted(client, place_m)
            found.ended = int(client._session._instance != instance or anonymous_mb(running.pid) is None)
    return found


def await_counts(client: Client, before: Health, found: MutatedRun, how: str) -> None:
    """Take over what ``client`` counts since ``before``, until that is all that was sent, PATIENCE_S at most."""
    earlier = sum(found.counted.values())
    until = time.monotonic() + PATIENCE_S
    while True:
        client.take()
        health = client.health()
        found.counted[how] = health.refused_frames - before.refused_frames - earlier
        found.rejected = health.rejected_connections - before.rejected_connections
        complete = found.counted[how] >= found.unreadable[how] and found.rejected >= found.connections
        if complete or time.monotonic() >= until:
            return
        time.sleep(EVERY_S)


@contextmanager
def sending(
    how: str, address: str, keys: Path, frames: CapturedFrames, count: int, seed: int
) -> Iterator[tuple[Thread, dict[str, int]]]:
    """A sender in its own process: the thread that waits for it, and its result once that ended.

    Raises RuntimeError with its output when it fails.
    """
    originals = frames.published if how == "subscriptions" else frames.to_backend
    with tempfile.NamedTemporaryFile() as file:
        file.write(msgspec.msgpack.encode(originals))
        file.flush()
        command = ("-m", "bench.sending_mutated", how, address, keys, file.name, str(count), str(seed))
        with python(*command) as child:
            child.first_line()
            result: dict[str, int] = {}
            thread = Thread(target=lambda: result.update(json.loads(line_of(child) or "{}")))
            thread.start()
            yield thread, result
            thread.join()
            if not result:
                raise RuntimeError(f"the sender of mutated {how} failed: {child.ended(PATIENCE_S)}")


def line_of(child: Child) -> str:
    """The child's next line of output."""
    return child.first_line()[0]


def ready(client: Client) -> None:
    """Wait until ``client`` is live.  Raises RuntimeError."""
    until = time.monotonic() + PATIENCE_S
    while client.health().state != "live":
        client.take()
        if time.monotonic() > until:
            raise RuntimeError(f"the client is not live: {client.health()}")
        time.sleep(0.05)


def accepted(client: Client, place_m: Point) -> None:
    """Wait until a command of ``client`` is answered.  Raises RuntimeError."""
    client.submit(report_at(place_m, f"AFTER-{time.time_ns()}"))
    until = time.monotonic() + PATIENCE_S
    while not client.take().replies:
        if time.monotonic() > until:
            raise RuntimeError("no command is accepted after the mutated frames")
        time.sleep(0.05)


def figures(count: int, package: Path, progress: Progress) -> list[BenchFigure]:
    """The figures of ``count`` mutated frames."""
    with tempfile.TemporaryDirectory() as name:
        found = run_mutated(package, Path(name) / "data", count, progress)
    return [
        BenchFigure("mutated frames sent to the backend", found.sent, "", at_least=count * 0.99),
        BenchFigure("ends of the backend", found.ended, "", at_most=0),
        BenchFigure("memory of the backend, highest above that before", found.grown_mb, "MB", at_most=LIMIT_MB),
        *(
            BenchFigure(
                f"unreadable {how} not counted in the status bar", found.unreadable[how] - found.counted[how], "",
                at_most=0,
            )
            for how in REGISTERED
        ),
        BenchFigure("unreadable frames sent while a connection was renewed", found.uncertain, ""),
        BenchFigure(
            "connections without an admitted key not counted", max(0, found.connections - found.rejected), "", at_most=0
        ),
        BenchFigure("times at which a legal client was not live", found.not_live, "", at_most=0),
    ]
