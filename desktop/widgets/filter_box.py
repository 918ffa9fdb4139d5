"""A box that filters by one row of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QComboBox

from county.names import Name
from desktop.i18n import pick


class FilterBox(QComboBox):
    """The first row leaves everything, its value is ""; each other one has the key of a row as its value."""

    def __init__(self, names: Mapping[Any, Name | str]) -> None:
        """``names``: of the rows by key; those that are plain strings are the same in every language."""
        super().__init__()
        self._names = names
        for key in ("", *names):
            self.addItem("", key)

    def retranslate(self, everything: str) -> None:
        """Set all texts; ``everything``: that of the first row."""
        for place, name in enumerate((everything, *self._names.values())):
            self.setItemText(place, pick(name))
