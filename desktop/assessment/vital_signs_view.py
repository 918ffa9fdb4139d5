"""城市体征 as a tree: every plate as bad as its worst sign, with what is unknown; signs with value and change."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTreeWidgetItem, QWidget

from county.catalog import Catalog
from county.figures.kpi_text import BAND_NAMES, plate_text
from county.figures.text import change_text, is_better, short_text, value_text
from county.figures.vital_sign_table import plates_of
from county.figures.vital_signs import plate_state
from desktop import moments, theme
from desktop.assessment.tree import AssessmentTree
from desktop.assessment.tree_marks import BAND_COLORS, MARK_ROLE, BandDot
from desktop.i18n import pick
from desktop.widgets.literal import literal
from services.protocol.assessment_messages import VitalSignsAnswer, VitalSignState

NAME, STATE, VALUE, BEFORE, CHANGE, SINCE, BANDS, OWNER = range(8)
WIDTHS_PX = (220, 196, 150, 100, 110, 110, 196, 190)
RIGHT = (VALUE, BEFORE, CHANGE)


class VitalSignsView(AssessmentTree):
    """A click on a value lists its records."""

    value_clicked = Signal(str)

    def __init__(self, catalog: Catalog, parent: QWidget | None = None) -> None:
        super().__init__(WIDTHS_PX, RIGHT, parent)
        self._catalog = catalog
        self._plates = plates_of(catalog.vital_signs)
        self._answer: VitalSignsAnswer | None = None
        self.clicked.connect(lambda index: self._clicked(index.column()))

    @property
    def heads(self) -> list[str]:
        return [
            self.tr("Sign"), self.tr("State"), self.tr("Value"), self.tr("A day before"), self.tr("Change"),
            self.tr("Since"), self.tr("Yellow · orange · red"), self.tr("Department"),
        ]  # fmt: skip

    def show_signs(self, answer: VitalSignsAnswer) -> None:
        """Replace all values; what is open and chosen stays."""
        self._answer = answer
        states = {state.id: state for state in answer.signs}
        self.fill([row for plate, signs in self._plates.items() for row in ((plate, ""), *((s, plate) for s in signs))])
        for plate, signs in self._plates.items():
            found = plate_state(states[sign].band for sign in signs if sign in states)
            item = self.items[plate]
            item.setText(NAME, pick(self._catalog.vital_signs[plate].name))
            item.setText(STATE, pick(plate_text(found)))
            item.setData(STATE, MARK_ROLE, BandDot(found.band, found.band == "green" and found.unknown > 0))
            self.embolden(item)
            for sign in signs:
                if sign in states:
                    self._show_sign(self.items[sign], states[sign], answer.as_of_ms)

    def retranslate(self) -> None:
        super().retranslate()
        if self._answer is not None:
            self.show_signs(self._answer)

    def _show_sign(self, item: QTreeWidgetItem, state: VitalSignState, now_ms: int) -> None:
        sign = self._catalog.vital_signs[state.id]
        item.setText(NAME, pick(sign.name))
        item.setText(STATE, pick(BAND_NAMES[state.band]))
        item.setData(STATE, MARK_ROLE, BandDot(state.band))
        if state.band != "green":
            item.setForeground(STATE, QColor(BAND_COLORS[state.band]))
        owner = self._catalog.departments.get(sign.owner)
        item.setText(OWNER, "" if owner is None else pick(owner))
        if not sign.metric:
            item.setText(VALUE, "–")
            waits = self.tr("Waits for: {source}").format(source=pick(sign.missing))
            item.setToolTip(STATE, literal(waits))
            item.setText(BANDS, waits)
            for column in (NAME, VALUE, BANDS):
                item.setForeground(column, QColor(theme.MUTED))
            return
        metric = self._catalog.metrics[sign.metric]
        item.setText(VALUE, pick(value_text(metric, state.value)))
        known = state.value.value is not None
        item.setForeground(VALUE, QColor(theme.ACCENT if known else theme.MUTED))
        item.setToolTip(VALUE, self.tr("Click to list these records") if known else "")
        item.setText(BEFORE, pick(short_text(metric, state.before)))
        item.setText(CHANGE, pick(change_text(metric, state.value, state.before)))
        better = is_better(metric, state.value, state.before)
        if better is not None:
            item.setForeground(CHANGE, QColor(theme.GOOD if better else theme.WARNING))
        if state.since_ms:
            item.setText(SINCE, moments.short(state.since_ms, now_ms))
        bands = " · ".join(_limit(limit, metric.is_share) for limit in sign.bands)
        text = f"{'≥' if sign.direction == 'up' else '≤'} {bands}"
        item.setText(BANDS, self.tr("rarity {bands}").format(bands=text) if sign.weeks else text)
        item.setForeground(BANDS, QColor(theme.MUTED))
        if state.raw != state.band:
            held = self.tr("The value is {band}; it counts when it was so for {minutes} min")
            said = held.format(band=pick(BAND_NAMES[state.raw]), minutes=f"{sign.hold_s / 60:g}")
            item.setToolTip(STATE, literal(said))

    def _clicked(self, column: int) -> None:
        if column == VALUE and self.chosen:
            self.value_clicked.emit(self.chosen)


def _limit(value: float, is_share: bool) -> str:
    return f"{100 * value:g}%" if is_share else f"{value:g}"
