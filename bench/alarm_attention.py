"""From the reading of a fire detector to the tone and the red band, through a real backend and a real window."""

from __future__ import annotations

import json
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from statistics import median
from threading import Thread

from bench.acknowledged_load import issued
from bench.children import Child, python
from bench.connected import FixedAddress, sender
from bench.figures import BenchFigure
from bench.flood import backend
from bench.rounds import Progress
from county.clock import SystemClock
from county.commands import AcknowledgeAlarm, FileEvent
from county.package.open import CountyPackage
from county.sensing import Reading
from services.protocol.control import ControlLink

FIRE_VALUE = 5.0
"""Of the channel of the detector: far above the limit of the rule."""
CHANNEL = "density"
START_S, LIMIT_S = 180.0, 30.0
APART_S = 2.5
"""More than the least time between two tones of emergencies."""
Noted = tuple[str, str, float]


def figures(package: Path, fires: int, progress: Progress) -> list[BenchFigure]:
    """The figures of ``fires`` fires.  Raises RuntimeError when a process ends or a fire is not heard and seen."""
    sensors = [sensor.id for sensor in CountyPackage(package).sensors if sensor.kind == "smoke"][:fires]
    found = list[tuple[float, float]]()
    with tempfile.TemporaryDirectory() as name, backend(package, Path(name) / "data") as (address, keys):
        command = ("-m", "bench.attention_times", package, address, keys, Path(name) / "w.ini")
        with python(*command) as window, sender(FixedAddress(address, keys)) as link:
            noted = NotedAttention(window, link)
            noted.until_ready()
            for number, sensor in enumerate(sensors):
                progress(number / len(sensors), f"fire {number + 1} of {len(sensors)}")
                noted.take_up_others()
                began = time.monotonic()
                link.submit_readings([_reading(sensor, FIRE_VALUE)])
                found.append(noted.heard_and_seen_s(sensor, began))
    heard_s, seen_s = zip(*found, strict=True)
    return [
        BenchFigure(f"critical alarm → tone, longest of {len(sensors)}", max(heard_s), "s", at_most=1.0),
        BenchFigure("critical alarm → tone, p50", median(heard_s), "s"),
        BenchFigure("critical alarm → band painted, longest", max(seen_s), "s", at_most=1.0),
        BenchFigure("critical alarm → band painted, p50", median(seen_s), "s"),
    ]


class NotedAttention:
    """What a window of :mod:`bench.attention_times` notes, read in a thread.

    What demo traffic and earlier fires leave in the band is acknowledged or filed, so that the next fire is alone.
    """

    def __init__(self, window: Child, link: ControlLink) -> None:
        window.read_errors()
        self._link = link
        self._noted: Queue[Noted] = Queue()
        Thread(target=self._read, args=(window,), daemon=True).start()

    def until_ready(self) -> None:
        """Wait for the window, taking up what it shows first."""
        while (note := self._next(START_S))[0] != "ready":
            self._take_up(note)

    def take_up_others(self) -> None:
        """Take up what the band shows until nothing has come for APART_S."""
        with suppress(Empty):
            while True:
                self._take_up(self._noted.get(timeout=APART_S))

    def heard_and_seen_s(self, sensor: str, began: float) -> tuple[float, float]:
        """Times from ``began`` to the first emergency tone, and to the band of the sensor's alarm."""
        heard: float | None = None
        seen: float | None = None
        while heard is None or seen is None:
            what, about, at_s = note = self._next(LIMIT_S)
            if what == "tone" and about == "emergency":
                heard = heard or at_s - began
            elif what == "band" and about.endswith(f" {sensor}"):
                seen = seen or at_s - began
            self._take_up(note)
        return heard, seen

    def _take_up(self, note: Noted) -> None:
        what, about, _ = note
        if what == "band":
            kind, item, _ = about.split(" ")
            body = AcknowledgeAlarm(alarm_id=item) if kind == "alarm" else FileEvent(event_id=item)
            self._link.submit([issued(body)])

    def _next(self, timeout_s: float) -> Noted:
        try:
            return self._noted.get(timeout=timeout_s)
        except Empty:
            raise RuntimeError(f"the window noted nothing for {timeout_s:g} s") from None

    def _read(self, window: Child) -> None:
        with suppress(ValueError):  # closed at the end
            for line in window.lines():
                what, about, at_s = json.loads(line)
                self._noted.put((what, about, at_s))


def _reading(sensor: str, value: float) -> Reading:
    return Reading(sensor_id=sensor, channel=CHANNEL, at_ms=SystemClock().now_ms(), value=value)
