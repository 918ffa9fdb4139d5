"""Doubles of ports: the real one, with a hook in front of each method that a test names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Hooks = dict[str, Callable[..., object]]
"""By name of the method: called with its arguments first, to record them, to take time or to raise."""


class Hooked:
    """Everything of ``real``; methods in ``hooks`` call their hook first, whenever it was added."""

    def __init__(self, real: object, hooks: Mapping[str, Callable[..., object]]) -> None:
        self._real = real
        self._hooks = hooks

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._real, name)
        if not callable(found):
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            hook = self._hooks.get(name)
            if hook is not None:
                hook(*args, **kwargs)
            return found(*args, **kwargs)

        return call
