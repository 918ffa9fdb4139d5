"""A desktop cut off from its backend for a while: it says so, loses nothing, and catches up soon after."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.acknowledged_load import FoldedScreen, report_at
from bench.connected import FixedAddress, desktop_client, sender
from bench.figures import BenchFigure
from bench.flood import backend
from bench.lossy_network import lossy_network
from bench.mutated_frames import ready
from bench.rounds import Progress
from county.package.open import CountyPackage
from services.protocol.messages import Accepted

SECONDS = 600.0
RATE = 20
"""Records a second that others write meanwhile."""
EVERY_S = 1.0
"""Interval of the commands of the desktop that is cut off."""
PATIENCE_S = 120.0


@dataclass
class PartitionRun:
    """What a partition did."""

    caught_up_s: float = 0.0
    """From its end until everything is on the screen and every command is answered."""
    written: int = 0
    """Records of others during the partition."""
    sent: int = 0
    lost: int = 0
    """Commands of the desktop without an acceptance, and records not on its screen."""
    wrong: list[str] = field(default_factory=list)
    live_while_cut: int = 0
    """Observations, later than three seconds, in which the desktop showed itself live."""


def run_partition(package: Path, data: Path, seconds: float, progress: Progress) -> PartitionRun:
    """Cut off a desktop of a backend of ``package`` in the empty folder ``data`` for ``seconds``."""
    point = CountyPackage(package).table("villages").geometry[0].representative_point()
    place_m, found = (float(point.x), float(point.y)), PartitionRun()
    with backend(package, data) as (address, keys):
        at = FixedAddress(address, keys)
        with sender(at) as other:
            publish = other.welcome.endpoints["publish"]
            with (
                lossy_network(address, publish) as network,
                desktop_client(FixedAddress(network.address, keys)) as client,
            ):
                screen, accepted = FoldedScreen(client), set[str]()
                ready(client)
                screen.take()
                network.lose()
                began = time.monotonic()
                given: list[str] = []
                events: list[str] = []
                last = 0
                while (passed_s := time.monotonic() - began) < seconds:
                    progress(passed_s / seconds, f"partition, {passed_s:.0f} of {seconds:.0f} s")
                    if passed_s >= len(given) * EVERY_S:
                        command = report_at(place_m, f"CUT-{len(given)}")
                        given.append(command.id)
                        client.submit(command)
                    some = [f"OTHER-{found.written}-{i}" for i in range(RATE // 10)]
                    answers = other.submit([report_at(place_m, event) for event in some])
                    events += some
                    last = max(answer.last_seq for answer in answers if isinstance(answer, Accepted))
                    found.written += len(answers)
                    found.live_while_cut += passed_s > 3 and client.health().state == "live"
                    time.sleep(0.1)
                network.heal()
                healed = time.monotonic()
                while time.monotonic() - healed < PATIENCE_S:
                    accepted |= screen.take_replies()
                    if screen.fold.seq >= last and accepted >= set(given) and client.health().state == "live":
                        break
                    time.sleep(0.005)
                found.caught_up_s = time.monotonic() - healed
                found.sent = len(given)
                on_screen = screen.fold.states["event"]
                events += [f"CUT-{i}" for i in range(len(given))]
                found.lost = len(set(given) - accepted) + sum(event not in on_screen for event in events)
                found.wrong = screen.wrong
    return found


def figures(seconds: float, package: Path, progress: Progress) -> list[BenchFigure]:
    """The figures of a partition of ``seconds``."""
    with tempfile.TemporaryDirectory() as name:
        found = run_partition(package, Path(name) / "data", seconds, progress)
    return [
        BenchFigure(f"partition of {seconds:g} s: records of others meanwhile", found.written, ""),
        BenchFigure("commands of the desktop meanwhile", found.sent, ""),
        BenchFigure("lost", found.lost + len(found.wrong), "", at_most=0),
        BenchFigure("times at which the desktop showed itself live, after 3 s", found.live_while_cut, "", at_most=0),
        BenchFigure("caught up after its end", found.caught_up_s, "s", at_most=10.0),
    ]
