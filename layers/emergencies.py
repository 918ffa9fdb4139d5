"""Open emergencies among the events, computed from their columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from county.events.emergency import EMERGENCY_LEVELS
from county.events.event import ENDED, LEVELS, STATES
from layers.table import NamedColumns, Rows

_SEVERE = np.array([level in EMERGENCY_LEVELS for level in LEVELS])
_OPEN = np.array([state not in ENDED for state in STATES])


def open_emergencies(columns: NamedColumns, rows: Rows, subclasses: frozenset[str]) -> NDArray[np.bool_]:
    """Which of ``rows`` of the events' columns are open emergencies, by class or level, (n,).

    ``subclasses``: those of :func:`county.events.emergency.emergency_subclasses`.
    """
    result = np.asarray(_OPEN[columns["state"][rows]])
    candidates = np.flatnonzero(result)
    kinds = columns["subclass"][rows[candidates]].tolist()
    by_class = np.fromiter((kind in subclasses for kind in kinds), dtype=bool, count=len(kinds))
    result[candidates] = by_class | _SEVERE[columns["level"][rows[candidates]]]
    return result
