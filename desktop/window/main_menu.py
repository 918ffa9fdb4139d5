"""The menu bar: global actions with their shortcuts, emitted as signals to the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QMenuBar, QMessageBox, QToolButton, QWidget

from desktop import theme
from desktop.duty.operator_dialog import OperatorDialog
from desktop.i18n import language, pick, set_language
from desktop.input.keyed_menu import KeyedMenu
from desktop.input.keys import KEYS, label_of
from desktop.input.keys_dialog import KeysDialog
from desktop.panels.groups import PanelGroup
from desktop.scenes.registry import DRILL_SCENES, SCENES
from desktop.session import Session
from desktop.text_size import TEXT_SIZES
from desktop.widgets.literal import literal
from desktop.window.about_text import about_text
from desktop.window.central_area import VIEWS, View
from desktop.window.full_screen import toggle_full_screen
from desktop.window.panels_menu import PanelsMenu
from layers.events import EventsLayer
from layers.focus import Selection

DECISIONS = "decisions"
"""The scene that is one click away for everybody, …"""
ROOM_PERCENT = 150
"""… unless texts are larger: then it has no room in the bar, and is in the menu of scenes alone."""
LANGUAGE_KEY = "window/language"
PARTS = {"list": "events", "alarms": "alarms", "shifts": "shifts"}
"""Panels to which a key leads, by its name in the table of keys."""


class MainMenu(QMenuBar):
    """Event, view, panel, scene and help menus."""

    report_wanted = Signal()
    search_wanted = Signal()
    silence_wanted = Signal()
    emergency_wanted = Signal()
    print_wanted = Signal()
    pdf_wanted = Signal()
    """Of the selected event."""
    import_wanted = Signal()
    evaluation_wanted = Signal()
    bulletin_wanted = Signal()
    twin_window_wanted = Signal()
    view_wanted = Signal(str)
    """desktop.window.central_area.View"""
    replay_wanted = Signal()
    editor_wanted = Signal()
    """Of scenarios of drills."""
    part_wanted = Signal(str)
    """Key of the panel that is to have the focus."""
    scene_wanted = Signal(str)
    reset_wanted = Signal()
    leave_wanted = Signal()
    language_chosen = Signal(str)
    text_size_chosen = Signal(int)
    """Per cent, from the next start on."""

    def __init__(self, show: Callable[[QWidget, str, str], object] = QMessageBox.information) -> None:
        """``show``: a box over a window, with a title and a rich text."""
        super().__init__()
        self._show_text = show
        self._session: Session | None = None
        self._keyed: dict[str, QAction] = {}
        """Actions with keys, by name in the table of keys."""
        self._event, self._view, self._scene, self._drill, self._help = (KeyedMenu(self) for _ in range(5))
        self.panels = PanelsMenu(self)
        for menu in (self._event, self._view, self.panels, self._scene, self._drill, self._help):
            self.addMenu(menu)
        self.report = self._add(self._event, "report", self.report_wanted.emit)
        self.search = self._add(self._event, "search", self.search_wanted.emit)
        self.emergency = self._add(self._event, "emergency", self.emergency_wanted.emit)
        self.silence = self._add(self._event, "silence", self.silence_wanted.emit)
        self.print_event = self._add(self._event, "print", self.print_wanted.emit)
        self.pdf = self._add(self._event, "pdf", self.pdf_wanted.emit)
        self.import_files = self._add(self._event, "import", self.import_wanted.emit)
        self.evaluation = self._add(self._event, "evaluation", self.evaluation_wanted.emit)
        self.bulletin = self._add(self._event, "", self.bulletin_wanted.emit)
        self.operator = self._add(self._event, "operator", self.ask_operator)
        self.leave = self._add(self._event, "leave", self.leave_wanted.emit)
        self._views = QActionGroup(self)
        self.views = {view: self._add_view(view) for view in VIEWS}
        self.own_twin = self._add(self._view, "own_twin", self.twin_window_wanted.emit)
        self._view.addSeparator()
        self.parts = {
            panel: self._add(self._view, name, partial(self.part_wanted.emit, panel)) for name, panel in PARTS.items()
        }
        self._view.addSeparator()
        self.replay = self._add(self._view, "replay", self.replay_wanted.emit)
        self.replay.setVisible(False)
        self.full_screen = self._add(self._view, "full_screen", self._toggle_full_screen)
        self.language = self._add(self._view, "language", self._switch_language)
        self._text_size = QMenu(self)
        self._view.addMenu(self._text_size)
        one_of = QActionGroup(self)
        self.text_sizes = {percent: self._add(self._text_size, "", partial(self._choose_text_size, percent))
                           for percent in TEXT_SIZES}  # fmt: skip
        for percent, action in self.text_sizes.items():
            action.setText(f"{percent} %")
            action.setCheckable(True)
            one_of.addAction(action)
        self.reduced_motion = self._add(self._view, "", lambda: None)
        self.reduced_motion.setCheckable(True)
        self.reset = self._add(self._view, "", self.reset_wanted.emit)
        self.scenes = {
            name: self._add(self._scene, f"scene.{name}", partial(self.scene_wanted.emit, name))
            for name in SCENES
        }
        if theme.text_percent() <= ROOM_PERCENT:
            self.addAction(self.scenes[DECISIONS])
        self.editor = self._add(self._drill, "editor", self.editor_wanted.emit)
        self.keys = self._add(self._help, "keys", self._show_keys)
        self.about = self._add(self._help, "", self._show_about)
        self.switch = self._switch()
        """Buttons of the three views, for a place that is always visible."""
        self._enable(False)
        self.retranslate()

    def open_session(self, session: Session, panels: Mapping[PanelGroup, Sequence[QAction]]) -> None:
        """Enable all actions; ``panels`` show and hide the docks."""
        self._session = session
        self._enable(True)
        self.editor.setEnabled(session.realm.kind != "replay")
        for name in DRILL_SCENES if session.realm.kind == "drill" else ():
            self.scenes[name] = self._add(self._scene, f"scene.{name}", partial(self.scene_wanted.emit, name))
            self.scenes[name].setText(pick(KEYS[f"scene.{name}"].text))
        self.panels.add_panels(panels)
        session.focus.selected.connect(self._follow_selected)
        self._follow_selected(session.focus.selection)

    def offer_replay(self) -> None:
        """What was recorded can be replayed."""
        self.replay.setVisible(True)

    def _follow_selected(self, selection: Selection | None) -> None:
        """One event can be printed."""
        one = selection is not None and selection.layer == EventsLayer.key and len(selection.ids) == 1
        for action in (self.print_event, self.pdf):
            action.setEnabled(one)

    def show_view(self, view: View) -> None:
        """Mark the current view."""
        self.views[view].setChecked(True)

    def show_text_sizes(self, offered: Sequence[int], percent: int) -> None:
        """Offer these sizes, and mark the present one."""
        for size, action in self.text_sizes.items():
            action.setVisible(size in offered)
        self.text_sizes[percent].setChecked(True)

    def retranslate(self) -> None:
        """Set all texts."""
        self._event.setTitle(self.tr("Event"))
        self._view.setTitle(self.tr("View"))
        self._scene.setTitle(self.tr("Scene"))
        self._drill.setTitle(self.tr("Drill"))
        self.panels.setTitle(self.tr("Panels"))
        self.panels.retranslate()
        self._help.setTitle(self.tr("Help"))
        for name, action in self._keyed.items():
            action.setText(pick(KEYS[name].text))
        self.bulletin.setText(self.tr("Monthly bulletin"))
        for view, action in self.views.items():
            action.setToolTip(f"{action.text()} ({label_of(f'view.{view}')})")
        self.reset.setText(self.tr("Reset the layout"))
        self._text_size.setTitle(self.tr("Text size"))
        self.reduced_motion.setText(self.tr("Reduce motion"))
        self.about.setText(self.tr("About"))

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

    def _add(self, menu: QMenu, name: str, do: Callable[[], object]) -> QAction:
        """``name``: in the table of keys, which gives text and shortcuts; "": it has no key."""
        action = QAction(self)
        action.setAutoRepeat(False)  # a key that is held turns nothing on and off
        if name:
            action.setShortcuts(KEYS[name].sequences)
            self._keyed[name] = action
        action.triggered.connect(lambda: do())
        menu.addAction(action)
        return action

    def _add_view(self, view: str) -> QAction:
        action = self._add(self._view, f"view.{view}", partial(self.view_wanted.emit, view))
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
            self.report, self.search, self.emergency, self.silence, self.import_files, self.evaluation, self.bulletin,
            self.operator, self.own_twin, self.reset, self.editor,
        )  # fmt: skip
        for action in (self.print_event, self.pdf):
            action.setEnabled(False)
        for action in (*needs, *self.views.values(), *self.parts.values(), *self.scenes.values()):
            action.setEnabled(on)

    def _toggle_full_screen(self) -> None:
        toggle_full_screen(self.window())

    def _switch_language(self) -> None:
        set_language("en" if language() == "zh" else "zh")
        self.language_chosen.emit(language())

    def _choose_text_size(self, percent: int) -> None:
        self.text_size_chosen.emit(percent)
        text = self.tr("Texts have this size when the window is opened again.")
        box = QMessageBox(QMessageBox.Icon.Information, self.tr("Text size"), text, parent=self.window())
        box.setObjectName("text size")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _show_keys(self) -> None:
        window = self.window()
        kind = "live" if self._session is None else self._session.realm.kind
        dialog = window.findChild(KeysDialog) or KeysDialog(window, kind)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()  # its keys would go to the window below: by itself where no window manager is, or open

    def _show_about(self) -> None:
        text = self.tr("County command centre and digital twin. One county on one screen, live.")
        self._show_text(self.window(), self.tr("About"), about_text(self._session, text))
