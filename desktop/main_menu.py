"""The menu bar: global actions with their shortcuts, emitted as signals to the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from html import escape

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QMenuBar, QMessageBox, QToolButton, QWidget

from desktop import theme
from desktop.central_area import VIEWS, View
from desktop.i18n import language, pick, set_language
from desktop.literal import literal
from desktop.operator_dialog import OperatorDialog
from desktop.panels.dispatch_proposal import APPROVE_KEY
from desktop.panels.groups import GROUPS, PanelGroup
from desktop.panels_menu import PanelsMenu
from desktop.scenes.registry import SCENES
from desktop.session import Session

LANGUAGE_KEY = "window/language"


class MainMenu(QMenuBar):
    """Event, view, panel, scene and help menus."""

    report_wanted = Signal()
    search_wanted = Signal()
    import_wanted = Signal()
    evaluation_wanted = Signal()
    bulletin_wanted = Signal()
    twin_window_wanted = Signal()
    view_wanted = Signal(str)
    """desktop.central_area.View"""
    scene_wanted = Signal(str)
    reset_wanted = Signal()
    leave_wanted = Signal()
    language_chosen = Signal(str)

    def __init__(self, show: Callable[[QWidget, str, str], object] = QMessageBox.information) -> None:
        """``show``: a box over a window, with a title and a rich text."""
        super().__init__()
        self._show_text = show
        self._session: Session | None = None
        self._event, self._view, self._scene, self._help = (QMenu(self) for _ in range(4))
        self.panels = PanelsMenu(self)
        for menu in (self._event, self._view, self.panels, self._scene, self._help):
            self.addMenu(menu)
        self.report = self._add(self._event, "Ctrl+N", self.report_wanted.emit)
        self.search = self._add(self._event, "Ctrl+F", self.search_wanted.emit)
        self.import_files = self._add(self._event, "Ctrl+I", self.import_wanted.emit)
        self.evaluation = self._add(self._event, "Ctrl+E", self.evaluation_wanted.emit)
        self.bulletin = self._add(self._event, "", self.bulletin_wanted.emit)
        self.operator = self._add(self._event, "Ctrl+D", self.ask_operator)
        self.leave = self._add(self._event, "Ctrl+Q", self.leave_wanted.emit)
        self._views = QActionGroup(self)
        self.views = {view: self._add_view(view, key) for view, key in zip(VIEWS, ("F2", "F3", "F4"), strict=True)}
        self.own_twin = self._add(self._view, "Ctrl+T", self.twin_window_wanted.emit)
        self._view.addSeparator()
        self.full_screen = self._add(self._view, "F11", self._toggle_full_screen)
        self.language = self._add(self._view, "Ctrl+L", self._switch_language)
        self.reset = self._add(self._view, "", self.reset_wanted.emit)
        self.scenes = {
            name: self._add(self._scene, f"Ctrl+{i}", partial(self.scene_wanted.emit, name))
            for i, name in enumerate(SCENES, 1)
        }
        self.keys = self._add(self._help, "F1", self._show_keys)
        self.about = self._add(self._help, "", self._show_about)
        self.switch = self._switch()
        """Buttons of the three views, for a place that is always visible."""
        self._enable(False)
        self.retranslate()

    def open_session(self, session: Session, panels: Mapping[PanelGroup, Sequence[QAction]]) -> None:
        """Enable all actions; ``panels`` show and hide the docks."""
        self._session = session
        self._enable(True)
        self.panels.add_panels(panels)

    def show_view(self, view: View) -> None:
        """Mark the current view."""
        self.views[view].setChecked(True)

    def retranslate(self) -> None:
        """Set all texts."""
        self._event.setTitle(self.tr("Event"))
        self._view.setTitle(self.tr("View"))
        self._scene.setTitle(self.tr("Scene"))
        self.panels.setTitle(self.tr("Panels"))
        self.panels.retranslate()
        self._help.setTitle(self.tr("Help"))
        self.report.setText(self.tr("Report an event"))
        self.search.setText(self.tr("Search events"))
        self.import_files.setText(self.tr("Import …"))
        self.evaluation.setText(self.tr("Evaluation"))
        self.bulletin.setText(self.tr("Monthly bulletin …"))
        self.operator.setText(self.tr("Who is on duty …"))
        self.leave.setText(self.tr("Quit"))
        texts = (self.tr("Map"), self.tr("Map and twin"), self.tr("3D twin"))
        for action, text in zip(self.views.values(), texts, strict=True):
            action.setText(text)
            action.setToolTip(f"{text} ({action.shortcut().toString()})")
        self.own_twin.setText(self.tr("3D twin in a window of its own"))
        self.full_screen.setText(self.tr("Full screen"))
        self.language.setText("English" if language() == "zh" else "中文")
        self.reset.setText(self.tr("Reset the layout"))
        self.keys.setText(self.tr("Keys"))
        self.about.setText(self.tr("About"))
        for name, action in self.scenes.items():
            action.setText(pick(SCENES[name].name))

    def ask_operator(self) -> None:
        """Ask for the name of the operator."""
        if self._session is None:
            return
        operator, enrolment = self._session.operator, self._session.enrolment
        people = () if enrolment is None else enrolment.people
        others = enrolment is None or enrolment.may_enrol
        if not people and not others:
            self._show_not_enrolled()
            return
        name = operator.name if others or operator.name in people else ""
        question = OperatorDialog(people, name, others=others, parent=self.window())
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.entered.connect(operator.rename)
        question.open()

    def _show_not_enrolled(self) -> None:
        text = self.tr(
            "No person is enrolled for this key: commands carry only the key's name. An administrator can enrol people."
        )
        box = QMessageBox(
            QMessageBox.Icon.Information, self.tr("Who is on duty"), literal(text), parent=self.window()
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

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

    def _add_view(self, view: str, key: str) -> QAction:
        action = self._add(self._view, key, partial(self.view_wanted.emit, view))
        action.setCheckable(True)
        self._views.addAction(action)
        return action

    def _switch(self) -> QWidget:
        row = QWidget()
        row.setObjectName("switch")
        line = QHBoxLayout(row)
        line.setContentsMargins(0, theme.px(2), theme.px(8), theme.px(2))
        line.setSpacing(theme.px(2))
        for action in self.views.values():
            button = QToolButton()
            button.setDefaultAction(action)
            line.addWidget(button)
        return row

    def _enable(self, on: bool) -> None:
        needs = (
            self.report, self.search, self.import_files, self.evaluation, self.bulletin, self.operator, self.own_twin,
            self.reset,
        )  # fmt: skip
        for action in (*needs, *self.views.values(), *self.scenes.values()):
            action.setEnabled(on)

    def _toggle_full_screen(self) -> None:
        window = self.window()
        window.showNormal() if window.isFullScreen() else window.showFullScreen()

    def _switch_language(self) -> None:
        set_language("en" if language() == "zh" else "zh")
        self.language_chosen.emit(language())

    def _show_keys(self) -> None:
        def keys(*actions: QAction) -> list[tuple[str, str]]:
            return [(action.shortcut().toString(), action.text()) for action in actions]

        groups = {
            self.tr("Event"): [
                *keys(self.report, self.search, self.import_files, self.evaluation, self.operator),
                ("Ctrl+Enter", self.tr("Submit the open form of the details card")),
                (APPROVE_KEY, self.tr("Approve the suggested unit of the details card")),
                *keys(self.leave),
            ],
            self.tr("View"): keys(*self.views.values(), self.own_twin, self.full_screen, self.language),
            pick(GROUPS["map"]): [
                ("+  −", self.tr("Zoom")),
                ("←  →  ↑  ↓", self.tr("Move the map")),
                ("Home", self.tr("Show the whole county")),
                ("Esc", self.tr("Select nothing")),
            ],
            self.tr("Scene"): keys(*self.scenes.values()),
        }
        rows = "".join(
            f"<tr><td colspan='2' style='color: {theme.ACCENT}; padding-top: {theme.px(6)}px'><b>{name}</b></td></tr>"
            + "".join(f"<tr><td><b>{key}</b>&nbsp;&nbsp;</td><td>{text}</td></tr>" for key, text in group)
            for name, group in groups.items()
        )
        self._show_text(self.window(), self.tr("Keys"), f"<table cellspacing='4'>{rows}</table>")

    def _show_about(self) -> None:
        text = self.tr("County command centre and digital twin. One county on one screen, live.")
        lines = [escape(text)]
        if self._session is not None:
            for layer, origin in self._session.package.manifest.layers.items():
                lines.append(escape(f"{layer}: {origin.source} ({origin.licence})"))
        self._show_text(self.window(), self.tr("About"), "<br>".join(lines))
