"""Keys about the selected event that find none to act on: each says what is missing instead of doing nothing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from desktop.cards.card import Card
from desktop.i18n import pick
from desktop.input.action_keys import ACTION_KEYS
from desktop.input.keys import KEYS, label_of
from layers.events import EventsLayer
from layers.focus import Focus

STEP_KEYS = ("card.approve", *(f"action.{command.__name__}" for command in ACTION_KEYS))
"""By name in the table of keys; where the steps of an event are on the screen these keys are theirs."""


class UnaimedKeys(QObject):
    """Has the keys of the steps while no steps of an event are on the screen, because their card is hidden, another one
    is shown, or its tab is behind another one."""

    said = Signal(str)
    """What is missing, one line."""
    card_wanted = Signal()
    """The card of the selected event is to be shown: a step is given where its event can be seen."""

    def __init__(self, window: QWidget, card: Card, focus: Focus) -> None:
        super().__init__(window)
        self._card, self._steps, self._focus = card, card.event_card.steps, focus
        self.keys: list[QShortcut] = []
        """Enabled only while those of the steps, which have the same keys, are hidden."""
        for name in STEP_KEYS:
            for sequence in KEYS[name].sequences:
                key = QShortcut(sequence, window, partial(self._answer, name))
                key.setAutoRepeat(False)
                self.keys.append(key)
        self._steps.installEventFilter(self)
        self._names = {sequence.toString(): name for name in STEP_KEYS for sequence in KEYS[name].sequences}
        for key in self._steps.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly):
            key.installEventFilter(self)
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._follow()
        elif isinstance(watched, QShortcut) and event.type() == QEvent.Type.Shortcut and not self._card.is_seen:
            self._answer(self._names[watched.key().toString()])  # for Qt the steps in a tab behind are visible
            return True
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        """Two shortcuts of one key would make it ambiguous."""
        for key in self.keys:
            key.setEnabled(not self._steps.isVisible())

    def _answer(self, name: str) -> None:
        chosen = self._focus.selection
        if chosen is None or chosen.layer != EventsLayer.key or len(chosen.ids) != 1:
            text = self.tr("{key} ({what}): select an event first")
        elif not self._card.is_seen:
            self.card_wanted.emit()
            text = self.tr("{key} ({what}): press it again, now that the event's card is shown")
        else:
            text = self.tr("{key} ({what}): not possible, this event is only shown")
        self.said.emit(text.format(key=label_of(name), what=pick(KEYS[name].text).removesuffix(" …")))
