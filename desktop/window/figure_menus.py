"""The menu of numbers in the window of an operator: records in the archive, the trend in the evaluation."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from county.figures.periods import period_of
from county.figures.text import period_text
from county.names import BETWEEN
from desktop.figures.analysis_note import analysis_answers, analysis_note
from desktop.figures.asker import FigureAsker
from desktop.figures.closing_rate import today
from desktop.figures.counted_records import CountedRecords
from desktop.figures.figure_menu import FigureMenu
from desktop.figures.shown_figure import ShownFigure
from desktop.i18n import pick
from desktop.session import Session
from services.protocol.analysis_messages import FigureTable


class FigureMenus(QObject):
    """One menu for header, evaluation and assessment."""

    events_wanted = Signal(object, str)
    """CountedBy of events to list, and what they are."""
    trend_wanted = Signal(object)
    """Figure."""
    said = Signal(str)
    """Why a number has no menu."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self.menu = FigureMenu(session, window)
        self._asker = FigureAsker(session, self._say_trouble)
        self._records = CountedRecords(session, self._say_trouble, window)
        self._records.events_wanted.connect(self.events_wanted)
        self.menu.records_wanted.connect(self._list)
        self.menu.trend_wanted.connect(lambda shown: self.trend_wanted.emit(shown.figure))

    def open_for(self, metric: str, at: QPoint) -> None:
        """The menu of a metric of today, as soon as it is counted: what the desk counts is not asked for in advance."""
        session = self._session
        if not analysis_answers(session):
            self.said.emit(analysis_note(session, 0))
            return
        period = today(session.clock.now_ms())

        def open_menu(table: FigureTable) -> None:
            as_of = table.as_of_seq, table.as_of_ms
            self.menu.open_on(ShownFigure.of(metric, period, table.totals[0][0], as_of), at)

        moment = session.timeline.moment.seq if session.timeline is not None else 0
        self._asker.forget()
        self._asker.table((metric,), (period,), open_menu, as_of_seq=moment)

    def release(self) -> None:
        """Give up what was asked."""
        self._asker.release()
        self._records.release()

    def _list(self, shown: ShownFigure) -> None:
        period = shown.figure.period
        words = pick(period_text(period_of(period.from_ms, period.to_ms)))
        title = BETWEEN.join((self.menu.caption(shown), words))
        self._records.list(shown.counted_by(), shown.figure.value, title)

    def _say_trouble(self) -> None:
        self.said.emit(self._asker.trouble or self._records.trouble)
