"""The pinyin of some names, found once when somebody begins to type one of them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.process.releasable import Releasable
from services.analysis.texts.name_terms import NameTermsProcess

LOADED_MS = 100
"""Between two looks whether it is known."""
_log = logging.getLogger(__name__)


class LoadedOnce(Releasable):
    """Loads in a thread, with a process that has the dictionaries; what fails is logged, and tried again the next time
    that somebody begins."""

    loaded = Signal()
    """It is known now."""

    def __init__(self, load: Callable[[NameTermsProcess], None], parent: QObject) -> None:
        """``load`` takes seconds, and fails as :meth:`NameTermsProcess.read` does."""
        super().__init__(parent)
        self._load = load
        self._process = NameTermsProcess()
        self._loading: Future[None] | None = None
        self._timer = QTimer(self, interval=LOADED_MS)
        self._timer.timeout.connect(self._look)

    def begin(self) -> None:
        """Load, unless that has begun."""
        if self._loading is None:
            worker = ThreadPoolExecutor(1, thread_name_prefix="pinyin")
            self._loading = worker.submit(self._load, self._process)
            worker.shutdown(wait=False)
            self._timer.start()

    def begin_in(self, field: QWidget) -> None:
        """Load if ``field``, which has just got the focus, keeps it: while docks are arranged it passes through those
        of panels that are hidden and shown again."""
        QTimer.singleShot(0, self, lambda: self.begin() if field.hasFocus() else None)

    def release(self) -> None:
        """Stop loading."""
        self._timer.stop()
        self._process.stop()

    def _look(self) -> None:
        if self._loading is None or not self._loading.done():
            return
        self._timer.stop()
        error = self._loading.exception()
        if error is None:
            self.loaded.emit()
        else:
            self._loading = None
            _log.warning("the pinyin of names is not known: %s: %s", type(error).__name__, error)
