"""The menu of any number: 口径, 记录, 趋势, 写入专报."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from desktop.input.keyed_menu import KeyedMenu
from desktop.leader.shown_figure import ShownFigure


class FigureMenu(KeyedMenu):
    """One menu for all numbers of the page."""

    definition_wanted = Signal(object)
    records_wanted = Signal(object)
    trend_wanted = Signal(object)
    report_wanted = Signal(object)
    """Each with the ShownFigure."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("figure menu")

    def open_on(self, shown: ShownFigure, at: QPoint, why_no_report: str) -> None:
        """``why_no_report``: why it cannot be written into a report, "" where it can."""
        self.clear()
        has_records = shown.figure.value.value is not None
        self.addAction(self.tr("&Definition …")).triggered.connect(lambda: self.definition_wanted.emit(shown))
        records = self.addAction(self.tr("&Records"))
        records.triggered.connect(lambda: self.records_wanted.emit(shown))
        records.setEnabled(has_records)
        self.addAction(self.tr("&Trend and towns")).triggered.connect(lambda: self.trend_wanted.emit(shown))
        self.addSeparator()
        words = self.tr("Write into a report …")
        report = self.addAction(self.tr("&Write into a report …"))
        report.triggered.connect(lambda: self.report_wanted.emit(shown))
        report.setEnabled(not why_no_report)
        if why_no_report:
            report.setText(f"{words}（{why_no_report}）")
        self.popup(at)
