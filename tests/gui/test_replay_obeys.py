"""Header, lists, alarm strip, sensors, search, twin and paper of a window of a replay are those of the moment, in
whatever order moments are chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county import records as r
from county.package.open import CountyPackage
from county.records import RecordBody
from county.waiting import overdue_promises
from desktop.alarms.strip import AlarmStrip
from desktop.events.event_list import EventList
from desktop.leader.waiting_rows import waiting_desk
from desktop.session import Session
from desktop.window.main_window import MainWindow
from layers.sensors import SensorsLayer
from services.paper.page import PaperRows
from services.replay.clip_making import make_clip
from services.replay.local import LocalReplay
from tests.gui.replay_desk import HOUR, MINUTE, T0, ReplayDesk, reported, shown_replay_desk
from tests.gui.shown_panel import shown_panel
from tests.recorded_journals import numbered, write_journal
from tests.tiny_county import write_tiny_county


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return write_tiny_county(tmp_path_factory.mktemp("obeys") / "county")


def steps(package: CountyPackage) -> list[tuple[int, RecordBody]]:
    """E1 is to be handled by 11:00 and is fed back at 14:00; an alarm stands since 12:00, E2 is reported at 13:00."""
    first, later = reported("E1", package), reported("E2", package)
    assert isinstance(first, r.EventReported)
    assert isinstance(later, r.EventReported)
    raised = r.AlarmRaised(alarm_id="A1", sensor_id="bin-1", channel="fill", rule="bin_full", priority="high",
                           value=95.0, limit=80.0)  # fmt: skip
    return [
        (T0, replace(first, x_m=first.x_m - 1_500, y_m=first.y_m - 1_500)),
        (T0 + MINUTE, r.EventFiled(event_id="E1")),
        (T0 + 2 * MINUTE, r.EventDispatched(event_id="E1", unit="truck-1", due_ms=T0 + HOUR)),
        (T0 + 2 * HOUR, raised),
        (T0 + 3 * HOUR, replace(later, title="后来的积水", x_m=later.x_m - 2_500, y_m=later.y_m - 2_500)),
        (T0 + 4 * HOUR, r.HandlingFedBack(event_id="E1", note="已清运完毕")),
        (T0 + 4 * HOUR, r.AlarmAcknowledged(alarm_id="A1")),
    ]


@pytest.fixture(scope="module")
def folder(package: CountyPackage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin reports once a minute from 10:00 to 10:09."""
    values = [(T0 + n * MINUTE, T0 + n * MINUTE, 50.0 + n) for n in range(10)]
    return write_journal(tmp_path_factory.mktemp("journal"), package, numbered(steps(package)), values)


@pytest.fixture
def shown(folder: Path, package: CountyPackage, tmp_path: Path, qapp: object) -> Iterator[ReplayDesk]:
    clip = make_clip(folder, package, T0, T0 + 4 * HOUR, lambda share, text: None)
    with shown_replay_desk(LocalReplay(clip), package, tmp_path / "replay.ini") as desk:
        yield desk


@pytest.fixture
def window(shown: ReplayDesk, open_window: Callable[[Session], MainWindow]) -> MainWindow:
    return open_window(shown.session)


class SeenAtMoment(NamedTuple):
    """What a window shows of a moment."""

    time: str
    reported: str
    in_hand: str
    overdue: str
    alarms: str
    """New and active ones."""
    promises: list[str]
    """Events that were promised and are late."""
    bin: str
    """Condition of its sensor."""


AT = {
    T0 + 8 * MINUTE: SeenAtMoment("10:08:00", "1", "1", "0", "0 / 0", [], "normal"),
    T0 + 30 * MINUTE: SeenAtMoment("10:30:00", "1", "1", "0", "0 / 0", [], "silent"),
    T0 + 90 * MINUTE: SeenAtMoment("11:30:00", "1", "1", "1", "0 / 0", ["E1"], "silent"),
    T0 + 150 * MINUTE: SeenAtMoment("12:30:00", "1", "1", "1", "1 / 1", ["E1"], "high"),
    T0 + 210 * MINUTE: SeenAtMoment("13:30:00", "2", "1", "1", "1 / 1", ["E1"], "high"),
}
ORDER = (210, 8, 150, 30, 90, 8, 210, 90)
"""Minutes after 10:00."""


def go(shown: ReplayDesk, window: MainWindow, at_ms: int) -> None:
    assert window.replay_bar is not None
    window.replay_bar.go(shown.replay.moment_at(at_ms))
    shown.at_rest(window.replay_bar)
    shown.step()
    window.header.count_now()


def seen(shown: ReplayDesk, window: MainWindow) -> SeenAtMoment:
    session, figures = shown.session, window.header.figures
    now_ms = session.clock.now_ms()
    return SeenAtMoment(
        window.header.time.text(),
        *(figures[name].value.text() for name in ("reported_today", "in_hand", "overdue", "alarms")),
        [item.about.id for item in overdue_promises(waiting_desk(session), now_ms).items],
        session.layers.of(SensorsLayer).condition("bin-1"),
    )


def test_header_promises_and_silent_sensors_are_those_of_the_moment(shown: ReplayDesk, window: MainWindow) -> None:
    for minutes in ORDER:
        at_ms = T0 + minutes * MINUTE
        go(shown, window, at_ms)
        assert seen(shown, window) == AT[at_ms]


def test_the_alarm_strip_has_the_alarms_of_the_moment(shown: ReplayDesk, window: MainWindow, qtbot: QtBot) -> None:
    with shown_panel(AlarmStrip(shown.session), qtbot, (900, 300)) as strip:
        for minutes in ORDER:
            go(shown, window, T0 + minutes * MINUTE)
            strip.rows.age()
            ids = [strip.rows.id_at(row) for row in range(strip.rows.rowCount())]
            assert ids == (["A1"] if minutes >= 120 else [])


def test_what_was_reported_later_is_not_found_before(shown: ReplayDesk, window: MainWindow, qtbot: QtBot) -> None:
    with shown_panel(EventList(shown.session), qtbot, (400, 700)) as events:
        qtbot.keyClicks(events.search, "E2")
        qtbot.waitUntil(lambda: shown.session.active_query.query.text == "E2")
        for minutes in ORDER:
            go(shown, window, T0 + minutes * MINUTE)
            wanted = ["E2"] if minutes >= 180 else []
            shown.until(lambda wanted=wanted: list(events.rows.ids()) == wanted, f"{wanted}")  # type: ignore[misc]
        events.search.clear()
        shown.until(lambda: list(events.rows.ids()) == ["E1"], "what was reported by then")


def test_the_tile_of_what_is_overdue_lists_what_was_overdue_then(
    shown: ReplayDesk, window: MainWindow, qtbot: QtBot
) -> None:
    with shown_panel(EventList(shown.session), qtbot, (400, 700)) as events:
        go(shown, window, T0 + 90 * MINUTE)
        qtbot.mouseClick(window.header.figures["overdue"], Qt.MouseButton.LeftButton)
        shown.until(lambda: list(events.rows.ids()) == ["E1"], "the overdue one")
        go(shown, window, T0 + 30 * MINUTE)
        shown.until(lambda: list(events.rows.ids()) == [], "nothing")


def test_the_twin_has_the_pins_of_the_moment(shown: ReplayDesk, window: MainWindow, tmp_path: Path) -> None:
    for minutes in (210, 8, 210):
        go(shown, window, T0 + minutes * MINUTE)
        window.twin.snapshot(tmp_path / "twin.png")
        twin = window.twin.twin
        assert twin is not None
        pins = {str(id) for key, hits in twin.pins() if key == "events" for id in hits.ids if id}
        assert pins == ({"E1", "E2"} if minutes >= 180 else {"E1"})


def test_a_printed_event_has_its_steps_up_to_the_moment_and_none_after_it(
    shown: ReplayDesk, window: MainWindow
) -> None:
    shown.session.focus.select("events", "E1")
    for minutes, count in ((240, 4), (8, 3), (1, 2), (240, 4)):
        go(shown, window, T0 + minutes * MINUTE)
        shown.step()
        page = window.printing.page()
        assert page is not None
        assert ("已清运完毕" in page.texts) == (count == 4)
        rows = [row for block in page.blocks if isinstance(block, PaperRows) and block.header for row in block.rows]
        assert len(rows) == count
