"""Long answers go out a part a turn, whatever each client takes."""

from __future__ import annotations

import pytest

from services.transfers import GIVE_UP_MS, Transfers


class Clients:
    """Takes parts; whose name is in ``full`` takes none."""

    def __init__(self) -> None:
        self.got: list[tuple[str, int]] = []
        self.full: set[str] = set()

    def send(self, peer: str, part: int) -> bool:
        if peer in self.full:
            return False
        self.got.append((peer, part))
        return True


def test_every_client_gets_one_part_a_turn_in_its_order() -> None:
    clients = Clients()
    transfers = Transfers(clients.send)
    transfers.start("a", iter([1, 2]))
    transfers.start("b", iter([5]))
    assert transfers.go_on()
    assert clients.got == [("a", 1), ("b", 5)]
    assert transfers.go_on()
    assert clients.got[2:] == [("a", 2)]
    assert not transfers.go_on(), "there is nothing left"


def test_a_part_that_was_not_taken_is_sent_again_and_nothing_is_skipped() -> None:
    clients = Clients()
    transfers = Transfers(clients.send)
    transfers.start("a", iter([1, 2]))
    clients.full.add("a")
    assert not transfers.go_on(), "the loop must not spin for a client that does not read"
    clients.full.clear()
    transfers.go_on()
    transfers.go_on()
    assert clients.got == [("a", 1), ("a", 2)]


def test_a_client_that_asks_again_gets_the_new_answer_only() -> None:
    clients = Clients()
    transfers = Transfers(clients.send)
    transfers.start("a", iter([1, 2, 3]))
    transfers.go_on()
    clients.full.add("a")
    transfers.go_on()
    clients.full.clear()
    transfers.start("a", iter([7, 8]))
    while transfers.go_on():
        pass
    assert clients.got == [("a", 1), ("a", 7), ("a", 8)]


def test_a_client_that_takes_nothing_for_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0
    monkeypatch.setattr("services.transfers.monotonic_ms", lambda: now)
    clients = Clients()
    transfers = Transfers(clients.send)
    transfers.start("a", iter([1]))
    clients.full.add("a")
    transfers.go_on()
    now = GIVE_UP_MS
    transfers.go_on()
    clients.full.clear()
    transfers.go_on()
    assert clients.got == []
