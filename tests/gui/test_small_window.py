"""On a screen of 1024 × 600 the window fits in both languages, and no text is cut without an ellipsis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QProxyStyle,
    QPushButton,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from county import commands as c
from desktop import i18n, theme
from desktop.i18n import Language
from desktop.session import Session
from desktop.widgets.elided import ElidedButton
from desktop.widgets.scrolled import scrolled
from desktop.window.main_window import MainWindow
from desktop.window.status_bar import FreshnessBar
from desktop.window.workspace import TITLE_BUTTON_PX, TITLE_ICON_PX
from tests.gui.conftest import ScriptedDesktop

OpenWindow = Callable[[Session], MainWindow]
LEAST_SCALE = 0.85
"""Of the design's sizes, on every screen of at most 918 lines (desktop/theme.py)."""

SETTLED_MS = 300
"""After which the card shows the buttons of the selection."""


def small_px() -> int:
    """The width of 1024 px of a small screen, at the scale of this test."""
    return int(1024 / LEAST_SCALE * theme.px(1_000) / 1_000)


def scrolled_sideways(part: QWidget) -> bool:
    """Whether the part lies in an area that the user can scroll to it in width."""
    area = part.parentWidget()
    while area is not None and not (isinstance(area, QAbstractScrollArea) and area.horizontalScrollBar().maximum()):
        area = area.parentWidget()
    return area is not None


def cut_parts(window: MainWindow) -> list[QWidget]:
    """Widgets of the docks that reach beyond their dock, and buttons whose text has no room and is not elided."""
    kinds = QAbstractButton | QLabel | QComboBox | QLineEdit
    return [
        part
        for dock in window.workspace.docks.values()
        for part in dock.findChildren(QWidget)
        if isinstance(part, kinds) and not part.visibleRegion().isEmpty() and not scrolled_sideways(part)
        if part.mapTo(dock, part.rect().topRight()).x() > dock.width()
        or (type(part) is QPushButton and part.text() and part.width() < part.sizeHint().width())
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_window_fits_a_small_screen_and_no_panel_is_cut_whatever_it_shows(
    scripted: ScriptedDesktop, open_window: OpenWindow, qtbot: QtBot, language: Language
) -> None:
    i18n.set_language(language)
    event_id = scripted.report("a title that is longer than its row on a small screen, and longer")
    scripted.dispatch(event_id)
    window, focus, sensor = open_window(scripted.session), scripted.session.focus, scripted.session.package.sensors[0]
    shows: dict[str, Callable[[], object]] = {
        "nothing": lambda: None,
        "an event": lambda: focus.select("events", event_id),
        "a sensor": lambda: focus.select("sensors", sensor.id),
        "the form of reports": lambda: window.workspace.raise_dock("report"),
    }
    for shown, show in shows.items():
        window.resize(1600, 900)
        show()
        qtbot.wait(SETTLED_MS)
        window.resize(1, 1)
        qtbot.waitUntil(lambda: cut_parts(window) == [])
        assert window.width() <= small_px(), shown


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_panel_can_be_raised_on_a_small_screen(
    scripted: ScriptedDesktop, open_window: OpenWindow, qtbot: QtBot, language: Language
) -> None:
    i18n.set_language(language)
    window = open_window(scripted.session)
    for name, dock in window.workspace.docks.items():
        window.workspace.raise_dock(name)
        QApplication.processEvents()
        window.resize(1, 1)
        qtbot.waitUntil(lambda: cut_parts(window) == [])
        assert window.width() <= small_px(), f"{name} needs {dock.minimumSizeHint().width()} px"
    window.resize(small_px(), small_px() * 600 // 1024)
    for name in window.workspace.docks:
        window.workspace.raise_dock(name)
        qtbot.waitUntil(lambda: cut_parts(window) == [])


def test_a_status_bar_with_every_condition_at_once_fits_a_small_screen(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    i18n.set_language("en")
    scripted.source.condition = replace(
        scripted.source.condition, refusing="journal_failed", refusing_reason="disk I/O error", played_channels=2_070,
        fault="history_unreadable", fault_params={"reason": "x"}, clock_skew_ms=9e9, rate=60.0, pending=120,
        drops=12_345, newest_data_ms=0, lag_ms=12_345.0,
    )  # fmt: skip
    bar = FreshnessBar(scripted.session, unsaved="settings cannot be saved")
    qtbot.addWidget(bar)
    assert bar.minimumSizeHint().width() <= small_px()
    bar.release()


def test_a_button_without_room_elides_its_text_and_shows_it_in_the_tooltip(qtbot: QtBot) -> None:
    button = ElidedButton()
    qtbot.addWidget(button)
    button.setText("a text of many words that needs room")
    button.resize(button.sizeHint())
    button.show()
    assert button.shown_text() == button.text()
    button.resize(button.minimumSizeHint())
    assert button.shown_text().startswith("a")
    assert button.shown_text().endswith("…")
    QApplication.sendEvent(button, QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(2, 2), button.mapToGlobal(QPoint(2, 2))))
    assert QToolTip.text() == button.text()
    QToolTip.hideText()


def test_an_area_that_scrolls_in_height_is_as_wide_as_its_contents_also_after_they_grew(qtbot: QtBot) -> None:
    inside = QPushButton("short")
    area = scrolled(inside)
    qtbot.addWidget(area)
    area.show()
    assert isinstance(area, QAbstractScrollArea)
    inside.setMinimumWidth(500)
    QApplication.processEvents()
    assert area.minimumSizeHint().width() >= 500


def test_the_icons_in_the_titles_of_docks_scale_with_the_screen(
    scripted: ScriptedDesktop, open_window: OpenWindow
) -> None:
    window = open_window(scripted.session)
    button = window.workspace.docks["events"].findChild(QAbstractButton, "qt_dockwidget_closebutton")
    assert button is not None
    picture = button.grab().toImage()
    ground = picture.pixel(0, 0)
    drawn = [x for x in range(picture.width()) for y in range(picture.height()) if picture.pixel(x, y) != ground]
    assert theme.px(TITLE_ICON_PX) / 2 < max(drawn) - min(drawn) + 1 <= theme.px(TITLE_ICON_PX)
    assert button.height() >= theme.px(TITLE_BUTTON_PX)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("screen_px", [(1920, 1080), (3840, 2160)])
def test_the_details_dock_squeezed_by_its_separator_cuts_no_text_also_after_the_window_grew(
    scripted: ScriptedDesktop, open_window: OpenWindow, qapp: QApplication, qtbot: QtBot, language: Language,
    screen_px: tuple[int, int],
) -> None:  # fmt: skip
    i18n.set_language(language)
    try:
        theme.apply(qapp, screen_px=screen_px)
        event_id = scripted.report("a title that is longer than the narrowest card, and longer still")
        scripted.dispatch(event_id)
        scripted.session.focus.select("events", event_id)
        window = open_window(scripted.session)
        dock = window.workspace.docks["card"]
        for width, height in (screen_px, (screen_px[0] * 2, screen_px[1])):
            window.resize(width, height)
            qtbot.wait(SETTLED_MS)
            window.resizeDocks([dock], [1], Qt.Orientation.Horizontal)
            qtbot.waitUntil(lambda: cut_parts(window) == [])
        window.card.event_card.steps.begin(c.SuperviseEvent)
        qtbot.waitUntil(lambda: cut_parts(window) == [])
    finally:
        theme.apply(qapp, screen_px=(1920, theme.DESIGN_HEIGHT_PX))


def test_no_style_written_in_python_measures_the_parts_of_the_window(
    scripted: ScriptedDesktop, open_window: OpenWindow
) -> None:
    """Each layout would ask it for sizes thousands of times."""
    assert not open_window(scripted.session).findChildren(QProxyStyle)
