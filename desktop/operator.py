"""Who sits at the desk: the person that commands are given for."""

from __future__ import annotations

import getpass
import unicodedata

from psygnal import Signal
from PySide6.QtCore import QSettings

_KEY = "operator/name"
LONGEST_NAME = 24


class Operator:
    """The name on commands, kept between runs; at first the name of the account."""

    renamed = Signal(str)

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings
        self.is_new = not settings.contains(_KEY)
        """Nobody has said a name yet."""
        self._name = str(settings.value(_KEY, ""))[:LONGEST_NAME] or _account()

    @property
    def name(self) -> str:
        return self._name

    def rename(self, name: str) -> None:
        """Another person takes the desk; a blank name changes nothing, a long one is cut at LONGEST_NAME.

        Letters are composed (NFC), as the backend keeps names.
        """
        name = " ".join(unicodedata.normalize("NFC", name).split())[:LONGEST_NAME]
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
