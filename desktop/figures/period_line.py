"""The choice of a period: its kind, the one before and after, and its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QToolButton, QWidget

from county.figures.periods import PeriodKind, before, following, kind_of, period_at, span_ms
from county.figures.text import period_text
from desktop.i18n import pick
from desktop.widgets.literal import PlainLabel
from desktop.widgets.narrow_box import narrow

BOX_CHARACTERS = 7


class PeriodLine(QObject):
    """Its parts stand in a line of the panel that owns it."""

    changed = Signal()

    def __init__(
        self, kinds: Sequence[PeriodKind], now_ms: Callable[[], int], parent: QWidget, first: PeriodKind | None = None
    ) -> None:
        """``first``: the kind of the present period, with which it begins; None: the first of ``kinds``."""
        super().__init__(parent)
        self._now_ms = now_ms
        begin = kinds[0] if first is None else first
        self.period = period_at(begin, now_ms())
        self.kind, self.label = QComboBox(), PlainLabel()
        self.earlier, self.later = QToolButton(), QToolButton()
        self.earlier.setText("◀")
        self.later.setText("▶")
        self.label.setProperty("role", "title")
        for kind in kinds:
            self.kind.addItem("", kind)
        self.kind.setCurrentIndex(kinds.index(begin))
        narrow(self.kind, BOX_CHARACTERS)
        self.kind.activated.connect(self._kind_chosen)
        self.earlier.clicked.connect(lambda: self._go_to(before(self.period)))
        self.later.clicked.connect(lambda: self._go_to(following(self.period)))

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """In their order."""
        return self.kind, self.earlier, self.label, self.later

    @property
    def is_over(self) -> bool:
        """Whether the period has ended."""
        span = span_ms(self.period)
        return span is not None and span.stop <= self._now_ms()

    def show_period(self, period: str) -> None:
        """Another one, of one of its kinds, without :attr:`changed`."""
        self.period = period
        self.kind.setCurrentIndex(self.kind.findData(kind_of(period)))
        self._show()

    def retranslate(self, kinds: Sequence[str]) -> None:
        """Set all texts; ``kinds``: their names."""
        for place, text in enumerate(kinds):
            self.kind.setItemText(place, text)
        self.earlier.setToolTip(self.tr("Period before"))
        self._show()

    def _kind_chosen(self) -> None:
        span = span_ms(self.period)
        assert span is not None, "it is one of ours"
        at_ms = min(span.stop - 1, max(span.start, self._now_ms()))
        self._go_to(period_at(self.kind.currentData(), at_ms))

    def _go_to(self, period: str) -> None:
        self.period = period
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        self.label.setText(pick(period_text(self.period)))
        self.later.setEnabled(self.is_over)
        later = self.tr("Period after") if self.is_over else self.tr("The next period has not begun")
        self.later.setToolTip(later)
