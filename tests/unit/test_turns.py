"""Waiting requests: served in turn by principal, bounded in number and bytes."""

from __future__ import annotations

from collections import Counter

from services.protocol import messages as m
from services.protocol.server import Request
from services.requests.turns import BYTES_MAX, TurnQueue

MOST = 10


def request(principal: str, connection: int, number: int, size: int = 100) -> Request:
    message = m.KeysRequest(stream=f"{principal} {connection} {number}")
    return Request(f"{principal}{connection}".encode(), principal, message, size)


def test_a_principal_with_many_connections_has_the_share_of_one() -> None:
    queue = TurnQueue(MOST)
    for number in range(5):
        for connection in range(20):
            assert queue.put(request("many", connection, number), number)
        assert queue.put(request("one", 0, number), number)
    first = [queue.pop() for _ in range(10)]
    assert Counter(taken.principal for taken in first) == {"many": 5, "one": 5}
    assert len({taken.peer for taken in first if taken.principal == "many"}) == 5, "its connections take turns"


def test_requests_of_one_connection_keep_their_order_and_all_are_served() -> None:
    queue = TurnQueue(MOST)
    for number in range(MOST):
        for principal in ("a", "b"):
            for connection in range(2):
                assert queue.put(request(principal, connection, number), number)
    served: dict[bytes, list[str]] = {}
    while len(queue):
        waits = queue.peek()
        taken = queue.pop()
        assert taken is waits
        assert isinstance(taken.message, m.KeysRequest)
        served.setdefault(taken.peer, []).append(taken.message.stream)
    assert len(served) == 4
    assert all(streams == sorted(streams) for streams in served.values())


def test_the_bytes_that_wait_for_one_principal_are_bounded_over_all_its_connections() -> None:
    queue, size = TurnQueue(MOST), BYTES_MAX // 4
    taken = [queue.put(request("many", connection, 0, size), 0) for connection in range(100)]
    assert taken == [True] * 4 + [False] * 96
    assert queue.put(request("one", 0, 0, size), 0), "another principal is not affected"
    while len(queue):
        queue.pop()
    assert queue.put(request("many", 0, 1, 2 * BYTES_MAX), 1), "one request is always accepted"
    assert not queue.put(request("many", 1, 1), 1)
