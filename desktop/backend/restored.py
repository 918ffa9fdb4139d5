"""Differences between what a window had displayed and a restored journal."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from county.catalog import Name
from county.events.aggregate import EVENTS
from county.fold import States, StateTable
from county.portions import portions
from county.procedure import Case
from layers.events import EventsLayer
from layers.live import StatesModel
from layers.registry import LayerSet
from layers.sensors import SensorsLayer
from layers.table import Array, Rows

Item = tuple[str, str, str | Name]
"""Aggregate key, id and title."""


@dataclass(frozen=True)
class ShownItems:
    """The displayed items of one aggregate; later changes of the layers do not affect them."""

    states: States
    ids: NDArray[np.object_]
    columns: Mapping[str, Array]


@dataclass(frozen=True)
class ShownJournal:
    """All displayed items."""

    seq: int
    """The last record that the window had displayed."""
    items: tuple[ShownItems, ...]


@dataclass(frozen=True)
class JournalRestored:
    """The journal was reset to an earlier state while a window was open."""

    noticed_ms: int
    seq: int
    recorded_ms: int
    """Time of its last record."""
    seen_seq: int
    """The last record that the window had displayed."""
    missing: tuple[Item, ...]
    """Items that no longer exist."""
    changed: tuple[Item, ...]
    """Items whose state differs from the displayed one."""


def shown_journal(layers: LayerSet) -> ShownJournal:
    """All items displayed now."""
    return ShownJournal(
        layers.fold.seq, tuple(_shown(layers, model) for model in layers.live() if isinstance(model, StatesModel))
    )


def _shown(layers: LayerSet, model: StatesModel) -> ShownItems:
    aggregate = model.columns.aggregate
    columns = {column.name: model.columns[column.name].copy() for column in aggregate.columns}
    return ShownItems(layers.states(aggregate.key).shared(), model.columns.ids.copy(), columns)


def compared(
    layers: LayerSet, shown: ShownJournal, now: Mapping[str, StateTable], *, noticed_ms: int, seq: int, recorded_ms: int
) -> Generator[None, None, JournalRestored]:
    """Items of ``shown`` missing in ``now``, by aggregate key, or of another state there; in portions.

    Missing ones that would have been archived by now are ignored.
    """
    missing: list[Item] = []
    changed: list[Item] = []
    for items in sorted(shown.items, key=lambda items: items.states.key):
        key, table = items.states.key, now.get(items.states.key)
        row_of: dict[str, int] = {}
        if table is not None:
            for part in portions(len(table)):
                row_of.update(zip(table.ids[part], range(part.start, len(table)), strict=False))
                yield
        lost: list[tuple[str, int]] = []
        moved: list[tuple[str, int]] = []
        for part in portions(len(items.ids)):
            ids = items.ids[part].tolist()
            there = np.array([row_of.get(item_id, -1) for item_id in ids], dtype=np.intp)
            gone = (there < 0) & (items.columns["expires_ms"][part] > recorded_ms)
            lost += [(ids[row], part.start + row) for row in np.flatnonzero(gone).tolist()]
            if table is not None and "state" in items.columns:
                found = np.flatnonzero(there >= 0)
                other = found[items.columns["state"][part][found] != table.columns["state"][there[found]]]
                moved += [(ids[row], part.start + row) for row in other.tolist()]
            yield
        for some, into in ((lost, missing), (moved, changed)):
            some.sort()
            yield
            for part in portions(len(some)):
                found_ids, rows = zip(*some[part], strict=True)
                titles = _titles(layers, items, found_ids, np.array(rows, dtype=np.intp))
                into += [(key, item_id, title) for item_id, title in zip(found_ids, titles, strict=True)]
                yield
    return JournalRestored(noticed_ms, seq, recorded_ms, shown.seq, tuple(missing), tuple(changed))


def _titles(layers: LayerSet, items: ShownItems, ids: Sequence[str], rows: Rows) -> list[str | Name]:
    """The titles of some items: of an event its own, else that of its sensor, or the first note."""
    if items.states.key == EVENTS.key:
        return layers.of(EventsLayer).texts.titles(ids, items.columns, rows)
    if "sensor_id" in items.columns:
        sensors = layers.of(SensorsLayer)
        return [sensors.title(sensor_id) for sensor_id in items.columns["sensor_id"][rows].tolist()]
    return [_first_note(items.states.peek(item_id)) for item_id in ids]


def _first_note(state: object) -> str:
    return " ".join(state.steps[0].note.split()) if isinstance(state, Case) and state.steps else ""
