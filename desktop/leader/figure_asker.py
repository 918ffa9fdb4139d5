"""Asks for figures and their records, and hands each answer to whoever asked; answers of what was given up are lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from county.figures.metric import Grain, Period, Scope
from desktop.session import Session
from desktop.wording import explained
from services.protocol.analysis_messages import CountedBy, FigureRecords, FigureTable
from services.protocol.messages import Trouble

TakeTable = Callable[[FigureTable], None]
TakeRecords = Callable[[FigureRecords], None]


class FigureAsker:
    """Of one view.  ``trouble`` is what the analysis said last instead of an answer, "" for nothing."""

    def __init__(self, session: Session, failed: Callable[[], None] = lambda: None) -> None:
        """``failed``: told of trouble."""
        self._session = session
        self._failed = failed
        self._tables: dict[str, TakeTable] = {}
        self._records: dict[str, TakeRecords] = {}
        self.trouble = ""
        session.feed.arrived.connect(self._arrived)

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is missing."""
        return bool(self._tables or self._records)

    def table(
        self, metrics: Sequence[str], periods: Sequence[Period], take: TakeTable, *, scope: Scope | None = None,
        grain: Grain = "county", as_of_seq: int = 0,
    ) -> None:  # fmt: skip
        """Request figures; ``as_of_seq`` 0: as of the newest record."""
        asked = self._session.source.figures(metrics, scope or Scope(), periods, grain, as_of_seq)
        self._tables[asked] = take

    def records(self, counted_by: CountedBy, take: TakeRecords) -> None:
        """Request the records that a figure counts."""
        self._records[self._session.source.figure_records(counted_by)] = take

    def forget(self) -> None:
        """Nothing that was asked is needed any more."""
        for request in (*self._tables, *self._records):
            self._session.source.cancel_page(request)
        self._tables.clear()
        self._records.clear()

    def release(self) -> None:
        """Give up everything, and hear nothing more."""
        self.forget()
        self._session.feed.arrived.disconnect(self._arrived)

    def _arrived(self, answer: object) -> None:
        match answer:
            case FigureTable() if answer.request in self._tables:
                self.trouble = ""
                self._tables.pop(answer.request)(answer)
            case FigureRecords() if answer.request in self._records:
                self.trouble = ""
                self._records.pop(answer.request)(answer)
            case Trouble() if answer.request in self._tables or answer.request in self._records:
                self._tables.pop(answer.request, None)
                self._records.pop(answer.request, None)
                self.trouble = explained(answer.line)
                self._failed()
            case _:
                pass
