"""The feed shows everything that arrived, in order, and never all of a great deal at once."""

from __future__ import annotations

import msgspec
from pytestqt.qtbot import QtBot

from county import commands as c
from county.event import Event
from desktop.feed import EVENTS_A_TICK
from tests.gui.conftest import DeskRoom


def snapshot_of(room: DeskRoom, n: int) -> tuple[Event, ...]:
    """Let the source hand out a snapshot of ``n`` events that are like a reported one."""
    event = room.session.layers.events.events[room.report("reported")]
    events = (event, *(msgspec.structs.replace(event, id=f"{event.id}-{i}") for i in range(1, n)))
    room.source.begin_with(events)
    return events


def test_a_great_snapshot_comes_in_slices_until_all_of_it_is_there(room: DeskRoom) -> None:
    events = snapshot_of(room, 2 * EVENTS_A_TICK + 10)
    shown = []
    for _ in range(3):
        room.tick()
        shown.append(len(room.session.layers.events))
    assert shown == [EVENTS_A_TICK, 2 * EVENTS_A_TICK, len(events)]
    assert len(room.session.layers.events.batches()[-1].ids) == len(events)
    assert room.session.feed.backlog == 0


def test_records_wait_until_the_snapshot_before_them_is_whole(room: DeskRoom) -> None:
    events = snapshot_of(room, EVENTS_A_TICK + 10)
    room.session.submissions.send(c.FileEvent(event_id=events[0].id))
    before = events[0].state
    room.tick()
    assert room.session.layers.events.events[events[0].id].state == before
    room.tick()
    now = room.session.layers.events.events[events[0].id].state
    assert now == room.source.desk.events[events[0].id].state
    assert now != before


def test_views_are_told_in_the_turn_after_the_data_moved(room: DeskRoom, qtbot: QtBot) -> None:
    layer = room.session.layers.events
    told: list[int] = []
    layer.changed.connect(lambda: told.append(len(layer)))
    room.source.held = True
    room.report("one")
    room.source.held = False
    room.session.feed._work()
    assert (len(layer), told) == (1, [])
    qtbot.waitUntil(lambda: told == [1])
