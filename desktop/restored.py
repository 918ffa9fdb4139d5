"""What a window had shown and a restored journal no longer has."""

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
    """What a window says of one thing."""

    title: str
    state: int
    """Code of its state, NO_STATE for a thing that has none."""
    expires_ms: int


Held = Mapping[tuple[str, str], ShownItem]
"""By aggregate key and id."""


@dataclass(frozen=True)
class JournalRestored:
    """A journal that was put back to an earlier state while a window stood."""

    noticed_ms: int
    seq: int
    recorded_ms: int
    """When the last record was recorded that it has now."""
    seen_seq: int
    """The last record that the window had shown."""
    gone: tuple[tuple[str, str, str], ...]
    """Aggregate key, id and title of what is no longer there."""
    changed: tuple[tuple[str, str, str], ...]
    """The same of what is in another state than the window had shown."""


def held(layers: LayerSet) -> Held:
    """Everything that is shown now."""
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
    """What each row is about: its own title, the sensor that it stands at, or what was written at its beginning."""
    if "title" in names:
        return list(columns["title"].tolist())
    if "sensor_id" in names:
        sensors = layers.of(SensorsLayer)
        return [sensors.title(sensor_id) for sensor_id in columns["sensor_id"].tolist()]
    states = layers.states(columns.aggregate.key)
    cases = [states[i] for i in columns.ids.tolist()]
    return [" ".join(case.steps[0].note.split()) if isinstance(case, Case) and case.steps else "" for case in cases]


def compared(
    before: Held, after: Held, *, noticed_ms: int, seq: int, recorded_ms: int, seen_seq: int
) -> JournalRestored:
    """What ``before`` had and ``after`` has not; what would have left the desk by now anyway does not count."""
    gone, changed = [], []
    for (key, thing), shown in sorted(before.items()):
        now = after.get((key, thing))
        if now is None and shown.expires_ms > recorded_ms:
            gone.append((key, thing, shown.title))
        elif now is not None and now.state != shown.state:
            changed.append((key, thing, shown.title))
    return JournalRestored(noticed_ms, seq, recorded_ms, seen_seq, tuple(gone), tuple(changed))
