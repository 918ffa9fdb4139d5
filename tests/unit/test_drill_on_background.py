"""A drill on a desk on which something was there before: what goes on, what counts, and what the report says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from county.commands import DispatchEvent, MergeEvent, NoteEvent, ReportArrival, ReportEvent
from county.drill.baseline import LIVE_COPY
from county.drill.run import EndDrill
from county.numbering import is_background
from county.package.open import CountyPackage
from county.realm_clock import SetClockRate
from county.sensing import ChannelTable
from services.disk.data_folder import data_folder
from services.drill.baseline_copy import baseline_commit
from services.drill_report.chapters import report_page
from services.drill_report.gathering import gathered
from services.protocol.codec import payload
from services.store.ports import Commit, Entry
from services.store.upcast import RecordReader
from tests.drill_scenario import TEXT
from tests.recorded_journals import numbered, write_journal
from tests.unit.drill_day import BEGINS_MS, DRILL, MINUTE, DrillDay, tiny_package
from tests.unit.played_drill import stored
from tests.unit.test_drill_baseline import NOW_MS, find, live_day

COPY = TEXT.replace('duration = "PT3H"', 'duration = "PT3H"\nbaseline = "live-copy"')
HELD = COPY.replace('sensor = "bin-1", channel = "fill"', 'sensor = "air-1", channel = "pm25"').replace("95.0", "30.0")
"""No inject feeds the bin."""
OPEN, OVER = "演背景20261201-0000001", "演背景20261201-0000004"


@pytest.fixture
def package(tmp_path: Path) -> CountyPackage:
    return tiny_package(tmp_path / "county")


def begun(package: CountyPackage, folder: Path, text: str = HELD) -> DrillDay:
    """A drill on the desk of :func:`live_day`."""
    write_journal(data_folder(package.folder), package, numbered(live_day()),
                  values=[(NOW_MS - 55 * MINUTE, NOW_MS - 56 * MINUTE, 95.0)])  # fmt: skip
    found = find(package, LIVE_COPY, folder)
    day = DrillDay(package, text, before_ms=10 * MINUTE)
    log, head = day.realm.log, day.realm.log.head
    _, commit = baseline_commit(found, DRILL, begins_ms=BEGINS_MS, recorded_ms=head.recorded_ms, wall_ms=NOW_MS)
    entries = []
    for seq, entry in enumerate(commit.entries, 1):  # after the start of the backend
        record = replace(RecordReader().read(entry.data, seq), seq=head.seq + seq)
        entries.append(Entry(payload(record), entry.subject, entry.recorded_ms))
    log.begin(Commit(commit.recorded_ms, entries, columns=commit.columns))
    log.done(1_000)
    day.restart()
    return day


def values(day: DrillDay) -> list[float]:
    """Of the bin, since the start."""
    number = ChannelTable.of(day.realm.package.sensors, day.realm.package.catalog.sensor_kinds).number["bin-1", "fill"]
    rows = day.realm.history.between("readings", number, BEGINS_MS, 1 << 60, 10_000)
    return list(rows["value"].tolist())


def test_what_raised_an_alarm_of_the_background_goes_on_also_after_a_restart(
    package: CountyPackage, tmp_path: Path
) -> None:
    day = begun(package, tmp_path)
    day.start()
    for to_ms in (20 * MINUTE, 40 * MINUTE):
        assert day.give("zhou", SetClockRate(rate=60)) == ""
        day.pass_to(to_ms)
        [alarm] = day.realm.desk.alarms.values()
        assert (is_background(alarm.id), alarm.state, alarm.sensor_id) == (True, "unacknowledged", "bin-1")
        assert set(values(day)) == {95.0}
        day.restart()
    assert len(values(day)) > 30


def test_nothing_of_the_background_scores_and_what_is_done_about_it_is_an_action(
    package: CountyPackage, tmp_path: Path
) -> None:
    day = begun(package, tmp_path, COPY)
    day.start()
    assert day.give("zhou", SetClockRate(rate=60)) == ""
    day.pass_to(18 * MINUTE)
    [injected] = [event for event in day.realm.desk.events.values() if not is_background(event.id)]
    assert day.give("wang", MergeEvent(event_id=injected.id, into=OPEN)) == ""
    assert day.give("wang", ReportArrival(event_id=OPEN, unit="truck-1")) == ""
    assert day.give("zhou", EndDrill(drill=DRILL.id)) == ""
    day.realm.turn(5)
    folder = stored(day, tmp_path / "data", package)
    facts = gathered(folder, package, lambda share, what: None, earlier=None).facts
    assert [action.text for action in facts.actions] == [
        "并案至“【背景】漫水”：溪水漫桥", "清运车一号到场：【背景】漫水"
    ]  # fmt: skip
    of = {score.id: score for score in facts.scores}
    assert facts.baseline is not None
    last = 2 + facts.baseline.records  # after the records of the backend's start and of the baseline
    assert all(seq > last for score in facts.scores for seq in score.proof)
    assert of["E04"].status == "missed", "the unit was sent before the drill"
    assert facts.baseline == day.run.baseline
    [line] = [line for line in lines(facts, package) if line.startswith("实况")]
    assert "事件3、告警1、应急响应1" in line
    assert facts.baseline.hash in line


def lines(facts: Any, package: CountyPackage) -> list[str]:
    """The cells of the report's tables."""
    page = report_page(facts, package.catalog.drill_grading)
    return [cell for block in page.blocks for row in getattr(block, "rows", ()) for cell in row]


def test_players_work_on_what_was_there_and_nobody_reports_under_its_numbers(
    package: CountyPackage, tmp_path: Path
) -> None:
    day = begun(package, tmp_path)
    day.start()
    assert day.give("wang", NoteEvent(event_id=OPEN, note="现场仍有积水")) == ""
    assert day.realm.desk.events[OPEN].timeline[-1].actor == "wang"
    own = ReportEvent(event_id="演背景20260715-7K4Q2M9", title="漫水", subclass="road_flooding", source="hotline",
                      x_m=500_500.0, y_m=3_100_500.0)  # fmt: skip
    assert day.give("wang", own) == "drill_number_of_background"
    assert day.give("wang", DispatchEvent(event_id=OVER, unit="truck-1")) != "event_unknown"


@pytest.mark.parametrize("text", [TEXT, COPY.replace("live-copy", "file:20260701-001@20:30")])
def test_a_scenario_with_another_baseline_is_not_accepted(text: str, package: CountyPackage, tmp_path: Path) -> None:
    day = begun(package, tmp_path, text)
    assert day.load() == ""
    assert day.run.state == "draft"
    assert any("has begun with 'live-copy'" in line for line in map(str, day.realm.messages.lines))
