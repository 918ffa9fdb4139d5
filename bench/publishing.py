"""The sending process of ``bench wire``: the real Server, or a bare socket with the same bytes.

A line on stdin prepares a run: ``ours records N``, ``raw records N``, ``ours batches N``, ``raw batches N`` send N of
them as fast as they are accepted; ``even records N PER_S`` sends them at a constant rate.  ``go`` starts the run,
``got N`` is the number of frames received, ``done N`` the number of records in the layers.  A bare frame holds one
record or one batch; the Server sends a group of 64 records in one frame, as the backend does after a commit, or with
``single records N`` one record per frame.  Frames are encoded before ``go``, except by the Server.
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

from bench.traffic import RATE, START_MS, readings, records
from county.authority import Principal, Role
from county.clock import SystemClock
from county.streams import READINGS, Columns
from services.log import RateLimitedLog, configure
from services.program import VERSION
from services.protocol import messages as m
from services.protocol.codec import payload, topic
from services.protocol.columns import encoded
from services.protocol.inbox import CAPACITY
from services.protocol.server import Request, Server
from services.transport.zeromq.backend_link import ZeroMqBackendLink
from services.transport.zeromq.keys import pair
from services.transport.zeromq.sockets import PUBLISH_HWM, server_socket

CHANNELS = [(f"S{i // 2}", f"c{i % 2}") for i in range(4_000)]
BATCH = 100
CHUNK = 64
IN_FLIGHT_FRAMES = PUBLISH_HWM // 4
"""Limit of frames in flight before the next chunk, for both sides.  ZeroMQ acknowledges reads in steps of half a
high-water mark and processes that once per millisecond: with many more in flight the Server would drop frames, which
does not occur in a backend, whose rate is limited by commits."""
RAW_HWM = 20 * PUBLISH_HWM
"""High-water mark of the bare socket, which would drop frames with the Server's and has no retransmission."""
IN_FLIGHT_RECORDS = CAPACITY // 2
"""Limit of records not yet in the layers, so that they fit into the inbox."""
BEAT_S = 0.1


class Publishing:
    """Replies to a Client like a backend with an empty journal, and publishes on command."""

    def __init__(self, keys: Path) -> None:
        self._link = ZeroMqBackendLink(listen="tcp://127.0.0.1:0", keys=keys, log=RateLimitedLog())
        self._server = Server(self._link, "live", RateLimitedLog())
        self._raw = server_socket(zmq.Context(), zmq.XPUB, pair(keys, "server"), send_hwm=RAW_HWM, receive_hwm=RAW_HWM)
        self._raw.setsockopt(zmq.XPUB_VERBOSE, 1)  # reports new subscribers; sends like PUB
        self._raw.setsockopt(zmq.ZAP_ENFORCE_DOMAIN, 0)  # the bare socket has no authentication
        self._raw.bind("tcp://127.0.0.1:0")
        self._lines: SimpleQueue[list[str]] = SimpleQueue()
        self._beat_at = 0.0
        self._begin([], RATE)
        raw = self._raw.getsockopt_string(zmq.LAST_ENDPOINT)
        print(json.dumps({"address": self._link.endpoints["desk"], "raw": raw}), flush=True)
        Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in sys.stdin:
            self._lines.put(line.split())
        self._lines.put(["end"])

    def _begin(self, data: list[bytes], rate: int) -> None:
        self._instance = uuid.uuid4().hex
        self._records = data
        self._rate = rate
        self._head = self._batches = self._got = self._done = 0

    def run(self) -> None:
        while (words := self._wait()) != ["end"]:
            who, what, count = words[0], words[1], int(words[2])
            rate = int(words[3]) if who == "even" else 0
            data = [payload(r) for r in records(count, rate=rate or RATE)] if what == "records" else []
            parts = [readings(i, size=BATCH, channels=len(CHANNELS)) for i in range(count)] if not data else []
            frames = _frames(data, parts) if who == "raw" else []
            self._begin(data, rate or RATE)
            print("prepared", flush=True)
            while self._wait() != ["go"]:
                pass
            if who == "raw":
                self._publish_raw(frames)
            else:
                self._publish(parts, rate, 1 if who == "single" else CHUNK)

    def _publish_raw(self, frames: list[bytes]) -> None:
        while self._raw.recv()[:1] != b"\x01":
            pass
        for i in range(0, len(frames), CHUNK):
            self._keep_pace(i - IN_FLIGHT_FRAMES, 0)
            for frame in frames[i : i + CHUNK]:
                self._raw.send(frame)

    def _publish(self, parts: list[Columns], per_s: int, group: int) -> None:
        started, sent = time.perf_counter(), 0
        for i in range(0, len(self._records) or len(parts), CHUNK):
            if per_s:
                time.sleep(max(0.0, started + i / per_s - time.perf_counter()))
            else:
                self._keep_pace(sent - IN_FLIGHT_FRAMES, self._head - IN_FLIGHT_RECORDS)
            for first in range(i, min(i + CHUNK, len(self._records)), group):
                self._server.publish_records(self._records[first : first + group])
                sent += 1
            self._head = min(i + CHUNK, len(self._records))
            for part in parts[i : i + CHUNK]:
                self._batches += 1
                sent += 1
                self._server.publish_columns(part, self._batches)
            self._serve(0)

    def _keep_pace(self, frames: int, records: int) -> None:
        """Wait until ``frames`` frames have been received and ``records`` records are in the layers."""
        while self._got < frames or self._done < records:
            try:
                words = self._lines.get(timeout=0.001)
            except Empty:
                self._serve(0)
                continue
            if not self._note(words):
                raise SystemExit(f"{words[0]!r} received during a run")

    def _note(self, words: list[str]) -> bool:
        """Process a line about received frames or records; False for any other line."""
        if words[0] == "got":
            self._got = int(words[1])
        elif words[0] == "done":
            self._done = int(words[1])
        else:
            return False
        return True

    def _wait(self) -> list[str]:
        """The next line that is not about received frames or records."""
        while True:
            self._serve(2)
            try:
                words = self._lines.get_nowait()
            except Empty:
                continue
            if not self._note(words):
                return words

    def _serve(self, timeout_ms: int) -> None:
        for request in self._server.receive(timeout_ms=timeout_ms, limit=64):
            self._answer(request)
        self._server.continue_transfers(20)
        if (now := time.monotonic()) >= self._beat_at:
            self._beat_at = now + BEAT_S
            self._server.publish_heartbeat(
                m.Heartbeat(
                    realm="live", instance=self._instance, at_ms=START_MS + self._head * 1000 // self._rate,
                    wall_ms=SystemClock().now_ms(), rate=1.0, head_seq=self._head, epoch=0,
                    batch_numbers={READINGS.key: self._batches},
                )
            )  # fmt: skip

    def _answer(self, request: Request) -> None:
        match request.message:
            case m.Hello():
                welcome = m.Welcome(
                    protocol=m.PROTOCOL, program=VERSION, realm="live", instance=self._instance,
                    endpoints=dict(self._server.endpoints), county_name="", county="", epsg=4526, catalog="",
                    head_seq=self._head, epoch=0, at_ms=START_MS, rate=1.0,
                    principal=Principal(id=request.principal, roles=frozenset({Role.OPERATOR})),
                )  # fmt: skip
                self._server.answer(request.peer, welcome)
            case m.SnapshotRequest():
                columns = [list(column) for column in zip(*CHANNELS, strict=True)]
                table = m.Keys(stream=READINGS.key, first=0, total=len(CHANNELS), columns=columns)
                state = m.StatesPart(seq=self._head, recorded_ms=START_MS, part=0, last=True)
                self._server.transfer(request.peer, [table, state], replaces="snapshot")
            case m.ReplayRequest(first_seq=first, last_seq=last):
                lost = [msgspec.Raw(data) for data in self._records[first - 1 : last]]
                self._server.answer(request.peer, {"type": "ReplayPart", "records": lost})


def _frames(data: list[bytes], parts: list[Columns]) -> list[bytes]:
    """Frames with the same bytes as the Server's."""
    alone = [payload({"type": "Published", "records": [msgspec.Raw(record)]}) for record in data]
    batches = [
        m.StreamBatch(realm="live", stream=READINGS.key, number=i, columns=encoded(part))
        for i, part in enumerate(parts, start=1)
    ]
    return [topic("live", "record") + d for d in alone] + [topic("live", "stream") + payload(b) for b in batches]


if __name__ == "__main__":
    configure()
    Publishing(Path(sys.argv[1])).run()
