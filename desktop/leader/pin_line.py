"""Results of decision parts that are pinned to the leader's page: a line below the numbers of the county."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from county.decisions.pins import Pin, age_of
from county.figures.text import interval_text, short_text
from county.names import BETWEEN
from desktop.decisions.pinning import shown_pins
from desktop.decisions.result_number import aged_text, quality_text
from desktop.figures.shown_figure import ShownFigure, caption
from desktop.i18n import pick
from desktop.leader.figure_button import LookOf, PinChip
from desktop.session import Session
from desktop.widgets.wrapping_line import WrappingLine
from services.brief.group_names import GroupNames


class PinLine(QWidget):
    """A chip each; hidden while nothing is pinned."""

    pressed = Signal()
    """The place of decisions is wanted."""

    def __init__(self, session: Session, look: LookOf, names: GroupNames) -> None:
        super().__init__()
        self._session, self._look, self._names = session, look, names
        self.chips: list[PinChip] = []
        self._line = WrappingLine()
        self._line.setContentsMargins(0, 0, 0, 0)
        self.setLayout(self._line)

    def show_now(self) -> None:
        """Show what is pinned."""
        pins, now_ms = shown_pins(self._session, "page"), self._session.clock.now_ms()
        while len(self.chips) < len(pins):
            chip = PinChip(self._look)
            chip.clicked.connect(self.pressed)
            self.chips.append(chip)
            self._line.add(chip, 1)
        for place, chip in enumerate(self.chips):
            chip.setVisible(place < len(pins))
            if place < len(pins):
                self._show(chip, pins[place], now_ms)
        self.setVisible(bool(pins))

    def _show(self, chip: PinChip, pin: Pin, now_ms: int) -> None:
        metric = self._session.catalog.metrics.get(pin.figure.metric)
        if metric is None:
            chip.show_pin(pin.figure.metric, "–", "", "muted")
            return
        age, value = age_of(metric, pin.as_of_ms, now_ms), pin.figure.value
        name = caption(ShownFigure(pin.figure, pin.as_of_ms), self._session.catalog, self._names)
        interval = interval_text(metric, value)
        aged = aged_text(age, pin.as_of_ms, now_ms)
        below = BETWEEN.join(filter(None, (f"[{interval}]" if interval else "", aged, quality_text(value))))
        color = {"fresh": "text", "old": "warning", "stale": "muted"}[age]
        chip.show_pin(name, pick(short_text(metric, value)), below, color)
