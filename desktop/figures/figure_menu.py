"""The menu of any number: 口径, 记录, 趋势, 写入专报."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from county.briefing.commands import DraftBriefing
from desktop.figures.definition_box import DefinitionBox, DefinitionLines, definition_of
from desktop.figures.shown_figure import ShownFigure, caption
from desktop.input.keyed_menu import KeyedMenu
from desktop.permission import why_not
from desktop.session import Session
from services.brief.group_names import GroupNames


class PlainNumber(NamedTuple):
    """A number that is no figure of a metric, and so has neither a trend nor a place in a report."""

    name: str
    lines: DefinitionLines
    list_records: Callable[[], object]
    why: str
    """What it is instead."""


class FigureMenu(KeyedMenu):
    """One menu for all numbers of a page or window.  Definition and report it opens itself; where records and trend are
    shown, its owner knows."""

    records_wanted = Signal(object)
    trend_wanted = Signal(object)
    """Each with the ShownFigure."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("figure menu")
        self._session, self._owner = session, parent

    @cached_property
    def names(self) -> GroupNames:
        """Of what figures can be filtered by."""
        return GroupNames(self._session.package, self._session.catalog)

    def caption(self, shown: ShownFigure) -> str:
        """What a figure counts, in words."""
        return caption(shown, self._session.catalog, self.names)

    def open_on(self, shown: ShownFigure, at: QPoint) -> None:
        """The menu of a figure, at a place of the screen."""
        self.clear()
        self._add(self.tr("&Definition …"), lambda: self._show_definition(shown))
        records = self._add(self.tr("&Records"), lambda: self.records_wanted.emit(shown))
        records.setEnabled(shown.figure.value.value is not None)
        self._add(self.tr("&Trend and towns"), lambda: self.trend_wanted.emit(shown))
        self.addSeparator()
        why = why_not(self._session, DraftBriefing)
        self._add(self.tr("&Write into a report …"), lambda: self._write_report(shown), why)
        self.popup(at)

    def open_on_plain(self, number: PlainNumber, at: QPoint) -> None:
        """The menu of a number without a metric."""
        self.clear()
        self._add(self.tr("&Definition …"), lambda: self._show_lines(number.name, number.lines))
        self._add(self.tr("&Records"), number.list_records)
        self._add(self.tr("&Trend and towns"), None, number.why)
        self.addSeparator()
        self._add(self.tr("&Write into a report …"), None, number.why)
        self.popup(at)

    def _add(self, text: str, go: Callable[[], object] | None, refused: str = "") -> QAction:
        action = self.addAction(f"{text}（{refused}）" if refused else text)
        action.setEnabled(not refused)
        if go is not None:
            action.triggered.connect(lambda: go())
        return action

    def _show_definition(self, shown: ShownFigure) -> None:
        self._show_lines(self.caption(shown), definition_of(shown, shown.metric(self._session.catalog)))

    def _show_lines(self, title: str, lines: DefinitionLines) -> None:
        box = DefinitionBox(title, lines, self._owner.window())
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _write_report(self, shown: ShownFigure) -> None:
        self._session.briefings.add_figure(shown.figure, self.caption(shown))
