"""The list of all keys and mouse gestures; it stays open while they are tried."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMargins, QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from county.realm import Kind
from desktop import theme
from desktop.i18n import pick
from desktop.input.focus_ring import FocusRing
from desktop.input.key_column import KeyColumn, KeyLine
from desktop.input.keys import KEY_GROUPS, KEYS, KeyGroup
from desktop.input.seen_stops import focus_next_seen

COLUMNS: tuple[tuple[KeyGroup, ...], ...] = (
    ("event", "card", "list", "kanban"),
    ("action", "scene"),
    ("view", "map", "alarm"),
    ("twin", "choice", "bulk", "leader", "drill", "replay", "editor"),
)
"""Groups of each column, of about the same height."""


class KeysDialog(QDialog):
    """Groups side by side; not modal."""

    def __init__(self, parent: QWidget | None = None, kind: Kind = "live", *, only: tuple[KeyGroup, ...] = ()) -> None:
        """``kind`` of realm: the keys of drills and of replays are listed where they work, those of the leader's page
        not in drills; ``only``: the groups of another window."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        elsewhere = {"drill", "replay", "editor"} - {kind} | ({"leader"} if kind == "drill" else set())
        self._elsewhere = set(KEY_GROUPS) - set(only) if only else elsewhere
        self.lines: dict[str, KeyLine] = {}
        """By name in the table of keys."""
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self.ring = FocusRing(self)
        self.close_button = QPushButton()
        self.close_button.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.px(18), 0, theme.px(18), theme.px(12))
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._area, 1)
        box.addLayout(foot)
        self._write()

    def focusNextPrevChild(self, next: bool) -> bool:  # Qt's name
        return focus_next_seen(self, self.ring, lambda: super(KeysDialog, self).focusNextPrevChild(next))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._write()

    def _write(self) -> None:
        """Fill it anew, as large as its content within the screen."""
        self.setWindowTitle(pick(KEYS["keys"].text))
        self._area.setAccessibleName(self.windowTitle())
        self.close_button.setText(self.tr("Close"))
        bar, free = self._area.verticalScrollBar().sizeHint().width(), self.screen().availableGeometry().size()
        inside = self.inside_for(free.width() - bar)
        self._area.setWidget(inside)
        wanted = inside.sizeHint().grownBy(QMargins(0, 0, bar, self.close_button.sizeHint().height() + theme.px(30)))
        self.resize(wanted.boundedTo(QSize(free.width(), free.height() - theme.px(60))))

    def inside_for(self, room_px: int) -> QWidget:
        """All groups, in fewer columns where large texts leave no room for all of them."""
        for joined in (1, 2):
            inside = self._inside(joined)
            if inside.sizeHint().width() <= room_px:
                return inside
        return self._inside(len(COLUMNS))

    def _inside(self, joined: int) -> QWidget:
        """All groups, in columns of which each has those of ``joined``."""
        self.lines = {}
        columns = QHBoxLayout()
        columns.setSpacing(theme.px(34))
        columns.setContentsMargins(theme.px(18), theme.px(8), theme.px(18), theme.px(8))
        for first in range(0, len(COLUMNS), joined):
            groups = [group for column in COLUMNS[first : first + joined] for group in column]
            here = [group for group in groups if group not in self._elsewhere]
            if here:
                column = KeyColumn(here)
                columns.addWidget(column, 0, Qt.AlignmentFlag.AlignTop)
                self.lines |= column.lines
        inside = QWidget()
        inside.setLayout(columns)
        return inside
