"""The scale of an observed expectation, as its scenario states it: the names of its steps, each with its share."""

from __future__ import annotations

from PySide6.QtCore import Signal

from county.drill.scenario import Expectation
from desktop.widgets.wheelless_box import WheellessBox


class ScaleBox(WheellessBox):
    """Hidden while the chosen expectation has no scale."""

    step_chosen = Signal(float)
    """Its share, 0 to 1."""

    def __init__(self) -> None:
        super().__init__()
        self._scale: tuple[tuple[str, float], ...] = ()
        self.activated.connect(lambda _: self.step_chosen.emit(self.currentData()))
        self.hide()

    def show_scale(self, expectation: Expectation | None, share: float) -> None:
        """Offer the steps of ``expectation``, with the one of ``share`` in view; none where no step has that share."""
        scale = () if expectation is None else expectation.scale
        if scale != self._scale:
            self._scale = scale
            self.clear()
            for name, part in scale:
                self.addItem(f"{name} {100 * part:.0f} %", part)
        self.setVisible(bool(scale))
        shares = [round(part, 2) for _, part in scale]
        self.setCurrentIndex(shares.index(round(share, 2)) if round(share, 2) in shares else -1)

    @property
    def share(self) -> float | None:
        """That of the step in view; None where there is none."""
        found: float | None = self.currentData()
        return found
