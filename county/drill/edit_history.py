"""What can be undone and done again while a scenario is edited."""

from __future__ import annotations

from typing import Generic, TypeVar

Edited = TypeVar("Edited")
"""What is edited: a value that no change alters, such as the values of a scenario."""

MOST = 500
"""Steps that are kept; values that did not change are shared by all of them."""


class EditHistory(Generic[Edited]):
    """What is edited over its changes.  Changes of one field in a row are one step."""

    def __init__(self, values: Edited) -> None:
        self._past: list[Edited] = []
        self._future: list[Edited] = []
        self._last: object = None
        self.values = values
        self.saved: Edited | None = values
        """As they stand on the disk; None: nowhere."""

    @property
    def dirty(self) -> bool:
        return self.values is not self.saved

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    def change(self, values: Edited, what: object = None) -> bool:
        """Take new values; ``what``: the field that is being typed, so that its changes are one step.  False: they are
        equal to those before."""
        if values == self.values:
            return False
        if what is None or what != self._last or not self._past:
            self._past = [*self._past[-MOST + 1 :], self.values]
        self._last, self._future, self.values = what, [], values
        return True

    def save(self, values: Edited) -> None:
        """``values``, which were the present ones, stand on the disk; what is typed from now on is another step."""
        self.saved, self._last = values, None

    def undo(self) -> bool:
        return self._step(self._past, self._future)

    def redo(self) -> bool:
        return self._step(self._future, self._past)

    def _step(self, source: list[Edited], target: list[Edited]) -> bool:
        self._last = None
        if not source:
            return False
        target.append(self.values)
        self.values = source.pop()
        return True
