"""Who may do and see what in a drill: the MSEL, expectations and scores never travel to a player before the 点评."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from county.aggregates import WITHHELD
from county.clock import SystemClock
from county.commands import CommandBody, FileEvent, ReportEvent, Source
from county.drill.evaluation import OverruleScore, RateExpectation, SetBookmark, WriteEvaluatorNote
from county.drill.inject_run import (
    AcknowledgeInject,
    HoldInject,
    ImproviseInject,
    InjectAcknowledged,
    InjectDelivered,
    InjectRun,
    ReleaseInject,
    content_of,
)
from county.drill.run import AbortDrill, BeginHotWash, BindRole, EndDrill, JumpDrill
from county.drill.score import Score
from county.numbering import new_event_id
from county.package.open import CountyPackage
from county.realm_clock import SetClockRate
from county.records import EventReported
from services.protocol import messages as m
from services.protocol.codec import broadcast_decoder, topic
from tests.drill_scenario import TEXT, scenario
from tests.unit.drill_day import BEGINS_MS, DRILL, MINUTE, PLAYER, DrillDay, tiny_package

ROLES = TEXT + """
[[roles]]
id = "safety"
name = "安全员"
side = "observe"
may = ["pause", "abort"]
members = ["u:sun"]
"""
SECRETS = ("没有人来", "是否逐户核对", "OBJ1", "E04", "电台已派出", "不够快")
"""Texts of the MSEL, of expectations and of the evaluation."""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return tiny_package(tmp_path_factory.mktemp("county"))


def at_33_minutes(package: CountyPackage) -> DrillDay:
    day = DrillDay(package, ROLES)
    day.start()
    assert day.give("zhou", SetClockRate(rate=60)) == ""
    day.pass_to(33 * MINUTE)
    assert day.give("zhou", SetClockRate(rate=1)) == ""
    return day


@pytest.fixture
def day(package: CountyPackage) -> DrillDay:
    return at_33_minutes(package)


@pytest.fixture(scope="module")
def unchanged_day(package: CountyPackage) -> DrillDay:
    """One for all tests in which every command is refused."""
    return at_33_minutes(package)


def note(id: str = "n1", text: str = "不够快") -> WriteEvaluatorNote:
    return WriteEvaluatorNote(note_id=id, drill=DRILL.id, note=text)


DIRECTS = [
    HoldInject(drill=DRILL.id, inject_id="I03"), ReleaseInject(drill=DRILL.id, inject_id="I03"), note("n2"),
    JumpDrill(drill=DRILL.id, to_ms=BEGINS_MS + 60 * MINUTE), SetClockRate(rate=5), EndDrill(drill=DRILL.id),
    BindRole(drill=DRILL.id, role="eval", members=()), AbortDrill(drill=DRILL.id, note="x"),
    RateExpectation(note_id="n3", drill=DRILL.id, expectation="E06", share=0.5),
    OverruleScore(note_id="n4", drill=DRILL.id, expectation="E04", status="met", share=1.0, note="x"),
    SetBookmark(note_id="n5", drill=DRILL.id, at_ms=0),
]  # fmt: skip


@pytest.mark.parametrize("body", DIRECTS, ids=lambda body: type(body).__name__)
def test_a_player_may_not_direct_or_evaluate(unchanged_day: DrillDay, body: CommandBody) -> None:
    assert unchanged_day.give("wang", body) in (
        "drill_no_right", "drill_evaluators_only", "drill_directors_only", "inject_transition_forbidden",
        "not_authorised",
    )  # fmt: skip


def test_whoever_evaluates_or_watches_changes_nothing_on_the_desk(day: DrillDay) -> None:
    event_id = f"演{new_event_id(BEGINS_MS)}"
    report = ReportEvent(event_id=event_id, subclass="road_flooding", title="溪水漫桥", source="hotline", x_m=0, y_m=0)
    for person in ("li", "sun"):
        assert day.give(person, report) == "drill_only_watches"
    day.give("wang", report)
    assert day.give("li", FileEvent(event_id=event_id)) == "drill_only_watches"
    assert day.give("li", note()) == ""


PLAYED = """
[[roles]]
id = "town"
name = "镇政府"
side = "simulate"
members = ["u:sun"]
"""


def test_what_a_simulator_reports_has_the_source_simulated_whatever_it_states_and_nobody_else_can_state_it(
    package: CountyPackage,
) -> None:
    day = DrillDay(package, TEXT + PLAYED)
    day.start()
    x_m, y_m = (package.resources[0].x_m, package.resources[0].y_m)

    def report(source: Source) -> ReportEvent:
        event_id = f"演{new_event_id(BEGINS_MS)}"
        return ReportEvent(event_id=event_id, subclass="road_flooding", title="桥被淹", source=source, x_m=x_m, y_m=y_m)

    stated, left = report("department"), report("simulated")
    assert [day.give("sun", body) for body in (stated, left)] == ["", ""]
    assert {day.realm.desk.events[body.event_id].source for body in (stated, left)} == {"simulated"}
    [record, _] = [record for record in day.realm.records() if isinstance(record.body, EventReported)]
    assert (record.body.source, record.schema) == ("simulated", 8)
    assert day.give("wang", report("simulated")) == "source_of_simulators"
    by_player = report("department")
    assert day.give("wang", by_player) == ""
    assert day.realm.desk.events[by_player.event_id].source == "department"


def test_a_safety_officer_may_pause_and_abort_and_nothing_else(day: DrillDay) -> None:
    assert day.give("sun", EndDrill(drill=DRILL.id)) == "drill_no_right"
    assert day.give("sun", SetClockRate(rate=0)) == ""
    assert day.give("sun", SetClockRate(rate=1)) == "drill_no_right"
    assert day.give("sun", AbortDrill(drill=DRILL.id, note="真实险情", live_event="20260715-7K4Q2M9")) == ""
    assert (day.run.state, day.run.live_event) == ("aborted", "20260715-7K4Q2M9")


@pytest.mark.parametrize("request_", [m.MselRequest, m.ScoreRequest])
def test_a_player_that_asks_for_msel_or_scores_is_refused_and_audited(day: DrillDay, request_: type[Any]) -> None:
    answer = day.ask("wang", request_(request="r", person="wang"))
    assert answer.refused == "drill_msel_closed"
    assert not any(getattr(answer, name, None) for name in ("text", "injects", "runs", "notes", "scores"))
    [entry] = [e for e in day.realm.audit.of("command_refused") if e.code == request_.__name__]
    assert (entry.by, entry.person, entry.reason) == (PLAYER.id, "wang", "drill_msel_closed")


def test_nobody_asks_in_the_name_of_a_person_of_another_key(day: DrillDay) -> None:
    answer = day.ask("wang", m.MselRequest(request="r", person="li"))
    assert answer.refused == "person_not_enrolled"


def test_the_file_of_the_scenario_is_not_given_to_anybody_by_its_hash(day: DrillDay) -> None:
    [file] = day.realm.desk.find("scenario", DRILL.id).attachments
    answer = day.ask("wang", m.DownloadChunk(request="r", sha256=file.sha256, offset=0))
    assert (answer.data, answer.refused) == (b"", "drill_msel_closed")


def test_nothing_withheld_travels_to_everybody(day: DrillDay) -> None:
    assert day.give("li", note()) == ""
    fields = {"expectation": "E04", "status": "met", "share": 1.0, "note": "电台已派出"}
    assert day.give("li", OverruleScore(note_id="n9", drill=DRILL.id, **fields)) == ""  # type: ignore[arg-type]
    day.realm.turn(3)
    decode, begin = broadcast_decoder(DRILL.id), topic(DRILL.id, "record")
    published = [decode(sent.frame) for sent in day.realm.link.sent if sent.frame.startswith(begin)]
    seqs = [record.seq for message in published for record in message.records]
    assert seqs == sorted(set(seqs)), "every number arrives, so that a client sees no gap"
    kinds = {type(record.body).__name__ for message in published for record in message.records}
    assert "RecordWithheld" in kinds
    assert not kinds & {kind.__name__ for kind in WITHHELD}
    client = day.clients[PLAYER.id]
    head = day.realm.log.head.seq
    client.send(m.SnapshotRequest(), m.ReplayRequest(first_seq=1, last_seq=head),
                m.SubjectRequest(request="s", subject="inject/I03"))  # fmt: skip
    day.realm.turn(20)
    received = msgspec.msgpack.encode(client.answers(), enc_hook=lambda raw: bytes(raw)).decode("utf-8", "replace")
    frames = b"".join(sent.frame for sent in day.realm.link.sent if sent.frame.startswith(begin))
    received += frames.decode("utf-8", "replace")
    assert [text for text in SECRETS if text in received] == []


def test_a_player_is_told_what_was_delivered_to_its_role_and_acknowledges_it(day: DrillDay) -> None:
    reply = day.ask("wang", m.DeliveredRequest(request="r", person="wang"))
    assert [(record.body.inject_id, record.body.text) for record in reply.records] == [("I03", "没有人来")]
    assert day.give("wang", AcknowledgeInject(drill=DRILL.id, inject_id="I03")) == ""
    assert day.give("wang", AcknowledgeInject(drill=DRILL.id, inject_id="I03")) == "inject_acknowledged_already"
    new = replace(scenario().injects[2], id="X1", when=None, release="manual", expects=())
    assert day.give("zhou", ImproviseInject(drill=DRILL.id, inject_id="X1", content=content_of(new))) == ""
    assert day.give("zhou", ReleaseInject(drill=DRILL.id, inject_id="X1")) == ""
    day.realm.turn(5)
    assert [type(record.body) for record in day.news("wang")] == [InjectAcknowledged, InjectDelivered]


def test_an_evaluator_sees_msel_and_scores_and_is_told_their_changes(day: DrillDay) -> None:
    msel = day.ask("li", m.MselRequest(request="r", person="li"))
    assert msel.text == ROLES
    runs = [msgspec.msgpack.decode(raw, type=InjectRun) for raw in msel.runs]
    assert {run.id: run.state for run in runs} == dict.fromkeys(("I01", "I02", "I03"), "delivered")
    reply = day.ask("li", m.ScoreRequest(request="r", person="li"))
    scores = {s.id: s.status for s in (msgspec.msgpack.decode(raw, type=Score) for raw in reply.scores)}
    assert scores["E04"] == "missed"
    assert scores["E06"] == "pending"
    assert day.give("li", RateExpectation(note_id="n7", drill=DRILL.id, expectation="E06", share=0.5)) == ""
    day.wait(1_000)
    day.news("li")
    again = day.ask("li", m.ScoreRequest(request="r2", person="li"))
    assert {s.id: s.points for s in (msgspec.msgpack.decode(raw, type=Score) for raw in again.scores)}["E06"] == 10


def test_from_the_hot_wash_on_a_player_sees_the_scores(day: DrillDay) -> None:
    assert day.give("zhou", EndDrill(drill=DRILL.id)) == ""
    assert day.ask("wang", m.ScoreRequest(request="r", person="wang")).refused == "drill_msel_closed"
    assert day.give("zhou", BeginHotWash(drill=DRILL.id)) == ""
    assert len(day.ask("wang", m.ScoreRequest(request="r", person="wang")).scores) == 6


def test_a_person_has_one_role_a_drill(unchanged_day: DrillDay) -> None:
    second = BindRole(drill=DRILL.id, role="eval", members=("u:wang",))
    assert unchanged_day.give("zhou", second) == "drill_person_has_role"


def test_whoever_directs_takes_no_role_in_which_the_drill_could_not_be_aborted(day: DrillDay) -> None:
    both = BindRole(drill=DRILL.id, role="eval", members=("u:li", "u:zhou"))
    assert day.give("zhou", both) == "drill_director_leaves"
    assert day.give("zhou", AbortDrill(drill=DRILL.id, note="现场有真实险情")) == ""


def test_notes_in_a_pause_have_one_drill_time_their_order_and_the_wall_times_at_which_they_were_written(
    package: CountyPackage,
) -> None:
    day = DrillDay(package, wall=lambda real: SystemClock(wall=lambda: real.now_ms, monotonic=lambda: real.now_ms))
    day.start()
    assert day.give("zhou", SetClockRate(rate=0)) == ""
    paused_ms, paused_at_ms = day.now_ms, day.monotonic.now_ms
    for id, at_ms in (("n1", 3_000), ("n2", 94_000)):
        day.wait(paused_at_ms + at_ms - day.monotonic.now_ms)
        assert day.give("li", note(id, "一")) == ""
    first, second = (r for r in day.realm.records() if r.body.__class__.__name__ == "EvaluatorNoteWritten")
    assert first.recorded_ms == second.recorded_ms == paused_ms
    assert first.seq < second.seq
    assert second.wall_ms - first.wall_ms == pytest.approx(91_000, abs=500)


def test_who_sees_all_is_told_the_findings_of_the_check(package: CountyPackage) -> None:
    day = DrillDay(package, TEXT.replace('members = ["u:wang"]\n', ""))
    assert day.load() == ""
    msel = day.ask("zhou", m.MselRequest(request="r", person="zhou"))
    assert any("role 县防指值班室 has no member yet" in told.finding.text for told in msel.findings)
