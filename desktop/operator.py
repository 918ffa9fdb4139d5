"""Who sits at the desk: the actor on every command."""

from __future__ import annotations

import getpass

from psygnal import Signal
from PySide6.QtCore import QSettings

_KEY = "operator/name"
LONGEST_NAME = 24


class Operator:
    """The name on commands, kept between runs; at first the name of the account."""

    renamed = Signal(str)

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings
        self._name = str(settings.value(_KEY, ""))[:LONGEST_NAME] or _account()

    @property
    def name(self) -> str:
        return self._name

    def rename(self, name: str) -> None:
        """Another person takes the desk; a blank name changes nothing, a long one is cut at LONGEST_NAME."""
        name = " ".join(name.split())[:LONGEST_NAME]
        if name and name != self._name:
            self._name = name
            self._settings.setValue(_KEY, name)
            self.renamed.emit(name)


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "operator"
