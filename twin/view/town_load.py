"""How much each town has to do: by that its lamps are brighter at night."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np

from county.events.event import ENDED, STATES
from county.events.event_columns import in_states
from layers.batches import Polygons
from layers.events import EventsLayer
from layers.registry import LayerSet
from layers.towns import TownsLayer

OPEN = frozenset(STATES) - ENDED
FEWEST, BRIGHTNESS = (0, 3, 10, 30), (0.65, 0.9, 1.2, 1.6)
"""From so many open events on, the light of a town's lamps, of that of its houses alone: in steps, so that one event
more repaints no ground.  What can be told apart beside each other; no measurements."""
TOWN_DIGITS = 9
"""Of a division's code, those that are its town's (GB/T 10114)."""


class TownLoad(NamedTuple):
    """``brightness`` of the lamps in each of ``towns``."""

    towns: Polygons
    brightness: tuple[float, ...]


def town_load(layers: LayerSet) -> TownLoad:
    """Of the events that are on the desk now."""
    towns = next(batch for batch in layers.of(TownsLayer).batches() if isinstance(batch, Polygons))
    columns = layers.of(EventsLayer).columns
    divisions = columns["division"][in_states(columns, OPEN)].tolist()
    count = Counter(division[:TOWN_DIGITS] for division in divisions)
    n_open = [count[code[:TOWN_DIGITS]] for code in towns.ids.tolist()]
    step = np.searchsorted(FEWEST, n_open, side="right") - 1
    return TownLoad(towns, tuple(BRIGHTNESS[i] for i in step.tolist()))
