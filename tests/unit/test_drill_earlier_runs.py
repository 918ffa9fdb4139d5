"""A run is compared with earlier ones of the same scenario, and its times with those of the live realm."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from county import records as r
from county.authority import AUTOMATION
from county.commands import EventLevel
from county.drill.grading import result
from county.drill.run import AbortDrill, DrillStarted
from county.package.open import CountyPackage
from county.realm import Realm
from county.records import Record
from services.drill_archive.command import archive
from services.drill_report.chapters import report_page
from services.drill_report.command import ReportedRun, gathered_drill, report
from services.drill_report.earlier_runs import EarlierRun, earlier_runs
from services.drill_report.live_medians import StepTimes
from services.store.blobs import FOLDER
from services.store.upcast import RecordReader
from tests.recorded_journals import numbered, write_journal
from tests.unit.drill_day import DRILL, DrillDay, tiny_package
from tests.unit.played_drill import STATED, give, played, stored

MINUTE = 60_000


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return tiny_package(tmp_path_factory.mktemp("county"))


def record(body: r.RecordBody, at_ms: int) -> Record[Any]:
    return Record(
        seq=1, realm="live", happened_ms=at_ms, recorded_ms=at_ms, command_id="c", body=body, by="owner", wall_ms=at_ms
    )  # fmt: skip


def test_the_live_median_of_a_step_is_over_the_events_that_took_it() -> None:
    times = StepTimes({"filed", "notified", "observed"})
    for number, minutes in enumerate((2, 4, 30)):
        times.take(record(r.EventFiled(event_id=f"E{number}"), 0))  # of an event that began before
        times.take(record(reported(f"E{number}"), number))
        times.take(record(r.EventFiled(event_id=f"E{number}"), number + minutes * MINUTE))
    times.take(record(reported("E9"), 0))
    times.take(replace(record(r.EventFiled(event_id="E9"), 1), by=AUTOMATION.id))  # the program filed it by itself
    assert times.medians() == ({"filed": 4 * MINUTE}, {"filed": 3})


def reported(event_id: str) -> r.EventReported:
    return r.EventReported(
        event_id=event_id, subclass="road_flooding", title="", source="hotline", x_m=0.0, y_m=0.0, division="",
        level="general",
    )  # fmt: skip


def raised(event_id: str, level: EventLevel) -> r.EventCorrected:
    """The event has another level."""
    stated = reported(event_id)
    return r.EventCorrected(
        event_id=event_id, subclass=stated.subclass, title="", x_m=0.0, y_m=0.0, division="", address="", level=level
    )


def an_earlier_run(day: DrillDay, data: Path, package: CountyPackage, name: str) -> None:
    """The same records as of another drill, a month before."""
    read = RecordReader().read
    for_other = (msgspec.msgpack.encode(one).replace(DRILL.id.encode(), name.encode()) for one in day.realm.records())
    records = [replace(one, wall_ms=one.wall_ms - 30 * 86_400_000) for one in map(read, for_other)]
    folder = write_journal(data, package, records, realm=Realm(name))
    shutil.copytree(data / "realms" / DRILL.folder / FOLDER, folder / FOLDER)


def test_earlier_runs_are_those_of_the_same_scenario_that_began_before(package: CountyPackage, tmp_path: Path) -> None:
    day = played(package)
    stored(day, tmp_path, package)
    assert earlier_runs(tmp_path, DRILL) == []
    an_earlier_run(day, tmp_path, package, "drill:20260601-001")
    other = played(package, STATED.replace('id = "sc-night"', 'id = "sc-other"'))
    stored(other, tmp_path, package, realm=Realm("drill:20260601-002"))
    (tmp_path / "realms" / "drill-20260601-003").mkdir()
    (tmp_path / "realms" / "drill-20260601-003" / "journal.sqlite3").write_bytes(b"damaged")
    began_ms = next(one.wall_ms for one in day.realm.records() if isinstance(one.body, DrillStarted))
    [run] = earlier_runs(tmp_path, DRILL)
    assert run == EarlierRun("drill:20260601-001", 1, began_ms - 30 * 86_400_000)


def test_an_earlier_run_that_was_aborted_is_known_as_such(package: CountyPackage, tmp_path: Path) -> None:
    stored(played(package), tmp_path, package)
    aborted = DrillDay(package, STATED)
    aborted.start()
    give(aborted, "zhou", AbortDrill(drill=DRILL.id, note="真实火灾"))
    an_earlier_run(aborted, tmp_path, package, "drill:20260601-001")
    assert [run.is_aborted for run in earlier_runs(tmp_path, DRILL)] == [True]


def test_without_a_live_journal_the_report_has_no_column_of_live_medians(
    package: CountyPackage, tmp_path: Path
) -> None:
    stored(played(package), tmp_path / "data", package)
    report(ReportedRun(package.folder, tmp_path / "data", DRILL), tmp_path / "out", lambda share, text: None)
    found = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert found["facts"]["live_median_ms"] == {}


def test_a_damaged_live_journal_costs_a_drill_only_its_live_medians(package: CountyPackage, tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    stored(played(package), data, package)
    live = data / "realms" / "live"
    live.mkdir(parents=True)
    (live / "journal.sqlite3").write_bytes(b"damaged")
    report(ReportedRun(package.folder, data, DRILL), out, lambda share, text: None)
    facts = json.loads((out / "report.json").read_text(encoding="utf-8"))["facts"]
    assert (facts["live_median_ms"], facts["live_unread"]) == ({}, True)
    text = "".join(page.extract_text() for page in PdfReader(out / "report.pdf").pages)
    assert "实况记录无法读取，未列实战中位数" in text.replace("\n", "")
    archive(ReportedRun(package.folder, data, DRILL), tmp_path / "night.drill", lambda share, text: None)
    assert gathered_drill(package, data, DRILL, None, lambda share, text: None).facts.improvements, "for the approval"


@pytest.mark.parametrize(("realm", "edition"), [("drill:20260601-009", ""), ("live", "ab12")])
def test_a_journal_of_another_realm_or_county_in_place_of_the_live_one_gives_no_medians(
    package: CountyPackage, tmp_path: Path, realm: str, edition: str
) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    stored(played(package), data, package)
    steps = [(0, reported("E1")), (MINUTE, r.EventFiled(event_id="E1"))]
    other = tiny_package(tmp_path / "other")
    if edition:
        manifest = other.folder / "county.toml"
        manifest.write_text(f'edition = "{edition}"\n{manifest.read_text(encoding="utf-8")}', encoding="utf-8")
        other = CountyPackage(other.folder)
    folder = write_journal(tmp_path / "written", other, numbered(steps), realm=Realm(realm))
    shutil.copytree(folder, data / "realms" / "live")
    report(ReportedRun(package.folder, data, DRILL), out, lambda share, text: None)
    facts = json.loads((out / "report.json").read_text(encoding="utf-8"))["facts"]
    assert (facts["live_median_ms"], facts["live_foreign"]) == ({}, True)


def test_real_events_that_became_serious_while_the_drill_ran_are_facts_of_its_report(
    package: CountyPackage, tmp_path: Path
) -> None:
    day = played(package)
    stored(day, tmp_path, package)
    began_ms = next(one.wall_ms for one in day.realm.records() if isinstance(one.body, DrillStarted))
    steps = [
        (began_ms - 2, reported("E1")),
        (began_ms - 1, replace(reported("E2"), level="major")),  # before the drill
        (began_ms + 1, raised("E1", "major")),
        (began_ms + 2, raised("E1", "major_special")),
        (began_ms + 3, reported("E3")),
        (began_ms + 4, r.AlarmRaised(alarm_id="A1", sensor_id="s", channel="c", rule="none", priority="critical",
                                     value=9.0, limit=8.0)),
    ]  # fmt: skip
    write_journal(tmp_path, package, numbered(steps))
    found = ReportedRun(package.folder, tmp_path, DRILL).found(package, lambda share, text: None).facts
    told = [(one.wall_ms - began_ms, one.event, one.seq) for one in found.live_emergencies]
    assert told == [(1, "E1", 3), (4, "", 6)]


def test_a_compared_run_tells_its_roles_and_the_results_of_all_runs(package: CountyPackage, tmp_path: Path) -> None:
    day = played(package)
    stored(day, tmp_path, package)
    for name in ("drill:20260601-001", "drill:20260501-001"):
        an_earlier_run(day, tmp_path, package, name)
    facts = gathered_drill(package, tmp_path, DRILL, Realm("drill:20260601-001"), lambda share, text: None).facts
    percent = result(facts.scenario, facts.scores, package.catalog.drill_grading).percent
    assert {(run.name, run.percent) for run in facts.trend} == {
        ("drill:20260501-001", percent), ("drill:20260601-001", percent)
    }  # fmt: skip
    text = report_page(facts, package.catalog.drill_grading).texts
    assert "历次演练总得分率" in text
    assert "各参演角色在两次均计分的可比期望上的得分率" in text
