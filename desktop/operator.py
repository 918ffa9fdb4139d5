"""The operator: the person that commands are issued for."""

from __future__ import annotations

import getpass
import unicodedata

from psygnal import Signal
from PySide6.QtCore import QSettings

from county.texts import without_unseen

_KEY = "operator/name"
LONGEST_NAME = 24


class Operator:
    """The operator's name on commands, stored between runs; initially the name of the account."""

    renamed = Signal(str)

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings
        self.is_new = not settings.contains(_KEY)
        """No name was entered yet."""
        self._name = str(settings.value(_KEY, ""))[:LONGEST_NAME] or _account()

    @property
    def name(self) -> str:
        return self._name

    def rename(self, name: str) -> None:
        """Change the operator; a blank name is ignored, a long one is cut at LONGEST_NAME.

        Normalised to NFC, as in the backend; without invisible characters, which it would refuse.
        """
        name = without_unseen(" ".join(unicodedata.normalize("NFC", name).split()))[:LONGEST_NAME].strip()
        if not name:
            return
        self._settings.setValue(_KEY, name)
        if self.is_new or name != self._name:
            self.is_new, self._name = False, name
            self.renamed.emit(name)


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "operator"
