"""What subscribers send to the publisher: bounded, counted, and no client can fill the backend's memory with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
import zmq

from services.log import RateLimitedLog
from services.transport.zeromq.backend_link import ZeroMqBackendLink
from services.transport.zeromq.client_link import ZeroMqClientLink
from services.transport.zeromq.keys import admit, make_keys, pair, public_key, write_public
from services.transport.zeromq.sockets import SUBSCRIPTION_MAX, client_socket
from services.transport.zeromq.subscriptions import HELD_MAX
from tests.integration.backend_fixture import until


class SubscribedLink:
    """A backend's link, and a registered client ``wall`` that may send anything to the publisher."""

    def __init__(self, folder: Path) -> None:
        self.keys, own = folder / "keys", folder / "wall"
        self.backend = ZeroMqBackendLink(listen="tcp://127.0.0.1:0", keys=self.keys, log=RateLimitedLog())
        make_keys(own)
        write_public(own / "server.key", public_key(self.keys, "server"))
        admit(self.keys, "wall", public_key(own, "client"))
        self._context = zmq.Context()
        self.client = client_socket(
            self._context, zmq.XSUB, pair(own, "client"), public_key(self.keys, "server"), hwm=100
        )
        self.client.connect(f"tcp://127.0.0.1{self.backend.endpoints['publish']}")

    def turn(self) -> None:
        self.backend.receive(timeout_ms=2, limit=8)
        self.backend.publish(b"live/record\0x")

    def until(self, condition: Callable[[], object], what: str) -> None:
        until(lambda: self.turn() or condition(), what)

    def send(self, data: bytes) -> None:
        """Send as soon as there is room."""

        def sent() -> bool:
            try:
                self.client.send(data, zmq.DONTWAIT)
            except zmq.Again:
                return False
            return True

        self.until(sent, "room to send")

    def close(self) -> None:
        self.client.close(linger=0)
        self._context.term()
        self.backend.close()


@pytest.fixture
def link(tmp_path: Path) -> Iterator[SubscribedLink]:
    link = SubscribedLink(tmp_path)
    yield link
    link.close()


def test_a_message_to_the_publisher_that_is_no_subscription_is_counted(link: SubscribedLink) -> None:
    for data in (b"live/", b"\x02live/", b""):
        link.send(data)
    link.until(lambda: link.backend.counts.dropped == 3, "the three messages")


def test_a_client_that_subscribes_and_cancels_again_and_again_stays_connected(link: SubscribedLink) -> None:
    for number in range(2 * HELD_MAX // 100):
        topic = b"%0100d" % number
        link.send(b"\x01" + topic)
        link.send(b"\x00" + topic)
    link.send(b"\x01live/")
    link.until(lambda: link.client.poll(1), "a broadcast")
    assert link.backend.counts.rejected == 0


def test_a_client_whose_subscriptions_take_too_much_memory_is_barred_and_others_are_not(link: SubscribedLink) -> None:
    link.send(b"\x01live/")
    numbers = count()

    def rejected() -> int:
        with suppress(zmq.Again):
            link.client.send(b"\x01" + b"%0900d" % next(numbers), zmq.DONTWAIT)
        return link.backend.counts.rejected

    link.until(rejected, "the rejection")
    assert next(numbers) > HELD_MAX // 901
    owner = ZeroMqClientLink(link.backend.endpoints["desk"], link.keys)
    owner.connect()
    try:
        owner.subscribe(link.backend.endpoints["publish"], b"live/")
        link.until(lambda: owner.poll(1).published, "a broadcast to the owner")
    finally:
        owner.close()


def test_a_subscription_longer_than_a_topic_ends_the_connection(link: SubscribedLink) -> None:
    link.send(b"\x01live/")
    link.until(lambda: link.client.poll(1), "a broadcast")
    events = link.client.get_monitor_socket(zmq.EVENT_DISCONNECTED)
    try:
        link.client.send(b"x" * (SUBSCRIPTION_MAX + 1))
        link.until(lambda: events.poll(1), "the end of the connection")
    finally:
        events.close(linger=0)
