"""Journals that benchmarks start from: they have the checkpoints and the events on the desk that they say."""

from __future__ import annotations

from pathlib import Path
from statistics import mean

import pytest

from bench.events_on_desk import events_on_desk
from bench.seeded_events import TRAFFIC
from bench.three_years import AFTER_CHECKPOINT, GROUP, records, write
from county.durations import DAY_MS, HOUR_MS
from county.events.aggregate import EVENTS
from county.events.event import State
from county.fold import Fold, encoded_state
from county.package.open import CountyPackage
from county.realm import LIVE
from services.log import RateLimitedLog
from services.loop.checkpoints import EVERY
from services.realm import key_tables
from services.store.open import open_realm_store
from tests.tiny_county import write_tiny_county

COUNT = AFTER_CHECKPOINT + EVERY + GROUP * 3 // 2
"""So that no group ends with the record of a checkpoint."""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return write_tiny_county(tmp_path_factory.mktemp("tiny") / "county")


@pytest.fixture(scope="module")
def data(package: CountyPackage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of five days, so that no event has left the desk."""
    folder = tmp_path_factory.mktemp("journal") / "data"
    write(package, folder, COUNT, lambda share, text: None, span_ms=5 * DAY_MS)
    return folder


def test_a_journal_has_two_checkpoints_the_newest_half_an_interval_before_its_end(
    package: CountyPackage, data: Path
) -> None:
    store = open_realm_store(
        data, county=package.manifest.identity, realm=LIVE, keys=key_tables(package, package.catalog),
        messages=RateLimitedLog(),
    )  # fmt: skip
    try:
        ages = [store.log.head.seq - checkpoint.seq for checkpoint in store.log.checkpoints()]
    finally:
        store.close()
    assert ages == [pytest.approx(AFTER_CHECKPOINT, abs=GROUP), pytest.approx(AFTER_CHECKPOINT + EVERY, abs=GROUP)]


def test_events_on_the_desk_are_counted_now_and_some_time_ago(package: CountyPackage, data: Path) -> None:
    before, now = events_on_desk(package, data, LIVE, 2 * DAY_MS)
    assert 0 < before < now
    assert events_on_desk(package, data, LIVE, 0) == (now, now)


def test_events_like_those_of_the_traffic_are_evaluated_within_the_hour_and_as_long_as_theirs(
    package: CountyPackage,
) -> None:
    """Otherwise a soak would measure that events of another length take the place of those that leave the desk."""
    fold = Fold()
    for record in records(package, 2_000, now_ms=10 * DAY_MS, realm=LIVE, span_ms=DAY_MS, events=TRAFFIC):
        fold.apply(record)
    states = dict(fold.states[EVENTS.key])
    ended = [state for state in states.values() if state.state is State.EVALUATED]
    assert len(ended) > 0.9 * len(states)
    assert max(state.timeline[-1].happened_ms - state.happened_ms for state in ended) < HOUR_MS
    assert 1_600 < mean(len(encoded_state(state)) for state in ended) < 1_850
