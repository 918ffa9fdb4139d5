"""The menu of a click with the right button on the row of an event: the actions of its card, with their keys."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from desktop.action_keys import key_of
from desktop.keys import KEYS
from desktop.literal import without_mnemonics
from desktop.panels.card import Card


class EventMenu(QObject):
    """Shows what the buttons of the card show: the same actions, disabled for the same reasons."""

    locate_wanted = Signal()

    def __init__(self, card: Card, parent: QWidget) -> None:
        super().__init__(parent)
        self._card = card
        self.menu = QMenu(parent)

    def open_at(self, at: QPoint) -> None:
        """Open it at a place of the screen, for the event that is selected."""
        steps = self._card.event_card.steps
        self.menu.clear()
        for step, button in steps.buttons.items():
            why = button.toolTip()
            text = button.text() if button.isEnabled() or not why else f"{button.text()}（{why}）"
            action = self.menu.addAction(without_mnemonics(text))
            action.setShortcut(QKeySequence(key_of(step)))
            action.setShortcutVisibleInContextMenu(True)
            action.setEnabled(button.isEnabled())
            action.triggered.connect(partial(steps.press, step))
        self.menu.addSeparator()
        near = self.menu.addAction(self.tr("What is near"))
        near.setShortcut(KEYS["card.nearby"].sequences[0])
        near.setShortcutVisibleInContextMenu(True)
        near.triggered.connect(self._card.show_near_selection)
        self.menu.addAction(self.tr("Show on the map")).triggered.connect(self.locate_wanted)
        self.menu.popup(at)
