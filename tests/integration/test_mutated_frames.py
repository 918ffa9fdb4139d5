"""Mutated frames of every message type: they end neither a backend nor a client, and each is counted on a screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.client_mutations import run_client
from bench.mutated_frames import run_mutated
from bench.mutation import FrameMutator
from tests.integration.backend_fixture import county_in

pytestmark = pytest.mark.usefixtures("qapp")
FRAMES, CLIENT_FRAMES = 2_000, 2_000


def no_progress(share: float, step: str) -> None:
    """Nobody watches."""


def test_the_same_seed_gives_the_same_mutations() -> None:
    frames = [b"live/control\0\x82\xa4type\xa5Hello", b"live/record\0\x91\xc0"]
    first, again = iter(FrameMutator(frames, 7)), iter(FrameMutator(frames, 7))
    assert [next(first) for _ in range(500)] == [next(again) for _ in range(500)]


def test_mutated_frames_to_a_backend_are_all_counted_and_disturb_nobody(tmp_path: Path) -> None:
    found = run_mutated(county_in(tmp_path), tmp_path / "data", FRAMES, no_progress, settle_s=0.2)
    assert found.sent >= FRAMES
    assert sum(found.unreadable.values()) > FRAMES // 3
    assert found.unreadable["subscriptions"] > 0
    assert found.uncertain == 0
    assert found.counted == found.unreadable
    assert found.rejected >= found.connections > 0
    assert (found.ended, found.not_live) == (0, 0)


def test_mutated_frames_to_a_live_client_are_all_counted_and_do_not_end_it(tmp_path: Path) -> None:
    found = run_client(county_in(tmp_path), tmp_path / "data", CLIENT_FRAMES, no_progress, settle_s=0.2)
    assert (found.sent, found.ended) == (CLIENT_FRAMES, 0), found.state
    assert found.arrived > CLIENT_FRAMES // 2
    assert found.counted == found.arrived
    assert found.state.startswith("live")
