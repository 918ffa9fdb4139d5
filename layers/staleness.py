"""How old data fade: the steps that all layers share; how much is left of a style, says the style sheet.

Sensors, units and trails fade, whose newest data may be old.  Events do not: the desk knows them as they are, and one
about which nothing was done for long is more urgent, not less.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from county.catalog import Name
from county.durations import DAY_MS, HOUR_MS
from layers.batches import I64
from layers.style import PALEST

SINCE_MS = (HOUR_MS, 6 * HOUR_MS, DAY_MS)
"""Ages in ms from which things are drawn one step paler: PALEST steps."""
LONG_AGO = Name("1 天以上", "for over a day")
"""The last step in the legend."""


def steps_of(age_ms: I64) -> NDArray[np.intp]:
    """The step (n,), 0 to PALEST, of ages (n,) in ms."""
    return np.searchsorted(SINCE_MS, age_ms, side="right")


def faded(style: str, step: int = PALEST) -> str:
    """The key of a style at a step."""
    return f"{style}~{step}" if step else style
