"""Fields that are numbers, in their unit whatever that of the column is; a value that is none is reported."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from county.package.importing import fields
from county.package.importing.read import SourceFeatures
from county.package.importing.site import Site
from county.tables.units import factor
from county.tables.values import BadValue, quoted

_UNITS = {"height_m": "m", "width_m": "m", "population": "人", "households": "户", "floors": "层"}
"""Of the fields; the others are counts of anything."""
_LARGEST = 2**53
"""All smaller whole numbers are exact as a float."""


def numbers_of(site: Site, layer: str, features: SourceFeatures, field: str, unknown: float) -> NDArray[np.float64]:
    """The field as numbers in its unit (n,), ``unknown`` where there is none; one finding on those that cannot be
    used."""
    n = len(features)
    holding = fields.found(features.columns, layer, field)
    if holding is None:
        return np.full(n, unknown)
    wanted = _UNITS.get(field, holding.unit)
    given = holding.unit or wanted
    try:
        size = factor(given, wanted)
    except BadValue as error:
        site.report(layer, features.path.name, f"{field} is unknown: its column {holding.header} {error}", "error")
        return np.full(n, unknown)
    read = fields.number(holding.values, np.nan, decimal_comma=features.decimal_comma, unit=given)
    numbers = read.values * size
    if read.refused:
        row, why = next(iter(read.refused.items()))
        sample = f"{features.place(row)}: {quoted(holding.values.tolist()[row])} {why}"
        refused = f"{len(read.refused)} of {n} values of {field} in column {holding.header}"
        text = f"{refused} are taken as unknown ({sample})"
        site.report(layer, features.path.name, text)
    return np.where(np.isnan(numbers), unknown, numbers)


def counts_of(site: Site, layer: str, features: SourceFeatures, field: str, unknown: int) -> NDArray[np.int64]:
    """As numbers_of, in whole numbers."""
    numbers = numbers_of(site, layer, features, field, unknown)
    whole = np.rint(numbers)
    bad = (np.abs(numbers - whole) > 1e-6) | (np.abs(numbers) > _LARGEST)
    if bad.any():
        first = int(np.flatnonzero(bad)[0])
        sample = f"{features.place(first)}: {numbers[first]:.15g}"
        text = f"{bad.sum()} of {len(numbers)} values of {field} are no whole numbers, taken as unknown ({sample})"
        site.report(layer, features.path.name, text)
    return np.where(bad, unknown, whole).astype(np.int64)
