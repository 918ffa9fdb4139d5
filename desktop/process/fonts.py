"""The fonts that the interface needs."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase

from county.explained import Explained


class NoChineseFont(Explained):
    """No installed font has Chinese characters: every name would be a row of empty boxes; one line."""


def check_chinese() -> None:
    """Needs the application.  Raises NoChineseFont."""
    if not QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        raise NoChineseFont(
            "no font with Chinese characters is installed; install one (Debian, Ubuntu: sudo apt-get install "
            "fonts-noto-cjk; Fedora: sudo dnf install google-noto-sans-cjk-fonts), then start again"
        )
