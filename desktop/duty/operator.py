"""The operator: the person that commands are issued for."""

from __future__ import annotations

import unicodedata

from psygnal import Signal
from PySide6.QtCore import QSettings

from county.realm import Realm
from county.texts import without_unseen

LONGEST_NAME = 24


class Operator:
    """The person on duty in a realm of a county, as entered or taken from the persons of the key.

    Remembered between runs by county and realm: another county has other persons, and somebody else often directs a
    drill on the machine of an operator.  Where several persons were on duty here, a new window knows none of them and
    asks: it cannot know which of them opened it, and commands are recorded under the name.
    """

    renamed = Signal(str)

    def __init__(self, settings: QSettings, county: str, realm: Realm) -> None:
        """``county``: identity of its package."""
        self._settings = settings
        self._key = f"operator/{county}/{realm.folder}/people"
        known = self._known()
        self._name = known[0] if len(known) == 1 else ""

    @property
    def settings(self) -> QSettings:
        """Of this user, on this machine."""
        return self._settings

    @property
    def name(self) -> str:
        """ "" before one was entered or chosen."""
        return self._name

    def rename(self, name: str) -> None:
        """Change the operator, and remember the person for the next runs; a blank name is ignored."""
        name = normal_name(name)
        if name:
            self._settings.sync()  # another window may have remembered somebody
            known = self._known()
            if name not in known:
                self._settings.setValue(self._key, [*known, name])
                self._settings.sync()  # the next window may open before this one writes by itself
            self._name = name
            self.renamed.emit(name)  # a name that was known, too: it may not be enrolled for this key yet

    def take(self, name: str) -> None:
        """Change the operator for this run: the only person of the key is not an answer of its user."""
        if name != self._name:
            self._name = name
            self.renamed.emit(name)

    def _known(self) -> list[str]:
        """The persons who were on duty here, in the order in which they came."""
        stored = self._settings.value(self._key, [])
        names = [stored] if isinstance(stored, str) else stored if isinstance(stored, list) else []
        return [name for name in (normal_name(str(one)) for one in names) if name]


def normal_name(text: str) -> str:
    """``text`` in NFC, as in the backend; without invisible characters, which it would refuse; cut at LONGEST_NAME."""
    return without_unseen(" ".join(unicodedata.normalize("NFC", text).split()))[:LONGEST_NAME].strip()
