"""Whether views may fly and swell: not where this user or the system wants little motion on the screen."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, QProcess, QSettings, Signal

_REDUCED = "view/reduced_motion"
QUESTIONS: Mapping[str, tuple[Sequence[str], str]] = {
    "linux": (("gsettings", "get", "org.gnome.desktop.interface", "enable-animations"), "false"),
    "darwin": (("defaults", "read", "com.apple.universalaccess", "reduceMotion"), "1"),
}
"""By platform: a program that says what the system wants, and what it writes where that is little motion.  Qt 6.11
reports no such preference."""
_CLIENT_AREA_ANIMATION = 0x1042
"""SPI_GETCLIENTAREAANIMATION of Windows."""


class MotionPreference(QObject):
    """The user's own choice is kept in ``settings``; the system is asked once, by :meth:`ask_system`."""

    changed = Signal()

    def __init__(self, settings: QSettings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._system = False
        self._question: QProcess | None = None

    @property
    def chosen(self) -> bool:
        """Whether this user has chosen little motion in this program."""
        return str(self._settings.value(_REDUCED, "false")).lower() == "true"

    @property
    def reduced(self) -> bool:
        return self.chosen or self._system

    def choose(self, reduced: bool) -> None:
        """Keep the user's choice."""
        self._settings.setValue(_REDUCED, "true" if reduced else "false")
        self.changed.emit()

    def ask_system(self, platform: str = sys.platform) -> None:
        """Find out what the system wants; where it does not say, everything moves."""
        if platform == "win32":
            self._set(not _windows_animates())
        elif platform in QUESTIONS:
            (program, *arguments), little = QUESTIONS[platform]
            question = self._question = QProcess(self)
            question.finished.connect(
                lambda: self._set(bytes(question.readAllStandardOutput().data()).strip() == little.encode())
            )
            question.start(program, arguments)

    def close(self) -> None:
        """Wait for nothing any more."""
        if self._question is not None:
            self._question.kill()
            self._question.waitForFinished(1_000)

    def _set(self, reduced: bool) -> None:
        if reduced != self._system:
            self._system = reduced
            self.changed.emit()


def _windows_animates() -> bool:
    import ctypes

    animates = ctypes.c_int(1)
    ctypes.windll.user32.SystemParametersInfoW(_CLIENT_AREA_ANIMATION, 0, ctypes.byref(animates), 0)  # type: ignore[attr-defined,unused-ignore]
    return bool(animates.value)
