"""Answers of the analysis that briefings need, asked for once each and kept."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

from psygnal import Signal

from desktop.figures.asker import FigureAsker
from desktop.session import Session

KEPT_MAX = 8
"""Answers that are kept."""
Key = TypeVar("Key")
Kept = TypeVar("Kept")


class KeptAnswers(Generic[Key, Kept]):
    """Answers by what was asked.  Derived ones ask for the one that is missing in :meth:`ask`, and :meth:`keep` it."""

    changed = Signal()
    """An answer arrived, or why there is none."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: OrderedDict[Key, Kept] = OrderedDict()
        self._asked: Key | None = None
        self._asker = FigureAsker(session, self.changed.emit)

    @property
    def trouble(self) -> str:
        """Why what was asked last did not arrive; "" where it did, or still may."""
        return "" if self._asker.is_waiting else self._asker.trouble

    def release(self) -> None:
        """Take no answers any more."""
        self._asker.release()

    def again(self) -> None:
        """Ask again for what did not arrive, once the analysis is there."""
        if self.trouble and self._session.source.health().analysis is not None:
            self._asked = None
            self.changed.emit()

    def ask(self, key: Key) -> None:
        """Request an answer; what was asked before is given up."""
        raise NotImplementedError

    def keep(self, answer: Kept) -> None:
        """What was asked has arrived."""
        assert self._asked is not None
        self._known[self._asked] = answer
        self._asked = None
        while len(self._known) > KEPT_MAX:
            self._known.popitem(last=False)
        self.changed.emit()

    def known(self, key: Key) -> Kept | None:
        """The answer; None until it has arrived."""
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        if key != self._asked:
            self._asker.forget()
            self._asked = key
            self.ask(key)
        return None
