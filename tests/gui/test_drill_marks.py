"""Every window of a drill, and what is copied from it, says that nothing in it is real; nothing there can hide it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QClipboard, QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from county.numbering import new_event_id
from county.realm import Realm
from desktop import theme
from desktop.drill.marks import COPIED, frame_of
from desktop.drill.window_margins import marked_part
from desktop.events.export import heads, write_events
from desktop.printing.event_page import event_page
from desktop.process import snapshot
from desktop.session import Session
from desktop.window.main_window import MainWindow
from tests.adjustable_clock import AdjustableClock
from tests.gui.conftest import MONDAY_MORNING_MS, OpenDesk
from tests.gui.live_desktop import LiveDesktop
from tests.memory_realm import MemoryRealm

OpenWindow = Callable[[Session], MainWindow]
WORDS = "演练 · 演练 · 演练　非真实事件"


@pytest.fixture
def drill_desk(open_desk: OpenDesk, desk: LiveDesktop) -> LiveDesktop:
    package = desk.realm.package
    return open_desk(MemoryRealm(package, realm=Realm("drill:7"), clock=AdjustableClock(MONDAY_MORNING_MS))).live()


@pytest.fixture
def window(drill_desk: LiveDesktop, open_window: OpenWindow) -> MainWindow:
    return open_window(drill_desk.session)


def hatched(image: QImage, session: Session, *, width: int) -> bool:
    """Whether the outermost ``width`` pixels have stripes of both colours on all four sides, also in greyscale, and
    nothing else."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    style = session.styles["realm.drill"]
    both = {QColor(style.color).rgb(), QColor(style.ink).rgb()}
    grey = [(11 * (c & 255) + 59 * (c >> 8 & 255) + 30 * (c >> 16 & 255)) / 100 for c in both]
    right, bottom = image.width() - 1, image.height() - 1
    deep = width - 2
    sides = (
        {image.pixel(x, y) for x in range(right) for y in (0, deep)},
        {image.pixel(x, y) for x in range(right) for y in (bottom, bottom - deep)},
        {image.pixel(x, y) for x in (0, deep) for y in range(bottom)},
        {image.pixel(x, y) for x in (right, right - deep) for y in range(bottom)},
    )
    return all(side == both for side in sides) and abs(grey[0] - grey[1]) > 100


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 800), (3840, 2160)])
def test_the_window_of_a_drill_has_a_hatched_frame_that_covers_none_of_its_parts(
    window: MainWindow, drill_desk: LiveDesktop, size: tuple[int, int]
) -> None:
    window.resize(*size)
    QApplication.processEvents()
    assert hatched(window.grab().toImage(), drill_desk.session, width=theme.px(10))
    assert window.realm_band.mark.text() == WORDS
    assert window.realm_band.mark.isVisible()
    edge = theme.px(10)
    for part in (window.realm_band, window.statusBar(), window.centre):
        place = part.mapTo(window, part.rect().topLeft())
        assert place.x() >= edge
        assert place.y() >= edge
        assert place.x() + part.width() <= window.width() - edge
        assert place.y() + part.height() <= window.height() - edge


def test_the_picture_of_an_off_screen_run_has_frame_and_words(
    window: MainWindow, drill_desk: LiveDesktop, tmp_path: Path
) -> None:
    snapshot.write(window, tmp_path)
    assert hatched(QImage(str(tmp_path / "overview.png")), drill_desk.session, width=theme.px(10))
    assert hatched(QImage(str(tmp_path / "twin.png")), drill_desk.session, width=theme.px(10))
    assert window.twin.twin is not None
    assert window.twin.twin.hud.mark is not None
    assert window.twin.twin.hud.mark.text() == WORDS


def test_floating_docks_dialogs_and_separate_twins_have_frame_and_words(
    window: MainWindow, drill_desk: LiveDesktop, qtbot: QtBot
) -> None:
    def is_marked(top: QWidget) -> bool:
        part = marked_part(top)
        return frame_of(top) is not None and hatched(part.grab().toImage(), drill_desk.session, width=theme.px(10))

    dock = window.workspace.docks["alarms"]
    dock.setFloating(True)
    qtbot.waitUntil(lambda: is_marked(dock))
    dock.setFloating(False)
    qtbot.waitUntil(lambda: frame_of(dock) is None)
    assert marked_part(dock).contentsMargins().left() == 0
    dialog = QDialog(window)
    text = QLabel("一行", dialog)
    QVBoxLayout(dialog).addWidget(text)
    dialog.open()
    qtbot.waitUntil(lambda: is_marked(dialog))
    assert text.geometry().top() >= theme.px(34)
    dialog.close()
    window.menu.own_twin.trigger()
    twin = next(top for top in QApplication.topLevelWidgets() if type(top).__name__ == "TwinWidget")
    qtbot.addWidget(twin)
    qtbot.waitUntil(lambda: is_marked(twin))


def test_a_copied_text_says_that_it_is_of_a_drill(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QClipboard, "ownsClipboard", lambda self: True)  # without a screen Qt never says so
    QGuiApplication.clipboard().setText("县防指：上陈村溪水漫桥")
    QApplication.processEvents()
    assert QGuiApplication.clipboard().text() == f"{COPIED}县防指：上陈村溪水漫桥"


def test_a_text_of_another_program_stays_as_it_is_though_the_window_of_the_drill_has_the_focus(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.activateWindow()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is not None)
    QGuiApplication.clipboard().setText("陈刚")  # no window of this program owns it: see above
    QApplication.processEvents()
    assert QGuiApplication.clipboard().text() == "陈刚"


def test_a_page_for_paper_begins_with_the_words(drill_desk: LiveDesktop, window: MainWindow) -> None:
    event_id = drill_desk.report("溪水漫桥", event_id=f"演{new_event_id(MONDAY_MORNING_MS)}")
    drill_desk.until(lambda: drill_desk.event(event_id) is not None)
    event = drill_desk.event(event_id)
    assert event is not None
    page = event_page(drill_desk.session, event, (), lambda step: "", archived=False)
    assert (page.blocks[0].text, page.blocks[0].style) == (WORDS, "mark")  # type: ignore[union-attr]


def test_the_live_window_has_neither_frame_nor_prefix(desk: LiveDesktop, open_window: OpenWindow) -> None:
    window = open_window(desk.session)
    assert frame_of(window) is None
    QGuiApplication.clipboard().setText("一行")
    QApplication.processEvents()
    assert QGuiApplication.clipboard().text() == "一行"


def test_an_export_of_a_drill_begins_with_its_words_and_one_of_the_live_realm_with_its_headers(
    drill_desk: LiveDesktop, desk: LiveDesktop, tmp_path: Path
) -> None:
    first = []
    for shown in (drill_desk, desk):
        list(write_events(shown.session, (), tmp_path / "events.csv"))
        first.append((tmp_path / "events.csv").read_text("utf-8-sig").splitlines()[0])
    assert first == [WORDS, ",".join(heads())]
