"""Five million mutated frames to a backend, one million to a live client."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import client_mutations, mutated_frames
from tests.hard.repetitions import on_stderr, reached, repetitions
from tests.integration.backend_fixture import county_in


@pytest.mark.timeout(5_400)
def test_five_million_mutated_frames_to_a_backend_are_counted_and_cost_twenty_megabytes_at_most(tmp_path: Path) -> None:
    count = int(repetitions("FRAMES", 5_000_000))
    reached("mutated frames to a backend", mutated_frames.figures(count, county_in(tmp_path), on_stderr))


@pytest.mark.timeout(3_600)
def test_a_million_mutated_frames_to_a_live_client_are_counted_and_do_not_end_it(tmp_path: Path) -> None:
    count = int(repetitions("CLIENT_FRAMES", 1_000_000))
    reached("mutated frames to a client", client_mutations.figures(count, county_in(tmp_path), on_stderr))
