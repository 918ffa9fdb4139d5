"""Links that die in every way, timed: noticed within 3 s, recovered within 5 s after the link, as the issue demands."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.lossy_network import DESK, DOWN, PUBLISH, UP, lossy_network
from services.program import MAIN
from services.protocol.messages import Accepted
from tests.integration.backend_fixture import At, Served, client_of, control_of, live, report, serving

NOTICED_S, RECOVERED_S, LOST_S = 3.0, 5.0, 8.0
ASLEEP_S = 10.0
LOSSES = {
    "commands": ([DESK], [UP]),
    "replies": ([DESK], [DOWN]),
    "commands and replies": ([DESK], [UP, DOWN]),
    "broadcasts": ([PUBLISH], [DOWN]),
    "both ways of the broadcasts": ([PUBLISH], [UP, DOWN]),
    "all that the client sends": ([DESK, PUBLISH], [UP]),
    "all that the backend sends": ([DESK, PUBLISH], [DOWN]),
    "everything": ([DESK, PUBLISH], [UP, DOWN]),
}
DESKTOP = """
import sys, time
from pathlib import Path
from services.protocol.client import Client
from services.transport.zeromq.client_link import ZeroMqClientLink
client = Client(sys.argv[1], lambda: ZeroMqClientLink(sys.argv[1], Path(sys.argv[2])), "live")
client.open()
shown = ""
while True:
    client.take()
    state = client.health().state
    if state != shown:
        print(state, flush=True)
        shown = state
    time.sleep(0.01)
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served")) as backend:
        yield backend


def seconds_until(condition: Callable[[], object], most_s: float) -> float:
    """How long it takes; more than ``most_s`` when it never happens."""
    began = time.monotonic()
    while not condition() and time.monotonic() - began <= most_s:
        time.sleep(0.01)
    return time.monotonic() - began


@pytest.mark.parametrize("lost", LOSSES)
def test_a_loss_is_noticed_in_three_seconds_and_over_in_five(served: Served, lost: str) -> None:
    paths, ways = LOSSES[lost]
    with control_of(served) as link:
        publish = link.welcome.endpoints["publish"]
    with lossy_network(served.address, publish) as network, client_of(At(network.address, served.keys)) as client:
        live(client)
        time.sleep(1.5)
        network.lose(paths, ways)
        noticed_s = seconds_until(lambda: client.health().state != "live", LOST_S)
        client.submit(report(f"E-{lost.replace(' ', '-')}"))
        time.sleep(LOST_S - noticed_s)
        network.heal()
        replies: list[object] = []
        answered_s = seconds_until(lambda: replies.extend(client.take().replies) or replies, 30.0)
        live_s = answered_s + seconds_until(lambda: client.health().state == "live", 30.0)
        print(f"{lost}: noticed {noticed_s:.1f} s, answered {answered_s:.1f} s, live {live_s:.1f} s after the link")
        assert noticed_s <= NOTICED_S
        assert [type(reply) for reply in replies] == [Accepted]
        assert live_s <= RECOVERED_S


@pytest.mark.parametrize("both", [False, True], ids=["the client", "client and backend"])
def test_a_machine_that_slept_is_live_again_in_five_seconds(served: Served, both: bool) -> None:
    command = [sys.executable, "-c", DESKTOP, served.address, str(served.keys)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(MAIN).parent) as desktop:
        assert desktop.stdout is not None
        try:
            while desktop.stdout.readline() != "live\n":
                pass
            stopped = [desktop.pid, *([served.process.pid] if both else [])]
            for pid in stopped:
                os.kill(pid, signal.SIGSTOP)
            time.sleep(ASLEEP_S)
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)
            woken = time.monotonic()
            states = [desktop.stdout.readline().strip()]
            while states[-1] != "live":
                states.append(desktop.stdout.readline().strip())
            awake_s = time.monotonic() - woken
            print(f"{states} within {awake_s:.1f} s")
            assert states[0] == "stale"
            assert awake_s <= RECOVERED_S
        finally:
            desktop.kill()
