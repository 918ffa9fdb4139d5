"""Exceptions, logged errors and warnings of Qt in a program, each kind of them noted once."""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

HARMLESS = (
    "This plugin does not support",  # the off-screen platform, for every window
    "Mouse event occurs outside target window",  # of QTest: the window became smaller between choice and click
    "QXcbConnection: XCB error",  # a request about a window that the window manager has just destroyed
    "XDG_RUNTIME_DIR",  # the machine's
    "propagateSizeHints",
    "libEGL",
    "Could not connect to any X display",
    "QWindowsWindow::setGeometry",
)
"""Parts of messages that do not tell of a fault of the program."""
_VARYING = re.compile(r"0x[0-9a-fA-F]+|\d+")
Note = Callable[[str, str], None]


class NotedFaults:
    """Passes each kind of fault on once: "exception", "log" or "Qt", and its text."""

    def __init__(self, note: Note) -> None:
        self._note = note
        self._known: set[str] = set()
        sys.excepthook = self._exception
        threading.excepthook = lambda args: self.found(
            "exception", _text(args.exc_type, args.exc_value, args.exc_traceback)
        )
        sys.unraisablehook = lambda raised: self.found(
            "exception", _text(raised.exc_type, raised.exc_value, raised.exc_traceback)
        )
        qInstallMessageHandler(self._message)
        logging.getLogger().addHandler(_ErrorHandler(self.found))

    def found(self, kind: str, text: str) -> None:
        """A fault; numbers and addresses do not make it another kind."""
        key = _VARYING.sub("#", text)
        if key not in self._known:
            self._known.add(key)
            self._note(kind, text)

    def _exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self.found("exception", _text(kind, error, trace))

    def _message(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) or any(part in text for part in HARMLESS):
            return
        callers = "".join(traceback.format_stack(limit=8)[:-1])
        self.found("Qt", f"{text}\n{callers}")


class _ErrorHandler(logging.Handler):
    def __init__(self, found: Note) -> None:
        super().__init__(logging.ERROR)
        self._found = found

    def emit(self, record: logging.LogRecord) -> None:
        trace = "" if record.exc_info is None else _text(*record.exc_info)
        self._found("log", f"{record.getMessage()}\n{trace}")


def _text(kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> str:
    return "".join(traceback.format_exception(kind, error, trace))
