"""What a drill begins with: found in another realm, copied into its journal in one commit, or refused in one line."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from county.alarms import AlarmState
from county.commands import AlarmCause
from county.drill.baseline import EMPTY, LIVE_COPY, BadBaseline, TakenBaseline, check_form, earlier_drill
from county.explained import Explained
from county.fold import Fold
from county.numbering import background_id, is_background
from county.package.open import CountyPackage
from county.realm import Realm
from county.records import (
    AlarmRaised,
    EventClosed,
    EventDispatched,
    EventFiled,
    EventMerged,
    EventReported,
    MergedReport,
    RecordBody,
    ReportsJoined,
)
from county.response.levels import ResponseEnded, ResponseLevelSet
from county.streams import READINGS
from services.disk.data_folder import data_folder, keys_folder, realm_folder
from services.drill.baseline_copy import FoundBaseline, baseline_commit, found_baseline, write_baseline
from services.drill.baseline_source import baseline_source, missing
from services.drill_archive.making import archive_drill
from services.drill_report.gathering import gathered
from services.protocol.codec import payload
from services.realm import key_tables
from services.store.following import open_journal, reading_history
from services.store.ports import Commit, Entry
from services.store.sqlite.database import FILE
from services.store.sqlite.store import open_store
from services.store.upcast import RecordReader
from tests.recorded_journals import numbered, write_journal
from tests.unit.drill_day import BEGINS_MS, MINUTE, tiny_package
from tests.unit.played_drill import played, stored

AGAIN = Realm("drill:20260716-001")
NOW_MS = 1_796_000_000_000
"""When the live desk is copied."""
RECORDED_MS = BEGINS_MS - 10 * MINUTE


@pytest.fixture
def package(tmp_path: Path) -> CountyPackage:
    return tiny_package(tmp_path / "county")


def reported(event_id: str, **changes: object) -> EventReported:
    fields = {"subclass": "road_flooding", "title": "漫水", "source": "hotline", "x_m": 500_500.0, "y_m": 3_100_500.0,
              "division": "990199100201", "level": "larger", **changes}  # fmt: skip
    return EventReported(event_id=event_id, **fields)  # type: ignore[arg-type]


def live_day() -> list[tuple[int, RecordBody]]:
    """An open event with its time limit and a report merged into it, one that is closed, an alarm and its event, a
    response in force and one that ended."""
    alarm = AlarmRaised(alarm_id="A20261201-0000000X", sensor_id="bin-1", channel="fill", rule="bin_full",
                        priority="low", value=95.0, limit=80.0)  # fmt: skip
    cause = AlarmCause(rule="bin_full", channel="fill", value=95.0, limit=80.0)
    bodies: list[RecordBody] = [
        reported("20261201-0000001", reporter="t0ken"), EventFiled(event_id="20261201-0000001"),
        EventDispatched(event_id="20261201-0000001", unit="truck-1", due_ms=NOW_MS + 7 * MINUTE),
        reported("20261201-0000002"), EventMerged(event_id="20261201-0000002", into="20261201-0000001"),
        ReportsJoined(event_id="20261201-0000001", reports=(MergedReport(event_id="20261201-0000002"),)),
        reported("20261201-0000003"), EventClosed(event_id="20261201-0000003"),
        alarm,
        reported("20261201-0000004", title="", sensor_id="bin-1", alarm_id=alarm.alarm_id, cause=cause),
        ResponseLevelSet(response_id="r1", emergency="natural", level="III", area="990199"),
        ResponseLevelSet(response_id="r2", emergency="accident", level="IV", area="990199"),
        ResponseEnded(response_id="r2"),
    ]  # fmt: skip
    return [(NOW_MS - 60 * MINUTE + n * MINUTE, body) for n, body in enumerate(bodies)]


def find(package: CountyPackage, baseline: str, folder: Path, *, readings: bool = True) -> FoundBaseline:
    keys = key_tables(package, package.catalog)
    with baseline_source(baseline, folder, package, keys, lambda: NOW_MS) as source:
        return found_baseline(source, package.catalog, keys, readings=readings)


def write(found: FoundBaseline, package: CountyPackage, realm: Realm = AGAIN) -> TakenBaseline:
    data = data_folder(package.folder)
    realm_folder(data, realm).mkdir(parents=True)
    taken, commit = baseline_commit(found, realm, begins_ms=BEGINS_MS, recorded_ms=RECORDED_MS, wall_ms=NOW_MS)
    write_baseline(commit, data, realm, package, key_tables(package, package.catalog))
    return taken


def folded(package: CountyPackage, realm: Realm) -> Fold:
    fold = Fold()
    with closing(open_journal(realm_folder(data_folder(package.folder), realm))) as journal:
        for seq, data in enumerate(journal.records(1, journal.head.seq), 1):
            fold.apply(RecordReader().read(data, seq))
    return fold


def test_the_live_desk_is_copied_as_it_stands_with_the_spans_of_its_time_limits(
    package: CountyPackage, tmp_path: Path
) -> None:
    live = write_journal(data_folder(package.folder), package, numbered(live_day()),
                         values=[(NOW_MS - 55 * MINUTE, NOW_MS - 56 * MINUTE, 95.0)])  # fmt: skip
    before = (live / FILE).read_bytes()
    taken = write(find(package, LIVE_COPY, tmp_path), package)
    assert (live / FILE).read_bytes() == before, "the live journal is only read"
    fold = folded(package, AGAIN)
    events = fold.states["event"]
    assert set(events) == {f"演背景20261201-000000{n}" for n in (1, 2, 4)}, "the closed one is none of the drill's"
    first = events["演背景20261201-0000001"]
    assert first.due_ms == BEGINS_MS + 7 * MINUTE
    assert [report.event_id for report in first.joined] == ["演背景20261201-0000002"]
    assert first.reporter == ""
    [alarm] = fold.states["alarm"].values()
    assert (alarm.state, alarm.id) == (AlarmState.UNACKNOWLEDGED, "演背景A20261201-0000000X")
    assert events["演背景20261201-0000004"].alarm_id == alarm.id
    assert list(fold.states["response"]) == ["r1"]
    assert taken.counts == {"event": 3, "alarm": 1, "response": 1}
    assert fold.states["drill"][AGAIN.id].baseline == taken
    assert (fold.seq, fold.states["drill"][AGAIN.id].state) == (1 + taken.records, "draft")
    keys = key_tables(package, package.catalog)
    with reading_history(realm_folder(data_folder(package.folder), AGAIN), keys) as history:
        rows = history.newest(READINGS.key)
    [number] = rows.key.tolist()
    assert keys[READINGS.key].rows[number] == ("bin-1", "fill")
    assert (rows["value"].tolist(), rows.at_ms.tolist()) == ([95.0], [BEGINS_MS - 56 * MINUTE])


def test_without_background_readings_no_reading_is_copied(package: CountyPackage, tmp_path: Path) -> None:
    write_journal(data_folder(package.folder), package, numbered(live_day()),
                  values=[(NOW_MS - 55 * MINUTE, NOW_MS - 56 * MINUTE, 95.0)])  # fmt: skip
    assert not any(map(len, find(package, LIVE_COPY, tmp_path, readings=False).rows))


def test_an_earlier_drill_goes_on_as_it_was_known_at_its_time_from_its_journal_and_from_its_archive(
    package: CountyPackage, tmp_path: Path
) -> None:
    folder = stored(played(package), data_folder(package.folder), package)
    facts = gathered(folder, package, lambda share, what: None, earlier=None)
    archive_drill(folder, package, facts, tmp_path / "night.drill", lambda share, what: None)
    found = find(package, "file:20260715-001@20:20", tmp_path)
    packed = find(package, "file:night.drill@T+20分", tmp_path)
    assert packed.records == found.records
    assert packed.source.hash == found.source.hash
    taken = write(found, package)
    source = Fold()
    with closing(open_journal(folder)) as journal:
        for seq, data in enumerate(journal.records(1, taken.seq), 1):
            source.apply(RecordReader().read(data, seq))
    assert source.recorded_ms <= BEGINS_MS + 20 * MINUTE
    [was] = source.states["event"].values()
    [now] = folded(package, AGAIN).states["event"].values()
    assert was.state == now.state == "filed", "the dispatch came later"
    assert now.id == background_id(was.id)
    assert now.happened_ms == was.happened_ms - 20 * MINUTE
    assert [(step.kind, step.actor) for step in now.timeline] == [(step.kind, step.actor) for step in was.timeline]


def test_a_baseline_of_a_baseline_keeps_one_sign() -> None:
    assert background_id(background_id("演20260715-7K4Q2M9")) == background_id("20260715-7K4Q2M9")
    assert is_background(background_id("20260715-7K4Q2M9"))


@pytest.mark.parametrize(
    ("baseline", "line"),
    [
        ("file:20260715-009@20:30", "has no drill drill:20260715-009"),
        ("file:lost.drill@20:30", "there is no such archive"),
        ("file:20260715-001@23:30", "was recorded from"),
        ("file:20260715-001@T-2小时", "was recorded from"),
        ("file:broken.drill@20:30", "is not an archive"),
        (LIVE_COPY, "has no live realm"),
    ],
)
def test_a_source_that_cannot_be_used_is_one_line(
    baseline: str, line: str, package: CountyPackage, tmp_path: Path
) -> None:
    stored(played(package), data_folder(package.folder), package)
    (tmp_path / "broken.drill").write_bytes(b"PK no archive")
    with pytest.raises(Explained) as found:
        find(package, baseline, tmp_path)
    assert line in str(found.value)
    assert "\n" not in str(found.value)


def test_a_drill_of_another_county_is_no_baseline(package: CountyPackage, tmp_path: Path) -> None:
    folder = stored(played(package), data_folder(package.folder), package)
    with closing(open_journal(folder)) as journal:
        assert journal.county == package.manifest.identity
    write_journal_of_another(package)
    with pytest.raises(BadBaseline, match="is of county other"):
        find(package, "file:20260701-001@20:30", tmp_path)


def write_journal_of_another(package: CountyPackage) -> None:
    """A drill of another county among those of this one."""
    data = data_folder(package.folder)
    realm = Realm("drill:20260701-001")
    with closing(open_store(
        realm_folder(data, realm), county="other", realm=realm.id, keys=keys_folder(data), history=None
    )) as store:  # fmt: skip
        [record] = numbered([(5, reported("演1"))])
        store.log.begin(Commit(5, [Entry(payload(record), "event/演1", 5)]))
        store.log.done(10_000)


def test_a_damaged_record_of_the_source_is_found_before_anything_is_written(
    package: CountyPackage, tmp_path: Path
) -> None:
    live = write_journal(data_folder(package.folder), package, numbered(live_day()))
    path = live / FILE
    content = path.read_bytes()
    place = content.index("漫水".encode())
    path.write_bytes(content[:place] + "漫流".encode() + content[place + 6 :])
    with pytest.raises(Explained) as found:
        find(package, LIVE_COPY, tmp_path)
    assert "verify" in str(found.value)


@pytest.mark.parametrize("baseline", [EMPTY, LIVE_COPY, "file:20260715-001@20:30", "file:夜.drill@第2天 00:30"])
def test_these_forms_are_baselines(baseline: str) -> None:
    check_form(baseline)


@pytest.mark.parametrize(
    ("baseline", "line"),
    [
        ("live", "'live' is no baseline; write empty, live-copy or file:"),
        ("file:20260715-001@T+2", "has no unit"),
        ("file:20260715-001@25:99", "is no time"),
        ("file:20260715-001", "names no drill and time"),
        ("file:@20:30", "names no drill and time"),
        ("file:夜里@20:30", "neither a drill of this machine"),
    ],
)
def test_another_form_is_told_with_the_way_out(baseline: str, line: str) -> None:
    with pytest.raises(Explained, match=line):
        check_form(baseline)


def test_a_name_of_a_realm_may_begin_with_its_kind() -> None:
    assert earlier_drill("file:drill:20260715-001@20:30") == earlier_drill("file:20260715-001@20:30")


def test_whether_a_drill_is_there_is_known_without_opening_it(package: CountyPackage, tmp_path: Path) -> None:
    assert missing(EMPTY, tmp_path, package.folder) is None
    assert missing(LIVE_COPY, tmp_path, package.folder) is None
    assert missing("file:20260715-001@20:30", tmp_path, package.folder) is not None
    (tmp_path / "a.drill").touch()
    assert missing("file:a.drill@20:30", tmp_path, package.folder) is None
