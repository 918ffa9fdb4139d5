"""More connections without a key than file descriptors: admitted clients receive every heartbeat."""

from __future__ import annotations

import os
import socket as plain
import time
import uuid
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Event, Thread

import pytest

from services.protocol.messages import Accepted
from services.transport.zeromq.client_link import ZeroMqClientLink
from services.transport.zeromq.descriptors import raise_limit
from tests.integration.backend_fixture import PATIENCE_S, Served, client_of, control_of, live, report, serving, until

FILES_MAX = 1_024
CONNECTIONS = 1_073
SILENT_MS = 1_000
"""A window is stale after this time without a heartbeat."""


class Listener:
    """An admitted client in a separate thread that records the longest gap between two heartbeats."""

    def __init__(self, backend: Served) -> None:
        self.longest_ms = 0.0
        self.beats = 0
        self._backend = backend
        self._stop = Event()
        with control_of(backend) as link:
            self._endpoint = link.welcome.endpoints["publish"]
        self._thread = Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        with closing(ZeroMqClientLink(self._backend.address, self._backend.keys)) as link:
            link.connect()
            link.subscribe(self._endpoint, b"live/heartbeat")
            received_at = None
            while not self._stop.is_set():
                beats = link.poll(50).published
                now = time.monotonic()
                if received_at is not None:
                    self.longest_ms = max(self.longest_ms, (now - received_at) * 1_000)
                if beats:
                    self.beats += len(beats)
                    received_at = now

    def close(self) -> None:
        self._stop.set()
        self._thread.join()


@pytest.mark.skipif(os.name != "posix", reason="the limit is set by a shell")
def test_half_open_connections_without_a_key_neither_delay_heartbeats_nor_terminate_the_backend(tmp_path: Path) -> None:
    raise_limit()
    with (
        serving(tmp_path, shell=f"ulimit -n {FILES_MAX}") as backend,
        closing(Listener(backend)) as listener,
        client_of(backend) as client,
        control_of(backend) as link,
        ExitStack() as stack,
    ):
        live(client)
        host, port = backend.address.removeprefix("tcp://").split(":")
        for _ in range(CONNECTIONS):
            stack.enter_context(plain.create_connection((host, int(port)), timeout=PATIENCE_S))

        def reported_after_a_command() -> bool:
            (answer,) = link.submit([report(uuid.uuid4().hex)])
            assert isinstance(answer, Accepted)
            assert client.health().state == "live"
            return "no file descriptor is left" in backend.log.read_text(encoding="utf-8")

        until(reported_after_a_command, "the lack of descriptors in the log")
        with control_of(backend) as late:
            assert late.welcome.realm == "live", "a new client is admitted once the handshakes have timed out"
        listener.close()
        assert listener.beats > 10
        assert listener.longest_ms < SILENT_MS
        assert backend.process.poll() is None
