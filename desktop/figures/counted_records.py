"""The records that a figure counts: events in the list of the archive, what no event says in a box of its own."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QWidget

from county.figures.metric import FigureValue, Part
from desktop.figures.asker import FigureAsker
from desktop.figures.records import FigureRecordsBox
from desktop.input.keyed_menu import KeyedMenu
from desktop.session import Session
from services.protocol.analysis_messages import CountedBy


class CountedRecords(QObject):
    """Opens them above the widget that owns it."""

    events_wanted = Signal(object, str)
    """CountedBy of events to list, and what they are."""

    def __init__(self, session: Session, failed: Callable[[], None], owner: QWidget) -> None:
        """``failed``: told when records did not arrive."""
        super().__init__(owner)
        self._session, self._owner = session, owner
        self._asker = FigureAsker(session, failed)
        self.menu = KeyedMenu(owner)
        """The two parts of a share, each with its own records."""
        self.menu.setObjectName("parts of a share")

    @property
    def trouble(self) -> str:
        """Why records did not arrive; "" for nothing."""
        return self._asker.trouble

    def release(self) -> None:
        """Give up what was asked."""
        self._asker.release()

    def list(self, counted: CountedBy, value: FigureValue, title: str) -> None:
        """List what a figure counts; of a share of events the parts are offered, each with its number of ``value``."""
        metric = self._session.catalog.metrics[counted.metric]
        if metric.source == "events" and metric.is_share:
            self._offer_parts(counted, value, title)
        else:
            self.list_part(counted, title)

    def list_part(self, counted: CountedBy, title: str) -> None:
        """List the part that ``counted`` names."""
        if self._session.catalog.metrics[counted.metric].source == "events":
            self.events_wanted.emit(counted, title)
            return
        self._asker.forget()
        self._asker.records(counted, lambda found: FigureRecordsBox(title, found, self._owner.window()).open())

    def _offer_parts(self, counted: CountedBy, value: FigureValue, title: str) -> None:
        self.menu.clear()
        parts: tuple[tuple[Part, str, str, float | None], ...] = (
            ("numerator", self.tr("&Numerator: {n} events"), self.tr("numerator"), value.num),
            ("denominator", self.tr("&Denominator: {n} events"), self.tr("denominator"), value.den),
        )
        for part, text, words, n in parts:
            action = self.menu.addAction(text.format(n="–" if n is None else f"{n:,.0f}"))
            asked = replace(counted, part=part)
            action.triggered.connect(
                lambda _=False, asked=asked, words=words: self.events_wanted.emit(asked, f"{title} · {words}")
            )
        self.menu.popup(QCursor.pos())
