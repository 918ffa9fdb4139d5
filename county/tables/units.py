"""Units in headers and their conversion; a figure in a unit that is not known here is refused, never taken as it is."""

from __future__ import annotations

import re

from county.tables.values import BadValue, same_unit, undressed, unit_key

_FACTORS: dict[str, dict[str, float]] = {
    "mass in air": {"ng/m3": 1e-9, "µg/m3": 1e-6, "mg/m3": 1e-3, "g/m3": 1.0},
    "mass in water": {"µg/l": 1e-6, "mg/l": 1e-3, "g/l": 1.0},
    "pressure": {"pa": 1.0, "hpa": 100.0, "mbar": 100.0, "kpa": 1000.0},
    "length": {"mm": 1e-3, "cm": 1e-2, "m": 1.0, "毫米": 1e-3, "厘米": 1e-2, "米": 1.0},
    "speed": {"m/s": 1.0, "km/h": 1 / 3.6},
}
"""By quantity: unit, in lower case, and its size in the unit of 1."""
_BRACKETS = re.compile(r"(.*?)[(\[（【]([^()\[\]（）【】]*)[)\]）】]")


def header_and_unit(header: str) -> tuple[str, str]:
    """``PM2.5(μg/m³)`` as ``PM2.5`` and ``μg/m³``; "" without brackets at its end."""
    found = _BRACKETS.fullmatch(undressed(header))
    return (found[1].strip(), found[2].strip()) if found and found[1] else (undressed(header), "")


def factor(given: str, wanted: str) -> float:
    """What a figure in ``given`` is multiplied by to be in ``wanted``; 1 when ``given`` is "".  Raises BadValue."""
    if not given or same_unit(given, wanted):
        return 1.0
    for units in _FACTORS.values():
        if unit_key(given) in units and unit_key(wanted) in units:
            return units[unit_key(given)] / units[unit_key(wanted)]
    raise BadValue(f"is in {given}, which cannot be converted to {wanted or 'a number without unit'}", f"in {given}")
