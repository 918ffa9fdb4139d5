"""The sending side of ``bench wire``, a process of its own: the real Server, or a bare socket with the same bytes.

A line on stdin begins a run: ``ours records N``, ``raw records N``, ``ours batches N``, ``raw batches N`` send N of
them as fast as they are taken; ``even records N PER_S`` sends them evenly.  Then ``go`` starts it and ``got N`` says
how many have been taken.  A bare frame holds one record or one batch; the Server puts a group of 64 records into one,
as the backend does after a commit, or with ``single records N`` each into its own.  Frames are made before ``go``,
except what the Server does itself.
"""

from __future__ import annotations

import json
import sys
import time
import uuid
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

import msgspec
import zmq

from bench.traffic import readings, records
from county.clock import SystemClock
from county.sensing import Readings
from services.log import QuietLog, configure
from services.protocol import messages as m
from services.protocol.codec import payload, record_of, topic
from services.protocol.columns import batch_of
from services.transport.zeromq.keys import pair
from services.transport.zeromq.server import Request, Server
from services.transport.zeromq.sockets import PUBLISH_HWM, server_socket

AHEAD = PUBLISH_HWM // 2
"""Frames sent and not yet taken: below every high-water mark, so that neither contender loses any."""
CHANNELS = [(f"S{i // 2}", f"c{i % 2}") for i in range(4_000)]
BATCH = 100
CHUNK = 64


class Publishing:
    """Answers a Client as a backend that starts from nothing does, and publishes on command."""

    def __init__(self, keys: Path) -> None:
        self._server = Server(listen="tcp://127.0.0.1:0", keys=keys, realm="live", log=QuietLog())
        self._raw = server_socket(zmq.Context(), zmq.XPUB, pair(keys, "server"), hwm=PUBLISH_HWM)
        self._raw.setsockopt(zmq.XPUB_VERBOSE, 1)  # says that a subscriber has arrived; sends as PUB does
        self._raw.setsockopt(zmq.ZAP_ENFORCE_DOMAIN, 0)  # no gate stands before the bare one
        self._raw.bind("tcp://127.0.0.1:0")
        self._lines: SimpleQueue[list[str]] = SimpleQueue()
        self._beat_at = 0.0
        self._begin([])
        raw = self._raw.getsockopt_string(zmq.LAST_ENDPOINT)
        print(json.dumps({"address": self._server.address, "raw": raw}), flush=True)
        Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in sys.stdin:
            self._lines.put(line.split())
        self._lines.put(["end"])

    def _begin(self, encoded: list[bytes]) -> None:
        self._instance = uuid.uuid4().hex
        self._records = encoded
        self._head = self._batches = self._got = 0

    def run(self) -> None:
        while (words := self._wait()) != ["end"]:
            who, what, count = words[0], words[1], int(words[2])
            encoded = [payload(record) for record in records(count)] if what == "records" else []
            parts = [readings(i, size=BATCH, channels=len(CHANNELS)) for i in range(count)] if not encoded else []
            frames = _frames(encoded, parts) if who == "raw" else []
            self._begin(encoded)
            print("prepared", flush=True)
            while self._wait() != ["go"]:
                pass
            if who == "raw":
                while self._raw.recv()[:1] != b"\x01":
                    pass
                for i in range(0, count, CHUNK):
                    self._keep_pace(i)
                    for frame in frames[i : i + CHUNK]:
                        self._raw.send(frame)
            else:
                self._publish(count, parts, int(words[3]) if who == "even" else 0, 1 if who == "single" else CHUNK)

    def _publish(self, count: int, parts: list[Readings], per_s: int, group: int) -> None:
        started = time.perf_counter()
        for i in range(0, count, CHUNK):
            if per_s:
                time.sleep(max(0.0, started + i / per_s - time.perf_counter()))
            else:
                self._keep_pace(i)
            for first in range(i, min(i + CHUNK, len(self._records)), group):
                self._server.publish_records(self._records[first : first + group])
            self._head = min(i + CHUNK, len(self._records))
            for part in parts[i : i + CHUNK]:
                self._batches += 1
                self._server.publish_readings(batch_of(part, realm="live", number=self._batches))
            self._serve(0)

    def _keep_pace(self, sent: int) -> None:
        while sent - self._got > AHEAD:
            self._serve(1)
            try:
                self._got = int(self._lines.get_nowait()[1])
            except Empty:
                continue

    def _wait(self) -> list[str]:
        """The next line that is not about frames taken."""
        while True:
            self._serve(2)
            try:
                words = self._lines.get_nowait()
            except Empty:
                continue
            if words[0] != "got":
                return words

    def _serve(self, timeout_ms: int) -> None:
        for request in self._server.receive(timeout_ms=timeout_ms, limit=64):
            self._answer(request)
        if time.monotonic() >= self._beat_at:
            self._beat_at = time.monotonic() + 0.1
            beat = m.Heartbeat(
                realm="live", instance=self._instance, at_ms=SystemClock().now_ms(), head_seq=self._head,
                batch_number=self._batches,
            )  # fmt: skip
            self._server.publish_heartbeat(beat)

    def _answer(self, request: Request) -> None:
        match request.message:
            case m.Hello():
                welcome = m.Welcome(
                    protocol=m.PROTOCOL, realm="live", instance=self._instance, publish_port=self._server.publish_port,
                    county_name="", county="", epsg=4526, head_seq=self._head,
                )  # fmt: skip
                self._server.send(request.peer, welcome)
            case m.SnapshotRequest():
                ids, names = [s for s, _ in CHANNELS], [c for _, c in CHANNELS]
                table = m.Channels(first=0, total=len(CHANNELS), sensor_ids=ids, channels=names)
                self._server.send(request.peer, table)
                state = m.SnapshotPart(seq=self._head, part=0, last=True)
                self._server.send(request.peer, state)
            case m.ReplayRequest(first_seq=first, last_seq=last):
                lost = [record_of(data) for data in self._records[first - 1 : last]]
                self._server.send(request.peer, m.ReplayPart(records=lost))


def _frames(encoded: list[bytes], parts: list[Readings]) -> list[bytes]:
    """The same bytes that the Server sends."""
    alone = [payload({"type": "Published", "records": [msgspec.Raw(data)]}) for data in encoded]
    of_records = [topic("live", "record") + data for data in alone]
    batches = [batch_of(part, realm="live", number=i) for i, part in enumerate(parts)]
    return of_records + [topic("live", "readings") + payload(batch) for batch in batches]


if __name__ == "__main__":
    configure()
    Publishing(Path(sys.argv[1])).run()
