"""The buttons of the steps that an event allows, in as many columns as show every text whole."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from county import commands as c
from desktop import theme
from desktop.input.keyed_button import KeyedButton

SPACING_PX = 6
_COLUMNS = 3
"""One less where a text would be cut."""


class StepButtons(QWidget):
    """A click on one leaves the focus where it was.

    Buttons are kept and filled again: to make, style and show new ones for each event takes longer.  They have a widget
    of their own, as each that appears has the layout of its parent done anew, which is stopped meanwhile.
    """

    clicked = Signal(object)
    """The step of this class of commands."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: dict[type[c.EventCommand], KeyedButton] = {}
        """Those of the steps that the event allows."""
        self._made: dict[type[c.EventCommand], KeyedButton] = {}
        """All that were ever shown."""
        self._placed: list[tuple[KeyedButton, int, int, int]] = []
        """Each shown button with its row, column and span."""
        self._wide: type[c.EventCommand] | None = None
        self._columns = _COLUMNS
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(SPACING_PX))

    def button_of(self, step: type[c.EventCommand]) -> KeyedButton:
        """The button to be filled for ``step``; it is shown by :meth:`show_these`."""
        return self._made.get(step) or self._make(step)

    def show_these(
        self, buttons: dict[type[c.EventCommand], KeyedButton], wide: type[c.EventCommand] | None
    ) -> None:
        """Show ``buttons``, that of ``wide`` over the whole width."""
        self.shown, self._wide = buttons, wide
        self._lay_out(self._fitting_columns())

    def drop_pressed(self) -> None:
        """What is pressed belongs to the event that is left: its release must not be a click for another one."""
        for step, button in [*self._made.items()]:
            if button.isDown():
                del self._made[step]
                self.shown.pop(step, None)
                button.blockSignals(True)
                button.hide()
                button.deleteLater()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = self._fitting_columns()
        if self.shown and columns != self._columns:
            self._lay_out(columns)

    def _make(self, step: type[c.EventCommand]) -> KeyedButton:
        button = self._made[step] = KeyedButton()
        button.setParent(self)
        button.hide()  # Qt shows what is added to a visible layout by a call of its own, after a first painting
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setObjectName(step.__name__)
        button.clicked.connect(lambda: self.clicked.emit(step))
        return button

    def _lay_out(self, columns: int) -> None:
        self._columns = columns
        placed, place = [], 0
        for step, button in self.shown.items():
            span = columns if step is self._wide else 1
            placed.append((button, place // columns, place % columns, span))
            place += span
        if placed == self._placed:
            return
        self._placed = placed
        self._grid.setEnabled(False)
        items = [self._grid.takeAt(0) for _ in range(self._grid.count())]
        known = {item.widget(): item for item in items if item is not None}
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, int(column < columns))
        for button, row, column, span in placed:
            if button in known:
                self._grid.addItem(known[button], row, column, 1, span)
            else:
                self._grid.addWidget(button, row, column, 1, span)
        for button in self._made.values():
            button.setVisible(button in self.shown.values())
        self._grid.setEnabled(True)
        self._grid.invalidate()
        self.updateGeometry()

    def _fitting_columns(self) -> int:
        widest = max((button.sizeHint().width() for button in self.shown.values()), default=0)
        fitting = (n for n in range(_COLUMNS, 1, -1) if widest <= (self.width() - (n - 1) * theme.px(SPACING_PX)) // n)
        return next(fitting, 1)
