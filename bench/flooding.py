"""The client of ``bench flood`` that requests histories as fast as it can, in its own process.

Arguments: address, folder of keys, sensor, channel, number of histories, number of requests in flight.  It prints
``ready``, sends the requests, and prints the results.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from county.clock import SystemClock
from services.protocol import messages as m
from services.protocol.codec import Reassembler, client_decoder, frames, topic
from services.protocol.columns import decoded
from services.protocol.limits import ANSWER_MAX
from services.transport.zeromq.client_link import ZeroMqClientLink

REALM = "live"
SPAN_MS = 3_600_000
"""Length of a requested history."""
TIMEOUT_S = 120.0
RETRY_S = 1.0
CONTROL = topic(REALM, "control")


class FloodingClient:
    """An authenticated client without a thread of its own."""

    def __init__(self, address: str, keys: Path) -> None:
        self._link = ZeroMqClientLink(address, keys)
        self._link.connect()
        self._decode, self._joiner = client_decoder(REALM), Reassembler(ANSWER_MAX)
        self._until = time.perf_counter() + TIMEOUT_S

    def answers(self, timeout_ms: int) -> Iterator[Any]:
        """Received messages.  Raises RuntimeError after TIMEOUT_S."""
        if time.perf_counter() > self._until:
            raise RuntimeError(f"the backend did not answer within {TIMEOUT_S:g} s")
        for frame in self._link.poll(timeout_ms).answers:
            message: Any = self._decode(frame)
            if isinstance(message, m.Part):
                whole = self._joiner.put(message)
                if whole is None:
                    continue
                message = self._decode.decode(whole)
            yield message

    def send(self, message: m.ToBackend) -> bool:
        """False while the link's queue is full."""
        return all(self._link.send(frame) for frame in frames(CONTROL, message))

    def connect(self) -> m.Welcome:
        """Send hello and wait for the backend's welcome."""
        while True:
            self.send(m.Hello(protocol=m.PROTOCOL, realm=REALM))
            for answer in self.answers(200):
                if isinstance(answer, m.Welcome):
                    return answer

    def request_histories(self, key: list[str], count: int, in_flight: int) -> dict[str, float]:
        """Request the last SPAN_MS of ``key`` ``count`` times; returns numbers answered and refused, and the seconds.

        Requests without an answer for RETRY_S are repeated: the backend drops answers that a client reads too late.
        """
        now_ms = SystemClock().now_ms()
        pending, due = dict[str, float](), deque(map(str, range(count)))
        got = Counter[type]()
        rows = 0
        started = time.perf_counter()
        while pending or due:
            now = time.perf_counter()
            for request in [request for request, sent in pending.items() if now - sent > RETRY_S]:
                del pending[request]
                due.append(request)
            while due and len(pending) < in_flight:
                question = m.HistoryRequest(
                    request=due[0], stream="readings", key=key, from_ms=now_ms - SPAN_MS, to_ms=now_ms
                )
                if not self.send(question):
                    break
                pending[due.popleft()] = now
            for answer in self.answers(1):
                if isinstance(answer, m.HistoryReply | m.Trouble) and pending.pop(answer.request, None) is not None:
                    got[type(answer)] += 1
                    if isinstance(answer, m.HistoryReply) and not rows:
                        rows = len(decoded(answer.stream, answer.columns))
        seconds = time.perf_counter() - started
        return {"answered": got[m.HistoryReply], "refused": got[m.Trouble], "rows": rows, "seconds": seconds}

    def subscribe(self, endpoint: str) -> None:
        """Subscribe to heartbeats."""
        self._link.subscribe(endpoint, topic(REALM, "heartbeat"))

    def heartbeat_times(self, until_s: float) -> list[float]:
        """Times of the heartbeats received until ``until_s``, both by perf_counter."""
        times = []
        while (left_s := until_s - time.perf_counter()) > 0:
            for _ in self._link.poll(min(20, max(1, int(left_s * 1000)))).published:
                times.append(time.perf_counter())
        return times

    def close(self) -> None:
        self._link.close()


def main(address: str, keys: str, sensor: str, channel: str, count: str, in_flight: str) -> None:
    """Send the requests and print the results."""
    client = FloodingClient(address, Path(keys))
    try:
        client.connect()
        print("ready", flush=True)
        print(json.dumps(client.request_histories([sensor, channel], int(count), int(in_flight))), flush=True)
    finally:
        client.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
