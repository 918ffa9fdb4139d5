"""What a replay shows at a moment, from a clip and from a journal: the same as a fold of all records until then."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from county import records as r
from county.aggregates import AGGREGATES
from county.fold import Fold, StateTable
from county.package.open import CountyPackage
from county.records import Record, RecordBody
from county.streams import STREAMS
from services.protocol.replay import BY_TIME, GAP_MS, ReplayMoment, SoughtStates
from services.replay.clip_making import make_clip
from services.replay.journal_recording import JournalRecording, NothingRecorded
from services.replay.local import LocalReplay
from services.replay.recording import Recording
from tests.figure_day import records_of_month
from tests.recorded_journals import numbered, write_journal
from tests.tiny_county import write_tiny_county

T0 = 1_795_399_200_000
MINUTE, HOUR = 60_000, 3_600_000
WAIT_S = 60.0
OpenRecording = Callable[[Path, CountyPackage], Recording]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return write_tiny_county(tmp_path_factory.mktemp("replay") / "county")


def of_journal(folder: Path, package: CountyPackage) -> Recording:
    return JournalRecording(folder, {key: stream.table(package, package.catalog) for key, stream in STREAMS.items()})


def of_whole_clip(folder: Path, package: CountyPackage) -> Recording:
    with closing(of_journal(folder, package)) as journal:
        return make_clip(folder, package, journal.from_ms, journal.to_ms, lambda share, text: None)


both = pytest.mark.parametrize("opened", [of_journal, of_whole_clip])


@contextmanager
def replay_of(recording: Recording, **more: Any) -> Iterator[LocalReplay]:
    replay = LocalReplay(recording, **more)
    try:
        wait(lambda: replay.read_share == 1)
        yield replay
    finally:
        replay.close()


def wait(until: Callable[[], object]) -> Any:
    """The first true result."""
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        if found := until():
            return found
        time.sleep(0.001)
    raise AssertionError("nothing happened")


def sought(replay: LocalReplay, moment: ReplayMoment) -> SoughtStates:
    replay.seek(moment)
    found: SoughtStates = wait(replay.sought)
    return found


def listed(tables: dict[str, StateTable] | Any) -> dict[str, dict[str, tuple[bytes, tuple[Any, ...]]]]:
    """Encoded state and columns of every state, by aggregate key and id."""
    return {
        key: {
            subject: (bytes(table.encoded[row]), tuple(table.columns[name][row] for name in table.columns))
            for row, subject in enumerate(table.ids)
        }
        for key, table in tables.items()
    }


def folded(records: Sequence[Record[Any]]) -> dict[str, dict[str, tuple[bytes, tuple[Any, ...]]]]:
    import msgspec

    fold = Fold()
    for record in records:
        fold.apply(record)
    tables = {}
    for aggregate in AGGREGATES:
        states = [fold.states[aggregate.key][subject] for subject in fold.states[aggregate.key]]
        encoded = [msgspec.msgpack.encode(state) for state in states]
        tables[aggregate.key] = StateTable([state.id for state in states], encoded, aggregate.table(states))
    return listed(tables)


def reported(event_id: str, level: Any = "general") -> RecordBody:
    return r.EventReported(
        event_id=event_id, subclass="exposed_garbage", title=event_id, source="hotline", x_m=500_500.0,
        y_m=3_100_500.0, division="990199100201", level=level,
    )  # fmt: skip


@both
def test_at_random_moments_everything_is_as_a_fold_from_the_first_record_says(
    opened: OpenRecording, package: CountyPackage, tmp_path: Path
) -> None:
    records = records_of_month(3, events=60)
    folder, random = write_journal(tmp_path / "data", package, records), Random(1)
    with replay_of(opened(folder, package), spacing=37) as replay:
        for _ in range(40):
            seq = random.randrange(1, len(records) + 1)
            found = sought(replay, replay.moment_of(seq))
            assert found.moment.seq == seq
            assert listed(found.states) == folded(records[:seq])
        assert listed(sought(replay, replay.extent.last).states) == folded(records), "at the head as of now"


def test_a_clip_begins_with_what_was_on_the_desk_then(package: CountyPackage, tmp_path: Path) -> None:
    """Also a level that was set, or an event that was opened, long before."""
    records = records_of_month(5, events=60)
    folder = write_journal(tmp_path / "data", package, records)
    for first, last in ((40, 60), (len(records) // 2, len(records))):
        from_ms, to_ms = records[first - 1].recorded_ms, records[last - 1].recorded_ms
        with replay_of(make_clip(folder, package, from_ms, to_ms, lambda *_: None)) as replay:
            known = [record for record in records if record.recorded_ms <= from_ms]
            found = sought(replay, replay.extent.first)
            assert found.moment == (len(known), from_ms), "with the first record's time exactly"
            assert listed(found.states) == folded(known)


@both
def test_records_of_one_millisecond_are_moments_of_their_own(
    opened: OpenRecording, package: CountyPackage, tmp_path: Path
) -> None:
    records = numbered([(T0, reported(f"E{n}")) for n in range(5)])
    with replay_of(opened(write_journal(tmp_path / "data", package, records), package)) as replay:
        for seq in range(1, 6):
            assert len(sought(replay, replay.moment_of(seq)).states["event"]) == seq
        assert replay.moment_at(T0).seq == 5, "by its time the last one counts"


def test_the_order_is_that_of_the_records_where_the_clock_was_set_back(
    package: CountyPackage, tmp_path: Path
) -> None:
    folder = write_journal(tmp_path / "data", package, numbered([(T0, reported("E1"))]))
    with replay_of(_BackwardClock(of_journal(folder, package))) as replay:
        assert replay.moment_of(2).known_ms == T0 + HOUR
        assert replay.moment_at(T0).seq == 0
        assert replay.moment_at(T0 + HOUR).seq == 3
        assert [sought(replay, replay.moment_of(seq)).moment for seq in (1, 2, 3)] == [
            (1, T0 + HOUR), (2, T0 + HOUR), (3, T0 + HOUR)
        ]  # fmt: skip


class _BackwardClock:
    """A recording whose second and third record have times before the first one's."""

    def __init__(self, recording: Recording) -> None:
        import msgspec

        self._recording = recording
        times = (T0 + HOUR, T0, T0 + 30 * MINUTE)
        steps = [(at_ms, reported(f"E{n}")) for n, at_ms in enumerate(times)]
        self._data = [msgspec.msgpack.encode(record) for record in numbered(steps)]
        self.last_seq, self.to_ms = 3, T0 + HOUR

    def records(self, first_seq: int, last_seq: int) -> Iterator[bytes]:
        return iter(self._data[first_seq - 1 : last_seq])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._recording, name)


@both
def test_a_reading_is_absent_until_it_was_known_and_a_correction_shows_from_then_on(
    opened: OpenRecording, package: CountyPackage, tmp_path: Path
) -> None:
    """Measured at 14:00 and known at 14:20; another one was corrected at 14:30."""
    at = [T0 + n * 10 * MINUTE for n in range(6)]
    values = [(at[0], at[0], 1.0), (at[3], at[1], 5.0), (at[4], at[0], 2.0)]
    records = numbered([(at[0], reported("E1")), (at[5], reported("E2"))])
    with replay_of(opened(write_journal(tmp_path / "data", package, records, values), package)) as replay:
        key = replay.keys["readings"].rows[0]

        def known(at_ms: int) -> tuple[list[float], list[float]]:
            newest = sought(replay, replay.moment_at(at_ms)).newest["readings"]["value"].tolist()
            return newest, replay.history("readings", key, at[0], at_ms, at_ms)["value"].tolist()

        assert known(at[2]) == ([1.0], [1.0])
        assert known(at[3]) == ([5.0], [1.0, 5.0])
        assert known(at[4]) == ([5.0], [2.0, 5.0])


@both
def test_the_last_seek_counts(opened: OpenRecording, package: CountyPackage, tmp_path: Path) -> None:
    records = records_of_month(3, events=60)
    with replay_of(opened(write_journal(tmp_path / "data", package, records), package)) as replay:
        for seq in (5, 300, 17, 2):
            replay.seek(replay.moment_of(seq))
        assert wait(replay.sought).moment.seq == 2
        assert replay.sought() is None


@both
def test_a_gap_is_told_and_density_goes_by_time(
    opened: OpenRecording, package: CountyPackage, tmp_path: Path
) -> None:
    """A hundred records in a minute, then a day without any."""
    steps = [(T0 + n * 600, reported(f"E{n}")) for n in range(100)]
    steps += [(T0 + 24 * HOUR, reported("E100"))]
    with replay_of(opened(write_journal(tmp_path / "data", package, numbered(steps)), package)) as replay:
        assert replay.gaps() == [(T0 + 59_400, T0 + 24 * HOUR)]
        assert replay.gaps()[0].to_ms - replay.gaps()[0].from_ms > GAP_MS
        first, last = replay.extent
        assert replay.density(first.known_ms, last.known_ms, 24).tolist() == [100, *[0] * 22, 1]
        assert replay.moment_at((first.known_ms + last.known_ms) // 2).known_ms == T0 + 12 * HOUR


@both
def test_serious_events_are_marked(opened: OpenRecording, package: CountyPackage, tmp_path: Path) -> None:
    steps: list[tuple[int, RecordBody]] = [(T0, reported("E1")), (T0 + 1, reported("E2", "major"))]
    alarm = {"sensor_id": "bin-1", "channel": "fill", "rule": "bin_full", "value": 1.0, "limit": 0.5}
    for n, priority in enumerate(("low", "critical")):
        steps.append((T0 + 2 + n, r.AlarmRaised(alarm_id=f"A{n}", priority=priority, **alarm)))  # type: ignore[arg-type]
    with replay_of(opened(write_journal(tmp_path / "data", package, numbered(steps)), package)) as replay:
        assert [(mark.moment.seq, mark.kind, mark.subject) for mark in replay.marks()] == [
            (2, "event", "event/E2"), (4, "alarm", "alarm/A1")
        ]  # fmt: skip


@both
def test_a_playback_leaves_no_record_out(opened: OpenRecording, package: CountyPackage, tmp_path: Path) -> None:
    records = records_of_month(3, events=60)
    with replay_of(opened(write_journal(tmp_path / "data", package, records), package)) as replay:
        here, found, random = replay.extent.first, list[Record[Any]](), Random(2)
        before = here.seq
        while here.seq < replay.extent.last.seq:
            part = replay.played(here, here.known_ms + random.randrange(2 * HOUR), 7)
            assert part is not None
            assert len(part.records) <= 7
            here = part.moment
            found += part.records
        assert found == records[before:]


@both
def test_records_of_a_subject_end_with_the_moment(
    opened: OpenRecording, package: CountyPackage, tmp_path: Path
) -> None:
    records = numbered([(T0, reported("E1")), (T0 + 1, reported("E2")), (T0 + 2, r.EventFiled(event_id="E1"))])
    with replay_of(opened(write_journal(tmp_path / "data", package, records), package)) as replay:
        assert replay.of_subject("event/E1", 2) == records[:1]
        assert replay.of_subject("event/E1", 3) == [records[0], records[2]]


def test_a_seek_by_time_waits_until_its_records_are_read(package: CountyPackage, tmp_path: Path) -> None:
    records = records_of_month(3, events=60)
    replay = LocalReplay(of_journal(write_journal(tmp_path / "data", package, records), package))
    with closing(replay):
        replay.seek(ReplayMoment(BY_TIME, records[-1].recorded_ms))
        assert wait(replay.sought).moment == (len(records), records[-1].recorded_ms)


def test_an_empty_journal_is_told(package: CountyPackage, tmp_path: Path) -> None:
    with pytest.raises(NothingRecorded, match="nothing is recorded there yet"):
        of_journal(write_journal(tmp_path / "data", package, []), package)


def test_nothing_is_written(package: CountyPackage, tmp_path: Path) -> None:
    records = records_of_month(3, events=60)
    folder = write_journal(tmp_path / "data", package, records)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.sqlite3")}
    with replay_of(of_journal(folder, package)) as replay:
        random = Random(1)
        for _ in range(50):
            sought(replay, replay.moment_of(random.randrange(1, len(records))))
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.sqlite3")} == before


def test_a_recording_ends_before_a_record_that_cannot_be_read(package: CountyPackage, tmp_path: Path) -> None:
    records = numbered([(T0 + n, reported(f"E{n}")) for n in range(600)])
    folder = write_journal(tmp_path / "data", package, records, raw={301: b"\xc1"})
    with replay_of(of_journal(folder, package)) as replay:
        assert replay.extent.last.seq < 301
        assert len(sought(replay, replay.extent.last).states["event"]) == replay.extent.last.seq > 0
        assert "record 301" in replay.notes[0]
