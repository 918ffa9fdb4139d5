"""What is reported repeatedly or by many, and what is talked about more: a table of counts below the cards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QItemSelectionModel, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from county.catalog import Catalog
from county.risk.patterns import ToldRepeat, ToldTopic
from desktop import moments, theme
from desktop.i18n import pick
from desktop.input.pointer_hold import PointerHold
from desktop.item_models.text_rows import TextRows
from desktop.places.division_names import DivisionNames
from desktop.widgets.literal import PlainLabel
from desktop.widgets.text_table import ROW_PX, text_table, widen

ROWS_SHOWN = 5
"""More are scrolled to."""
SPACING_PX = 4
WIDTHS_PX = (110, 240, 260, 260)


class ToldPattern(NamedTuple):
    """A row: its cells, the events behind it, and the village that it is of, if it is one."""

    cells: tuple[str, ...]
    evidence: tuple[str, ...]
    division: str = ""


class PatternsTable(QWidget):
    """Hidden while there is nothing to tell; ``chosen`` tells the row that somebody has selected."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.heading = PlainLabel()
        self.heading.setProperty("role", "muted")
        self.heading.setWordWrap(True)
        self._rows = TextRows(5)
        self._told: Sequence[ToldPattern] = ()
        """What is to be shown, while a hand may aim at a row."""
        self._patterns: Sequence[ToldPattern] = ()
        self.table = text_table(self._rows)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.selectionModel().currentRowChanged.connect(lambda index, _: self._choose(index.row()))
        self._hold = PointerHold(self.table)
        self._hold.ended.connect(self._show)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(SPACING_PX))
        box.addWidget(self.heading)
        box.addWidget(self.table)
        self.hide()

    def show_patterns(self, patterns: Sequence[ToldPattern]) -> None:
        """Replace the rows where they differ, once no hand aims at one; nothing is selected then."""
        self._told = patterns
        if not self._hold.holding:
            self._show()

    def _show(self) -> None:
        if self._told == self._patterns:
            return
        patterns = self._patterns = self._told
        self._rows.show_rows([pattern.cells for pattern in patterns])
        rows = min(len(patterns), ROWS_SHOWN)
        self.table.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + rows * theme.px(ROW_PX) + 2)
        self.setVisible(bool(patterns))

    def clear_choice(self) -> None:
        """Nothing is selected, as somebody has chosen something else."""
        self.table.selectionModel().setCurrentIndex(
            self._rows.index(-1, -1), QItemSelectionModel.SelectionFlag.Clear
        )  # fmt: skip

    def retranslate(self) -> None:
        self.heading.setText(self.tr("Repeated, collective and rising (counts, no warnings)"))
        self._rows.name([
            self.tr("Kind"), self.tr("Matter"), self.tr("Place"), self.tr("Count"), self.tr("Since")
        ])  # fmt: skip
        widen(self.table, WIDTHS_PX)

    def _choose(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(self._patterns[row])


def patterns_of(
    repeats: Sequence[ToldRepeat], topics: Sequence[ToldTopic], catalog: Catalog, names: DivisionNames, now_ms: int
) -> list[ToldPattern]:
    """The rows: collective matters, then persons, then words."""
    limits = catalog.repeated_reports
    found = []
    for one in sorted(repeats, key=lambda one: one.kind):
        subclass = catalog.subclasses.get(one.subclass)
        matter = one.subclass if subclass is None else pick(subclass.name)
        place = (
            names.path(one.division) if one.division else QCoreApplication.translate("PatternsTable", "Several places")
        )
        if one.kind == "collective":
            kind = QCoreApplication.translate("PatternsTable", "Collective")
            count = QCoreApplication.translate("PatternsTable", "{people} persons, {events} events in {days} d").format(
                people=one.people, events=one.events, days=limits.people_days
            )
        else:
            kind = QCoreApplication.translate("PatternsTable", "Repeated")
            count = QCoreApplication.translate("PatternsTable", "1 person, {events} events in {days} d").format(
                events=one.events, days=limits.person_days
            )
        since = moments.short(one.from_ms, now_ms)
        found.append(ToldPattern((kind, matter, place, count, since), one.evidence, one.division))
    for topic in topics:
        row = catalog.event_classes.get(topic.subject)
        matter = QCoreApplication.translate("PatternsTable", "{words} ({subject})").format(
            words="、".join(topic.words), subject=topic.subject if row is None else pick(row)
        )
        count = QCoreApplication.translate("PatternsTable", "{part} of {whole}; {share} % before (z {z})").format(
            part=topic.events, whole=topic.of, share=f"{100 * topic.share_before:.1f}", z=f"{topic.z:.1f}"
        )
        found.append(
            ToldPattern(
                (
                    QCoreApplication.translate("PatternsTable", "Rising words"),
                    matter,
                    QCoreApplication.translate("PatternsTable", "Whole county"),
                    count,
                    "",
                ),
                topic.evidence,
            )
        )
    return found
