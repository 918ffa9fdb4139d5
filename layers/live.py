"""Models that follow the realm: they receive states by aggregate key and rows by stream key, both defined in county.

A model names its inputs by key and never another model.  The feed passes each model those inputs and knows nothing
else about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from county.aggregates import BY_KEY
from county.fold import StateTable
from county.portions import Prepared, complete
from county.streams import Columns, KeyTable
from layers.base import Layer, Model, Pace
from layers.batches import Batch
from layers.table import StateColumns


class LiveModel(Model):
    """Data that changes with the realm.  The default methods ignore what they are given."""

    aggregates: ClassVar[tuple[str, ...]] = ()
    """Keys of the aggregates whose states it follows."""
    streams: ClassVar[tuple[str, ...]] = ()
    """Keys of the streams whose rows it follows."""

    def reset(self, states: Mapping[str, StateTable], keys: Mapping[str, KeyTable]) -> None:
        """A new snapshot: it replaces everything, in this one call.

        ``states`` by aggregate key, ``keys`` by stream key; missing keys are empty.  The newest rows of the
        streams follow by :meth:`take`.
        """
        complete(self.resetting(states, keys))

    def resetting(self, states: Mapping[str, StateTable], keys: Mapping[str, KeyTable]) -> Prepared:
        """The same in portions."""
        yield from ()
        return lambda: None

    def change(self, key: str, changes: Mapping[str, Any | None]) -> None:
        """States of the aggregate ``key`` that moved, by id; None: it left."""

    def take(self, columns: Columns) -> None:
        """Rows of the stream ``columns.stream``; key numbers are those of the last reset."""


class LiveLayer(LiveModel, Layer):
    """A layer that follows the realm."""

    pace: ClassVar[Pace] = "live"


class StatesModel(LiveModel):
    """All states of one aggregate as columns, and which of them changed since the last notification of the views."""

    def __init__(self) -> None:
        super().__init__()
        [key] = self.aggregates
        self.columns = StateColumns(BY_KEY[key])
        """Current states.  Views that store ids must expect that one is removed before they are notified."""
        self.last_change: frozenset[str] | None = None
        """Ids that moved or left; None: everything did.  Valid while ``changed`` fires."""
        self._moved: set[str] | None = None

    def __len__(self) -> int:
        return len(self.columns)

    def resetting(self, states: Mapping[str, StateTable], keys: Mapping[str, KeyTable]) -> Prepared:
        hold = yield from self.columns.resetting(states.get(self.columns.aggregate.key))

        def reset() -> None:
            had_none = self._moved is not None and not len(self)
            hold()
            if had_none and not len(self):
                return  # most kinds of things: views that show none, and were told so, need not look again
            self._moved = None
            self.touch()

        return reset

    def change(self, key: str, changes: Mapping[str, Any | None]) -> None:
        self.columns.change(changes)
        if self._moved is not None:
            self._moved |= changes.keys()
        self.touch()

    def tick(self, now_ms: int) -> None:
        if self._dirty:
            self.last_change = None if self._moved is None else frozenset(self._moved)
            self._moved = set()
        super().tick(now_ms)


class StatesLayer(StatesModel, LiveLayer):
    """A layer of one aggregate; its batches are built when they are asked for after a state changed."""

    def __init__(self) -> None:
        super().__init__()
        self._batches: tuple[Batch, ...] | None = None

    def resetting(self, states: Mapping[str, StateTable], keys: Mapping[str, KeyTable]) -> Prepared:
        hold = yield from super().resetting(states, keys)

        def reset() -> None:
            hold()
            self._batches = None

        return reset

    def change(self, key: str, changes: Mapping[str, Any | None]) -> None:
        super().change(key, changes)
        self._batches = None

    def batches(self) -> tuple[Batch, ...]:
        if self._batches is None:
            self._batches = self._build()
        return self._batches

    def _build(self) -> tuple[Batch, ...]:
        """The batches of the current states."""
        raise NotImplementedError


class StatesBook(StatesModel):
    """The states of an aggregate that have no layer or book."""

    def __init__(self, key: str) -> None:
        self.aggregates = (key,)  # type: ignore[misc]
        super().__init__()
