"""How many connections of one key are served."""

from __future__ import annotations

from services.protocol.connection_limit import CONNECTIONS_MAX, IDLE_MS, ConnectionLimit

PEERS = [bytes([i]) for i in range(CONNECTIONS_MAX + 2)]


def full() -> ConnectionLimit:
    """One principal has as many connections as are served, the first request of each at its number in ms."""
    limit = ConnectionLimit()
    assert all(limit.admits("desk", peer, at_ms) for at_ms, peer in enumerate(PEERS[:CONNECTIONS_MAX]))
    return limit


def test_a_connection_above_the_limit_is_refused_and_the_others_are_still_served() -> None:
    limit = full()
    assert not limit.admits("desk", PEERS[-1], CONNECTIONS_MAX)
    assert all(limit.admits("desk", peer, CONNECTIONS_MAX) for peer in PEERS[:CONNECTIONS_MAX])


def test_another_principal_has_its_own_limit() -> None:
    assert full().admits("gateway", PEERS[-1], CONNECTIONS_MAX)


def test_an_idle_connection_is_replaced_and_no_other_one() -> None:
    limit = full()
    assert not limit.admits("desk", PEERS[-1], IDLE_MS - 1)
    assert limit.admits("desk", PEERS[-1], IDLE_MS)
    assert not limit.admits("desk", PEERS[-2], IDLE_MS)


def test_a_request_keeps_its_connection_active() -> None:
    limit = full()
    assert limit.admits("desk", PEERS[0], IDLE_MS - 1)
    assert limit.admits("desk", PEERS[-1], IDLE_MS + 1), "in place of the second one"
    assert limit.admits("desk", PEERS[0], IDLE_MS + 1)
    assert not limit.admits("desk", PEERS[1], IDLE_MS + 1)
