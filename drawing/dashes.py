"""Dashes cut out of segments on the screen.  Qt takes several times as long to dash and stroke them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from drawing.chunks import Segments
from layers.batches import F64


def dashed(segments: Segments, begins_px: F64, pattern_px: Sequence[float]) -> Segments:
    """The parts of n segments where a dash is on; ``begins_px`` (n,) is how far along its line each begins.

    ``pattern_px`` has on and off lengths by turns.
    """
    start = segments.ends[:, 0]
    way = segments.ends[:, 1] - start
    length = np.hypot(*way.T)
    edges = np.concatenate([[0.0], np.cumsum(pattern_px)])
    on, off, period = edges[:-1:2], edges[1::2], float(edges[-1])
    first = np.floor((begins_px[:, None] - off) / period) + 1
    last = np.ceil(((begins_px + length)[:, None] - on) / period) - 1
    count = np.maximum(last - first + 1, 0).astype(np.int64).ravel()
    source = np.repeat(np.arange(len(count)), count)
    segment, dash = np.divmod(source, len(on))
    turn = first.ravel()[source] + np.arange(len(source)) - np.repeat(np.cumsum(count) - count, count)
    at = turn * period - begins_px[segment]
    order = np.lexsort((at + on[dash], segment))
    segment, dash, at = segment[order], dash[order], at[order]
    low, high = (np.clip(at + edge[dash], 0.0, length[segment]) for edge in (on, off))
    continues = np.zeros(len(segment), dtype=bool)
    continues[:-1] = (
        segments.continues[segment[:-1]] & (np.diff(segment) == 1) & (high == length[segment])[:-1] & (low == 0.0)[1:]
    )
    direction = way[segment] / np.maximum(length[segment], 1e-9)[:, None]
    ends = start[segment][:, None] + np.stack([low, high], axis=1)[:, :, None] * direction[:, None]
    return Segments(ends, continues)
