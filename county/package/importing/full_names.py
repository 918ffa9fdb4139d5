"""Names of divisions with those of all their parents before them: 湖南省湘西州凤凰县沱江镇大众村."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from county.tables.simplified import simplified

FEWEST = 3
"""Names that must begin alike."""
_COUNTY = re.compile(r".+[县市区旗]")
_IN_TOWN = re.compile(r".{1,12}?(?:镇|乡|街道|苏木|办事处)(?!镇|乡|办事处)(?P<name>.+)")


class ShortNames(NamedTuple):
    """Names (n,) without parents, and the parents up to the county that all had ("": they had none)."""

    names: NDArray[np.object_]
    parents: str


def without_parents(names: NDArray[np.object_], *, towns: bool) -> ShortNames:
    """``names`` without the parents up to the county with which all of them begin, and, unless they are of ``towns``,
    without the town that follows."""
    own = [str(name) for name in names if name]
    beginning = _beginning(min(own), max(own)) if len(own) >= FEWEST else ""
    county = _COUNTY.match(simplified(beginning))
    if county is None or any(name == beginning[: county.end()] for name in own):
        return ShortNames(names, "")
    short = [str(name)[county.end() :].strip() for name in names]
    if not towns:
        found = [_IN_TOWN.fullmatch(simplified(name)) for name in short]
        short = [name[in_town.start("name") :] if in_town else name for name, in_town in zip(short, found, strict=True)]
    return ShortNames(np.array(short, dtype=object), beginning[: county.end()])


def _beginning(first: str, last: str) -> str:
    """What the first and the last of texts in order, and so all of them, begin with."""
    return "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))
