"""Long answers are sent within a budget, in turn, as fast as each client accepts them."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from services.protocol.transfers import QUEUE_BYTES, QUEUE_MAX, SEND_TIMEOUT_MS, Transfers
from tests.unit.session_fixture import SettableClock

BUDGET_MS = 100


class Clients:
    """Accepts parts, each in ``part_ms``; peers in ``full`` accept none."""

    def __init__(self, part_ms: int = 0) -> None:
        self.got: list[tuple[str, int]] = []
        self.full: set[str] = set()
        self.lost: list[tuple[str, int]] = []
        self.now = SettableClock(0)
        self._part_ms = part_ms
        self.transfers: Transfers[str, int] = Transfers(
            self.send, self.now, lambda peer, count: self.lost.append((peer, count))
        )

    def send(self, peer: str, part: int) -> bool:
        if peer in self.full:
            return False
        self.now.now += self._part_ms
        self.got.append((peer, part))
        return True

    def of(self, peer: str) -> list[int]:
        return [part for name, part in self.got if name == peer]


def test_clients_receive_their_parts_in_turn_and_in_order() -> None:
    clients = Clients()
    clients.transfers.add("a", iter([1, 2]))
    clients.transfers.add("b", iter([5]))
    assert not clients.transfers.send_some(BUDGET_MS), "everything was sent"
    assert clients.got == [("a", 1), ("b", 5), ("a", 2)]


def test_an_iteration_ends_with_its_budget_and_the_next_one_continues() -> None:
    clients = Clients(part_ms=10)
    clients.transfers.add("a", iter(range(50)))
    assert clients.transfers.send_some(BUDGET_MS)
    assert len(clients.got) == 10
    while clients.transfers.send_some(BUDGET_MS):
        pass
    assert clients.of("a") == list(range(50))


def test_a_part_is_made_only_when_it_is_to_be_sent() -> None:
    made = []

    def parts() -> Iterator[int]:
        for number in range(1_000):
            made.append(number)
            yield number

    clients = Clients(part_ms=10)
    clients.transfers.add("a", parts())
    clients.transfers.send_some(BUDGET_MS)
    assert len(made) == len(clients.got)


def test_an_unaccepted_part_is_sent_again_and_nothing_is_skipped() -> None:
    clients = Clients()
    clients.transfers.add("a", iter([1, 2]))
    clients.full.add("a")
    assert not clients.transfers.send_some(BUDGET_MS), "the loop must not spin for a client that does not read"
    clients.full.clear()
    clients.transfers.send_some(BUDGET_MS)
    assert clients.got == [("a", 1), ("a", 2)]


def test_a_client_that_does_not_read_delays_no_other() -> None:
    clients = Clients()
    clients.full.add("a")
    clients.transfers.add("a", iter([1]))
    clients.transfers.add("b", iter([5, 6]))
    clients.transfers.send_some(BUDGET_MS)
    assert clients.got == [("b", 5), ("b", 6)]


def test_a_client_that_repeats_a_request_receives_the_new_answer_only() -> None:
    clients = Clients(part_ms=BUDGET_MS)
    clients.transfers.add("a", iter([1, 2, 3]), "snapshot")
    clients.transfers.send_some(BUDGET_MS)
    clients.full.add("a")
    clients.transfers.send_some(BUDGET_MS)
    clients.full.clear()
    clients.transfers.add("a", iter([7, 8]), "snapshot")
    while clients.transfers.send_some(BUDGET_MS):
        pass
    assert clients.got == [("a", 1), ("a", 7), ("a", 8)]


def test_an_answer_replaces_only_one_of_the_same_name() -> None:
    clients = Clients()
    clients.full.add("a")
    for parts, name in (([1, 2], "snapshot"), ([3], ""), ([4], ""), ([5], "replay")):
        clients.transfers.add("a", iter(parts), name)
    clients.transfers.send_some(BUDGET_MS)
    clients.transfers.add("a", iter([6]), "replay")
    clients.full.clear()
    clients.transfers.send_some(BUDGET_MS)
    assert clients.of("a") == [1, 2, 3, 4, 6]


def test_the_answers_queued_for_one_client_are_bounded() -> None:
    clients = Clients()
    for number in range(QUEUE_MAX + 100):
        clients.transfers.add("a", iter([number]))
    clients.transfers.send_some(BUDGET_MS)
    assert clients.of("a") == list(range(QUEUE_MAX))


def test_the_bytes_queued_for_one_client_are_bounded_and_what_it_loses_is_counted() -> None:
    clients = Clients()
    clients.transfers.add("a", iter([0]), size=2 * QUEUE_BYTES)
    for number in range(1, 4):
        clients.transfers.add("a", iter([number]), size=QUEUE_BYTES // 2)
    clients.transfers.add("b", iter([4]), size=QUEUE_BYTES)
    clients.transfers.send_some(BUDGET_MS)
    assert clients.of("a") == [0], "one answer is always accepted"
    assert clients.of("b") == [4]
    assert clients.lost == [("a", 1)] * 3


def test_short_answers_that_were_not_accepted_at_once_follow_in_order_before_the_long_ones() -> None:
    clients = Clients()
    clients.transfers.add("a", iter([1, 2, 3]), "snapshot")
    clients.full.add("a")
    clients.transfers.send_some(BUDGET_MS)
    for number in (10, 11, 12):
        clients.transfers.add_next("a", number, size=1)
    clients.full.clear()
    clients.transfers.add("a", iter([4]), "snapshot")
    clients.transfers.send_some(BUDGET_MS)
    assert clients.of("a") == [10, 11, 12, 4]


def test_the_answers_of_a_client_that_accepts_nothing_are_dropped() -> None:
    clients = Clients()
    clients.transfers.add("a", iter([1]))
    clients.full.add("a")
    clients.transfers.send_some(BUDGET_MS)
    clients.now.now = SEND_TIMEOUT_MS + 1
    clients.transfers.send_some(BUDGET_MS)
    clients.full.clear()
    clients.transfers.send_some(BUDGET_MS)
    assert clients.got == []
    assert clients.lost == [("a", 1)]


def test_a_slow_client_that_accepts_parts_keeps_its_answers() -> None:
    clients = Clients(part_ms=BUDGET_MS)
    clients.transfers.add("a", iter(range(5)))
    for _ in range(5):
        clients.full.add("a")
        clients.transfers.send_some(BUDGET_MS)
        clients.now.now += SEND_TIMEOUT_MS - BUDGET_MS
        clients.full.clear()
        clients.transfers.send_some(BUDGET_MS)
    assert clients.of("a") == list(range(5))


@given(st.lists(st.integers(0, 6), min_size=1, max_size=6), st.lists(st.sets(st.integers(0, 5)), max_size=20))
def test_clients_receive_every_part_once_at_any_reading_speed(counts: list[int], not_reading: list[set[int]]) -> None:
    clients = Clients(part_ms=30)
    for peer, count in enumerate(counts):
        clients.transfers.add(str(peer), iter(range(count)))
    for some in not_reading:
        clients.full = {str(peer) for peer in some}
        clients.transfers.send_some(BUDGET_MS)
    clients.full.clear()
    while clients.transfers.send_some(BUDGET_MS):
        pass
    assert {peer: clients.of(str(peer)) for peer in range(len(counts))} == {
        peer: list(range(count)) for peer, count in enumerate(counts)
    }
