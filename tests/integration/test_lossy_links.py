"""Links that lose packets without ending: each direction of each path is noticed, shown, and renewed by itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import psutil
import pytest

from bench.lossy_network import DESK, DOWN, PUBLISH, UP, LossyNetwork, lossy_network
from services.protocol.client import Client
from services.protocol.messages import Accepted
from tests.integration.backend_fixture import At, Served, client_of, control_of, live, report, serving, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has more than one loopback address")

LOSSES = {
    "commands": ([DESK], [UP], "unanswered"),
    "replies": ([DESK], [DOWN], "unanswered"),
    "broadcasts": ([PUBLISH], [DOWN], "stale"),
    "all that the client sends": ([DESK, PUBLISH], [UP], "unanswered"),
    "all that the backend sends": ([DESK, PUBLISH], [DOWN], "stale"),
    "everything": ([DESK, PUBLISH], [UP, DOWN], "stale"),
}
"""What is lost: paths, directions, and the first state that the client shows."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served")) as backend:
        yield backend


@pytest.fixture
def network(served: Served) -> Iterator[LossyNetwork]:
    with control_of(served) as link:
        publish = link.welcome.endpoints["publish"]
    with lossy_network(served.address, publish) as network:
        yield network


def carries_out_a_command(client: Client, event_id: str) -> None:
    """A command of ``client`` is accepted, and its screen is live."""
    replies: list[object] = []
    until(lambda: replies.extend(client.take().replies) or replies, f"the answer about {event_id}")
    assert [type(reply) for reply in replies] == [Accepted]
    live(client)


@pytest.mark.parametrize("lost", LOSSES)
def test_a_link_that_loses_packets_is_not_live_and_recovers_by_itself(
    served: Served, network: LossyNetwork, lost: str
) -> None:
    paths, ways, state = LOSSES[lost]
    with client_of(At(network.address, served.keys)) as client:
        live(client)
        network.lose(paths, ways)
        until(lambda: client.health().state != "live", "the loss")
        assert client.health().state == state
        assert network.address in client.health().detail
        client.submit(report(f"E-{lost.replace(' ', '-')}"))
        network.heal()
        carries_out_a_command(client, lost)


def test_a_sender_whose_link_loses_packets_goes_on_over_a_new_one(served: Served, network: LossyNetwork) -> None:
    with control_of(At(network.address, served.keys)) as link:
        network.lose()
        network.heal()  # the connection so far stays dead
        assert [type(answer) for answer in link.submit([report("E-sender")])] == [Accepted]


def test_the_backend_ends_the_connections_of_a_client_that_vanished(served: Served, network: LossyNetwork) -> None:
    def connections() -> int:
        every = psutil.Process(served.process.pid).net_connections()
        return sum(one.status == psutil.CONN_ESTABLISHED for one in every)

    until(lambda: connections() == 0, "the end of earlier connections")
    with client_of(At(network.address, served.keys)) as client:
        live(client)
        assert connections() == 2
        network.lose()
        until(lambda: connections() == 0 or network.accepted[DESK] > 1, "the end of the connections")
