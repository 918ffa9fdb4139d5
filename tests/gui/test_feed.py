"""The feed applies everything received, in order and in slices, and delivers replies after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.durations import HOUR_MS
from county.duty_log import DUTY_LOG, DutyEntryWritten
from county.events.aggregate import EVENTS
from county.events.event import Event, State
from county.package.open import CountyPackage
from county.portions import PORTION
from county.streams import READINGS, Columns
from desktop.backend.feed import BEHIND_MS, SLICE, Feed
from desktop.backend.restored import JournalRestored
from desktop.backend.submissions import Answer
from desktop.events.attention import Attention
from desktop.events.event_list import EventList
from layers.events import EventsLayer
from layers.registry import build_layers
from layers.sensors import SensorsLayer
from services.protocol.messages import Accepted, HistoryReply, Rejected
from tests.gui.conftest import ScriptedDesktop, scripted_desktop
from tests.state_tables import table_of


@pytest.fixture
def sliced(qapp: object, package: CountyPackage, tmp_path: Path) -> Iterator[ScriptedDesktop]:
    """Its feed ends every slice of work at the first look at the clock."""
    with scripted_desktop(package, tmp_path, budget_ms=0) as scripted:
        yield scripted


def snapshot_of(scripted: ScriptedDesktop, n: int, prefix: str = "E") -> dict[str, Event]:
    """Let the source return a snapshot of ``n`` events like a reported one."""
    event = scripted.event(scripted.report("reported"))
    events = {f"{prefix}{i}": msgspec.structs.replace(event, id=f"{prefix}{i}") for i in range(n)}
    scripted.source.begin({"event": events}, scripted.source.seq + 1)
    return events


def events_of(scripted: ScriptedDesktop) -> EventsLayer:
    return scripted.session.layers.of(EventsLayer)


def answers_of(scripted: ScriptedDesktop) -> list[Answer]:
    """Every reply delivered from now on."""
    answers: list[Answer] = []
    scripted.session.submissions.answered.connect(answers.append)
    return answers


def test_a_large_snapshot_is_shown_completely_with_the_first_tick(scripted: ScriptedDesktop) -> None:
    events = snapshot_of(scripted, 3_000)
    scripted.tick()
    assert len(events_of(scripted)) == len(events_of(scripted).batches()[-1].ids) == len(events)
    assert scripted.session.layers.states("event")["E2999"] == events["E2999"]


def test_the_first_state_is_announced_once_it_is_displayed(scripted: ScriptedDesktop) -> None:
    """Then the program loads what it can do without until then."""
    session = scripted.session
    layers = build_layers(session.package, session.catalog)
    feed = Feed(session.source, layers, session.submissions, budget_ms=0)
    shown: list[int] = []
    feed.begun.connect(lambda: shown.append(len(layers.of(EventsLayer))))
    feed._go_on()
    assert not feed.has_begun
    snapshot_of(scripted, 3_000)
    feed._work()
    assert not shown, "still in preparation"
    while not shown:
        feed._go_on()
    snapshot_of(scripted, 10)
    feed.tick()
    feed.stop()
    assert shown == [3_000]
    assert feed.has_begun


def test_a_large_snapshot_is_prepared_over_several_iterations_while_the_old_state_remains(
    sliced: ScriptedDesktop,
) -> None:
    scripted = sliced
    snapshot_of(scripted, 10, "old-")
    scripted.tick()
    new = snapshot_of(scripted, 3_000, "new-")
    scripted.source.record(reported("E1"))
    layers, layer = scripted.session.layers, events_of(scripted)
    old, seq = set(layer.columns.ids), layers.fold.seq
    notified: list[int] = []
    layer.changed.connect(lambda: notified.append(len(layer)))
    states_seen = []
    scripted.session.feed._work()
    while not notified:
        states_seen.append((set(layer.columns.ids), set(layers.states("event")), layers.fold.seq))
        scripted.session.feed._go_on()
    assert len(states_seen) > 2
    assert all(seen == (old, old, seq) for seen in states_seen[:-1])
    assert states_seen[-1][:2] == ({*new, "E1"}, {*new, "E1"})
    assert notified == [len(new) + 1]


def test_painting_between_a_new_snapshot_and_the_notification_of_views_does_not_fail(
    scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    snapshot_of(scripted, 3_000, "old-")
    scripted.tick()
    for i in range(3):
        scripted.clock.advance(1000)
        scripted.report(f"recent {i}")
    panel, attention = EventList(scripted.session), Attention(scripted.session)
    for widget in (panel, attention):
        qtbot.addWidget(widget)
        widget.resize(400, 600)
        widget.show()
    qtbot.waitUntil(lambda: panel.rows.row_of("old-7") is not None)  # the list searches in slices
    scripted.session.focus.select("events", "old-7")
    snapshot_of(scripted, 3_000, "new-")
    while "old-7" in events_of(scripted).columns:
        scripted.session.feed._take()
    panel.grab()
    attention.show_now()
    attention.grab()
    assert attention.waiting.heading.text().split()[1] == "3000"
    panel._age()
    panel.refresh()
    assert panel.rows.row_of("old-7") is not None, "the rows are held while one is selected"
    scripted.tick()
    qtbot.waitUntil(lambda: panel.rows.row_of("old-7") is None)  # the list searches in slices
    scripted.session.feed._notify()
    qtbot.waitUntil(lambda: panel.rows.row_of("new-7") is not None)  # the list searches in slices
    for widget in (panel, attention):
        widget.release()


def tables_without_columns(scripted: ScriptedDesktop) -> None:
    """Let the source return a snapshot that fails while it is prepared."""
    table = table_of(EVENTS, {"new": msgspec.structs.replace(scripted.event(scripted.report("reported")), id="new")})
    scripted.source.begin_tables({"event": replace(table, columns={})}, {})


def newest_row_without_key(scripted: ScriptedDesktop) -> None:
    """Let the source return a snapshot that fails after the states in it took effect."""
    channel = scripted.source.keys.rows[0]
    newest = scripted.source.readings([(*channel, 1.0, 0)])
    unknown = Columns(READINGS, {**newest, "channel": np.array([len(scripted.source.keys)])})
    scripted.source.begin_tables({}, {READINGS.key: unknown}, scripted.source.seq)


@pytest.mark.parametrize("begin_unusable", [tables_without_columns, newest_row_without_key])
def test_after_a_snapshot_that_cannot_be_loaded_another_one_is_requested_and_nothing_is_applied_before_it(
    scripted: ScriptedDesktop, begin_unusable: Callable[[ScriptedDesktop], None], caplog: pytest.LogCaptureFixture
) -> None:
    layers = scripted.session.layers
    begin_unusable(scripted)
    sensor, channel = scripted.source.keys.rows[0]
    scripted.source.record(reported("E1"))
    scripted.source.receive([(sensor, channel, 1.0, 0)])
    scripted.tick()
    scripted.source.record(reported("E2"))
    scripted.source.receive([(sensor, channel, 2.0, 0)])
    scripted.tick()
    assert not {"E1", "E2"} & set(events_of(scripted).columns.ids)
    assert np.isnan([value for _, value, *_ in layers.of(SensorsLayer).readings_of(sensor)]).all()
    assert scripted.source.resnapshots == 1
    assert layers.fault is not None
    assert caplog.messages == [layers.fault]
    scripted.source.begin({}, scripted.source.seq)
    scripted.source.record(reported("E3"))
    scripted.tick()
    assert list(events_of(scripted).columns.ids) == ["E3"]
    assert layers.fault is None


def test_a_comparison_with_a_restored_journal_that_fails_leaves_the_snapshot_complete(
    scripted: ScriptedDesktop,
) -> None:
    scripted.happen(DutyEntryWritten(entry_id="D", kind="note", note="bridge closed"))
    table = table_of(DUTY_LOG, scripted.session.layers.states("duty"))
    scripted.source.begin_tables({"duty": replace(table, encoded=[b"\xc1"])}, {}, 10)  # decoded for its title only
    scripted.tick()
    sensor, channel = scripted.source.keys.rows[0]
    restored: list[object] = []
    scripted.session.feed.restored.connect(restored.append)
    scripted.source.begin_tables({}, {READINGS.key: scripted.source.readings([(sensor, channel, 7.0, 0)])}, 5)
    scripted.tick()
    assert restored == []
    assert "DecodeError" in str(scripted.session.layers.fault)
    assert 7.0 in [value for _, value, *_ in scripted.session.layers.of(SensorsLayer).readings_of(sensor)]
    scripted.source.record(reported("E1"))
    scripted.tick()
    assert list(events_of(scripted).columns.ids) == ["E1"]
    assert scripted.source.resnapshots == 0


def test_a_restored_journal_is_compared_in_slices_while_further_records_are_applied(sliced: ScriptedDesktop) -> None:
    scripted = sliced
    old = snapshot_of(scripted, PORTION + 1)
    scripted.tick()
    restored: list[JournalRestored] = []
    scripted.session.feed.restored.connect(restored.append)
    scripted.source.begin({}, 1)
    while events_of(scripted).columns.ids.size:
        scripted.session.feed._work()
    assert restored == []
    scripted.source.record(reported("recorded after it"))
    scripted.session.feed._work()
    assert list(events_of(scripted).columns.ids) == ["recorded after it"]
    assert restored == []
    for _ in range(100):
        scripted.session.feed._work()
    assert [[item_id for _, item_id, _ in found.missing] for found in restored] == [sorted(old)]


def test_items_shown_before_a_restored_journal_are_compared_although_its_first_snapshot_cannot_be_loaded(
    scripted: ScriptedDesktop,
) -> None:
    lost = scripted.report("lost")
    restored: list[JournalRestored] = []
    scripted.session.feed.restored.connect(restored.append)
    scripted.source.seq = 0
    newest_row_without_key(scripted)
    scripted.tick()
    assert restored == []
    scripted.source.begin({}, 0)
    scripted.tick()
    assert [item_id for found in restored for _, item_id, _ in found.missing] == [lost]


def test_records_beyond_the_time_of_a_tick_are_applied_in_later_ones(sliced: ScriptedDesktop) -> None:
    scripted = sliced
    for i in range(2 * SLICE + 1):
        scripted.source.record(reported(f"E{i}"))
    shown = []
    while not shown or scripted.session.feed.backlog:
        scripted.tick()
        shown.append(len(events_of(scripted)))
    assert shown == [SLICE, 2 * SLICE, 2 * SLICE + 1]


def test_records_of_a_source_that_has_more_at_once_do_not_wait_for_the_next_tick(
    sliced: ScriptedDesktop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed, take = sliced.session.feed, sliced.source.take
    monkeypatch.setattr(sliced.source, "take", lambda: replace(take(), more_soon=True))
    feed._timer.setInterval(HOUR_MS)
    feed.start()
    for i in range(3 * SLICE + 1):
        sliced.source.record(reported(f"E{i}"))
    feed._work()
    qtbot.waitUntil(lambda: len(events_of(sliced)) == 3 * SLICE + 1)
    sliced.source.record(reported("one more"))
    qtbot.waitUntil(lambda: "one more" in events_of(sliced).columns)
    feed.stop()


def test_views_of_a_source_that_is_behind_are_notified_each_tenth_of_a_second(
    scripted: ScriptedDesktop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_ms, notified, take, session = BEHIND_MS, [], scripted.source.take, scripted.session
    monkeypatch.setattr(scripted.source, "take", lambda: replace(take(), more_soon=True))
    feed = Feed(scripted.source, session.layers, session.submissions, monotonic=lambda: now_ms)
    layer = events_of(scripted)
    layer.changed.connect(lambda: notified.append(len(layer)))
    for number, now_ms in enumerate((BEHIND_MS + 40, BEHIND_MS + 99, 2 * BEHIND_MS)):
        scripted.source.record(reported(f"E{number}"))
        feed._work()
        assert len(layer) == number + 1
        if now_ms < 2 * BEHIND_MS:
            QApplication.processEvents()
            assert not notified
    qtbot.waitUntil(lambda: notified == [3])
    feed.stop()


def test_views_are_notified_in_the_iteration_after_the_data_changed(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    layer = events_of(scripted)
    notified: list[int] = []
    layer.changed.connect(lambda: notified.append(len(layer)))
    scripted.source.record(reported("E1"))
    scripted.session.feed._work()
    assert (len(layer), notified) == (1, [])
    qtbot.waitUntil(lambda: notified == [1])


def reported(event_id: str) -> r.EventReported:
    return r.EventReported(
        event_id=event_id, subclass="exposed_garbage", title=event_id, source="hotline", x_m=0, y_m=0, division="",
        level="general",
    )  # fmt: skip


def test_a_reply_waits_until_its_records_are_shown(scripted: ScriptedDesktop) -> None:
    layer, answers = events_of(scripted), answers_of(scripted)
    seen: list[bool] = []
    scripted.session.submissions.answered.connect(lambda _: seen.append("E1" in layer.batches()[-1].ids))
    command = scripted.session.submissions.send(report("E1"))
    scripted.source.reply(Accepted(command_id=command.id, first_seq=1, last_seq=1))
    scripted.tick()
    assert answers == []
    assert scripted.session.submissions.pending("E1") is command
    scripted.source.record(reported("E1"))
    scripted.tick()
    assert [answer.command for answer in answers] == [command]
    assert seen == [True]


def report(event_id: str) -> c.ReportEvent:
    return c.ReportEvent(event_id=event_id, subclass="bin_overflow", title="t", source="hotline", x_m=0, y_m=0)


def test_a_refusal_is_delivered_immediately_while_an_older_reply_waits(scripted: ScriptedDesktop) -> None:
    answers = answers_of(scripted)
    waits, refused, again = (scripted.session.submissions.send(report(event_id)) for event_id in ("E1", "E2", "E3"))
    scripted.source.reply(Accepted(command_id=waits.id, first_seq=1, last_seq=1))
    for command in (refused, again):
        scripted.source.reply(Rejected(command_id=command.id, code="title_missing", params={}))
    scripted.tick()
    assert [answer.command for answer in answers] == [refused, again]


def test_a_reply_whose_records_are_in_a_new_snapshot_is_delivered_with_it(scripted: ScriptedDesktop) -> None:
    answers = answers_of(scripted)
    command = scripted.session.submissions.send(report("E1"))
    scripted.source.reply(Accepted(command_id=command.id, first_seq=5, last_seq=7))
    scripted.source.begin({}, seq=6)
    scripted.tick()
    assert answers == []
    scripted.source.begin({}, seq=7)
    scripted.tick()
    assert [answer.command for answer in answers] == [command]


def test_a_reply_does_not_wait_for_records_that_a_restored_journal_has_lost(scripted: ScriptedDesktop) -> None:
    answers = answers_of(scripted)
    scripted.source.begin({}, seq=100)
    scripted.tick()
    command = scripted.session.submissions.send(report("E1"))
    scripted.source.reply(Accepted(command_id=command.id, first_seq=101, last_seq=101))
    scripted.tick()
    assert answers == []
    scripted.source.begin({}, seq=50)
    scripted.tick()
    assert [answer.command for answer in answers] == [command]


def test_history_is_delivered_after_the_records_received_with_it(sliced: ScriptedDesktop) -> None:
    scripted = sliced
    shown: list[int] = []
    scripted.session.feed.arrived.connect(lambda _: shown.append(len(events_of(scripted))))
    for i in range(SLICE + 1):
        scripted.source.record(reported(f"E{i}"))
    scripted.source.answer(HistoryReply(request="1", stream="readings", columns={}))
    scripted.tick()
    assert shown == []
    scripted.tick()
    assert shown == [SLICE + 1]


def test_the_layers_use_the_time_of_the_source(scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("garbage")
    scripted.dispatch(event_id, due_ms=scripted.clock.now_ms() + 1_000)
    overdue = events_of(scripted).batches()[1]
    assert overdue.styles == ("event.overdue",)
    assert list(overdue.ids) == []
    scripted.clock.advance(1_000)
    scripted.tick()
    assert list(events_of(scripted).batches()[1].ids) == [event_id]
    assert scripted.event(event_id).state is State.DISPATCHED
