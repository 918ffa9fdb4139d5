"""Writes Qt's messages to stderr as Qt does by default, except one that the off-screen platform repeats."""

from __future__ import annotations

import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

NOISE = frozenset({"This plugin does not support propagateSizeHints()"})
"""Printed by the off-screen platform for every window; harmless."""


def suppress_noise() -> None:
    """Suppress :data:`NOISE` from now on."""
    qInstallMessageHandler(_handle)


def _handle(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    if text not in NOISE:
        print(text, file=sys.stderr)
