"""How a backend ends: in-memory changes of a failed iteration are not stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from county.package.open import CountyPackage
from services.loop.durable_groups import STOP_GRACE_MS, CommitHangs
from services.loop.failures import StateUncertain, StoreEnds
from services.protocol import messages as m
from services.store.memory import MemoryLog
from services.store.ports import Commit, Committed, MustReopen, StoreFailed
from tests.memory_realm import ManualMonotonic, MemoryRealm
from tests.square_county import write_square_county
from tests.unit.live_realm import report


class BreakingLog(MemoryLog):
    """A log that fails at its ``at``-th commit, like a defect in the loop."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self._left = at

    def begin(self, commit: Commit) -> None:
        self._left -= 1
        if not self._left:
            raise OSError("disk I/O error")
        super().begin(commit)


class ReplacedLog(MemoryLog):
    """A log whose journal was replaced meanwhile."""

    def done(self, timeout_ms: int) -> Committed | StoreFailed | None:
        raise MustReopen("{path}: was replaced; the backend ends", path="journal")


def test_a_store_that_must_be_opened_again_ends_the_backend_with_its_reason(tmp_path: Path) -> None:
    package = CountyPackage(write_square_county(tmp_path / "county"))
    with pytest.raises(StoreEnds, match="journal: was replaced; the backend ends") as ended:
        MemoryRealm(package, log=ReplacedLog(), monotonic=ManualMonotonic()).opened.run(lambda: False)
    assert ended.value.line.params == {"path": "journal"}


def test_a_stopped_backend_waits_some_seconds_for_a_hanging_commit_and_acknowledges_nothing(tmp_path: Path) -> None:
    log, monotonic = MemoryLog(), ManualMonotonic(cost_ms=0.5)
    realm = MemoryRealm(CountyPackage(write_square_county(tmp_path / "county")), log=log, monotonic=monotonic)
    client = realm.plain_client()
    client.send(report(1))
    log.slow = True
    stopped_at: list[int] = []

    def stopped() -> bool:
        beats = realm.beats()
        if len(beats) > 50 and not stopped_at:  # it runs for seconds before it is stopped
            stopped_at.append(monotonic.now_ms)
        return bool(stopped_at)

    with pytest.raises(CommitHangs, match="disk"):
        realm.opened.run(stopped)
    assert STOP_GRACE_MS <= monotonic.now_ms - stopped_at[0] <= STOP_GRACE_MS + 500
    assert client.answers() == []
    assert not [sent for sent in realm.link.sent if sent.frame.startswith(b"live/record")][1:], "only its start"
    assert list(log.checkpoints()) == [], "the desk may contain uncommitted changes"


def test_a_commit_that_ends_within_these_seconds_is_acknowledged_and_the_backend_stops_normally(tmp_path: Path) -> None:
    log, monotonic = MemoryLog(), ManualMonotonic(cost_ms=0.5)
    realm = MemoryRealm(CountyPackage(write_square_county(tmp_path / "county")), log=log, monotonic=monotonic)
    client = realm.plain_client()
    client.send(report(1))
    log.slow = True
    begun = monotonic.now_ms

    def on_read(now_ms: int) -> None:
        log.slow = log.slow and now_ms < begun + STOP_GRACE_MS // 2

    monotonic.on_read = on_read
    first = iter([False])
    realm.opened.run(lambda: next(first, True))
    [answer] = client.answers()
    assert isinstance(answer, m.Accepted)
    assert [checkpoint.seq for checkpoint in log.checkpoints()] == [log.head.seq]


@pytest.mark.parametrize("failing", [True, False])
def test_a_final_checkpoint_is_stored_only_after_a_complete_iteration(tmp_path: Path, failing: bool) -> None:
    log = BreakingLog(at=2 if failing else 100)
    package = CountyPackage(write_square_county(tmp_path / "county"))
    realm = MemoryRealm(package, log=log, monotonic=ManualMonotonic())
    client = realm.plain_client()
    client.send(report(1))
    turns = iter([False, False, True])

    def stopped() -> bool:
        client.send(report(2))
        return next(turns)

    try:
        realm.opened.run(stopped)
    except StateUncertain:
        assert failing
        assert "E2" in realm.desk.events, "the desk contains an uncommitted change"
    seqs = [checkpoint.seq for checkpoint in log.checkpoints()]
    assert seqs == ([] if failing else [log.head.seq])
