"""The evaluation report: what it says, that numbers name their records, and what is missing before it is signed."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from msgspec.structs import replace

from county.catalog import load
from county.drill.inject_run import InjectAcknowledged, InjectRun, InjectState, WaitsFor, waits_for
from county.drill.measures import MEASURES
from county.drill.score import Called, Overruling, Score
from county.drill.self_assessment import OwnVerdict
from county.drill.words import COUNTS_FROM, NOT_DELIVERED
from county.records import AlarmAcknowledged, AlarmRaised, EventReported, HandlingFedBack, Record
from county.response.levels import ResponseEnded, ResponseLevelSet
from county.response.plans import PlanEnded, PlanLevelAdjusted, PlanStarted
from services.drill_report.actions import ACTIONS_MAX, PlayedActions
from services.drill_report.chapters import MARK, report_page
from services.drill_report.documents import write_report
from services.drill_report.facts import (
    ClockChange,
    EvaluatorEntry,
    Improvement,
    LiveEmergency,
    PlayedInject,
    ReportFacts,
    RunScores,
    SelfAssessment,
)
from services.drill_report.linter import gaps
from services.drill_report.values import report_json
from services.drill_report.words import clock_time, duration, reason
from services.paper.docx_page import docx_of
from services.paper.layout import NotLaidOut
from services.paper.page import OfficialPage, PaperPage, PaperRows
from tests.drill_scenario import scenario

SCENARIO = scenario()
SCENARIO = replace(SCENARIO, scenario=replace(SCENARIO.scenario, summary="夜间短时强降雨，溪水漫桥"))
GRADING = load().drill_grading
MINUTE = 60_000


def score(id: str, status: Any, points: float, weight: float, *proof: int, **more: Any) -> Score:
    return Score(id=id, status=status, points=points, weight=weight, proof=proof, **more)


SCORES = (
    score("E01", "met", 10, 10, 3, 5, elapsed_ms=2 * MINUTE),
    score("E02", "missed", 0, 20, 4, called=(Called("dept:water", "acknowledged"), Called("division:1", "never_sent"))),
    score("E03", "late", 5, 10, 7, 9, elapsed_ms=3 * MINUTE + 30_000),
    score("E04", "late", 20, 20, 7, 12, 30, elapsed_ms=5 * MINUTE, overruled=Overruling(
        by="王评", reason="对讲机记录证明 4 分钟时已口头派遣", seq=30, old_status="late", old_points=15.5)),
    score("E05", "met", 10, 20, 12, 14, elapsed_ms=30 * MINUTE),
    score("E06", "not_applicable", 0, 20),
)  # fmt: skip
FACTS = ReportFacts(
    realm="drill:20261127-001", county="示范县", program="1.1", scenario=SCENARIO, scores=SCORES,
    began_ms=1_790_000_000_000, ended_ms=1_790_000_000_000 + 180 * MINUTE, organiser="县应急管理局", place="上陈村",
    method="现场观察与系统记录", head_seq=40, head_hash="ab" * 32, grade="中", grade_reason="转移及时，叫应不到位",
    injects=(PlayedInject(id="I01", title="雨量", end="delivered", planned_ms=5 * MINUTE, done_ms=5 * MINUTE, seq=3),
             PlayedInject(id="I99", title="记者来电", end="played", done_ms=40 * MINUTE, seq=20, improvised=True)),
    notes=(EvaluatorEntry(drill_ms=6 * MINUTE, wall_ms=1, by="王评", text="值班员复诵清楚", seq=21, kind="strength",
                          objective=SCENARIO.objectives[0].id),),
    improvements=(Improvement(text="补齐镇级叫应名单", owner="李明", department="李口镇", due_ms=1_792_000_000_000,
                              proof=(4,)),),
    clock=(ClockChange(wall_ms=1_790_000_000_000, drill_ms=0, rate=1, seq=2),
           ClockChange(wall_ms=1_790_000_600_000, drill_ms=10 * MINUTE, rate=0, seq=15)),
    members={role.id: ("王评",) for role in SCENARIO.roles},
    self_assessments=(SelfAssessment(by="王评", seq=33, grade="良",
                                     verdicts=(OwnVerdict(objective="OBJ1", met=True),)),),
)  # fmt: skip


ANSWERED = replace(FACTS, present=("王评",))
GOLDEN = Path(__file__).parents[1] / "golden"
OTHER_NAMES = {
    ".scenario", ".facts.members", ".facts.recipients", ".facts.demands", ".facts.population", ".facts.live_median_ms",
    ".facts.live_counts",
}  # fmt: skip
"""A scenario has a format of its own; the others are by id."""


def lines(facts: ReportFacts = FACTS) -> list[str]:
    return report_page(facts, GRADING).texts.split("\n")


def row(first: str, facts: ReportFacts = FACTS) -> list[str]:
    return next(line.split("\t") for line in lines(facts) if line.split("\t")[0] == first and "\t" in line)


def test_the_report_has_the_chapters_of_the_standard_in_their_order() -> None:
    heads = [line for line in lines() if line[:2] in {f"{n} " for n in range(1, 6)} or line.startswith("附 ")]
    assert [head.split(" ")[0] for head in heads] == ["1", "2", "3", "4", "5", "附", "附", "附", "附"]
    assert lines()[0] == MARK


def test_every_result_names_target_limit_time_points_and_the_records_that_prove_it() -> None:
    found = row("E03")
    assert found[3:] == ["0:03:30", "逾期达成", "5 / 10", "记录 7、9"]
    counted = [s for s in SCORES if s.counts and s.elapsed_ms is not None]
    assert all("记录 " in row(s.id)[-1] for s in counted)


def test_every_time_of_an_expectation_says_from_when_it_counts() -> None:
    start = {one.id: COUNTS_FROM[one.what].zh for one in SCENARIO.expectations}
    assert start["E05"] == "自派遣起"
    assert row("E05")[2] == "自派遣起 0:20:00 / 0:40:00"
    timed = [one.id for one in SCENARIO.expectations if one.limit is not None]
    assert all(row(id)[2].startswith(start[id]) for id in timed)
    assert row("E06")[2] == "—", "an observed one without times"
    steps = [line.split("\t")[1] for line in lines() if line.startswith("E05\t")]
    assert "到场（自派遣起）" in steps


def test_a_time_counts_from_the_same_moment_in_words_and_in_the_scores() -> None:
    assert COUNTS_FROM.keys() == MEASURES.keys()
    starts = {what: frozenset(measure.starts or ()) for what, measure in MEASURES.items()}
    for what, kinds in starts.items():
        same = {other for other in starts if starts[other] & kinds or starts[other] == kinds}
        assert {COUNTS_FROM[other] for other in same} == {COUNTS_FROM[what]}, what
    assert len(set(COUNTS_FROM.values())) == 5


def test_the_result_is_that_of_the_counted_scores_and_a_missed_critical_one_is_named() -> None:
    line = next(line for line in lines() if line.startswith("得分："))
    assert "45 / 80 = 56.25 %" in line


def test_a_score_that_is_still_to_be_given_has_no_points_and_the_result_says_that_it_is_left_out() -> None:
    facts = replace(FACTS, scores=(*SCORES[:-1], score("E06", "pending", 0, 20)))
    assert row("E06", facts)[4:6] == ["未判定", "—"]
    assert "1 项期望尚未判定，未计入得分：E06。" in lines(facts)
    assert row("建议等级", facts)[1].endswith("（1 项期望尚未判定）")
    assert not any("未计入得分" in line for line in lines())


def test_an_overruled_score_shows_the_old_value_and_the_reason() -> None:
    assert row("E04")[4].startswith("逾期达成（改判，原逾期达成 15.5 分）")
    assert ["E04", "王评", "对讲机记录证明 4 分钟时已口头派遣"] in [line.split("\t") for line in lines()]


def test_who_was_not_reached_is_named_with_what_was_missing() -> None:
    assert ["E02", "division:1", "情景送达后未发送"] in [line.split("\t") for line in lines()]
    assert not any("dept:water" in line for line in lines())


def test_times_stand_beside_those_of_the_last_run_and_of_live_events() -> None:
    earlier = RunScores(name="上次", scenario=SCENARIO, scores=(score("E03", "met", 10, 10, 1, elapsed_ms=90_000),))
    all_scores = tuple(score(s.id, "missed", 0, s.weight) for s in SCORES if s.id != "E03")
    earlier = replace(earlier, scores=(*earlier.scores, *all_scores))
    facts = replace(FACTS, earlier=earlier, live_median_ms={"filed": 4 * MINUTE}, live_counts={"filed": 1})
    page = report_page(facts, GRADING)
    times = next(b for b in page.blocks if isinstance(b, PaperRows) and b.header[:2] == ("期望", "环节"))
    assert next(r for r in times.rows if r[0] == "E03")[4:] == ("0:01:30", "0:04:00（1 件）")


def test_a_real_event_of_the_time_of_the_drill_is_told_with_what_the_clock_did() -> None:
    """Noted by a click it leaves no record in the drill."""
    ended_ms = 1_790_000_900_000
    fire = LiveEmergency(wall_ms=1_790_000_120_000, event="20260921-1", kind="火灾", seq=7)
    alarm = LiveEmergency(wall_ms=1_790_000_700_000, kind="水位超警", seq=9)
    facts = replace(FACTS, live_emergencies=(fire, alarm), ended_ms=ended_ms)
    assert row(clock_time(fire.wall_ms), facts)[1:] == [
        "T+0:02:00", "事件 20260921-1，火灾", "1×，0:08:00 后暂停", "记录 7"
    ]  # fmt: skip
    assert row(clock_time(alarm.wall_ms), facts)[1:] == ["T+0:10:00", "告警，水位超警", "已暂停", "记录 9"]
    running = replace(facts, clock=(ClockChange(wall_ms=1_790_000_000_000, drill_ms=0, rate=20, seq=2),))
    assert row(clock_time(fire.wall_ms), running)[1::2] == ["T+0:40:00", "20×，此后未暂停"]
    aborted = replace(running, aborted="山洪来了")
    assert row(clock_time(alarm.wall_ms), aborted)[3] == "20×，0:03:20 后中止"


def test_a_note_names_what_it_is_about_and_its_rating() -> None:
    note = EvaluatorEntry(
        drill_ms=6 * MINUTE, wall_ms=1, by="王评", text="叫应偏晚", seq=21, kind="problem", objective="OBJ1",
        expectation="E02", rating="S",
    )  # fmt: skip
    assert row("T+0:06:00", replace(FACTS, notes=(note,)))[1:] == [
        "叫应偏晚", "OBJ1、E02", "S 有些困难", "王评", "记录 21",
    ]  # fmt: skip
    assert row("T+0:06:00")[2:4] == ["OBJ1", "—"]


def problems(facts: ReportFacts) -> list[str]:
    """The chapter of the problems, without its head."""
    found = lines(facts)
    return found[found.index("3.7 问题") + 1 : found.index("3.8 参演人员自评")]


def test_the_problems_begin_with_the_expectations_that_were_not_met_in_time() -> None:
    overruled = "E04 派遣逾期达成（改判，原逾期达成 15.5 分）"
    told = f"未按目标达成的期望：E02 叫应未达成、E03 立案逾期达成、{overruled}，见 3.4。"
    assert problems(FACTS) == [told], "and not with the words that nothing is recorded"
    note = EvaluatorEntry(drill_ms=0, wall_ms=1, by="王评", text="叫应偏晚", seq=21, kind="problem")
    assert problems(replace(FACTS, notes=(note,)))[0] == told
    assert any("叫应偏晚" in line for line in problems(replace(FACTS, notes=(note,))))
    met = tuple(replace(one, status="met") if one.counts else one for one in SCORES)
    assert problems(replace(FACTS, scores=met))[0] == "无记录。"


def test_what_the_end_of_the_drill_cut_short_says_so_among_the_problems_too() -> None:
    cut = tuple(replace(one, cut_short=True) if one.id == "E02" else one for one in SCORES)
    told = next(line for line in lines(replace(FACTS, scores=cut)) if line.startswith("未按目标达成的期望"))
    assert "E02 叫应未达成（演练结束时未到最迟时限）、" in told


def test_the_result_of_the_handling_is_one_of_the_main_actions() -> None:
    played = PlayedActions(lambda kind, id: id, lambda written, rule, sensor: written)
    reported = EventReported(event_id="演1", subclass="hazmat_leak", title="罐体泄漏", source="hotline", x_m=0.0,
                             y_m=0.0, division="", level="major")  # fmt: skip
    for seq, body in enumerate((reported, HandlingFedBack(event_id="演1", note="堵漏完成")), 1):
        record = Record(seq=seq, realm="drill:7", happened_ms=0, recorded_ms=0, command_id="c", body=body)
        played.take(record, seq * MINUTE)
    assert [(one.drill_ms, one.text, one.seq) for one in played.actions] == [
        (2 * MINUTE, "反馈处置结果：罐体泄漏", 2)
    ]  # fmt: skip


def test_what_a_simulator_reported_is_told_as_simulated() -> None:
    played = PlayedActions(lambda kind, id: id, lambda written, rule, sensor: written)
    reported = EventReported(event_id="演1", subclass="hazmat_leak", title="罐体泄漏", source="simulated", x_m=0.0,
                             y_m=0.0, division="", level="major")  # fmt: skip
    played.take(Record(seq=1, realm="drill:7", happened_ms=0, recorded_ms=0, command_id="c", body=reported), MINUTE)
    assert [(one.drill_ms, one.text) for one in played.actions] == [(MINUTE, "模拟上报：罐体泄漏")]


def test_what_was_done_about_the_background_of_the_drill_is_marked() -> None:
    played = PlayedActions(lambda kind, id: id, lambda written, rule, sensor: written or rule)
    reported = EventReported(event_id="演背景1", subclass="hazmat_leak", title="罐体泄漏", source="hotline", x_m=0.0,
                             y_m=0.0, division="", level="major")  # fmt: skip
    raised = AlarmRaised(alarm_id="演背景A1", sensor_id="s-1", channel="rainfall", rule="短时强降水", priority="high",
                         value=26.4, limit=20.0)  # fmt: skip
    done = HandlingFedBack(event_id="演背景1", note="完成"), AlarmAcknowledged(alarm_id="演背景A1")
    for seq, body in enumerate((reported, raised, *done), 1):
        record = Record(seq=seq, realm="drill:7", happened_ms=0, recorded_ms=0, command_id="c", body=body)
        played.take(record, 0, in_background=seq < 3)
    assert [one.text for one in played.actions] == ["反馈处置结果：【背景】罐体泄漏", "确认告警：【背景】短时强降水"]


def test_the_report_says_how_many_actions_it_does_not_list() -> None:
    played = PlayedActions(lambda kind, id: id, lambda written, rule, sensor: written)
    for seq in range(1, ACTIONS_MAX + 4):
        body = HandlingFedBack(event_id="演1", note="堵漏完成")
        played.take(Record(seq=seq, realm="drill:7", happened_ms=0, recorded_ms=0, command_id="c", body=body), 0)
    facts = replace(FACTS, actions=played.actions, unlisted_actions=played.unlisted)
    assert "其后另有 3 项行动未列出，见演练日志。" in lines(facts)
    assert not any("未列出" in line for line in lines())


def test_begin_and_end_of_a_response_are_main_actions() -> None:
    played = PlayedActions(lambda kind, id: id, lambda written, rule, sensor: written)
    begun = ResponseLevelSet(response_id="R1", emergency="natural", level="II", area="")
    for seq, body in enumerate((begun, ResponseEnded(response_id="R1", note="明火已扑灭")), 1):
        record = Record(seq=seq, realm="drill:7", happened_ms=0, recorded_ms=0, command_id="c", body=body)
        played.take(record, seq * MINUTE)
    assert [one.text for one in played.actions] == ["启动Ⅱ级响应", "终止应急响应"]


def test_a_plan_is_named_with_its_level_from_its_start_to_its_end() -> None:
    played = PlayedActions(lambda kind, id: f"{kind} {id}", lambda written, rule, sensor: written)
    reported = EventReported(event_id="演1", subclass="hazmat_leak", title="罐体泄漏", source="hotline", x_m=0.0,
                             y_m=0.0, division="", level="major")  # fmt: skip
    bodies = (
        reported, PlanStarted(plan_id="P1", plan="hazmat", level="III", tasks=(), radius_m=500.0, about="演1"),
        PlanLevelAdjusted(plan_id="P1", level="II", tasks=(), radius_m=800.0), PlanEnded(plan_id="P1", note="已处置"),
    )  # fmt: skip
    for seq, body in enumerate(bodies, 1):
        played.take(Record(seq=seq, realm="drill:7", happened_ms=0, recorded_ms=0, command_id="c", body=body), 0)
    assert [one.text for one in played.actions] == [
        "启动《plan hazmat》Ⅲ级响应：罐体泄漏", "《plan hazmat》调整为Ⅱ级响应", "终止《plan hazmat》",
    ]  # fmt: skip


def test_what_a_player_answers_to_an_inject_is_a_main_action_and_a_mere_receipt_is_none() -> None:
    played = PlayedActions(lambda kind, id: id, lambda written, rule, sensor: written)
    for seq, note in enumerate(("水库水位正常，已辟谣", ""), 1):
        body = InjectAcknowledged(drill="drill:7", inject_id=f"I0{seq}", note=note, person="u:wang")
        played.take(Record(seq=seq, realm="drill:7", happened_ms=0, recorded_ms=0, command_id="c", body=body), 0)
    assert [one.text for one in played.actions] == ["答复 I01：水库水位正常，已辟谣"]


def test_an_alarm_is_named_by_what_it_is_about() -> None:
    titles = {("", "heavy_rain", "s-1"): "上村雨量站短时强降水"}
    played = PlayedActions(lambda kind, id: id, lambda written, rule, sensor: titles[written, rule, sensor])
    raised = AlarmRaised(alarm_id="a", sensor_id="s-1", channel="rainfall", rule="heavy_rain", priority="high",
                         value=26.4, limit=20.0)  # fmt: skip
    for seq, body in enumerate((raised, AlarmAcknowledged(alarm_id="a")), 1):
        played.take(Record(seq=seq, realm="drill:7", happened_ms=0, recorded_ms=0, command_id="c", body=body), 0)
    assert [one.text for one in played.actions] == ["确认告警：上村雨量站短时强降水"]


def test_improvised_injects_are_marked() -> None:
    assert row("I99") == ["I99", "—", "T+0:40:00", "已演示", "记者来电：临时增加"]


def test_a_complete_report_has_no_gap() -> None:
    assert gaps(FACTS) == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"organiser": " "}, "组织与承办单位未填写"),
        ({"grade_reason": ""}, "评估等级没有理由"),
        ({"self_assessments": ()}, "王评（县防指值班室）未提交自评"),
        ({"scores": (score("E01", "met", 10, 10),)}, "E01 的得分没有记录佐证"),
        ({"scores": (score("E01", "pending", 0, 10),)}, "E01 尚未判定"),
        ({"improvements": (Improvement(text="补"),)}, "没有责任人"),
        ({"improvements": ()}, "期望 E02 未达成，但没有改进意见"),
        ({"notes": (EvaluatorEntry(drill_ms=0, wall_ms=0, by="王", text=" ", seq=8, rating="P"),)},
         "评级 P（记录 8）没有文字说明"),
    ],
)  # fmt: skip
def test_the_linter_names_blanks_unproven_numbers_and_ratings_without_a_text(change: dict[str, Any], says: str) -> None:
    facts = replace(FACTS, **change)
    assert any(says in gap.text for gap in gaps(facts))
    assert any("待补正" in line for line in lines(facts))


def test_a_rating_without_a_text_is_named_in_the_chapter_where_its_note_stands() -> None:
    note = FACTS.notes[0]
    for kind, chapter in (("strength", "3.6"), ("problem", "3.7"), ("note", "附 C")):
        facts = replace(FACTS, notes=(replace(note, text=" ", rating="P", kind=kind),))
        assert [gap.chapter for gap in gaps(facts)] == [chapter]


def test_where_nothing_was_played_or_measured_no_table_is_a_mere_head() -> None:
    nothing = replace(FACTS, injects=(), scores=(), clock=(), notes=(), actions=())
    tables = [block for block in report_page(nothing, GRADING).blocks if isinstance(block, PaperRows)]
    assert all(table.rows for table in tables)
    assert lines(nothing).count("无记录。") >= 6


def test_players_who_handed_in_no_self_assessment_are_named_but_not_after_an_abort() -> None:
    silent = replace(FACTS, self_assessments=())
    assert "未提交自评：王评（县防指值班室）。" in lines(silent)
    assert not any("未提交自评" in line for line in (*lines(), *lines(replace(silent, aborted="真实险情"))))
    assert gaps(replace(silent, aborted="真实险情")) == ()


def test_the_json_has_the_same_numbers_and_the_rows_of_an_improvement_plan() -> None:
    data = report_json(FACTS, GRADING)
    assert data == report_json(FACTS, GRADING)
    content = json.loads(data)
    assert content["result"]["percent"] == 56.25
    assert content["digest"] == SCENARIO.digest
    assert content["aar"][0]["strengths"] == ["值班员复诵清楚"]
    assert content["facts"]["scores"][0]["proof"] == [3, 5]
    assert content["facts"]["self_assessments"][0]["verdicts"] == [{"objective": "OBJ1", "met": True, "reason": ""}]


def written_values(value: Any, at: str = "") -> set[str]:
    """Paths of all values of a report; what is told of several things alike is one path."""
    if isinstance(value, list):
        return {at}.union(*(written_values(one, at) for one in value))
    if isinstance(value, dict) and at not in OTHER_NAMES:
        return {at}.union(*(written_values(one, f"{at}.{name}") for name, one in value.items()))
    return {at}


def first_report() -> bytes:
    """Written before ``facts.present`` was."""
    with ZipFile(GOLDEN / "drill-1" / "night.drill") as archive:
        return archive.read("report/report.json")


def test_a_value_that_a_report_of_this_format_ever_had_is_still_written() -> None:
    now = json.loads(report_json(ANSWERED, GRADING))
    for earlier in (first_report(), (GOLDEN / "drill-report" / "format-1.json").read_bytes()):
        before = json.loads(earlier)
        assert before["format"] == now["format"]
        assert written_values(before) - written_values(now) == set()


def test_that_nobody_answered_the_roll_call_is_told_apart_from_that_it_is_not_known() -> None:
    assert "present" not in json.loads(first_report())["facts"], "the report says nothing of it"
    assert json.loads(report_json(FACTS, GRADING))["facts"]["present"] == []
    assert json.loads(report_json(ANSWERED, GRADING))["facts"]["present"] == ["王评"]


def test_the_word_document_carries_the_mark_and_a_chinese_font_on_every_run() -> None:
    document = Document(io.BytesIO(docx_of(report_page(FACTS, GRADING))))
    runs = document.element.body.iter(qn("w:r"))
    texts = [run for run in runs if run.find(qn("w:t")) is not None]
    assert all(run.find(qn("w:rPr")).find(qn("w:rFonts")).get(qn("w:eastAsia")) for run in texts)
    assert MARK in document.paragraphs[0].text


@pytest.mark.parametrize(
    ("ms", "text"), [(None, "—"), (0, "0:00:00"), (245_000, "0:04:05"), (3_723_000, "1:02:03"), (-30_000, "-0:00:30")]
)
def test_durations_read_like_a_stopwatch(ms: int | None, text: str) -> None:
    assert duration(ms) == text


@pytest.mark.parametrize(
    ("inject", "state", "waited_for"),
    [("I02", "armed", "time"), ("I02", "held", "held"), ("I02", "due", "due"), ("I03", "armed", "branch")],
)
def test_an_inject_that_the_end_overtook_says_what_it_waited_for(
    inject: str, state: InjectState, waited_for: WaitsFor
) -> None:
    planned = next(one for one in SCENARIO.injects if one.id == inject)
    known = InjectRun(id=inject, state=state)
    assert waits_for(known, planned) == waited_for
    assert reason(known, waited_for) == NOT_DELIVERED[waited_for].zh


def test_the_times_of_the_drill_are_the_planned_and_the_real_one() -> None:
    assert row("演练时钟")[1].endswith("计划 3小时")
    assert "历时 2:15:20，计划 3小时" in row("演练时钟", replace(FACTS, lasted_ms=8_120_000))[1]


def test_a_report_that_cannot_be_laid_out_leaves_the_earlier_one_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never the documents of two different reports side by side."""

    def not_laid_out(page: PaperPage | OfficialPage) -> bytes:
        raise NotLaidOut("no fonts")

    monkeypatch.setattr("services.paper.layout.pdf_of", not_laid_out)
    for ending in ("docx", "pdf", "json"):
        (tmp_path / f"report.{ending}").write_text("earlier")
    with pytest.raises(NotLaidOut):
        write_report(FACTS, GRADING, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        f"report.{ending}": b"earlier" for ending in ("docx", "pdf", "json")
    }


def test_the_preparation_tells_who_answered_the_roll_call_and_who_did_not() -> None:
    role = SCENARIO.roles[0]
    facts = replace(FACTS, members={role.id: ("王评", "李霞")}, present=("王评",))
    assert [role.name, "王评", "李霞"] in [line.split("\t") for line in lines(facts)]
