"""The outline of the county in a file that may hold those of others, too."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from county.explained import ExplainedLine
from county.package.finding import naming
from county.package.importing import fields
from county.package.importing.codes import normal_code
from county.package.importing.provinces import province_of
from county.package.importing.read import SourceFeatures
from county.package.manifest import PackageError
from county.tables.simplified import simplified

_NATION = re.compile(r"156(\d{6})(?:000)?")
"""China's number of ISO 3166 before the code, as in files of 天地图; these 9 digits are normalised like a town's."""


_KINDS = frozenset("县市区旗")
"""Last character of a county's name, which many files omit."""


class Outline(NamedTuple):
    """The features that are the county's, and whether the file says so by a code or the name."""

    features: SourceFeatures
    named: bool


def county_only(features: SourceFeatures, code: str, name: str) -> Outline:
    """The features of the county: by its code in any column, else by its name, else all of them.

    Raises PackageError when the file has codes of counties, but not this one's.
    """
    n = len(features)
    texts = {header: fields.text(values, n) for header, values in features.columns.items()}
    codes = {header: np.array([_code(text) for text in column], dtype=object) for header, column in texts.items()}
    for wanted in (_is_county, _is_within):
        for column in codes.values():
            if (mine := wanted(column, code)).any():
                return Outline(features.where(mine), named=True)
    names = {simplified(name), _short(name)} - {""}
    for column in texts.values():
        if (mine := np.isin([simplified(text) for text in column], list(names))).any():
            return Outline(features.where(mine), named=True)
    for header, column in codes.items():
        if n > 1 and _all_codes(column):
            raise PackageError(
                "{path}: code {code} is in no row of column {header}; {beginnings}; check --code, and whether the "
                "county was renumbered",
                path=features.path, code=code, header=repr(header), beginnings=beginnings(column),
            )  # fmt: skip
    return Outline(features, named=False)


def stated_code(features: SourceFeatures) -> str:
    """The code of a county that is the only outline of its file; "" when it states none."""
    values = fields.column(features.columns, "boundary", "code")
    code = _code(fields.text(values, 1)[0]) if values is not None and len(features) == 1 else ""
    return code if _all_codes(np.array([code], dtype=object)) else ""


def other_name(features: SourceFeatures, name: str) -> str:
    """The name that the only outline of a file states for its county; "" when it states none or ``name``."""
    values = fields.column(features.columns, "boundary", "name")
    stated = str(fields.text(values, 1)[0]) if values is not None and len(features) == 1 else ""
    return stated if _short(stated) != _short(name) else ""


def _short(name: str) -> str:
    """What is compared of a county's name."""
    plain = simplified(name)
    return plain[:-1] if plain[-1:] in _KINDS else plain


def beginnings(codes: NDArray[np.object_]) -> ExplainedLine:
    """Which counties the codes are of, for an error."""
    counted = Counter(str(code)[:6] for code in codes if len(str(code)) >= 6).most_common()
    rows = [f"{start} ({number})" for start, number in counted]
    if rows:
        return ExplainedLine("the rows begin with {codes}", codes=naming(rows, 3))
    return ExplainedLine("no row has a code")


def _code(text: str) -> str:
    code = normal_code(text)
    nation = _NATION.fullmatch(code)
    return nation[1] if nation else code


def _is_county(column: NDArray[np.object_], code: str) -> NDArray[np.bool_]:
    return np.asarray(column == code, dtype=bool)


def _is_within(column: NDArray[np.object_], code: str) -> NDArray[np.bool_]:
    """Towns, villages and grids of the county."""
    return np.array([len(c) in (12, 15) and c.isdigit() and c.startswith(code) for c in column], dtype=bool)


def _all_codes(column: NDArray[np.object_]) -> bool:
    """Whether a column is of codes of counties or divisions in them."""
    return bool(len(column)) and all(
        len(c) in (6, 12) and c.isascii() and c.isdigit() and province_of(c) is not None for c in column
    )
