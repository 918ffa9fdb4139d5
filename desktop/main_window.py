"""The command centre's window: head, map, docks, freshness; it stands before the county is read."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from desktop import theme
from desktop.main_menu import MainMenu
from desktop.map.layer_tree import LayerTree
from desktop.map.legend import Legend
from desktop.map.view import MapView
from desktop.panels.card import Card
from desktop.panels.header import Header
from desktop.panels.panel import Panel
from desktop.panels.registry import PANELS
from desktop.panels.report_form import ReportForm
from desktop.panels.status_bar import FreshnessBar
from desktop.place_picker import PlacePicker
from desktop.scenes.registry import SCENES
from desktop.session import Session
from desktop.stale_mark import StaleFrame, StaleLine
from desktop.twin_place import TwinPlace
from desktop.welcome import Welcome
from desktop.workspace import Workspace
from layers.focus import Selection

_GEOMETRY, _LAYOUT = "window/geometry", "window/layout/{scene}"


class MainWindow(QMainWindow):
    """Shows :class:`Welcome` until :meth:`open_session`."""

    ready = Signal()
    """The county is on the screen and answers to the mouse."""
    closed = Signal()

    def __init__(self, settings: QSettings, scene: str) -> None:
        super().__init__()
        self.settings = settings
        self._scene = scene
        self.session: Session | None = None
        self.panels: dict[str, Panel] = {}
        self.welcome = Welcome()
        self.setCentralWidget(self.welcome)
        self.setDockNestingEnabled(True)
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.workspace = Workspace(self)
        self.menu = MainMenu(self)
        self.stale_line = StaleLine()
        self.stale_frame = StaleFrame(self)
        self._top = QVBoxLayout()
        self._top.setContentsMargins(0, 0, 0, 0)
        self._top.setSpacing(0)
        top = QWidget()
        top.setLayout(self._top)
        self._top.addWidget(self.menu)
        self._top.addWidget(self.stale_line)
        self.setMenuWidget(top)
        self.resize(theme.px(1920), theme.px(1080))
        geometry = settings.value(_GEOMETRY)
        if geometry is not None:
            self.restoreGeometry(geometry)

    def open_session(self, session: Session) -> None:
        """Put the county on the screen."""
        self.session = session
        self.map = MapView(session.layers, session.focus, session.styles, session.package)
        self._picker = PlacePicker(self.map, lambda: self.report.pick_place.setChecked(False))
        self.header = Header(session)
        self.freshness = FreshnessBar(session)
        self.twin = TwinPlace(session)
        self._top.insertWidget(1, self.header)
        self.setCentralWidget(self.map)
        for name, make in PANELS.items():
            panel = make(session)
            self.panels[name] = panel
            self.workspace.add(name, panel, panel.title)
        self.workspace.add("layers", LayerTree(session.layers, session.styles), lambda: self.tr("Layers"))
        self.workspace.add("legend", Legend(session.layers, session.styles), lambda: self.tr("Legend"))
        self.workspace.add("twin", self.twin, lambda: self.tr("3D twin"))
        self.statusBar().addWidget(self.freshness, 1)
        self.statusBar().setSizeGripEnabled(False)
        self._join(session)
        self.show_scene(self._scene)
        self.menu.open_session(session)
        self.setWindowTitle(session.package.manifest.name)
        QTimer.singleShot(0, self.ready.emit)

    @property
    def card(self) -> Card:
        panel = self.panels["card"]
        assert isinstance(panel, Card)
        return panel

    @property
    def report(self) -> ReportForm:
        panel = self.panels["report"]
        assert isinstance(panel, ReportForm)
        return panel

    def show_scene(self, name: str) -> None:
        """Arrange the docks by a scene, as it was left last time."""
        if self.workspace.docks and self._scene != name:
            self._save_layout()
        self._scene = name
        self.workspace.arrange(SCENES[name])
        layout = self.settings.value(_LAYOUT.format(scene=name))
        if layout is None or not self.workspace.restore(bytes(layout)):
            QTimer.singleShot(0, self._size_docks)

    def reset_layout(self) -> None:
        """Forget the saved arrangement of the scene."""
        self.settings.remove(_LAYOUT.format(scene=self._scene))
        self.workspace.arrange(SCENES[self._scene])
        QTimer.singleShot(0, self._size_docks)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.stale_frame.raise_()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.settings.setValue(_GEOMETRY, self.saveGeometry())
        if self.session is not None:
            self._save_layout()
            self._release()
            self.session = None
        super().closeEvent(event)
        self.closed.emit()

    def _size_docks(self) -> None:
        """Once the layout has placed the docks, and not before, their sizes can be set."""
        if self.session is not None:
            self.workspace.size(SCENES[self._scene])

    def _save_layout(self) -> None:
        self.settings.setValue(_LAYOUT.format(scene=self._scene), self.workspace.layout())

    def _release(self) -> None:
        assert self.session is not None
        self.session.focus.selected.disconnect(self._selected)
        for panel in (*self.panels.values(), self.header, self.freshness):
            panel.release()
        self._picker.stop()
        self.twin.close()
        self.map.close()
        for name in ("layers", "legend"):
            self.workspace.docks[name].widget().close()

    def _join(self, session: Session) -> None:
        """Let the parts that ask for each other find each other."""
        self.header.alarms_wanted.connect(lambda: self.workspace.bring("alarms"))
        self.header.operator_wanted.connect(self.menu.ask_operator)
        self.freshness.stale.connect(self._mark_stale)
        self.report.place_wanted.connect(self._pick_place)
        session.focus.selected.connect(self._selected)
        self.freshness.look()

    def _selected(self, selection: Selection | None) -> None:
        if selection is not None and not self.workspace.docks["card"].isHidden():
            self.workspace.docks["card"].raise_()

    def _pick_place(self) -> None:
        self._picker.ask(self.report.set_place)

    def _mark_stale(self, why: str) -> None:
        self.stale_line.say(why)
        self.stale_frame.mark(bool(why))
