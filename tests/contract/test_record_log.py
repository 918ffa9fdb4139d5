"""The contract of RecordLog, over SQLite and over the double in memory."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.store.chain import GENESIS, link
from services.store.ports import Checkpoint, Commit, Committed, Entry, Outcome, StoreError, StoreFailed
from tests.contract.record_logs import BENCHES, PATIENCE_MS, LogCase, commit, stored


@pytest.fixture(params=BENCHES, ids=list(BENCHES))
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LogCase]:
    bench: LogCase = BENCHES[request.param](tmp_path)
    yield bench
    bench.close()


def entry(text: str, at_ms: int = 1_000, subject: str = "events/E1") -> Entry:
    return Entry(text.encode(), subject, at_ms)


def checkpoint(bench: LogCase, seq: int, hash_: bytes | None = None) -> Checkpoint:
    return Checkpoint(
        seq, bench.log.head.hash if hash_ is None else hash_, 1_000, 1, "catalogue", {"events": [b"a", b"b"]}
    )


def test_an_empty_log_ends_at_the_genesis_hash(bench: LogCase) -> None:
    assert bench.log.head == (0, GENESIS, 0, 0)
    assert list(bench.log.records(1, 10)) == []
    assert bench.log.seq_at(2**62) == 0


def test_a_commit_moves_the_head_by_its_records_along_the_chain(bench: LogCase) -> None:
    result = stored(bench.log, entry("one"), entry("two", 2_000))
    assert result.head == (2, link(link(GENESIS, b"one"), b"two"), 2_000, 0)
    assert bench.log.head == result.head
    assert list(bench.log.records(1, 2)) == [b"one", b"two"]


def test_nothing_of_a_commit_is_visible_before_its_result_was_returned(bench: LogCase) -> None:
    bench.log.begin(Commit(1_000, [entry("one")]))
    assert bench.log.head.seq == 0
    assert list(bench.log.records(1, 10)) == []
    assert bench.log.seq_at(2**62) == 0
    assert isinstance(bench.log.done(PATIENCE_MS), Committed)
    assert list(bench.log.records(1, 10)) == [b"one"]


def test_a_second_commit_in_flight_is_an_error_of_the_caller(bench: LogCase) -> None:
    bench.log.begin(Commit(1_000, [entry("one")]))
    with pytest.raises(RuntimeError, match="in flight"):
        bench.log.begin(Commit(1_000, [entry("two")]))
    assert isinstance(bench.log.done(PATIENCE_MS), Committed)
    assert bench.log.done(0) is None, "a result is returned once"
    assert bench.log.head.seq == 1


def test_a_commit_that_does_not_fit_leaves_no_trace_and_the_next_follows_the_chain(bench: LogCase) -> None:
    stored(bench.log, entry("one"))
    bench.fill_disk()
    result = commit(bench.log, Commit(1_000, [entry("x" * 200_000)], [Outcome("c", b"h", 2, 2)]))
    assert isinstance(result, StoreFailed)
    assert result.code == "disk_full"
    assert bench.log.head.seq == 1
    assert bench.log.outcome("c") is None
    bench.free_disk()
    assert stored(bench.log, entry("two")).head.hash == link(link(GENESIS, b"one"), b"two")
    assert list(bench.log.of_subject("events/E1")) == [b"one", b"two"]


def test_an_empty_commit_reports_whether_the_store_can_be_written_again(bench: LogCase) -> None:
    assert isinstance(commit(bench.log, Commit(0)), Committed)
    bench.fill_disk()
    failure = commit(bench.log, Commit(0))
    assert isinstance(failure, StoreFailed)
    assert failure.code == "disk_full"
    bench.free_disk()
    assert isinstance(commit(bench.log, Commit(0)), Committed)


def test_an_empty_commit_is_answered_and_changes_nothing(bench: LogCase) -> None:
    head = bench.log.head
    assert commit(bench.log, Commit(5_000)) == Committed(head)
    assert bench.log.head == head


def test_a_retry_finds_the_outcome_of_the_first_time(bench: LogCase) -> None:
    stored_outcome, volatile = Outcome("command", b"content", 1, 1), Outcome("readings", b"other", 0, -1)
    stored(bench.log, entry("one"), outcomes=[stored_outcome, volatile])
    assert bench.log.outcome("command") == stored_outcome
    assert bench.log.outcome("readings") == volatile
    assert bench.log.outcome("never") is None


def test_an_outcome_without_records_is_retained_for_days_however_many_follow(bench: LogCase) -> None:
    hour_ms = 3_600_000
    stored(bench.log, entry("one"), outcomes=[Outcome("lasting", b"h", 1, 1)])

    def deliver(name: str, wall_ms: int) -> None:
        done = commit(bench.log, Commit(1_000, outcomes=[Outcome(name, b"h", 0, -1)], wall_ms=wall_ms))
        assert isinstance(done, Committed)

    for hour in range(24 * 7):
        deliver(f"r{hour}", hour * hour_ms)
    assert bench.log.outcome("r0") == Outcome("r0", b"h", 0, -1)
    for hour in range(24 * 7, 24 * 10):
        deliver(f"r{hour}", hour * hour_ms)
    assert bench.log.outcome("r0") is None
    assert bench.log.outcome(f"r{24 * 3 - 2}") is None
    assert bench.log.outcome(f"r{24 * 3}") is not None
    assert bench.log.outcome("lasting") is not None


def test_records_are_returned_within_the_existing_range(bench: LogCase) -> None:
    stored(bench.log, *(entry(str(n), n) for n in range(1, 701)))
    assert [int(data) for data in bench.log.records(5, 650)] == list(range(5, 651))
    assert [int(data) for data in bench.log.records(-3, 2)] == [1, 2]
    assert [int(data) for data in bench.log.records(699, 10_000)] == [699, 700]
    assert list(bench.log.records(3, 2)) == []


def test_a_slowly_consumed_result_does_not_block_the_log(bench: LogCase) -> None:
    stored(bench.log, *(entry(str(n), n) for n in range(1, 701)))
    slow = bench.log.records(1, 700)
    assert next(slow) == b"1"
    stored(bench.log, entry("later", 1_000))
    assert [int(data) for data in slow] == list(range(2, 701))


def test_all_records_of_a_subject_are_found_in_order(bench: LogCase) -> None:
    for n in range(600):
        stored(bench.log, entry(str(n), subject=f"events/E{n % 2}"), Entry(b"other", "", 1_000))
    assert [int(data) for data in bench.log.of_subject("events/E1")] == list(range(1, 600, 2))
    assert list(bench.log.of_subject("events/unknown")) == []
    assert list(bench.log.of_subject("")) == [], "records without a subject have no subject in common"


def test_all_records_of_an_aggregate_are_found_and_no_others(bench: LogCase) -> None:
    subjects = ["duty/b", "event/a", "", "duty/a", "dut/y", "duty/b", "dutyx/c", "duty0", "duty/", *["duty/a"] * 600]
    stored(bench.log, *[Entry(b"%d %b" % (n, s.encode()), s, n) for n, s in enumerate(subjects, 1)])
    found = [data.decode().partition(" ") for data in bench.log.of_aggregate("duty")]
    expected = [(number, s) for number, s in enumerate(subjects, 1) if s.startswith("duty/")]
    assert sorted((int(number), s) for number, _, s in found) == expected
    of_a = [int(number) for number, _, s in found if s == "duty/a"]
    assert of_a == sorted(of_a)
    assert list(bench.log.of_aggregate("event/a")) == []


def test_the_seq_at_a_time_is_that_of_the_last_record_before_it(bench: LogCase) -> None:
    stored(bench.log, entry("a", 1_000), entry("b", 1_000), entry("c", 3_000))
    stored(bench.log, entry("d", 3_000))
    assert [bench.log.seq_at(at) for at in (999, 1_000, 2_999, 3_000, 10_000)] == [0, 2, 2, 4, 4]


@pytest.mark.parametrize(
    "late", [Commit(999, [entry("late", 999)]), Commit(1_500, [entry("x", 1_200), entry("late", 1_100)]), Commit(999)]
)
def test_recorded_time_never_decreases(bench: LogCase, late: Commit) -> None:
    stored(bench.log, entry("one", 1_000))
    with pytest.raises(ValueError, match="decreases"):
        bench.log.begin(late)
    assert stored(bench.log, entry("two", 1_000)).head.seq == 2


def test_the_newest_two_checkpoints_are_returned_newest_first(bench: LogCase) -> None:
    saved = []
    for n in range(3):
        stored(bench.log, entry(str(n)))
        saved.append(checkpoint(bench, n + 1))
        bench.log.save_checkpoint(saved[-1])
    assert list(bench.log.checkpoints()) == [saved[2], saved[1]]


def test_a_checkpoint_that_does_not_fit_the_chain_is_refused(bench: LogCase) -> None:
    stored(bench.log, entry("one"))
    for wrong in (checkpoint(bench, 1, b"another"), checkpoint(bench, 2)):
        with pytest.raises(StoreError, match="does not fit"):
            bench.log.save_checkpoint(wrong)
    assert list(bench.log.checkpoints()) == []


class RecordLogModel(RuleBasedStateMachine):
    """A record log against a plain list; runs commits, failures, retries, reads and checkpoints in any order."""

    kind: str

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.bench: Any = BENCHES[self.kind](Path(self.folder.name))
        self.entries: list[Entry] = []
        self.outcomes: dict[str, Outcome] = {}
        self.hashes = [GENESIS]
        self.checkpoints: list[Checkpoint] = []
        self.now_ms = 0
        self.full = False

    @rule(texts=st.lists(st.tuples(st.binary(max_size=40), st.integers(0, 2)), max_size=4), step=st.integers(0, 3))
    def commit(self, texts: list[tuple[bytes, int]], step: int) -> None:
        self.now_ms += step
        first = len(self.entries) + 1
        entries = [Entry(data, f"events/E{n}" if n else "", self.now_ms) for data, n in texts]
        outcomes = [Outcome(f"c{first}.{self.now_ms}.{len(self.outcomes)}", b"h", first, first + len(entries) - 1)]
        result = commit(self.bench.log, Commit(self.now_ms, entries, outcomes if entries else ()))
        if isinstance(result, StoreFailed):
            assert self.full
            return
        for new in entries:
            self.entries.append(new)
            self.hashes.append(link(self.hashes[-1], new.data))
        if entries:
            self.outcomes[outcomes[0].command_id] = outcomes[0]

    @rule()
    def commit_too_much_for_a_full_disk(self) -> None:
        if self.full:
            result = commit(self.bench.log, Commit(self.now_ms, [Entry(bytes(300_000), "", self.now_ms)]))
            assert isinstance(result, StoreFailed)

    @rule(full=st.booleans())
    def disk(self, full: bool) -> None:
        self.full = full
        self.bench.fill_disk() if full else self.bench.free_disk()

    @precondition(lambda self: self.entries)
    @rule(part=st.floats(0, 1))
    def save_checkpoint(self, part: float) -> None:
        seq = round(part * len(self.entries))
        new = Checkpoint(seq, self.hashes[seq], 0, 1, "c", {"events": [b"x"]})
        self.bench.log.save_checkpoint(new)
        self.checkpoints = [new, *(old for old in self.checkpoints if old.seq < seq)][:2]

    @precondition(lambda self: hasattr(self.bench, "reopen"))
    @rule()
    def reopen(self) -> None:
        self.bench.reopen()
        self.full = False

    @rule(budget=st.integers(0, 2))
    def verify(self, budget: int) -> None:
        found = self.bench.log.verify(budget)
        assert found.fault == ""
        assert found.verified_seq <= found.target_seq <= len(self.entries)

    @invariant()
    def everything_is_there(self) -> None:
        log = self.bench.log
        assert (log.head.seq, log.head.hash) == (len(self.entries), self.hashes[-1])
        assert list(log.records(1, len(self.entries) + 5)) == [e.data for e in self.entries]
        for subject in ("events/E1", "events/E2"):
            assert list(log.of_subject(subject)) == [e.data for e in self.entries if e.subject == subject]
        assert log.seq_at(self.now_ms) == len(self.entries)
        assert log.seq_at(self.now_ms - 1) == sum(e.recorded_ms < self.now_ms for e in self.entries)
        assert all(log.outcome(name) == outcome for name, outcome in self.outcomes.items())
        assert list(log.checkpoints()) == self.checkpoints

    def teardown(self) -> None:
        with contextlib.suppress(AttributeError):  # no initialisation
            self.bench.close()
            self.folder.cleanup()


@pytest.mark.parametrize("kind", list(BENCHES))
def test_any_sequence_of_commits_failures_and_reads_agrees_with_a_plain_list(kind: str) -> None:
    model = type(f"RecordLogModel_{kind}", (RecordLogModel,), {"kind": kind})
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        model, settings=settings(max_examples=25 if kind == "sqlite" else 50, stateful_step_count=20, deadline=None)
    )
