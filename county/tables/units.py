"""Units in headers and their conversion; a figure in a unit that is not known here is refused, never taken as it is."""

from __future__ import annotations

import re

from county.tables.values import BadValue, plain_text, same_unit, unit_key

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
    "things": {"项": 1.0, "个": 1.0},
    "share": {"%": 1e-2, "‰": 1e-3},
    "time": {"秒": 1.0, "分钟": 60.0, "小时": 3_600.0, "天": 86_400.0},
}
"""By quantity: unit, in lower case, and its size in the unit of 1."""
_OTHERS = frozenset({
    "c", "f", "k", "℉", "db", "db(a)", "dba", "db/m", "ntu", "mm/h", "mm/min", "ppm", "ppb", "ph", "v", "mv",
    "a", "w", "kw", "kwh", "lx", "lux", "µs/cm", "ms/cm", "cfu/100ml", "m3/s", "m3/h", "l/s", "m2", "m3", "亩", "公顷",
    "人", "户", "辆", "次", "人次", "户次", "元", "件", "起", "宗", "家", "分贝", "无量纲", "deg", "度",
})  # fmt: skip
"""Units that are not converted."""
_MULTIPLES = {"亿": 1e8, "千万": 1e7, "百万": 1e6, "十万": 1e5, "万": 1e4, "千": 1e3}
"""What units of amounts begin with, longest first: 万户, 亿元."""
_OWN_KILO = tuple("米克瓦帕卡伏焦赫")
"""With 千 these are units of their own: 千米."""
_DIGITS = 12
"""Of a value after it was multiplied: binary fractions leave more."""
_DEGREES = frozenset({
    "", "度", "十进制", "十进制度", "度分秒", "deg", "degree", "degrees", "decimaldegrees", "dms", "e", "n", "wgs84",
    "cgcs2000", "gps", "wgs1984", "国家2000", "大地2000", "2000国家大地坐标系", "4326", "4490", "epsg:4326",
    "epsg:4490",
})  # fmt: skip
_BRACKETS = re.compile(r"(.*?)[(\[（【]([^()\[\]（）【】]*)[)\]）】]")


def header_and_unit(header: str) -> tuple[str, str]:
    """``PM2.5(μg/m³)`` as ``PM2.5`` and ``μg/m³``; "" without brackets at its end."""
    found = _BRACKETS.fullmatch(plain_text(header))
    return (found[1].strip(), found[2].strip()) if found and found[1] else (plain_text(header), "")


def parted(unit: str) -> tuple[float, str]:
    """``万元`` as 10,000 and ``元``; 1 and the unit where it begins with no multiple."""
    key = unit_key(unit)
    for word, size in _MULTIPLES.items():
        if key.startswith(word) and not key.removeprefix(word).startswith(_OWN_KILO):
            return size, key.removeprefix(word)
    return 1.0, key


def times(value: float, size: float) -> float:
    """``value`` times ``size``, without what binary fractions leave at its end."""
    return value if size == 1 else float(f"{value * size:.{_DIGITS}g}")


def is_unit(text: str) -> bool:
    """Whether ``text`` is a unit and nothing else."""
    key = parted(text)[1]
    return key in _OTHERS or plain_text(text) == "°" or any(key in units for units in _FACTORS.values())


def is_rate(unit: str) -> bool:
    """Whether a unit is one of rates: % or ‰."""
    return unit_key(unit) in _FACTORS["share"]


def is_degrees(unit: str) -> bool:
    """Whether what a header has in brackets says that the coordinates below are degrees, how these are written or on
    what datum; without anything they are."""
    return unit_key(unit).replace("-", "").replace("_", "") in _DEGREES


def factor(given: str, wanted: str) -> float:
    """What a figure in ``given`` is multiplied by to be in ``wanted``; 1 when ``given`` is "".  Raises BadValue."""
    if not given or same_unit(given, wanted):
        return 1.0
    (size, base), (wanted_size, wanted_base) = parted(given), parted(wanted)
    if base in ("", wanted_base):
        return size / wanted_size
    for units in _FACTORS.values():
        if base in units and wanted_base in units:
            return size * units[base] / (units[wanted_base] * wanted_size)
    raise BadValue(f"is in {given}, which cannot be converted to {wanted or 'a number without unit'}", f"in {given}")
