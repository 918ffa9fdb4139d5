"""Behind the window of a replay the live realm goes on: its strip tells the head, the counts and serious events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county.package.open import CountyPackage
from county.realm import LIVE
from desktop import i18n, moments
from desktop.session import Session
from desktop.window.main_window import MainWindow
from layers.events import EventsLayer
from layers.focus import Selection
from tests.gui.drill_replays import PATIENCE_MS, past_beside, replays_of
from tests.gui.live_desktop import LiveDesktop
from tests.gui.replay_desk import T0, day
from tests.memory_realm import MemoryRealm
from tests.recorded_journals import numbered, write_journal

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def live(qapp: object, county: CountyPackage, tmp_path: Path) -> Iterator[LiveDesktop]:
    i18n.set_language("zh")
    desk = LiveDesktop(MemoryRealm(county), tmp_path / "live.ini").live()
    yield desk
    desk.close()
    i18n.set_language("en")


def test_a_serious_live_event_interrupts_a_replay_and_is_opened_in_the_live_window(
    live: LiveDesktop, county: CountyPackage, tmp_path: Path, open_window: Callable[[Session], MainWindow],
    qtbot: QtBot,
) -> None:  # fmt: skip
    write_journal(tmp_path / "data", county, numbered(day(county)))
    live.report("仓库火情", level="major")
    window = open_window(live.session)
    with replays_of(window, county, tmp_path, LIVE):
        window.moment_wanted.emit(T0)
        past = past_beside(window, qtbot)
        session, strip = past.session, past.live_strip
        assert session is not None
        assert strip is not None

        def told(text: str) -> None:
            qtbot.waitUntil(lambda: (live.step(), text in strip.text.text())[-1], timeout=PATIENCE_MS)

        told("未结重大及以上事件 1 起，未确认紧急告警 0 条")
        today = moments.full(live.session.clock.now_ms())[:10]
        assert strip.text.text().startswith(f"实战 {today} "), "the head of the live realm, not the replayed time"
        assert strip.isVisible()
        assert not strip.noted.isVisible()
        real = live.report("化工车侧翻", level="major")
        told("真实事件 · 化工车侧翻")
        assert real not in session.layers.of(EventsLayer).columns.ids, "nothing of it is in what is replayed"
        assert session.clock.now_ms() == T0
        qtbot.mouseClick(strip.open, LEFT)
        assert live.session.focus.selection == Selection(EventsLayer.key, (real,))
        qtbot.mouseClick(strip.noted, LEFT)
        told("未结重大及以上事件 2 起")
        assert not strip.noted.isVisible()

