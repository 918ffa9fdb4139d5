"""Whether there is a display to show windows on."""

from __future__ import annotations

import os
import sys


def has_display() -> bool:
    """Always true on Windows and macOS; not where Qt is told to draw off-screen, as nobody would see the windows."""
    if os.environ.get("QT_QPA_PLATFORM", "").startswith("offscreen"):
        return False
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
