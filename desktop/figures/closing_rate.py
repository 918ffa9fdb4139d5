"""今日到期结案率: the metric ``closed_rate`` of today, as the analysis counts it for every page, briefing and wall."""

from __future__ import annotations

from PySide6.QtCore import QObject

from county.figures.metric import Figure, Period, Scope
from county.figures.text import short_text
from desktop.figures.analysis_note import analysis_answers, analysis_note
from desktop.figures.asker import FigureAsker
from desktop.i18n import pick
from desktop.moments import day_of
from desktop.session import Session
from services.protocol.analysis_messages import CountedBy, FigureTable

CLOSING_RATE = "closed_rate"
"""Metric of the catalogue."""
UNKNOWN = "–"


def today(now_ms: int) -> Period:
    """The county's day in which ``now_ms`` lies."""
    day = day_of(now_ms)
    return Period(day.start, day.stop)


class ClosingRate(QObject):
    """Asks for it; what is known stays until the next answer, but not into another day."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._asker = FigureAsker(session, self._fail)
        self._figure: Figure | None = None
        self._asked: tuple[Period, int] | None = None
        """Of which day and as of which record it was asked for."""
        session.feed.sought.connect(self._seek)

    def follow(self) -> None:
        """Ask again where there are newer records, or another day or moment is shown; one question at a time."""
        session = self._session
        if self._asker.is_waiting or CLOSING_RATE not in session.catalog.metrics:
            return
        if session.timeline is None and not analysis_answers(session):  # a replay answers why it counts none
            return
        wanted = today(session.clock.now_ms()), self._seq()
        if wanted != self._asked:
            self._asked = wanted
            self._asker.table((CLOSING_RATE,), wanted[:1], self._take, as_of_seq=wanted[1])

    def figure(self) -> Figure | None:
        """The figure of the day that is shown; None while it is not known."""
        figure, timeline = self._figure, self._session.timeline
        if figure is None or figure.period != today(self._session.clock.now_ms()):
            return None
        return None if timeline is not None and figure.as_of_seq > timeline.moment.seq else figure

    @property
    def text(self) -> str:
        """``25.0%``, of few events ``2/17``, ``–`` while it is not known and where nothing is due yet."""
        figure = self.figure()
        metric = self._session.catalog.metrics.get(CLOSING_RATE)
        return UNKNOWN if figure is None or metric is None else pick(short_text(metric, figure.value))

    @property
    def why_unknown(self) -> str:
        """Why there is no number, one line; "" where there is one."""
        if self.figure() is None:
            return self._asker.trouble or analysis_note(self._session, 0) or self.tr("Is being counted …")
        return self.tr("No event is due today yet") if self.text == UNKNOWN else ""

    @property
    def is_missing(self) -> bool:
        """Whether it is not known, and the analysis was not in trouble when it was asked last."""
        return self.figure() is None and not self._asker.trouble

    @property
    def is_current(self) -> bool:
        """Whether it is of the moment of a replay; else whether the analysis keeps up, so that newer records would be
        counted."""
        health, figure, timeline = self._session.source.health().analysis, self._figure, self._session.timeline
        if figure is not None and timeline is not None and figure.as_of_seq != timeline.moment.seq:
            return False
        return health is not None and health.state == "ready" and not self._asker.trouble

    def counted_by(self) -> CountedBy | None:
        """The events that are due; None while the figure is not known."""
        figure = self.figure()
        if figure is None:
            return None
        return CountedBy(metric=CLOSING_RATE, period=figure.period, part="denominator", as_of_seq=figure.as_of_seq)

    def release(self) -> None:
        """Ask and hear nothing more."""
        self._session.feed.sought.disconnect(self._seek)
        self._asker.release()

    def _seek(self) -> None:
        """Another moment of a replay is shown: what was asked for the one before is not waited for."""
        self._asker.forget()
        self._asked = None
        self.follow()

    def _seq(self) -> int:
        """The record as of which it is asked for; 0: the newest, as none is known."""
        if self._session.timeline is not None:
            return self._session.timeline.moment.seq
        health = self._session.source.health().analysis
        return 0 if health is None else health.seq

    def _take(self, table: FigureTable) -> None:
        assert self._asked is not None
        if table.as_of_seq:
            self._figure = Figure(
                metric=CLOSING_RATE, scope=Scope(), period=self._asked[0], grain="county", group="",
                as_of_seq=table.as_of_seq, value=table.totals[0][0],
            )  # fmt: skip

    def _fail(self) -> None:
        self._asked = None
