"""The operator: the person that commands are issued for."""

from __future__ import annotations

import unicodedata

from psygnal import Signal
from PySide6.QtCore import QSettings

from county.realm import LIVE, Realm
from county.texts import without_unseen

_KEY = "operator/name"
LONGEST_NAME = 24


class Operator:
    """The person on duty in a realm, as entered or taken from the persons of the key; remembered between runs.

    A drill has a person of its own: often somebody else directs it on the machine of an operator.
    """

    renamed = Signal(str)

    def __init__(self, settings: QSettings, realm: Realm) -> None:
        self._settings = settings
        self._key = _KEY if realm == LIVE else f"{_KEY}-{realm.folder}"
        self._name = str(settings.value(self._key, ""))[:LONGEST_NAME]

    @property
    def settings(self) -> QSettings:
        """Of this user, on this machine."""
        return self._settings

    @property
    def name(self) -> str:
        """ "" before one was entered."""
        return self._name

    def rename(self, name: str) -> None:
        """Change the operator, for the next runs, too; a blank name is ignored."""
        name = normal_name(name)
        if name:
            self._settings.setValue(self._key, name)
            self.take(name)

    def take(self, name: str) -> None:
        """Change the operator for this run: the only person of the key is not an answer of its user."""
        if name != self._name:
            self._name = name
            self.renamed.emit(name)


def normal_name(text: str) -> str:
    """``text`` in NFC, as in the backend; without invisible characters, which it would refuse; cut at LONGEST_NAME."""
    return without_unseen(" ".join(unicodedata.normalize("NFC", text).split()))[:LONGEST_NAME].strip()
