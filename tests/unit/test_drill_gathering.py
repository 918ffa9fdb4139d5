"""The facts of a report, gathered from the journal of a drill that was played on the real desk."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from county.catalog import load
from county.drill.inject_run import InjectDelivered
from county.drill.run import AbortDrill, DrillAborted
from county.drill.score import Score
from county.numbering import COUNTY_TIME
from county.package.open import CountyPackage
from county.realm import Realm
from county.records import Record
from services.drill.package_county import PackageForDrills
from services.drill_report import words
from services.drill_report.chapters import report_page
from services.drill_report.course import DrillCourse
from services.drill_report.facts import PlayedInject, ReportFacts
from services.drill_report.gathering import GatheredDrill, NoDrillReport, gathered, run_scores
from services.drill_report.linter import gaps
from services.protocol import messages as m
from tests.drill_scenario import TEXT, scenario
from tests.unit.drill_day import DRILL, MINUTE, DrillDay, tiny_package
from tests.unit.played_drill import give, played, stored

GRADING = load().drill_grading
AT = round(datetime(2026, 7, 15, 20, 31, tzinfo=COUNTY_TIME).timestamp() * 1000)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return tiny_package(tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
def day(package: CountyPackage) -> DrillDay:
    return played(package)


@pytest.fixture(scope="module")
def found(day: DrillDay, package: CountyPackage, tmp_path_factory: pytest.TempPathFactory) -> GatheredDrill:
    return gathered_from(stored(day, tmp_path_factory.mktemp("data"), package), package)


@pytest.fixture(scope="module")
def facts(found: GatheredDrill) -> ReportFacts:
    return found.facts


def gathered_from(folder: Path, package: CountyPackage, **more: Any) -> GatheredDrill:
    return gathered(folder, package, lambda share, text: None, **{"earlier": None, **more})


def inject(facts: ReportFacts, id: str) -> PlayedInject:
    return next(one for one in facts.injects if one.id == id)


def test_the_scores_are_those_that_the_running_drill_had(day: DrillDay, facts: ReportFacts) -> None:
    reply = day.ask("li", m.ScoreRequest(request="r", person="li"))
    assert facts.scores == tuple(msgspec.msgpack.decode(raw, type=Score) for raw in reply.scores)
    by_id = {score.id: score for score in facts.scores}
    assert by_id["E04"].status == "late"
    assert by_id["E04"].elapsed_ms == pytest.approx(6 * MINUTE, abs=MINUTE)
    assert by_id["E06"].status == "not_applicable"


def test_an_overruled_score_keeps_its_old_value_reason_and_name(facts: ReportFacts) -> None:
    """D15."""
    old = next(score for score in facts.scores if score.id == "E02").overruled
    assert old is not None
    assert (old.by, old.reason, old.old_status, old.old_points) == ("li", "电话叫应了水利局", "missed", 0.0)
    text = report_page(facts, GRADING).texts
    assert "逾期达成（改判，原未达成 0 分）" in text
    assert "E02\tli\t电话叫应了水利局" in text


def test_injects_are_told_as_they_were_played(facts: ReportFacts) -> None:
    improvised, skipped, delayed = inject(facts, "X1"), inject(facts, "I03"), inject(facts, "I02")
    assert (improvised.improvised, improvised.title, improvised.end) == (True, "记者来电", "acknowledged")
    assert (skipped.end, skipped.reason) == ("skipped", "控制人员决定，时间不够")
    assert (delayed.changed, delayed.reason, delayed.planned_ms) == (True, "推迟 0:01:00", 17 * MINUTE)
    assert delayed.done_ms == 18 * MINUTE
    assert inject(facts, "I01").planned_ms == inject(facts, "I01").done_ms == 5 * MINUTE
    assert [one.id for one in facts.injects] == ["I01", "I02", "I03", "X1"]


@pytest.mark.parametrize(("recorded", "named"), [("bin-2", "bin-2"), ("", "bin-1")])
def test_an_inject_of_readings_is_told_by_the_sensor_that_it_was_recorded_to_feed(
    package: CountyPackage, recorded: str, named: str
) -> None:
    county = PackageForDrills(package)
    course = DrillCourse(
        scenario(), county, reading_title=lambda reading: str(reading.sensor), name_of=lambda kind, id: id,
        title_of=lambda written, rule, sensor: written,
    )  # fmt: skip
    body = InjectDelivered(drill=DRILL.id, inject_id="I01", attempt=1, due_ms=5, sensor_id=recorded)
    course.take(Record(seq=1, realm=DRILL.id, happened_ms=5, recorded_ms=5, command_id="c", body=body))
    assert course.injects[0].title == named


def test_every_inject_and_note_names_the_record_that_proves_it(day: DrillDay, facts: ReportFacts) -> None:
    records = {record.seq: type(record.body).__name__ for record in day.realm.records()}
    assert {records[one.seq or 0] for one in facts.injects} == {"InjectDelivered", "InjectSkipped"}
    assert {records[note.seq] for note in facts.notes} == {"EvaluatorNoteWritten"}
    assert {records[change.seq] for change in facts.clock} == {"ClockRateSet", "DrillEnded"}


def test_notes_are_strengths_or_problems_by_their_rating(facts: ReportFacts) -> None:
    assert [(note.by, note.text, note.kind) for note in facts.notes] == [
        ("li", "值班员复诵清楚", "strength"), ("li", "派遣犹豫", "problem"),
    ]  # fmt: skip


def test_the_clock_log_begins_with_the_start_and_ends_with_the_end(facts: ReportFacts) -> None:
    assert [change.rate for change in facts.clock] == [1.0, 60.0, 0.0, None]
    assert [change.event for change in facts.clock] == ["", "", "", "演练结束"]
    assert facts.clock[0].drill_ms == 0


def test_persons_grade_improvements_and_the_end_of_the_journal_are_in_it(day: DrillDay, facts: ReportFacts) -> None:
    assert facts.members == {"duty": ("wang",), "eval": ("li",)}
    assert sorted(facts.present) == ["li", "wang"]
    assert (facts.grade, facts.grade_reason) == ("中", "转移及时，叫应不到位")
    [item] = facts.improvements
    assert (item.id, item.text, item.owner, item.proof) == ("n5", "补齐镇级叫应名单", "李明", (4,))
    assert "1\t补齐镇级叫应名单\t李明\t水利局\t2026-08-18\t记录 4" in report_page(facts, GRADING).texts
    assert (facts.head_seq, facts.aborted) == (day.realm.log.head.seq, "")
    assert (facts.organiser, facts.place, facts.method) == ("县应急管理局", "西南村", "现场观察与系统记录")
    assert gaps(facts) == ()


def test_a_self_assessment_is_told_as_it_was_stated_last_with_the_record_that_proves_it(
    day: DrillDay, facts: ReportFacts
) -> None:
    [one] = facts.self_assessments
    assert (one.by, one.grade, one.suggestions) == ("wang", "良", "增配两部电台")
    assert {r.seq: type(r.body).__name__ for r in day.realm.records()}[one.seq] == "SelfAssessmentRevised"
    chapter = report_page(facts, GRADING).texts.partition("3.8 参演人员自评")[2].partition("4 改进意见")[0]
    assert "wang\t应转尽转\t未达成\t派遣晚了" in chapter
    assert f"wang\t良\t接报后立即核实\t镇级没有叫应\t增配两部电台\t记录 {one.seq}" in chapter


def test_what_is_called_by_an_id_has_a_name_and_what_was_skipped_is_no_action(facts: ReportFacts) -> None:
    text = report_page(facts, GRADING).texts
    assert "E02\t水利局\t情景送达后未发送" in text
    assert "E02\t西镇\t情景送达后未发送" in text
    assert "E04\t派遣（自接报起）\t" in text
    assert "E04\t派遣（应急救援队、垃圾清运车）：溪水漫桥\t" in text
    # a command is decided at the time of the oldest step that is due: here, a second before
    injects = text.partition("情景注入")[2].partition("主要应急行动")[0].splitlines()[2:5]
    assert [line.split("\t")[:2] for line in injects] == [
        ["T+0:05:00", "I01 西南垃圾桶 · 满溢度"],
        ["T+0:05:59", "X1 记者来电"], ["T+0:18:00", "I02 溪水漫桥"],
    ]  # fmt: skip


def test_the_main_actions_are_what_the_players_did_with_the_records_that_prove_it(
    day: DrillDay, facts: ReportFacts
) -> None:
    text = report_page(facts, GRADING).texts
    actions = text.partition("主要应急行动")[2].partition("2 评估过程")[0].splitlines()[2:]
    told = [line.split("\t")[:2] for line in actions if line]
    assert ["T+0:18:59", "立案：溪水漫桥"] in told
    assert any(text == "派遣清运车一号：溪水漫桥" for _, text in told)
    kinds = {record.seq: type(record.body).__name__ for record in day.realm.records()}
    assert {"EventFiled", "EventDispatched"} <= {kinds[one.seq] for one in facts.actions}


def test_the_scenario_is_the_one_that_was_loaded(found: GatheredDrill) -> None:
    assert found.facts.scenario.digest == scenario(found.scenario_text.decode()).digest
    assert found.attachments == {}


def test_an_aborted_drill_says_why_and_for_which_real_event(package: CountyPackage, tmp_path: Path) -> None:
    day = DrillDay(package)
    day.start()
    give(day, "zhou", AbortDrill(
        drill=DRILL.id, note="真实险情", live_event="20260715-7K4Q2M9", live_kind="flash_flood", live_since_ms=AT,
    ))  # fmt: skip
    facts = gathered_from(stored(day, tmp_path, package), package).facts
    assert facts.aborted == "真实险情（实况事件 20260715-7K4Q2M9，山洪，2026-07-15 20:31:00）"
    page = report_page(facts, GRADING).texts
    assert "中止\t真实险情" in page
    assert {score.status for score in facts.scores} == {"not_due"}
    assert "未评（中止时情景未注入）\t—" in page
    assert "演练中止，6 项期望未评，不计入得分和等级：E01、E02、E03、E04、E05、E06。" in page
    assert "得分：尚无可计分的期望" in page
    assert "建议等级\t演练中止，尚有期望未评，不作建议" in page


@pytest.mark.parametrize(
    ("event", "kind", "since_ms", "told"),
    [
        ("", "slope_rain", AT, "雨大（实况告警，短时强降水，2026-07-15 20:31:00）"),
        ("20260715-7K4Q2M9", "", None, "雨大（实况事件 20260715-7K4Q2M9）"),
        ("20260715-7K4Q2M9", "no_such", AT, "雨大（实况事件 20260715-7K4Q2M9，2026-07-15 20:31:00）"),
        ("", "", None, "雨大"),
    ],
)
def test_the_reason_of_an_abort_names_kind_and_time_of_what_interrupted_it(
    event: str, kind: str, since_ms: int | None, told: str
) -> None:
    record = DrillAborted(drill=DRILL.id, note="雨大", live_event=event, live_kind=kind, live_since_ms=since_ms)
    assert words.abort_reason(record, load()) == told


def test_a_drill_that_is_not_over_is_refused_in_one_line(package: CountyPackage, tmp_path: Path) -> None:
    day = DrillDay(package)
    assert day.load() == ""
    with pytest.raises(NoDrillReport, match="was never started"):
        gathered_from(stored(day, tmp_path / "loaded", package), package)
    day = DrillDay(package)
    day.start()
    folder = stored(day, tmp_path / "running", package)
    with pytest.raises(NoDrillReport, match="is not over yet"):
        gathered_from(folder, package)
    [file] = (folder / "blobs").rglob("*/*")
    file.write_bytes(b"other")
    with pytest.raises(NoDrillReport, match=r"night.toml, a file of the scenario, is missing or damaged"):
        gathered_from(folder, package)


def test_only_unchanged_expectations_of_another_version_are_compared_and_the_rest_is_listed(
    facts: ReportFacts, package: CountyPackage, tmp_path: Path
) -> None:
    """D16."""
    old = TEXT.replace('target = "PT2M"\nlimit = "PT5M"', 'target = "PT1M"\nlimit = "PT5M"').replace('"E06"', '"E07"')
    earlier = played_to_its_end(package, old, tmp_path)
    text = report_page(_with(facts, earlier), GRADING).texts
    assert "3.9 与上次演练比较" in text
    assert "两版之间已修改，不比较：E03" in text
    assert "仅上次有：E07" in text
    assert "仅本次有：E06" in text
    rows = [line.split("\t")[0] for line in text.partition("3.8 ")[2].splitlines() if line.startswith("E")]
    assert rows[:4] == ["E01", "E02", "E04", "E05"]


def played_to_its_end(package: CountyPackage, text: str, data: Path) -> ReportFacts:
    day = DrillDay(package, text)
    day.start()
    give(day, "zhou", AbortDrill(drill=DRILL.id, note="演完"))
    return gathered_from(stored(day, data, package, Realm("drill:20260715-001")), package).facts


def _with(facts: ReportFacts, earlier: ReportFacts) -> ReportFacts:
    return replace(facts, earlier=run_scores(earlier))
