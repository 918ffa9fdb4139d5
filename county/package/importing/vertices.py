"""Vertices that are nowhere near the others: repaired where the axes of one are swapped, reported otherwise."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from county.package.importing import fields
from county.package.importing.notes import Note
from county.package.importing.read import SourceFeatures
from county.package.importing.understood import CHINA, Area, Points, Understood

FAR = 3.0
"""Degrees from the county beyond which a vertex is tried with its axes swapped."""
NAMED = 10
"""Features that are named one by one."""


def checked_lonlat(
    features: SourceFeatures, geometry: NDArray[np.object_], way: Understood, area: Area
) -> tuple[NDArray[np.object_], list[Note]]:
    """``geometry`` (n,) in degrees, with finite coordinates in China only, and remarks on what was changed.

    A vertex that is in the county only with its axes swapped is repaired.  A feature with any other vertex that is not
    in China, which no projection of China can take, is left out: None.
    """
    lonlat, feature = shapely.get_coordinates(geometry, return_index=True)
    if not len(lonlat):
        return geometry, []
    near = area if area.outline is not None else _around(lonlat)
    far = np.flatnonzero(~near.within(lonlat, FAR))
    if not len(far):
        return geometry, []
    source = shapely.get_coordinates(features.geometry)
    turned = way.lonlat(source[far], otherwise=True)
    swapped = near.within(turned, _size(near))
    lost = ~swapped & ~CHINA.within(lonlat[far])
    lonlat[far[swapped]] = turned[swapped]
    bad = np.unique(feature[far[lost]])
    geometry = shapely.set_coordinates(geometry.copy(), lonlat)
    geometry[bad] = None
    notes = _swapped_notes(features, source, feature, far[swapped])
    return geometry, [*notes, *_lost_notes(features, bad, source, feature, far[lost])]


def _around(lonlat: Points) -> Area:
    """The middle of the points of an outline, with the size of the largest counties."""
    known = lonlat[CHINA.within(lonlat)]
    if not len(known):
        return CHINA
    lon, lat = map(float, np.median(known, axis=0))
    return Area((lon - FAR, lat - FAR, lon + FAR, lat + FAR))


def _size(area: Area) -> float:
    west, south, east, north = area.box
    return max(east - west, north - south)


def _swapped_notes(
    features: SourceFeatures, source: Points, feature: NDArray[np.int64], vertices: NDArray[np.int64]
) -> list[Note]:
    which, first, count = np.unique(feature[vertices], return_index=True, return_counts=True)
    notes = []
    for i, vertex, n in zip(which[:NAMED], vertices[first], count, strict=False):
        x, y = source[vertex]
        notes.append(
            Note(
                f"{n} vertices with their axes swapped ({x:.10g}, {y:.10g}) were repaired; check them",
                label(features, int(i)),
            )
        )
    if len(which) > NAMED:
        notes.append(Note(f"vertices with their axes swapped were repaired in {len(which) - NAMED} more features"))
    return notes


def _lost_notes(
    features: SourceFeatures,
    bad: NDArray[np.int64],
    source: Points,
    feature: NDArray[np.int64],
    vertices: NDArray[np.int64],
) -> list[Note]:
    notes = []
    for i in bad[:NAMED]:
        x, y = source[vertices[feature[vertices] == i][0]]
        text = f"has a coordinate that is not in China ({x:.10g}, {y:.10g}) and was left out; fix it in "
        notes.append(Note(text + features.path.name, label(features, int(i)), "error"))
    if len(bad) > NAMED:
        text = f"the same for {len(bad) - NAMED} more: a coordinate that is not in China, left out"
        notes.append(Note(text, severity="error"))
    return notes


def label(features: SourceFeatures, i: int) -> str:
    """Feature ``i`` by its number in the file and its name, or else its code or id."""
    for field in ("name", "code", "id"):
        values = fields.column(features.columns, "any", field)
        if values is not None and (text := fields.text(values[i : i + 1], 1)[0]):
            return f"{features.place(i)} ({text})"
    return features.place(i)
