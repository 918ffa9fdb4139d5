"""A window that is not live is marked in its title, its header and all separate windows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from county.realm import Realm
from desktop import i18n
from desktop.session import Session
from desktop.window.main_window import MainWindow
from tests.adjustable_clock import AdjustableClock
from tests.gui.conftest import MONDAY_MORNING_MS, OpenDesk
from tests.gui.live_desktop import LiveDesktop
from tests.memory_realm import MemoryRealm
from twin.view.widget import TwinWidget

OpenWindow = Callable[[Session], MainWindow]


def drill(open_desk: OpenDesk, desk: LiveDesktop) -> LiveDesktop:
    package = desk.realm.package
    return open_desk(MemoryRealm(package, realm=Realm("drill:7"), clock=AdjustableClock(MONDAY_MORNING_MS))).live()


def share_of(color: str, part: QWidget) -> float:
    """Share of the visible part of ``part`` with this colour, 0 to 1."""
    image, wanted = part.grab().toImage().convertToFormat(QImage.Format.Format_RGB32), QColor(color).rgb()
    points = [(x, y) for x in range(image.width()) for y in range(image.height())]
    return sum(image.pixel(x, y) == wanted for x, y in points) / len(points)


def test_the_window_of_a_drill_shows_it_in_its_title_and_in_a_band_above_its_header(
    open_desk: OpenDesk, open_window: OpenWindow, desk: LiveDesktop
) -> None:
    window = open_window(drill(open_desk, desk).session)
    assert window.windowTitle().startswith("演练 · drill:7 · ")
    assert window.realm_band.mark.text() == "演练 · 演练 · 演练　非真实事件"
    assert window.realm_band.mark.isVisible()
    assert "非实战" in window.realm_band.note.text()
    color = desk.session.styles["realm.drill"].color
    assert share_of(color, window.realm_band.band) > 0.5
    frame = window.realm_band.frame.grab().toImage()
    for x, y in ((0, 0), (frame.width() - 1, 0), (0, frame.height() - 1), (frame.width() - 1, frame.height() - 1)):
        assert frame.pixelColor(x, y) == QColor(color)


def test_the_live_window_has_no_mark_and_no_space_for_one(desk: LiveDesktop, open_window: OpenWindow) -> None:
    window = open_window(desk.session)
    assert window.windowTitle() == desk.session.package.manifest.name
    assert not window.realm_band.band.isVisible()
    assert window.realm_band.height() == window.header.height()
    assert share_of(desk.session.styles["realm.drill"].color, window.realm_band) < 0.05


def test_a_floating_dock_of_a_drill_shows_it_in_its_title(
    open_desk: OpenDesk, open_window: OpenWindow, desk: LiveDesktop
) -> None:
    window = open_window(drill(open_desk, desk).session)
    dock = window.workspace.docks["alarms"]
    assert dock.windowTitle() == "告警"
    dock.setFloating(True)
    assert dock.windowTitle() == "演练 · drill:7 · 告警"
    dock.setFloating(False)
    assert dock.windowTitle() == "告警"


def test_the_separate_twin_windows_of_a_drill_show_it_in_their_titles_in_the_current_language(
    qtbot: QtBot, open_desk: OpenDesk, open_window: OpenWindow, desk: LiveDesktop
) -> None:
    window = open_window(drill(open_desk, desk).session)
    window.menu.own_twin.trigger()
    assert window.twin.twin is not None
    window.twin.twin.hud.window_button.click()
    twins = [top for top in QApplication.topLevelWidgets() if isinstance(top, TwinWidget)]
    assert len(twins) == 2
    for twin in twins:
        qtbot.addWidget(twin)
        assert twin.windowTitle().startswith("演练 · drill:7 · ")
        assert twin.windowTitle().endswith(" · 数字孪生")
    i18n.set_language("en")
    QApplication.processEvents()
    for twin in twins:
        assert twin.windowTitle().startswith("Drill · drill:7 · ")
        assert twin.windowTitle().endswith(" · digital twin")


def test_the_twin_of_a_drill_and_its_separate_window_contain_the_mark(
    qtbot: QtBot, open_desk: OpenDesk, open_window: OpenWindow, desk: LiveDesktop, tmp_path: Path
) -> None:
    def marked_px(twin: TwinWidget) -> int:
        """Pixels in the colour of a drill in the upper left corner."""
        twin.resize(640, 400)
        twin.snapshot(tmp_path / "twin.png")
        image, wanted = QImage(str(tmp_path / "twin.png")), QColor(desk.session.styles["realm.drill"].color).rgb()
        return sum(image.pixel(x, y) == wanted for x in range(200) for y in range(60))

    window = open_window(drill(open_desk, desk).session)
    window.twin.build()
    assert window.twin.twin is not None
    own = window.twin.twin.open_window()
    live = open_window(desk.session)
    live.twin.build()
    assert live.twin.twin is not None
    assert marked_px(window.twin.twin) > 200
    assert marked_px(own) > 200
    assert marked_px(live.twin.twin) == 0


def test_the_mark_follows_the_language(open_desk: OpenDesk, open_window: OpenWindow, desk: LiveDesktop) -> None:
    window = open_window(drill(open_desk, desk).session)
    i18n.set_language("en")
    QApplication.processEvents()
    assert window.windowTitle().startswith("Drill · drill:7 · ")
    assert window.realm_band.mark.text() == "DRILL · DRILL · DRILL  not a real event"
