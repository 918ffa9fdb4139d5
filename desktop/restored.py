"""Differences between what a window had displayed and a restored journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from county.procedure import Case
from layers.live import StatesModel
from layers.registry import LayerSet
from layers.sensors import SensorsLayer
from layers.table import StateColumns

NO_STATE = -1


@dataclass(frozen=True)
class ShownItem:
    """The displayed state of one item."""

    title: str
    state: int
    """Code of its state, NO_STATE for an item without states."""
    expires_ms: int


ShownItems = Mapping[tuple[str, str], ShownItem]
"""By aggregate key and id."""


@dataclass(frozen=True)
class JournalRestored:
    """The journal was reset to an earlier state while a window was open."""

    noticed_ms: int
    seq: int
    recorded_ms: int
    """Time of its last record."""
    seen_seq: int
    """The last record that the window had displayed."""
    missing: tuple[tuple[str, str, str], ...]
    """Aggregate key, id and title of items that no longer exist."""
    changed: tuple[tuple[str, str, str], ...]
    """The same of items whose state differs from the displayed one."""


def shown_items(layers: LayerSet) -> ShownItems:
    """All items displayed now."""
    found: dict[tuple[str, str], ShownItem] = {}
    for model in layers.live():
        if isinstance(model, StatesModel):
            columns = model.columns
            names = {column.name for column in columns.aggregate.columns}
            ids = columns.ids.tolist()
            titles = _titles(layers, columns, names)
            states = columns["state"].tolist() if "state" in names else [NO_STATE] * len(ids)
            rows = zip(ids, titles, states, columns["expires_ms"].tolist(), strict=True)
            found |= {(columns.aggregate.key, i): ShownItem(str(title), state, at) for i, title, state, at in rows}
    return found


def _titles(layers: LayerSet, columns: StateColumns, names: set[str]) -> list[str]:
    """The title of each row: its own, that of its sensor, or the first note."""
    if "title" in names:
        return list(columns["title"].tolist())
    if "sensor_id" in names:
        sensors = layers.of(SensorsLayer)
        return [sensors.title(sensor_id) for sensor_id in columns["sensor_id"].tolist()]
    states = layers.states(columns.aggregate.key)
    cases = [states[i] for i in columns.ids.tolist()]
    return [" ".join(case.steps[0].note.split()) if isinstance(case, Case) and case.steps else "" for case in cases]


def compared(
    before: ShownItems, after: ShownItems, *, noticed_ms: int, seq: int, recorded_ms: int, seen_seq: int
) -> JournalRestored:
    """Items of ``before`` missing in ``after``; those that would have been archived by now are ignored."""
    missing, changed = [], []
    for (key, item_id), shown in sorted(before.items()):
        now = after.get((key, item_id))
        if now is None and shown.expires_ms > recorded_ms:
            missing.append((key, item_id, shown.title))
        elif now is not None and now.state != shown.state:
            changed.append((key, item_id, shown.title))
    return JournalRestored(noticed_ms, seq, recorded_ms, seen_seq, tuple(missing), tuple(changed))
