"""The menu bar: what can be done from anywhere, with its keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QInputDialog, QMenu, QMenuBar, QMessageBox

from desktop.i18n import language, pick, set_language
from desktop.panels.event_list import EventList
from desktop.scenes.registry import SCENES
from desktop.session import Session

if TYPE_CHECKING:
    from desktop.main_window import MainWindow

LANGUAGE_KEY = "window/language"


class MainMenu(QMenuBar):
    """Event, view, scene and help menus of ``window``."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self._session: Session | None = None
        self._event, self._view, self._scene, self._panels, self._help = (QMenu(self) for _ in range(5))
        for menu in (self._event, self._view, self._scene, self._help):
            self.addMenu(menu)
        self.report = self._add(self._event, "Ctrl+N", self._report)
        self.search = self._add(self._event, "Ctrl+F", self._find)
        self.operator = self._add(self._event, "Ctrl+D", self.ask_operator)
        self.leave = self._add(self._event, "Ctrl+Q", window.close)
        self._view.addMenu(self._panels)
        self.own_twin = self._add(self._view, "Ctrl+T", self._open_twin)
        self.full_screen = self._add(self._view, "F11", self._toggle_full_screen)
        self.language = self._add(self._view, "Ctrl+L", self._switch_language)
        self.reset = self._add(self._view, "", window.reset_layout)
        self._scenes = {
            name: self._add(self._scene, f"Ctrl+{i}", partial(window.show_scene, name))
            for i, name in enumerate(SCENES, 1)
        }
        self.keys = self._add(self._help, "F1", self._show_keys)
        self.about = self._add(self._help, "", self._show_about)
        for action in (self.report, self.search, self.operator, self.own_twin, self.reset, *self._scenes.values()):
            action.setEnabled(False)
        self.retranslate()

    def open_session(self, session: Session) -> None:
        """The county is there: everything can be used."""
        self._session = session
        for action in (self.report, self.search, self.operator, self.own_twin, self.reset, *self._scenes.values()):
            action.setEnabled(True)
        for dock in self._window.workspace.docks.values():
            self._panels.addAction(dock.toggleViewAction())

    def retranslate(self) -> None:
        """Put every text anew."""
        self._event.setTitle(self.tr("Event"))
        self._view.setTitle(self.tr("View"))
        self._scene.setTitle(self.tr("Scene"))
        self._panels.setTitle(self.tr("Panels"))
        self._help.setTitle(self.tr("Help"))
        self.report.setText(self.tr("Report an event"))
        self.search.setText(self.tr("Search events"))
        self.operator.setText(self.tr("Who is on duty …"))
        self.leave.setText(self.tr("Quit"))
        self.own_twin.setText(self.tr("3D twin in a window of its own"))
        self.full_screen.setText(self.tr("Full screen"))
        self.language.setText("English" if language() == "zh" else "中文")
        self.reset.setText(self.tr("Reset the layout"))
        self.keys.setText(self.tr("Keys"))
        self.about.setText(self.tr("About"))
        for name, action in self._scenes.items():
            action.setText(pick(SCENES[name].name))

    def ask_operator(self) -> None:
        """Ask who sits at the desk now."""
        if self._session is None:
            return
        operator = self._session.operator
        name, given = QInputDialog.getText(
            self._window, self.tr("Who is on duty"), self.tr("Name on every command:"), text=operator.name
        )
        if given:
            operator.rename(name)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _add(self, menu: QMenu, keys: str, do: Callable[[], object]) -> QAction:
        action = QAction(self)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda: do())
        menu.addAction(action)
        return action

    def _report(self) -> None:
        self._window.workspace.bring("report")
        self._window.report.subject.setFocus()

    def _find(self) -> None:
        self._window.workspace.bring("events")
        panel = self._window.panels["events"]
        assert isinstance(panel, EventList)
        panel.focus_search()

    def _open_twin(self) -> None:
        self._window.twin.open_window()

    def _toggle_full_screen(self) -> None:
        self._window.showNormal() if self._window.isFullScreen() else self._window.showFullScreen()

    def _switch_language(self) -> None:
        set_language("en" if language() == "zh" else "zh")
        self._window.settings.setValue(LANGUAGE_KEY, language())

    def _show_keys(self) -> None:
        actions = (
            self.report,
            self.search,
            self.operator,
            self.own_twin,
            self.full_screen,
            self.language,
            *self._scenes.values(),
            self.leave,
        )
        rows = "".join(
            f"<tr><td><b>{a.shortcut().toString()}</b>&nbsp;&nbsp;</td><td>{a.text()}</td></tr>" for a in actions
        )
        more = f"<tr><td><b>Ctrl+Enter</b>&nbsp;&nbsp;</td><td>{self.tr('Send the open form of the card')}</td></tr>"
        QMessageBox.information(self._window, self.tr("Keys"), f"<table cellspacing='4'>{rows}{more}</table>")

    def _show_about(self) -> None:
        text = self.tr("County command centre and digital twin. One county on one screen, live.")
        lines = [text]
        if self._session is not None:
            for layer, origin in self._session.package.manifest.layers.items():
                lines.append(f"{layer}: {origin.source} ({origin.licence})")
        QMessageBox.information(self._window, self.tr("About"), "<br>".join(lines))
