"""Units in headers and their conversion; a figure in a unit that is not known here is refused, never taken as it is."""

from __future__ import annotations

import re

from county.tables.values import BadValue, same_unit, undressed, unit_key

METRES: dict[str, float] = {
    "m": 1.0, "metre": 1.0, "meter": 1.0, "metres": 1.0, "meters": 1.0, "米": 1.0, "dm": 0.1, "decimetre": 0.1,
    "decimeter": 0.1, "分米": 0.1, "cm": 0.01, "centimetre": 0.01, "centimeter": 0.01, "厘米": 0.01, "mm": 0.001,
    "millimetre": 0.001, "millimeter": 0.001, "毫米": 0.001, "km": 1000.0, "kilometre": 1000.0, "kilometer": 1000.0,
    "千米": 1000.0, "公里": 1000.0, "ft": 0.3048, "foot": 0.3048, "feet": 0.3048, "us-ft": 1200 / 3937,
    "ussurveyfoot": 1200 / 3937, "us_survey_foot": 1200 / 3937, "foot_us": 1200 / 3937, "ftus": 1200 / 3937,
}  # fmt: skip
"""Metres in a unit of length, by its key."""
_FACTORS: dict[str, dict[str, float]] = {
    "mass in air": {"ng/m3": 1e-9, "µg/m3": 1e-6, "mg/m3": 1e-3, "g/m3": 1.0},
    "mass in water": {"µg/l": 1e-6, "mg/l": 1e-3, "g/l": 1.0},
    "pressure": {"pa": 1.0, "hpa": 100.0, "mbar": 100.0, "kpa": 1000.0},
    "length": METRES,
    "speed": {"m/s": 1.0, "km/h": 1 / 3.6},
    "people": {"人": 1.0, "千人": 1e3, "万人": 1e4},
    "households": {"户": 1.0, "千户": 1e3, "万户": 1e4},
}
"""By quantity: unit, in lower case, and its size in the unit of 1."""
_OTHERS = frozenset({
    "c", "f", "k", "℉", "%", "‰", "db", "db(a)", "dba", "db/m", "ntu", "mm/h", "mm/min", "ppm", "ppb", "ph", "v", "mv",
    "a", "w", "kw", "kwh", "lx", "lux", "µs/cm", "ms/cm", "cfu/100ml", "m3/s", "m3/h", "l/s", "m2", "m3", "亩", "公顷",
    "个", "辆", "次", "分贝", "无量纲", "deg", "度",
})  # fmt: skip
"""Units that are not converted."""
_DEGREES = frozenset({
    "", "度", "十进制", "十进制度", "度分秒", "deg", "degree", "degrees", "decimaldegrees", "dms", "e", "n", "wgs84",
    "cgcs2000", "gps", "wgs1984", "国家2000", "大地2000", "2000国家大地坐标系", "4326", "4490", "epsg:4326",
    "epsg:4490",
})  # fmt: skip
_BRACKETS = re.compile(r"(.*?)[(\[（【]([^()\[\]（）【】]*)[)\]）】]")


def header_and_unit(header: str) -> tuple[str, str]:
    """``PM2.5(μg/m³)`` as ``PM2.5`` and ``μg/m³``; "" without brackets at its end."""
    found = _BRACKETS.fullmatch(undressed(header))
    return (found[1].strip(), found[2].strip()) if found and found[1] else (undressed(header), "")


def is_unit(text: str) -> bool:
    """Whether ``text`` is a unit and nothing else."""
    key = unit_key(text)
    return key in _OTHERS or undressed(text) == "°" or any(key in units for units in _FACTORS.values())


def is_degrees(unit: str) -> bool:
    """Whether what a header has in brackets says that the coordinates below are degrees, how these are written or on
    what datum; without anything they are."""
    return unit_key(unit).replace("-", "").replace("_", "") in _DEGREES


def factor(given: str, wanted: str) -> float:
    """What a figure in ``given`` is multiplied by to be in ``wanted``; 1 when ``given`` is "".  Raises BadValue."""
    if not given or same_unit(given, wanted):
        return 1.0
    for units in _FACTORS.values():
        if unit_key(given) in units and unit_key(wanted) in units:
            return units[unit_key(given)] / units[unit_key(wanted)]
    raise BadValue(f"is in {given}, which cannot be converted to {wanted or 'a number without unit'}", f"in {given}")
