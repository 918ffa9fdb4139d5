"""What can be undone and done again while a scenario is edited."""

from __future__ import annotations

from county.drill.editing import Values

MOST = 500
"""Steps that are kept; values that did not change are shared by all of them."""


class EditHistory:
    """The values of a scenario over its changes.  Changes of one field in a row are one step."""

    def __init__(self, values: Values) -> None:
        self._past: list[Values] = []
        self._future: list[Values] = []
        self._last: object = None
        self.values = values
        self.saved: Values | None = values
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

    def change(self, values: Values, what: object = None) -> bool:
        """Take new values; ``what``: the field that is being typed, so that its changes are one step.  False: they are
        equal to those before."""
        if values == self.values:
            return False
        if what is None or what != self._last or not self._past:
            self._past = [*self._past[-MOST + 1 :], self.values]
        self._last, self._future, self.values = what, [], values
        return True

    def undo(self) -> bool:
        return self._step(self._past, self._future)

    def redo(self) -> bool:
        return self._step(self._future, self._past)

    def _step(self, source: list[Values], target: list[Values]) -> bool:
        self._last = None
        if not source:
            return False
        target.append(self.values)
        self.values = source.pop()
        return True
