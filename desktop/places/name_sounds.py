"""Pinyin and initials of the names of divisions, units and departments, by which they are found in lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QCompleter

from services.analysis.texts.name_terms import NameTermsProcess

SOUGHT = Qt.ItemDataRole.UserRole + 1
"""Role of what the typed text is searched in: the name as shown, pinyin and initials, in lines."""


class SoughtCompleter(QCompleter):
    """Searches in :data:`SOUGHT` and writes the name."""

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """The name of a row."""
        return str(index.data())


class NameSounds:
    """Of names that are asked for once."""

    def __init__(self, names: Callable[[], Sequence[str]]) -> None:
        """``names``: in Chinese, as the lists show them; called in another thread."""
        self._names = names
        self._loading = Lock()
        self.lines: dict[str, str] = {}
        """Pinyin and initials in two lines, by name; empty until loaded."""

    def load(self, process: NameTermsProcess) -> None:
        """To be called in another thread: it takes seconds, and fails as :meth:`NameTermsProcess.read` does."""
        with self._loading:
            if not self.lines:
                names = self._names()
                self.lines = dict(zip(names, sound_lines(process, names), strict=True))


def sound_lines(process: NameTermsProcess, names: Sequence[str]) -> list[str]:
    """Pinyin and initials of each name, in two lines.  Fails as :meth:`NameTermsProcess.read` does."""
    return [
        f"{''.join(syllables)}\n{''.join(syllable[0] for syllable in syllables)}"
        for syllables in process.read((), names).readings
    ]
