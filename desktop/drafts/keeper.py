"""Keeps what is half written in the window's forms, and offers what an earlier window left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from county.clock import Clock
from county.explained import of_os_error
from desktop.drafts.source import DraftSource
from desktop.drafts.store import DraftStore, KeptDraft
from desktop.session import Session
from desktop.wording import explained

EVERY_MS = 1_000
"""What was typed since is lost when the window is killed."""


class DraftKeeper(QObject):
    """Files are written in a thread: the window never waits for a disk."""

    changed = Signal()
    """:attr:`offered`, :attr:`problem` or :attr:`unread`."""
    panel_wanted = Signal(str)
    """A draft of this panel is to be continued: it has to be shown."""
    _written = Signal(str)

    def __init__(
        self, session: Session, store: DraftStore, clock: Clock, sources: Mapping[str, DraftSource], parent: QObject
    ) -> None:
        """``clock``: of this machine; ``sources`` by the key of their panel."""
        super().__init__(parent)
        self._author: Callable[[], str] = lambda: session.author
        self.now_ms = clock.now_ms
        self._store, self._sources = store, sources
        self._own: list[KeptDraft] = []
        self.offered: list[KeptDraft] = []
        """Those that were left, oldest first; those that could not be continued yet at the end."""
        self.discarded: KeptDraft | None = None
        """What was discarded last, while that can be taken back."""
        self.problem = ""
        """Why drafts cannot be kept; "" when they can."""
        try:
            self.offered = [one for one in store.take_over(self.now_ms()) if one.panel in sources]
        except OSError as error:
            self.problem = explained(of_os_error(error))
        self.unread = tuple(store.unread)
        """Files with drafts that cannot be read and are left where they are."""
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="drafts")
        self._written.connect(self._say, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.keep)
        self._timer.start()

    def keep(self) -> None:
        """Write what has changed since."""
        before = {(one.panel, one.form): one for one in self._own}
        now = [
            KeptDraft(panel, form, dict(fields), self._author(), self.now_ms())
            for panel, source in self._sources.items()
            for form, fields in source.drafts().items()
        ]
        own = []
        for draft in now:
            old = before.get((draft.panel, draft.form))
            own.append(old if old is not None and old.fields == draft.fields else draft)
        if own != self._own:
            self._own = own
            self._write()

    def title(self, draft: KeptDraft) -> str:
        """What it is about, one line."""
        return self._sources[draft.panel].draft_title(draft.form, draft.fields)

    def go_on(self, draft: KeptDraft) -> None:
        """Fill it in again; it stays offered, after the others, where something else is half written in its place."""
        self.panel_wanted.emit(draft.panel)
        if self._sources[draft.panel].take_draft(draft.form, draft.fields):
            self._own.append(draft)
            self._remove(draft)
        else:
            self.offered.remove(draft)
            self.offered.append(draft)
            self.changed.emit()

    def discard(self, draft: KeptDraft) -> None:
        """It is deleted from the disk; :meth:`take_back` offers it again until :meth:`forget_discarded`."""
        self.discarded = draft
        self._remove(draft)

    def take_back(self) -> None:
        """Offer again what was discarded last."""
        if self.discarded is not None:
            self.offered.insert(0, self.discarded)
            self.discarded = None
            self._write()
            self.changed.emit()

    def forget_discarded(self) -> None:
        """It was meant."""
        self.discarded = None
        self.changed.emit()

    def forget_unread(self) -> None:
        """The user knows of them."""
        self.unread = ()
        self.changed.emit()

    def release(self) -> None:
        """The window closes, before its forms do: what is half written stays on the disk."""
        self._timer.stop()
        self.keep()
        self._written.disconnect(self._say)
        self._worker.shutdown(wait=True)
        self._store.leave()

    def _remove(self, draft: KeptDraft) -> None:
        self.offered.remove(draft)
        self._write()
        self.changed.emit()

    def _write(self) -> None:
        drafts = [*self.offered, *self._own]
        self._worker.submit(self._store.write, drafts).add_done_callback(self._end)

    def _end(self, done: Future[None]) -> None:
        error = done.exception()
        if error is None:
            self._written.emit("")
        else:
            self._written.emit(explained(of_os_error(error)) if isinstance(error, OSError) else repr(error))

    def _say(self, problem: str) -> None:
        """``problem``: as :attr:`problem`."""
        if problem != self.problem:
            self.problem = problem
            self.changed.emit()
