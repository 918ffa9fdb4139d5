"""One place that is given for many points: the default of a program, or of who typed them."""

from __future__ import annotations

from collections import Counter

import numpy as np
import shapely
from numpy.typing import NDArray

from county.package.finding import naming

FEWEST = 5
"""Points from which on it is no accident."""

def one_place_text(points: NDArray[np.object_], places: NDArray[np.object_]) -> str:
    """What to say of the points (n,) at the place where most are; "" when these are few.  ``places``: in the file."""
    at = list(map(tuple, shapely.get_coordinates(points)))
    if len(at) != len(points) or not at:
        return ""
    (lon, lat), number = Counter(at).most_common(1)[0]
    if number < FEWEST:
        return ""
    same = naming(place for place, each in zip(places, at, strict=True) if each == (lon, lat))
    return f"{number} of {len(at)} points are at one place ({lon:.6g}, {lat:.6g}): {same}; correct them if they are not"
