"""Events that arrive while a robot works, so that lists move at every click."""

from __future__ import annotations

from threading import Event as Signal
from threading import Thread
from typing import Self

from bench.acknowledged_load import report_at
from bench.connected import Reachable, sender
from county.numbering import event_id_of, in_realm
from county.realm import Realm

ARRIVALS_S = 2.0
"""Between two reported events; the demo county itself reports some six a minute at twenty times its pace."""


class RobotArrivals:
    """A thread that reports an event every ARRIVALS_S, within a ``with`` block."""

    def __init__(self, backend: Reachable, realm: Realm, place_m: tuple[float, float]) -> None:
        self._backend, self._realm, self._place_m = backend, realm, place_m
        self._stop = Signal()
        self._thread = Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        with sender(self._backend, self._realm.id) as link:
            number = 0
            while not self._stop.wait(ARRIVALS_S):
                number += 1
                now_ms = link.clock.now_ms()
                event_id = in_realm(event_id_of(now_ms, "robot", str(number)), self._realm.id)
                link.submit([report_at(self._place_m, event_id, self._realm.id, now_ms)])
