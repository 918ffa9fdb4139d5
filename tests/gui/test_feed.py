"""The feed applies everything received, in order and in slices, and delivers replies after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.event import Event, State
from county.package.open import CountyPackage
from desktop.feed import SLICE
from desktop.panels.attention import Attention
from desktop.panels.event_list import EventList
from desktop.submissions import Answer
from layers.events import EventsLayer
from services.protocol.messages import Accepted, HistoryReply, Rejected
from tests.gui.conftest import Room, opened_room


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
