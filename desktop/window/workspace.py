"""The docks of one window: every panel, the layer tree, the legend and the twin, arranged by a scene."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QDockWidget,
    QMainWindow,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from county.realm import LIVE, Realm
from desktop import theme
from desktop.map.layer_tree import LayerTree
from desktop.map.legend import Legend
from desktop.panels.panel import Panel
from desktop.scenes.scene import UPRIGHT_LEFT_PX, Area, DockPlacement, Scene
from desktop.widgets.accessible_names import name_controls
from desktop.window.panel_room import PanelRoom
from desktop.wording import marked

_AREAS: dict[Area, Qt.DockWidgetArea] = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
}
TITLE_ICON_PX, TITLE_BUTTON_PX = 12, 20
_FORMAT = 2
"""Version of the saved layout; another version is not restored."""


class TitleIcons(QObject):
    """Paints the buttons in the title of a dock with icons that follow the scale.

    Qt takes their size from the style alone.  A style written in Python would be asked for sizes thousands of times in
    each layout of the window, which measures the buttons of all docks.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Paint or not isinstance(watched, QAbstractButton):
            return False
        option = QStyleOptionToolButton()
        option.initFrom(watched)
        option.icon, option.iconSize = watched.icon(), QSize(theme.px(TITLE_ICON_PX), theme.px(TITLE_ICON_PX))
        option.subControls = QStyle.SubControl.SC_ToolButton
        option.state |= QStyle.StateFlag.State_AutoRaise
        if watched.isEnabled() and watched.underMouse() and not watched.isDown():
            option.state |= QStyle.StateFlag.State_Raised
        if watched.isDown():
            option.state |= QStyle.StateFlag.State_Sunken
        QStylePainter(watched).drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        return True


class Dock(QDockWidget):
    """One panel, which is made before the dock is first shown.

    The title follows the language, says how many things wait in it, and includes the realm while the dock floats.
    """

    def __init__(
        self, window: QMainWindow, name: str, make: Callable[[], QWidget], title: Callable[[], str], realm: Realm
    ) -> None:
        super().__init__(window)
        self.setObjectName(name)
        self._make = make
        self.panel: QWidget | None = None
        icons = TitleIcons(self)
        for button in self.findChildren(QAbstractButton, options=Qt.FindChildOption.FindDirectChildrenOnly):
            button.setMinimumHeight(theme.px(TITLE_BUTTON_PX))
            button.installEventFilter(icons)
        self._title = title
        self._realm = realm
        self._waiting = 0
        self.topLevelChanged.connect(self._write_title)
        self._write_title()

    def fill(self) -> None:
        """Make the panel, unless it is there."""
        if self.panel is None:
            self.panel = panel = self._make()
            content, room = QWidget(), PanelRoom()
            box = QVBoxLayout(content)  # in the margins of the content are the marks of a drill
            box.setContentsMargins(0, 0, 0, 0)
            box.addWidget(room)
            self.setWidget(content)
            room.setWidget(panel)  # once both are in the window: Qt styles all widgets again inside one that is moved
            self._name_controls()
            if isinstance(panel, Panel | LayerTree | Legend):
                self.visibilityChanged.connect(lambda shown: panel.uncover() if shown else None)

    def count(self, waiting: int) -> None:
        """How many things wait for an answer in the panel; 0 is not said."""
        if waiting != self._waiting:
            self._waiting = waiting
            self._write_title()

    def setVisible(self, visible: bool) -> None:
        if visible:
            self.fill()
        super().setVisible(visible)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._write_title()

    def _write_title(self) -> None:
        title = f"{self._title()} ({self._waiting})" if self._waiting else self._title()
        self.setWindowTitle(marked(title, self._realm) if self.isFloating() else title)
        self._name_controls()

    def _name_controls(self) -> None:
        """Panels do it themselves."""
        if isinstance(self.panel, LayerTree | Legend):
            name_controls(self.panel, self._title())


class Workspace:
    """Docks around the map of ``window``."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self.realm = LIVE
        """Parent of docks added from now on."""
        self.docks: dict[str, Dock] = {}
        self._tab_of: dict[str, str] = {}
        self._unshown: set[str] = set()
        """Docks that are hidden until the user shows them."""
        self._wanted: dict[str, int] = {}
        """Widths that the scene, a saved layout or the user gave to docks at the sides; a small window reduces them."""
        self._seen: dict[str, int] = {}
        """Widths after the window's size last changed."""

    def add(
        self, name: str, make: Callable[[], QWidget], title: Callable[[], str], *, tab_of: str = "", shown: bool = True
    ) -> None:
        """Add the dock of a panel, placed by a scene, or tabbed with the panel ``tab_of``.

        ``make``: called before the dock is first shown; ``shown``: whether a scene that does not name it shows it in
        that tab group, or only the user.
        """
        self._tab_of[name] = tab_of
        if not shown:
            self._unshown.add(name)
        self.docks[name] = Dock(self._window, name, make, title, self.realm)
        self._window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self.docks[name])
        self.docks[name].dockLocationChanged.connect(lambda: self._wanted.pop(name, None))
        self.docks[name].toggleViewAction().triggered.connect(lambda shown: self.raise_dock(name) if shown else None)

    def fill(self, name: str) -> None:
        """Make the panel of a dock, unless it is there."""
        self.docks[name].fill()

    def _joined(self, group: tuple[str, ...], scene: Scene) -> tuple[str, ...]:
        """The group, with the unplaced panels that join one of its members."""
        named = {name for place in scene.places for other in place.groups for name in other}
        return (*group, *(name for name, tab_of in self._tab_of.items() if tab_of in group and name not in named))

    def arrange(self, scene: Scene) -> None:
        """Arrange all docks by ``scene``."""
        for dock in self.docks.values():
            dock.setFloating(False)
            self._window.removeDockWidget(dock)
        groups = [(place.area, self._joined(group, scene)) for place in scene.places for group in place.groups]
        shown = {name for _, group in groups for name in group}
        named = {name for place in scene.places for group in place.groups for name in group}
        unplaced = [name for name in self.docks if name not in shown]
        behind = self._behind(scene, unplaced)
        for name, dock in self.docks.items():  # in this order the Tab key goes through them
            if name in named or (name in shown and name not in self._unshown):
                dock.fill()
        for name in unplaced:  # place and hide it: a dock missing in a saved layout would be shown
            if name not in behind:
                self._window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self.docks[name])
                self.docks[name].hide()
        for area in _AREAS:
            self._place_heads([place for place in scene.places if place.area == area])
        for _, group in groups:
            head, *others = (self.docks[name] for name in group)
            for dock in others:
                self._window.tabifyDockWidget(head, dock)
                name = dock.objectName()
                dock.setVisible(name in named or name not in self._unshown)
            head.raise_()
        for name, head_name in behind.items():
            self._window.tabifyDockWidget(self.docks[head_name], self.docks[name])
            self.docks[name].hide()
        self.size(scene)

    def _behind(self, scene: Scene, unplaced: list[str]) -> dict[str, str]:
        """The first panels of the groups in which unplaced panels get a tab when they are shown, by their names.

        Where a wide column is at the left, they have no room above or below it.  Those that join a panel which the
        scene does not have are tables, which need the widest column.
        """
        sides = [place for place in scene.places if place.area != "bottom"]
        wide = max(sides, key=lambda place: place.extent_px, default=None)
        if wide is None:
            return {}
        at_left = wide.area == "left" and wide.extent_px > UPRIGHT_LEFT_PX
        return {name: wide.groups[0][0] for name in unplaced if at_left or self._tab_of[name]}

    def _place_heads(self, places: list[DockPlacement]) -> None:
        """Show the first panel of every group of one area, before others join it: Qt splits no group of tabs."""
        bottom = bool(places) and places[0].area == "bottom"
        columns = [[self.docks[group[0]] for group in place.groups] for place in places]
        if places and places[0].area == "right":
            columns.reverse()
        for i, (head, *_) in enumerate(columns):  # first all columns, then what stands in each
            if i == 0:
                self._window.addDockWidget(_AREAS[places[0].area], head)
            else:
                self._window.splitDockWidget(columns[i - 1][0], head, Qt.Orientation.Horizontal)
            head.show()
        for head, *below in columns:
            above, inside = head, Qt.Orientation.Horizontal if bottom else Qt.Orientation.Vertical
            for dock in below:
                self._window.splitDockWidget(above, dock, inside)
                dock.show()
                above = dock

    def size(self, scene: Scene) -> None:
        """Set the extents of ``scene``, as far as the window's layout is done."""
        widths: dict[Dock, int] = {}
        for place in scene.places:
            heads = [self.docks[group[0]] for group in place.groups]
            extents = dict.fromkeys(heads, theme.px(place.extent_px))
            if place.area == "bottom":
                self._window.resizeDocks(heads, list(extents.values()), Qt.Orientation.Vertical)
            else:
                widths |= extents
        # all at once: columns of the same side take their widths from each other
        self._window.resizeDocks(list(widths), list(widths.values()), Qt.Orientation.Horizontal)
        self._wanted |= {dock.objectName(): width for dock, width in widths.items()}
        for place in scene.places:
            if place.area == "bottom":
                continue
            heads = [self.docks[group[0]] for group in place.groups]
            shares = [scene.shares.get(dock.objectName(), 1.0) for dock in heads]
            height = sum(dock.height() for dock in heads)
            heights = [round(height * share / sum(shares)) for share in shares]
            self._window.resizeDocks(heads, heights, Qt.Orientation.Vertical)
        self._see_widths()

    def raise_dock(self, name: str) -> None:
        """Show a dock and raise it among its tabs."""
        self.docks[name].show()
        self.docks[name].raise_()

    def front_beside(self, name: str) -> str:
        """The dock in front of a dock among its tabs; "" where that is in front itself, or has none beside it."""
        beside = self._window.tabifiedDockWidgets(self.docks[name])
        return next((dock.objectName() for dock in beside if not dock.visibleRegion().isEmpty()), "")

    def layout(self) -> bytes:
        """The current arrangement."""
        return bytes(self._window.saveState(_FORMAT).data())

    def restore(self, layout: bytes) -> bool:
        """Restore a saved arrangement; False when it is not valid."""
        restored = self._window.restoreState(layout, _FORMAT)
        if restored:
            self._wanted, self._seen = {}, {}
            self.keep_widths()
        return restored

    def keep_widths(self) -> None:
        """The user may have moved a separator: the widths that differ from those seen last are wanted."""
        for dock in self._at_sides():
            if self._seen.get(dock.objectName()) != dock.width():
                self._wanted |= dict.fromkeys(self._tabs(dock), dock.width())
        self._see_widths()

    def follow_window(self, *, wider: bool) -> None:
        """The window's size changed: docks that a narrower window had reduced get their widths back as room permits."""
        narrow = {dock: missing for dock in self._at_sides() if (missing := self._missing_px(dock)) > 0}
        if wider and narrow:
            centre = self._window.centralWidget()
            assert centre is not None
            by_column = {dock.x(): missing for dock, missing in narrow.items()}
            share = max(0.0, min(1.0, (centre.width() - centre.minimumSizeHint().width()) / sum(by_column.values())))
            widths = [dock.width() + int(missing * share) for dock, missing in narrow.items()]
            self._window.resizeDocks(list(narrow), widths, Qt.Orientation.Horizontal)
        self._see_widths()

    def _at_sides(self) -> list[Dock]:
        """Docks visible left and right of the map: not floating, and the raised ones of tabs."""
        sides = (_AREAS["left"], _AREAS["right"])
        return [
            dock
            for dock in self.docks.values()
            if not (dock.isFloating() or dock.visibleRegion().isEmpty())
            and self._window.dockWidgetArea(dock) in sides
        ]

    def _missing_px(self, dock: Dock) -> int:
        """Difference between the wanted width of the dock or of one of its tabs and its current width."""
        return max(self._wanted.get(name, 0) for name in self._tabs(dock)) - dock.width()

    def _tabs(self, dock: Dock) -> list[str]:
        """Names of the dock and of those tabbed with it."""
        return [tab.objectName() for tab in (dock, *self._window.tabifiedDockWidgets(dock))]

    def _see_widths(self) -> None:
        self._seen = {name: dock.width() for dock in self._at_sides() for name in self._tabs(dock)}
