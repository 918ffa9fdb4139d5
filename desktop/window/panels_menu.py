"""The menu of the panels: all of them at once, below the names of their groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget, QWidgetAction

from desktop.i18n import pick
from desktop.panels.groups import GROUPS, PanelGroup
from desktop.widgets.literal import PlainLabel


class PanelsMenu(QMenu):
    """Its actions show and hide docks."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("panels")
        self.headings: dict[PanelGroup, PlainLabel] = {}

    def add_panels(self, panels: Mapping[PanelGroup, Sequence[QAction]]) -> None:
        """Add the actions of each group that has any below its name."""
        for group in (group for group in GROUPS if panels.get(group)):
            label = PlainLabel()
            label.setObjectName("group")
            heading = QWidgetAction(self)
            heading.setDefaultWidget(label)
            heading.setEnabled(False)  # the keyboard passes over it
            self.addAction(heading)
            self.addActions(list(panels[group]))
            self.headings[group] = label
        self.retranslate()

    def retranslate(self) -> None:
        """Set the names of the groups; those of the panels are set by their docks."""
        for group, label in self.headings.items():
            label.setText(pick(GROUPS[group]))
