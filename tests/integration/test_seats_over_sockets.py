"""Seats over real sockets: each window learns of the other, and of the end of one that was killed without a goodbye."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from county.clock import SystemClock
from county.numbering import new_event_id
from county.seats import Seat
from services.program import MAIN
from services.protocol.client import Client
from tests.integration.backend_fixture import client_of, control_of, live, report, serving, until

WINDOW = """
import sys, time
from pathlib import Path
from services.protocol.client import Client
from services.transport.zeromq.client_link import ZeroMqClientLink
client = Client(sys.argv[1], lambda: ZeroMqClientLink(sys.argv[1], Path(sys.argv[2])), "live")
client.open()
client.attend("", sys.argv[3], "FileEvent")
told = False
while True:
    taken = client.take()
    if taken.seats is not None and len(taken.seats) == 2 and not told:
        print("told", flush=True)
        told = True
    client.attend("", sys.argv[3], "FileEvent")
    time.sleep(0.02)
"""


def seats_of(client: Client, known: list[Seat]) -> list[Seat]:
    """All seats as this client was told last."""
    told = client.take().seats
    if told is not None:
        known[:] = told
    return known


def test_a_window_that_is_killed_without_a_goodbye_leaves_its_seat(tmp_path: Path) -> None:
    with serving(tmp_path) as backend, client_of(backend) as client:
        live(client)
        event_id = new_event_id(SystemClock().now_ms())
        with control_of(backend) as control:
            control.submit([report(event_id)])
        client.attend("", event_id, "")
        command = [sys.executable, "-c", WINDOW, backend.address, str(backend.keys), event_id]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=MAIN.parent) as window:
            try:
                assert window.stdout is not None
                assert window.stdout.readline() == "told\n", "the other one learns of both seats"
                known: list[Seat] = []

                def other() -> list[Seat]:
                    return [seat for seat in seats_of(client, known) if seat.id != client.seat]

                until(lambda: [(seat.event_id, seat.step) for seat in other()] == [(event_id, "FileEvent")], "its seat")
            finally:
                os.kill(window.pid, signal.SIGKILL)
        until(lambda: not other(), "the killed window's seat is empty")
        assert [seat.id for seat in seats_of(client, known)] == [client.seat], "the own one stays"
