"""The feed applies everything received, in order and in slices, and delivers replies after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.duty_log import DUTY_LOG, DutyEntryWritten
from county.event import EVENTS, Event, State
from county.package.open import CountyPackage
from county.portions import PORTION
from county.streams import READINGS, Columns
from desktop.feed import SLICE
from desktop.panels.attention import Attention
from desktop.panels.event_list import EventList
from desktop.restored import JournalRestored
from desktop.submissions import Answer
from layers.events import EventsLayer
from layers.sensors import SensorsLayer
from services.protocol.messages import Accepted, HistoryReply, Rejected
from tests.gui.conftest import Room, opened_room
from tests.state_tables import table_of


@pytest.fixture
def sliced_room(qapp: object, package: CountyPackage, tmp_path: Path) -> Iterator[Room]:
    """Its feed ends every slice of work at the first look at the clock."""
    with opened_room(package, tmp_path, budget_ms=0) as room:
        yield room


def snapshot_of(room: Room, n: int, prefix: str = "E") -> dict[str, Event]:
    """Let the source return a snapshot of ``n`` events like a reported one."""
    event = room.event(room.report("reported"))
    events = {f"{prefix}{i}": msgspec.structs.replace(event, id=f"{prefix}{i}") for i in range(n)}
    room.source.begin({"event": events}, room.source.seq + 1)
    return events


def events_of(room: Room) -> EventsLayer:
    return room.session.layers.of(EventsLayer)


def answers_of(room: Room) -> list[Answer]:
    """Every reply delivered from now on."""
    answers: list[Answer] = []
    room.session.submissions.answered.connect(answers.append)
    return answers


def test_a_large_snapshot_is_shown_completely_with_the_first_tick(room: Room) -> None:
    events = snapshot_of(room, 3_000)
    room.tick()
    assert len(events_of(room)) == len(events_of(room).batches()[-1].ids) == len(events)
    assert room.session.layers.states("event")["E2999"] == events["E2999"]


def test_a_large_snapshot_is_prepared_over_several_iterations_while_the_old_state_remains(sliced_room: Room) -> None:
    room = sliced_room
    snapshot_of(room, 10, "old-")
    room.tick()
    new = snapshot_of(room, 3_000, "new-")
    room.source.record(reported("E1"))
    layers, layer = room.session.layers, events_of(room)
    old, seq = set(layer.columns.ids), layers.fold.seq
    notified: list[int] = []
    layer.changed.connect(lambda: notified.append(len(layer)))
    states_seen = []
    room.session.feed._work()
    while not notified:
        states_seen.append((set(layer.columns.ids), set(layers.states("event")), layers.fold.seq))
        room.session.feed._go_on()
    assert len(states_seen) > 2
    assert all(seen == (old, old, seq) for seen in states_seen[:-1])
    assert states_seen[-1][:2] == ({*new, "E1"}, {*new, "E1"})
    assert notified == [len(new) + 1]


def test_painting_between_a_new_snapshot_and_the_notification_of_views_does_not_fail(
    room: Room, qtbot: QtBot
) -> None:
    snapshot_of(room, 3_000, "old-")
    room.tick()
    for i in range(3):
        room.clock.advance(1000)
        room.report(f"recent {i}")
    panel, attention = EventList(room.session), Attention(room.session)
    for widget in (panel, attention):
        qtbot.addWidget(widget)
        widget.resize(400, 600)
        widget.show()
    room.session.focus.select("events", "old-7")
    snapshot_of(room, 3_000, "new-")
    while "old-7" in events_of(room).columns:
        room.session.feed._take()
    panel.grab()
    attention.show_now()
    attention.grab()
    assert attention.waiting.heading.text().split()[1] == "3000"
    panel._age()
    panel.refresh()
    qtbot.waitUntil(lambda: panel.rows.row_of("old-7") is None)  # the list searches in slices
    room.session.feed._notify()
    qtbot.waitUntil(lambda: panel.rows.row_of("new-7") is not None)  # the list searches in slices
    for widget in (panel, attention):
        widget.release()


def tables_without_columns(room: Room) -> None:
    """Let the source return a snapshot that fails while it is prepared."""
    table = table_of(EVENTS, {"new": msgspec.structs.replace(room.event(room.report("reported")), id="new")})
    room.source.begin_tables({"event": replace(table, columns={})}, {})


def newest_row_without_key(room: Room) -> None:
    """Let the source return a snapshot that fails after the states in it took effect."""
    channel = room.source.keys.rows[0]
    newest = room.source.readings([(*channel, 1.0, 0)])
    unknown = Columns(READINGS, {**newest, "channel": np.array([len(room.source.keys)])})
    room.source.begin_tables({}, {READINGS.key: unknown}, room.source.seq)


@pytest.mark.parametrize("begin_unusable", [tables_without_columns, newest_row_without_key])
def test_after_a_snapshot_that_cannot_be_loaded_another_one_is_requested_and_nothing_is_applied_before_it(
    room: Room, begin_unusable: Callable[[Room], None], caplog: pytest.LogCaptureFixture
) -> None:
    layers = room.session.layers
    begin_unusable(room)
    sensor, channel = room.source.keys.rows[0]
    room.source.record(reported("E1"))
    room.source.receive([(sensor, channel, 1.0, 0)])
    room.tick()
    room.source.record(reported("E2"))
    room.source.receive([(sensor, channel, 2.0, 0)])
    room.tick()
    assert not {"E1", "E2"} & set(events_of(room).columns.ids)
    assert np.isnan([value for _, value, *_ in layers.of(SensorsLayer).readings_of(sensor)]).all()
    assert room.source.resnapshots == 1
    assert layers.fault is not None
    assert caplog.messages == [layers.fault]
    room.source.begin({}, room.source.seq)
    room.source.record(reported("E3"))
    room.tick()
    assert list(events_of(room).columns.ids) == ["E3"]
    assert layers.fault is None


def test_a_comparison_with_a_restored_journal_that_fails_leaves_the_snapshot_complete(room: Room) -> None:
    room.happen(DutyEntryWritten(entry_id="D", kind="note", note="bridge closed"))
    table = table_of(DUTY_LOG, room.session.layers.states("duty"))
    room.source.begin_tables({"duty": replace(table, encoded=[b"\xc1"])}, {}, 10)  # decoded for its title only
    room.tick()
    sensor, channel = room.source.keys.rows[0]
    restored: list[object] = []
    room.session.feed.restored.connect(restored.append)
    room.source.begin_tables({}, {READINGS.key: room.source.readings([(sensor, channel, 7.0, 0)])}, 5)
    room.tick()
    assert restored == []
    assert "DecodeError" in str(room.session.layers.fault)
    assert 7.0 in [value for _, value, *_ in room.session.layers.of(SensorsLayer).readings_of(sensor)]
    room.source.record(reported("E1"))
    room.tick()
    assert list(events_of(room).columns.ids) == ["E1"]
    assert room.source.resnapshots == 0


def test_a_restored_journal_is_compared_in_slices_while_further_records_are_applied(sliced_room: Room) -> None:
    room = sliced_room
    old = snapshot_of(room, PORTION + 1)
    room.tick()
    restored: list[JournalRestored] = []
    room.session.feed.restored.connect(restored.append)
    room.source.begin({}, 1)
    while events_of(room).columns.ids.size:
        room.session.feed._work()
    assert restored == []
    room.source.record(reported("recorded after it"))
    room.session.feed._work()
    assert list(events_of(room).columns.ids) == ["recorded after it"]
    assert restored == []
    for _ in range(100):
        room.session.feed._work()
    assert [[item_id for _, item_id, _ in found.missing] for found in restored] == [sorted(old)]


def test_items_shown_before_a_restored_journal_are_compared_although_its_first_snapshot_cannot_be_loaded(
    room: Room,
) -> None:
    lost = room.report("lost")
    restored: list[JournalRestored] = []
    room.session.feed.restored.connect(restored.append)
    room.source.seq = 0
    newest_row_without_key(room)
    room.tick()
    assert restored == []
    room.source.begin({}, 0)
    room.tick()
    assert [item_id for found in restored for _, item_id, _ in found.missing] == [lost]


def test_records_beyond_the_time_of_a_tick_are_applied_in_later_ones(sliced_room: Room) -> None:
    room = sliced_room
    for i in range(2 * SLICE + 1):
        room.source.record(reported(f"E{i}"))
    shown = []
    while not shown or room.session.feed.backlog:
        room.tick()
        shown.append(len(events_of(room)))
    assert shown == [SLICE, 2 * SLICE, 2 * SLICE + 1]


def test_views_are_notified_in_the_iteration_after_the_data_changed(room: Room, qtbot: QtBot) -> None:
    layer = events_of(room)
    notified: list[int] = []
    layer.changed.connect(lambda: notified.append(len(layer)))
    room.source.record(reported("E1"))
    room.session.feed._work()
    assert (len(layer), notified) == (1, [])
    qtbot.waitUntil(lambda: notified == [1])


def reported(event_id: str) -> r.EventReported:
    return r.EventReported(
        event_id=event_id, subclass="exposed_garbage", title=event_id, source="hotline", x_m=0, y_m=0, division="",
        level="general",
    )  # fmt: skip


def test_a_reply_waits_until_its_records_are_shown(room: Room) -> None:
    layer, answers = events_of(room), answers_of(room)
    seen: list[bool] = []
    room.session.submissions.answered.connect(lambda _: seen.append("E1" in layer.batches()[-1].ids))
    command = room.session.submissions.send(report("E1"))
    room.source.reply(Accepted(command_id=command.id, first_seq=1, last_seq=1))
    room.tick()
    assert answers == []
    assert room.session.submissions.pending("E1") is command
    room.source.record(reported("E1"))
    room.tick()
    assert [answer.command for answer in answers] == [command]
    assert seen == [True]


def report(event_id: str) -> c.ReportEvent:
    return c.ReportEvent(event_id=event_id, subclass="bin_overflow", title="t", source="hotline", x_m=0, y_m=0)


def test_a_refusal_is_delivered_immediately_while_an_older_reply_waits(room: Room) -> None:
    answers = answers_of(room)
    waits, refused, again = (room.session.submissions.send(report(event_id)) for event_id in ("E1", "E2", "E3"))
    room.source.reply(Accepted(command_id=waits.id, first_seq=1, last_seq=1))
    for command in (refused, again):
        room.source.reply(Rejected(command_id=command.id, code="title_missing", params={}))
    room.tick()
    assert [answer.command for answer in answers] == [refused, again]


def test_a_reply_whose_records_are_in_a_new_snapshot_is_delivered_with_it(room: Room) -> None:
    answers = answers_of(room)
    command = room.session.submissions.send(report("E1"))
    room.source.reply(Accepted(command_id=command.id, first_seq=5, last_seq=7))
    room.source.begin({}, seq=6)
    room.tick()
    assert answers == []
    room.source.begin({}, seq=7)
    room.tick()
    assert [answer.command for answer in answers] == [command]


def test_a_reply_does_not_wait_for_records_that_a_restored_journal_has_lost(room: Room) -> None:
    answers = answers_of(room)
    room.source.begin({}, seq=100)
    room.tick()
    command = room.session.submissions.send(report("E1"))
    room.source.reply(Accepted(command_id=command.id, first_seq=101, last_seq=101))
    room.tick()
    assert answers == []
    room.source.begin({}, seq=50)
    room.tick()
    assert [answer.command for answer in answers] == [command]


def test_history_is_delivered_after_the_records_received_with_it(sliced_room: Room) -> None:
    room = sliced_room
    shown: list[int] = []
    room.session.feed.arrived.connect(lambda _: shown.append(len(events_of(room))))
    for i in range(SLICE + 1):
        room.source.record(reported(f"E{i}"))
    room.source.answer(HistoryReply(request="1", stream="readings", columns={}))
    room.tick()
    assert shown == []
    room.tick()
    assert shown == [SLICE + 1]


def test_the_layers_use_the_time_of_the_source(room: Room) -> None:
    event_id = room.report("garbage")
    room.dispatch(event_id, due_ms=room.clock.now_ms() + 1_000)
    overdue = events_of(room).batches()[1]
    assert overdue.styles == ("event.overdue",)
    assert list(overdue.ids) == []
    room.clock.advance(1_000)
    room.tick()
    assert list(events_of(room).batches()[1].ids) == [event_id]
    assert room.event(event_id).state is State.DISPATCHED
