"""The client of ``bench flood`` that asks for histories as quick as it can, a process of its own.

Arguments: address, folder of keys, sensor, channel, how many histories, how many of them on their way at once.  It says
``ready``, asks, and says how it was answered.
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
"""Of the past that is asked for."""
PATIENCE_S = 120.0
RETRY_S = 1.0
CONTROL = topic(REALM, "control")


class FloodingClient:
    """An admitted client without a thread of its own."""

    def __init__(self, address: str, keys: Path) -> None:
        self._link = ZeroMqClientLink(address, keys)
        self._link.connect()
        self._decode, self._joiner = client_decoder(REALM), Reassembler(ANSWER_MAX)
        self._until = time.perf_counter() + PATIENCE_S

    def answers(self, timeout_ms: int) -> Iterator[Any]:
        """What arrives.  Raises RuntimeError after PATIENCE_S."""
        if time.perf_counter() > self._until:
            raise RuntimeError(f"the backend did not answer within {PATIENCE_S:g} s")
        for frame in self._link.poll(timeout_ms).answers:
            message: Any = self._decode(frame)
            if isinstance(message, m.Part):
                whole = self._joiner.put(message)
                if whole is None:
                    continue
                message = self._decode.decode(whole)
            yield message

    def send(self, message: m.ToBackend) -> bool:
        """False while the link takes nothing."""
        return all(self._link.send(frame) for frame in frames(CONTROL, message))

    def greet(self) -> m.Welcome:
        """Wait for the backend."""
        while True:
            self.send(m.Hello(protocol=m.PROTOCOL, realm=REALM))
            for answer in self.answers(200):
                if isinstance(answer, m.Welcome):
                    return answer

    def ask(self, key: list[str], count: int, at_once: int) -> dict[str, float]:
        """Ask ``count`` times for the last SPAN_MS of ``key``; how many were answered and refused, in seconds.

        What is not answered for RETRY_S is asked again: the backend drops answers that a client does not read in time.
        """
        now_ms = SystemClock().now_ms()
        waiting, due = dict[str, float](), deque(map(str, range(count)))
        got = Counter[type]()
        rows = 0
        started = time.perf_counter()
        while waiting or due:
            now = time.perf_counter()
            for request in [request for request, sent in waiting.items() if now - sent > RETRY_S]:
                del waiting[request]
                due.append(request)
            while due and len(waiting) < at_once:
                question = m.HistoryRequest(
                    request=due[0], stream="readings", key=key, from_ms=now_ms - SPAN_MS, to_ms=now_ms
                )
                if not self.send(question):
                    break
                waiting[due.popleft()] = now
            for answer in self.answers(1):
                if isinstance(answer, m.HistoryReply | m.Trouble) and waiting.pop(answer.request, None) is not None:
                    got[type(answer)] += 1
                    if isinstance(answer, m.HistoryReply) and not rows:
                        rows = len(decoded(answer.stream, answer.columns))
        seconds = time.perf_counter() - started
        return {"answered": got[m.HistoryReply], "refused": got[m.Trouble], "rows": rows, "seconds": seconds}

    def hear(self, endpoint: str) -> None:
        """Hear heartbeats from now on."""
        self._link.subscribe(endpoint, topic(REALM, "heartbeat"))

    def beats(self, until_s: float) -> list[float]:
        """When heartbeats arrive, until ``until_s``, both by perf_counter."""
        times = []
        while (left_s := until_s - time.perf_counter()) > 0:
            for _ in self._link.poll(min(20, max(1, int(left_s * 1000)))).published:
                times.append(time.perf_counter())
        return times

    def close(self) -> None:
        self._link.close()


def main(address: str, keys: str, sensor: str, channel: str, count: str, at_once: str) -> None:
    """Ask, and print how it was answered."""
    client = FloodingClient(address, Path(keys))
    try:
        client.greet()
        print("ready", flush=True)
        print(json.dumps(client.ask([sensor, channel], int(count), int(at_once))), flush=True)
    finally:
        client.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
