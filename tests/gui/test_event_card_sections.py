"""Further parts of the event card: sensors around it, calls to reporters, and how long each step took."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from county import records as r
from county.explained import ExplainedLine
from county.records import Record
from desktop.cards.card import Card
from desktop.cards.nearby_sensors import RADIUS_M, SHOWN
from layers.sensors import SensorsLayer
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.analysis_messages import SimilarEvent, SimilarEvents
from services.protocol.messages import SubjectReply, Trouble
from tests.gui.conftest import HOUR_MS, ScriptedDesktop


def report_at(scripted: ScriptedDesktop, x_m: float, y_m: float, **more: str) -> str:
    scripted.happen(
        r.EventReported(
            event_id="E1", subclass="exposed_garbage", title="垃圾", source="hotline", x_m=x_m, y_m=y_m, division="",
            level="general", **more,
        )
    )  # fmt: skip
    scripted.session.focus.select("events", "E1")
    return "E1"


def close(scripted: ScriptedDesktop, event_id: str) -> None:
    scripted.dispatch(event_id)
    scripted.happen(
        r.TaskAccepted(event_id=event_id), r.HandlingFedBack(event_id=event_id, note="done"),
        r.EventClosed(event_id=event_id),
    )  # fmt: skip


def test_the_nearest_sensors_are_shown_with_value_age_and_distance(card: Card, scripted: ScriptedDesktop) -> None:
    sensor = scripted.session.package.sensors[0]
    channel = scripted.session.catalog.sensor_kinds[sensor.kind].channels[0]
    scripted.source.receive([(sensor.id, channel.key, 12.5, 0)])
    scripted.tick()
    scripted.clock.advance(2 * 60_000)
    report_at(scripted, sensor.x_m + 50, sensor.y_m)
    text = card.event_card.nearby.lines.text()
    first = text.split("</p>")[0]
    assert sensor.name in first
    assert "50 m" in first
    assert "2 分钟前" in first
    assert card.event_card.nearby.isVisibleTo(card.event_card)
    near = scripted.session.layers.of(SensorsLayer).nearest_to(sensor.x_m + 50, sensor.y_m, RADIUS_M, SHOWN)
    assert text.count("</p>") == len(near) <= SHOWN


def test_a_click_on_a_sensor_opens_it(card: Card, scripted: ScriptedDesktop) -> None:
    sensor = scripted.session.package.sensors[0]
    report_at(scripted, sensor.x_m, sensor.y_m)
    card.event_card.nearby.lines.linkActivated.emit(f"sensors:{sensor.id}")
    selection = scripted.session.focus.selection
    assert selection is not None
    assert (selection.layer, selection.ids) == ("sensors", (sensor.id,))


def test_an_event_without_sensors_around_it_has_no_such_section(card: Card, scripted: ScriptedDesktop) -> None:
    report_at(scripted, 0.0, 0.0)
    assert card.event_card.nearby.isHidden()


def test_each_step_says_how_long_after_the_last_one_it_was(card: Card, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("垃圾")
    scripted.clock.advance(HOUR_MS + 5 * 60_000)
    scripted.happen(r.EventFiled(event_id=event_id))
    scripted.session.focus.select("events", event_id)
    assert card.event_card.time_line.text().count("历时") == 1
    assert "历时 1 小时 5 分" in card.event_card.time_line.text()


def test_reporters_who_were_not_asked_are_counted_once_the_event_is_closed(
    card: Card, scripted: ScriptedDesktop
) -> None:
    place = scripted.session.package.resources[0]
    event_id = report_at(scripted, place.x_m, place.y_m, reporter="r-00")
    assert card.event_card.calls.isHidden()
    close(scripted, event_id)
    assert "还有 1 位上报人未回访" in card.event_card.calls.lines.text()


def test_every_call_is_listed_with_its_answers_the_newest_first(card: Card, scripted: ScriptedDesktop) -> None:
    place = scripted.session.package.resources[0]
    event_id = report_at(scripted, place.x_m, place.y_m, reporter="r-00")
    close(scripted, event_id)
    calls = [
        r.FollowUpMade(event_id=event_id, satisfied=False, solved=False, note="还在漏水"),
        r.FollowUpMade(event_id=event_id, satisfied=True, solved=True),
    ]
    scripted.happen(*calls)
    now_ms = scripted.clock.now_ms()
    records = [
        Record(
            seq=i, realm="live", happened_ms=now_ms, recorded_ms=now_ms, command_id="c", by="desk-1", for_="王芳",
            body=call,
        )
        for i, call in enumerate(calls)
    ]  # fmt: skip
    reply = SubjectReply(request=f"event/{event_id}", subject=f"event/{event_id}", records=records)
    scripted.session.feed.arrived.emit(reply)
    first, second = card.event_card.calls.lines.text().split("</p>")[:2]
    assert "已解决 · 满意" in first
    assert "未解决 · 不满意" in second
    assert "王芳" in second
    assert "还在漏水" in second
    assert card.event_card.calls.lines.textFormat() is Qt.TextFormat.RichText


def solved(event_id: str, title: str) -> SimilarEvent:
    return SimilarEvent(
        id=event_id, title=title, rule="", sensor_id="", subclass="exposed_garbage", division="", unit="",
        happened_ms=0, away_m=120.0, how="", took_ms=None, satisfied=None, solved=None,
    )  # fmt: skip


def test_similar_events_are_requested_again_when_the_archive_has_changed_and_the_old_ones_stay_until_the_answer(
    card: Card, scripted: ScriptedDesktop
) -> None:
    def archive(seq: int) -> None:
        health = AnalysisHealth("ready", seq, seq, 1)
        scripted.source.condition = replace(scripted.source.condition, analysis=health)

    event_id, section = report_at(scripted, 0.0, 0.0), card.event_card.similar
    assert scripted.source.similar_to == [], "no analysis has been told of yet"
    archive(1)
    section.follow_archive()
    answer = SimilarEvents(request=f"similar {event_id}", events=[solved("20250101-AAAAAAA", "旧的")])
    scripted.session.feed.arrived.emit(answer)
    section.follow_archive()
    assert len(scripted.source.similar_to) == 1, "nothing has changed"
    scripted.clock.advance(HOUR_MS)
    for seq in (2, 3, 4):
        archive(seq)
        section.follow_archive()
    assert len(scripted.source.similar_to) == 2, "changes while a request waits are asked for together"
    assert "旧的" in section.lines.text()
    assert section.heading.text() == "此前的相似事件与处置办法 · 截至 10:00"
    answer = SimilarEvents(request=f"similar {event_id}", events=[solved("20250101-BBBBBBB", "新的")])
    scripted.session.feed.arrived.emit(answer)
    assert len(scripted.source.similar_to) == 3
    scripted.session.feed.arrived.emit(answer)
    assert len(scripted.source.similar_to) == 3
    assert "新的" in section.lines.text()
    assert "截至" not in section.heading.text()


def test_calls_that_were_not_answered_are_requested_again(card: Card, scripted: ScriptedDesktop) -> None:
    place = scripted.session.package.resources[0]
    event_id = report_at(scripted, place.x_m, place.y_m, reporter="r-00")
    close(scripted, event_id)
    scripted.happen(r.FollowUpMade(event_id=event_id, satisfied=True, solved=True))
    calls = card.event_card.calls
    scripted.session.feed.arrived.emit(Trouble.of(ExplainedLine("no answer"), f"event/{event_id}"))
    assert calls.question.request == ""
    calls.question.ask()
    assert calls.question.request == f"event/{event_id}"


def test_similar_events_are_requested_once_and_shown_with_their_solution(
    card: Card, scripted: ScriptedDesktop
) -> None:
    health = AnalysisHealth("ready", 1, 1, 1)
    scripted.source.condition = replace(scripted.source.condition, analysis=health)
    event_id = report_at(scripted, 0.0, 0.0)
    scripted.happen(r.EventFiled(event_id=event_id))
    assert scripted.source.similar_to == [(event_id, "垃圾")]
    assert card.event_card.similar.isHidden()
    scripted.session.feed.arrived.emit(SimilarEvents(request=f"similar {event_id}", events=[]))
    assert "此前没有相似事件办结" in card.event_card.similar.lines.text()
    card.event_card.similar.question.begin()
    card.event_card.similar.follow_archive()
    past = SimilarEvent(
        id="20250101-AAAAAAA", title="<b>垃圾</b>", rule="", sensor_id="", subclass="exposed_garbage", division="",
        unit="city_management", happened_ms=scripted.clock.now_ms(), away_m=120.0, how="已清运", took_ms=HOUR_MS,
        satisfied=True, solved=True,
    )  # fmt: skip
    scripted.session.feed.arrived.emit(SimilarEvents(request=f"similar {event_id}", events=[past]))
    text = card.event_card.similar.lines.text()
    for part in ("&lt;b&gt;垃圾", "已清运", "120 m", "1 小时 0 分办结", "已解决 · 满意"):
        assert part in text
    assert "截至" not in card.event_card.similar.heading.text()
    card.event_card.similar.lines.linkActivated.emit("events:20250101-AAAAAAA")
    selection = scripted.session.focus.selection
    assert selection is not None
    assert selection.ids == ("20250101-AAAAAAA",)


class PaintCount(QObject):
    """Counts paintings of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.times = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.times += event.type() == QEvent.Type.Paint
        return False


def test_stages_are_painted_again_only_when_the_state_changes(
    qtbot: QtBot, card: Card, scripted: ScriptedDesktop
) -> None:
    event_id = scripted.report("垃圾")
    scripted.session.focus.select("events", event_id)
    card.resize(500, 800)
    card.show()
    QApplication.processEvents()
    stages = PaintCount(card.event_card.stages)
    card.event_card.show_event(event_id)
    QApplication.processEvents()
    assert stages.times == 0
    scripted.happen(r.EventFiled(event_id=event_id))
    qtbot.waitUntil(lambda: stages.times >= 1)


def test_the_steps_are_laid_out_anew_only_when_there_are_other_parts(card: Card, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("垃圾")
    scripted.session.focus.select("events", event_id)
    card.resize(500, 800)
    card.show()
    QApplication.processEvents()
    box = card.event_card.time_line.layout()
    assert box is not None
    before = box.itemAt(0)
    event = scripted.session.layers.states("event")[event_id]
    card.event_card.show_event(event_id)
    assert box.itemAt(0) is before
    scripted.happen(r.EventFiled(event_id=event_id))
    assert box.itemAt(0) is before
    assert card.event_card.time_line.text().count("<tr>") == len(event.timeline) + 1
