"""Windows of a live realm, a replay, a drill and the live realm again, one after the other in one process."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county.authority import SIMULATION
from county.clock import ManualClock
from county.durations import MINUTE_MS
from county.package.open import CountyPackage
from county.sensing import ChannelTable, Readings
from desktop.figures.as_of import as_of
from desktop.session import Session
from desktop.window.main_window import MainWindow
from layers.sensors import SensorsLayer
from services.intake.base import IntakeBatch
from tests.contract.test_replays import journal_replay
from tests.gui.drill_desks import shown_drill_desks
from tests.gui.live_desktop import LiveDesktop
from tests.gui.replay_desk import ReplayDesk, day
from tests.memory_realm import MemoryRealm
from tests.recorded_journals import numbered, write_journal
from tests.unit.running_desk import NOON_MS


class ReportingBin:
    """The bin of the tiny county reports once; the air station never does."""

    principal = SIMULATION

    def __init__(self, channels: ChannelTable) -> None:
        self._channel = channels.number["bin-1", "fill"]
        self._has_reported = False

    def due(self, now_ms: int) -> IntakeBatch:
        if self._has_reported:
            return IntakeBatch()
        self._has_reported = True
        return IntakeBatch(columns=(Readings([self._channel], [now_ms], [40.0], [0]),))

    def stop_simulating(self, sensor_ids: Iterable[str]) -> None:
        pass


def go_round(package: CountyPackage, tmp_path: Path, qtbot: QtBot, *, rounds: int) -> None:
    """Fails when a window has anything of the one before it; what is left behind is found by the leak gate."""
    settings = tmp_path / "window.ini"
    folder = write_journal(tmp_path / "data", package, numbered(day(package)))
    for number in range(rounds):
        _live(package, settings)
        with journal_replay(folder, package) as replay:
            desk = ReplayDesk(replay, package, settings)
            window = _window(desk.session, settings)
            assert desk.session.commander is None
            assert window.replay_bar is not None
            assert "drill" not in window.realm_band.mark.text().casefold()
            _close(window)
            desk.close()
        with shown_drill_desks(package, tmp_path / f"drill-{number}", qtbot) as drill:
            drill.day.start()
            window = _window(drill.desk("zhou").session, settings)
            assert window.replay_bar is None
            assert drill.desk("zhou").session.commander is not None
            assert "演练" in window.realm_band.mark.text()
            _close(window)
            drill.desk("zhou").session.drill.start()
        _live(package, settings)


def _live(package: CountyPackage, settings: Path) -> None:
    """A live window knows at once what is fresh and what is stale, and commands reach its backend."""
    clock = ManualClock(NOON_MS)
    realm = MemoryRealm(package, clock=clock, intakes=lambda desk, channels: [ReportingBin(channels)])
    clock.advance(1_000)
    realm.turn(5)
    desk = LiveDesktop(realm, settings).live()
    window = _window(desk.session, settings)
    sensors = desk.session.layers.of(SensorsLayer)
    assert sensors.condition("bin-1") == "normal"
    assert sensors.condition("air-1") == "silent", "at once: it has never reported"
    assert window.replay_bar is None
    assert window.realm_band.isHidden() or "演练" not in window.realm_band.mark.text()
    assert desk.session.realm.kind == "live"
    desk.until(lambda: desk.health.state == "live", "live at once")
    desk.until(lambda: as_of(desk.session) == "", "figures of now")
    assert desk.session.timeline is None, "its time is that of its backend, not a moment"
    assert desk.report("暴露垃圾") in desk.session.layers.states("event")
    clock.advance(11 * MINUTE_MS)
    desk.until(lambda: sensors.condition("bin-1") != "normal", "the bin is silent for longer than it may be")
    _close(window)
    desk.close()


def _window(session: Session, settings: Path) -> MainWindow:
    window = MainWindow(QSettings(str(settings), QSettings.Format.IniFormat), "operator")
    window.resize(1600, 900)
    window.show()
    window.open_session(session)
    QApplication.processEvents()
    return window


def _close(window: MainWindow) -> None:
    window.close_now()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
