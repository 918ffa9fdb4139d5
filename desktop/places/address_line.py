"""A line for the address of an event in words; what was typed to find the place stands there until it is edited."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from county.events.event import LONGEST_ADDRESS


class AddressLine(QLineEdit):
    """Optional."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setMaxLength(LONGEST_ADDRESS)
        self._before = self._proposed = text

    def propose(self, text: str) -> None:
        """Enter ``text`` unless something else was entered: the address of the place before is replaced.

        "": what was typed in its place names a place or nothing; only a text that was proposed here is withdrawn.
        """
        if not text and self._proposed == self._before:
            return
        if self.text() in ("", self._proposed):
            self._proposed = text[:LONGEST_ADDRESS]
            self.setText(self._proposed)
