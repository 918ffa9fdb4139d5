"""Points whose coordinates say less than they seem to: rounded to kilometres, or one place given for many."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray

from county.package.finding import naming

FEWEST = 5
"""Points from which on it is no accident."""
FEW_DECIMALS = 2
"""A hundredth of a degree is a kilometre."""
_DECIMAL = re.compile(r"[+-]?\d{1,3}(?:\.(\d*))?")


def decimals_text(texts: Iterable[str]) -> str:
    """What to say of degrees that all have few decimals; "" of others."""
    found = [_DECIMAL.fullmatch(text.strip()) for text in texts]
    decimals = [len((match[1] or "").rstrip("0")) for match in found if match]
    if len(decimals) < 2 * FEWEST or len(decimals) < len(found) or max(decimals) > FEW_DECIMALS:
        return ""
    size = "some 100 km" if max(decimals) == 0 else "some 10 km" if max(decimals) == 1 else "some 1 km"
    return f"its degrees have {max(decimals)} decimals at most, a step of {size}: positions are as rough"


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
