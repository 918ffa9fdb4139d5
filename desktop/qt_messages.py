"""What Qt has to say goes to stderr as it would without us, but for one line that the off-screen platform repeats."""

from __future__ import annotations

import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

NOISE = frozenset({"This plugin does not support propagateSizeHints()"})
"""Said by the off-screen platform for every window that it shows; there is nothing to mend."""


def quieten() -> None:
    """Leave out :data:`NOISE` from now on."""
    qInstallMessageHandler(_tell)


def _tell(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    if text not in NOISE:
        print(text, file=sys.stderr)
