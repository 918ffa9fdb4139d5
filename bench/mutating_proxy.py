"""Stands between a client and a real backend, and mixes mutated copies of real frames into what the client receives.

It listens with the backend's own key, so that the client takes it for the backend.
"""

from __future__ import annotations

import time
from itertools import islice
from threading import Event as Signal
from threading import Thread

from msgspec.structs import replace

from bench.captured_frames import CapturedFrames
from bench.connected import Reachable, link_to
from bench.mutation import FrameMutator
from bench.sending_mutated import is_unreadable
from services.log import RateLimitedLog
from services.protocol.codec import BadFrame, Reassembler, broadcast_decoder, client_decoder, payload, topic
from services.protocol.limits import ANSWER_MAX
from services.protocol.messages import Part, Welcome
from services.transport.ports import Peer
from services.transport.zeromq.backend_link import ZeroMqBackendLink

REALM = "live"
TURN = 64
"""Mutated frames of each path between two looks at real ones."""


class MutatingProxy:
    """Forwards requests of one client, answers and broadcasts; :meth:`mutate` adds mutated ones."""

    def __init__(self, backend: Reachable, frames: CapturedFrames, seed: int) -> None:
        self._front = ZeroMqBackendLink(listen="tcp://127.0.0.1:0", keys=backend.keys, log=RateLimitedLog())
        self._back = link_to(backend)
        self._back.connect()
        self._answers = iter(FrameMutator(frames.to_client, seed))
        self._broadcasts = iter(FrameMutator(frames.published, seed + 1))
        self._decode = client_decoder(REALM)
        self._paths = (
            (client_decoder(REALM), Reassembler(ANSWER_MAX)), (broadcast_decoder(REALM), Reassembler(ANSWER_MAX)),
        )  # fmt: skip
        self._peer: Peer | None = None
        self._left = 0
        self._stop = Signal()
        self.address = self._front.endpoints["desk"]
        self.sent = 0
        self.unreadable = 0
        """Mutated frames that the client must count."""
        self.window: Signal = Signal()
        """Set while the client keeps up."""
        self.window.set()
        self._thread = Thread(target=self._run)
        self._thread.start()

    @property
    def mutating(self) -> bool:
        """Whether mutated frames are still being sent."""
        return self._left > 0

    def mutate(self, count: int) -> None:
        """Send ``count`` mutated frames, half of them as answers and half as broadcasts."""
        self._left = count

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self._front.close()
        self._back.close()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._forward()
            if self._left > 0 and self._peer is not None and self.window.is_set():
                some = min(TURN, self._left)
                self._inject(self._peer, some)
                self._left -= some

    def _forward(self) -> None:
        for incoming in self._front.receive(timeout_ms=0 if self.mutating else 2, limit=TURN):
            self._peer = incoming.peer
            self._back.send(incoming.frame)
        burst = self._back.poll(0 if self.mutating else 2)
        for frame in burst.published:
            self._front.publish(frame)
        if self._peer is not None:
            for frame in burst.answers:
                self._answer(self._peer, self._redirected(frame))

    def _redirected(self, frame: bytes) -> bytes:
        """A Welcome that names this proxy's publisher; other frames unchanged."""
        message = self._decode(frame)
        if isinstance(message, Part) or not isinstance(message, Welcome):
            return frame
        self._back.subscribe(message.endpoints["publish"], f"{REALM}/".encode())
        here = replace(message, endpoints={"publish": self._front.endpoints["publish"]})
        return topic(REALM, "control") + payload(here)

    def _inject(self, peer: Peer, count: int) -> None:
        answers, broadcasts = self._paths
        for frame in islice(filter(self._keeps_session, self._answers), count // 2):
            self.unreadable += is_unreadable(*answers, frame)
            self._answer(peer, frame)
            self.sent += 1
        for frame in islice(self._broadcasts, count - count // 2):
            frame = frame if frame.startswith(b"live/") else b"live/" + frame  # others are not subscribed to
            self.unreadable += is_unreadable(*broadcasts, frame)
            self._front.publish(frame)
            self.sent += 1

    def _keeps_session(self, frame: bytes) -> bool:
        """False for a Welcome that can still be read: after one of another backend the client takes nothing more."""
        try:
            return not isinstance(self._decode(frame), Welcome)
        except BadFrame:
            return True

    def _answer(self, peer: Peer, frame: bytes) -> None:
        while not self._front.answer(peer, frame) and not self._stop.is_set():
            time.sleep(0.001)
            for incoming in self._front.receive(timeout_ms=0, limit=TURN):
                self._back.send(incoming.frame)
                if incoming.peer != peer:  # the client has connected again
                    self._peer = incoming.peer
                    return
