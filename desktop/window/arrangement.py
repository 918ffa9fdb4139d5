"""How the docks of a window stand around its map: by a scene, or as they were left in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from desktop import theme
from desktop.leader.page import LeaderPage
from desktop.scenes.registry import DRILL_SCENES, SCENES
from desktop.scenes.scene import Scene
from desktop.window.central_area import CentralArea
from desktop.window.workspace import Workspace

_SCENES = {**SCENES, **DRILL_SCENES}
_LAYOUT, _CENTRE = "window/layout/{scene}/{size}", "window/centre/{scene}/{size}"
"""Stored per screen size: an arrangement made on a wall would leave no map on a laptop."""


class Arrangement(QObject):
    """Of ``workspace``, the docks of ``window``, and its central area."""

    def __init__(self, window: QMainWindow, workspace: Workspace, settings: QSettings, scene: str) -> None:
        super().__init__(window)
        self._window, self._workspace, self._settings = window, workspace, settings
        self.scene = scene
        """Name of the scene."""
        self._arranged = _SCENES[scene]
        """The scene as the window's shape permits."""
        self._text_percent = theme.text_percent()
        """As this window was opened with: another choice is for the next one."""
        self._above_bar = False
        """Whether the window has the bar of a replay."""
        self._centre: CentralArea | None = None
        self._leader: Callable[[], LeaderPage] | None = None

    def begin(self, centre: CentralArea, leader: Callable[[], LeaderPage], *, above_bar: bool) -> None:
        """All docks are there: arrange them; ``leader``: its page, called where a scene shows it; ``above_bar``: above
        the bar of a replay."""
        self._centre, self._leader, self._above_bar = centre, leader, above_bar
        self.show_scene(self.scene)

    def end(self) -> None:
        """Store how they stand; nothing is arranged any more."""
        if self._centre is not None:
            self._save()
            self._centre = None

    def show_scene(self, name: str) -> None:
        """Arrange the docks by a scene, as last saved for this screen size."""
        centre, leader = self._centre, self._leader
        if centre is None or leader is None:
            return
        if self.scene != name:
            self._save()
        self.scene = name
        focused = QApplication.focusWidget()
        self._arrange(centre)
        QTimer.singleShot(0, self, self._restore)
        if name == "leader":  # its keys tell the story: nothing else of the scene has more to do with them
            page = leader()
            QTimer.singleShot(0, page, page.first.focus_first)
        elif focused is not None and self._window.isAncestorOf(focused):
            QTimer.singleShot(0, focused, partial(self._keep_focus, focused))

    def follow_shape(self) -> None:
        """Arrange the docks again if the window has got a shape since that permits another arrangement."""
        if self._centre is not None and self._scene_in_window() != self._arranged:
            self.show_scene(self.scene)

    def reset(self) -> None:
        """Forget how the docks were left in this scene."""
        for kind in (_LAYOUT, _CENTRE):
            self._settings.remove(self.key(kind))
        if self._centre is not None:
            self._arrange(self._centre)
            QTimer.singleShot(0, self, self._size_docks)

    def key(self, kind: str) -> str:
        """Of what is stored for this scene, screen size and text size: docks that fit beside each other with small
        texts would make the window of large ones larger than the screen.  A replay has its own: its bar needs room."""
        size = self._window.screen().size()
        texts = "" if self._text_percent == 100 else f"@{self._text_percent}"
        scene = f"{self.scene}-replay" if self._above_bar else self.scene
        return kind.format(scene=scene, size=f"{size.width()}x{size.height()}{texts}")

    def _arrange(self, centre: CentralArea) -> None:
        self._arranged = scene = self._scene_in_window()
        self._workspace.arrange(scene)
        centre.show_view(scene.centre)

    def _scene_in_window(self) -> Scene:
        shape = map(theme.design_px, (self._window.width(), self._window.height()))
        scene = _SCENES[self.scene].in_window(*shape, above_bar=self._above_bar)
        return scene.of_panels(self._workspace.docks)

    def _keep_focus(self, focused: QWidget) -> None:
        """Qt gives the focus of a dock that is rearranged to any other widget, such as a button of the status bar."""
        other = None if self._centre is None else self._centre.widget(0)  # the map
        part = focused if focused.isVisible() else other
        if part is not None:
            part.setFocus(Qt.FocusReason.OtherFocusReason)

    def _restore(self) -> None:
        """Saved sizes only take effect after the docks have been laid out."""
        if self._centre is None:
            return
        layout, centre = (self._settings.value(self.key(kind)) for kind in (_LAYOUT, _CENTRE))
        if layout is None or not self._workspace.restore(bytes(layout)):
            self._size_docks()
        elif centre is not None:
            self._centre.restore(bytes(centre))

    def _size_docks(self) -> None:
        """Dock sizes can only be set after the layout has placed the docks."""
        if self._centre is not None:
            self._workspace.size(self._arranged)
            self._centre.share_out()

    def _save(self) -> None:
        if self._centre is not None:
            self._settings.setValue(self.key(_LAYOUT), self._workspace.layout())
            self._settings.setValue(self.key(_CENTRE), self._centre.layout_state())
