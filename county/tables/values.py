"""Cells as numbers and texts, without what office programs, exports and copying add to them.

A number is never guessed: what could be two numbers, or contains more than one, is refused with the reason.
"""

from __future__ import annotations

import math
import re
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from county.explained import ExplainedLine
from county.tables.simplified import simplified

GAPS = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "-", "--", "—", "——", "/", "\\n", "无", "缺测"})
"""Lower-case words in simplified characters that mark a value as not measured."""
QUOTED = 80
"""Characters of a wrong value that a message contains."""
_LONGEST = 400
"""Characters; every finite double can be written in fewer."""
_FULL_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)}
_BLANKS = dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), 0x20)
_INVISIBLE: dict[int, None] = dict.fromkeys(
    (0xAD, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF)
)
"""Soft hyphen, characters without width, marks of direction, byte order mark."""
_TO_ASCII: dict[int, int | None] = _FULL_WIDTH | _BLANKS | _INVISIBLE | {0x2212: 0x2D}
"""Full-width forms and the minus sign of mathematics in ASCII.  Not all of NFKC: 10² would become 102."""
_NO_WIDTH = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF))
_FORMULA = re.compile(r'=\s*"(.*)"', re.DOTALL)
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:([, ])[0-9]{3})(?:\1[0-9]{3})*(\.[0-9]*)?")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+([eE][+-]?[0-9]+)?")
_UNIT = r"(?![eE][0-9]*$)[^\W\d_]*[%°℃℉‰]?[^\W\d_]*(?:[/·][^\W_]+)?[²³]?"
_WITH_UNIT = re.compile(rf"([+-]?[0-9][0-9.,]*(?:[eE][+-]?[0-9]+)?) *({_UNIT})")
_WHOLE = re.compile(r"([0-9]+)\.0*")
_E_NOTATION = re.compile(r"[0-9](\.[0-9]+)?E\+[0-9]+", re.IGNORECASE)
EXACT = 10**15
"""Spreadsheets keep 15 digits of a number; the others become 0."""


class BadValue(ValueError):
    """A cell that does not hold what its column should; the text says why, without the value, and the way out."""

    def __init__(self, text: str, reason: str = "") -> None:
        """``reason``: ``text`` without anything of the value, the same for the same fault; "": ``text``."""
        super().__init__(text)
        self.text = text
        self.reason = reason or text


def plain_text(text: str) -> str:
    """``text`` without invisible characters, surrounding blanks, ``="…"`` and a leading apostrophe; full-width forms
    in ASCII, blanks of any kind as U+0020."""
    if not text.isascii():
        text = text.translate(_TO_ASCII)
    text = text.strip()
    formula = _FORMULA.fullmatch(text)
    return (formula[1].strip() if formula else text).removeprefix("'").strip()


def text(value: Any) -> str:
    """A cell as a name or a title: in one line, without surrounding blanks and characters without width."""
    if value is None or value != value:
        return ""
    written = _written(value)
    if written.isprintable():
        return written.strip()
    return " ".join(written.translate(_NO_WIDTH).split())


def label(value: Any) -> str:
    """A cell as the id of a thing: in plain text, and a number without ``.0``."""
    if value is None or value != value:
        return ""
    written = plain_text(_written(value))
    whole = _WHOLE.fullmatch(written)
    return whole[1] if whole else written


def identifier(value: Any) -> str:
    """As ``label``.  Raises BadValue for a number whose last digits a spreadsheet has lost."""
    written = label(value)
    if _E_NOTATION.fullmatch(written):
        form = "E-notation"
    elif isinstance(value, float) and abs(value) >= EXACT:
        form = "more than 15 digits"
    else:
        return written
    line = ExplainedLine(
        "was shortened by Excel ({form}), its last digits are lost; format the column as text and enter it again",
        form=form,
    )
    raise BadValue(line, "was shortened by Excel")


def is_gap(value: Any) -> bool:
    """Whether a cell says that there is no value."""
    if isinstance(value, str):
        return len(value) <= _LONGEST and simplified(plain_text(value).lower()) in GAPS
    return value is None or value != value


def number(value: Any, *, decimal_comma: bool = False, unit: str = "") -> float | None:
    """A cell as a number; None for a gap.  Raises BadValue.

    ``decimal_comma``: ``1,5`` is 1.5.  ``unit``: what the column is in; the cell may repeat it.
    """
    if isinstance(value, str) and not decimal_comma and len(value) <= _LONGEST and _NUMBER.fullmatch(value):
        return _finite(float(value))
    if is_gap(value):
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        if isinstance(value, date | time):
            raise BadValue(ExplainedLine("is a time, not a number"))
        raise BadValue(ExplainedLine("is not a number"))
    try:
        return _finite(float(value if not isinstance(value, str) else _normal(value, decimal_comma, unit)))
    except OverflowError:
        raise BadValue(ExplainedLine("is not a number")) from None


def measured_unit(value: Any) -> str:
    """The unit in a cell like ``96.4%`` or ``3 项``; "" without."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return ""
    measured = _WITH_UNIT.fullmatch(plain_text(value))
    return measured[2] if measured else ""


def _finite(figure: float) -> float:
    if not math.isfinite(figure):
        raise BadValue(ExplainedLine("is not a number"))
    return figure


def quoted(value: Any) -> str:
    """``value`` as a message shows it."""
    shown = repr(str(value) if isinstance(value, date | time | timedelta) else value)
    return shown if len(shown) <= QUOTED else f"{shown[:QUOTED]}…"


def _written(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _normal(text: str, decimal_comma: bool, unit: str) -> str:
    """The number in ``text`` as Python writes it.  Raises BadValue."""
    if len(text) > _LONGEST:
        raise BadValue(ExplainedLine("is not a number"))
    plain = plain_text(text)
    if decimal_comma:
        if ("," in plain and "." in plain) or plain.count(".") > 1:
            plain = plain.translate({0x2C: ".", 0x2E: ","})
        elif _GROUPED.fullmatch(plain.replace(".", ",")) and "." in plain:
            line = ExplainedLine("is either a whole number or a decimal; write it without the point")
            raise BadValue(line, "one of two numbers")
        else:
            plain = plain.replace(",", ".", 1)
    if _NUMBER.fullmatch(plain):
        return plain
    grouped = _GROUPED.fullmatch(plain)
    if grouped and (grouped[1] == " " or grouped[2] is not None or plain.count(",") > 1):
        return plain.replace(grouped[1], "")
    if grouped:
        whole, decimal = plain.replace(",", ""), plain.replace(",", ".")
        raise BadValue(f"is either {whole} or {decimal}; write it without the comma", "one of two numbers")
    if _DECIMAL_COMMA.fullmatch(plain):
        raise BadValue(ExplainedLine("has a decimal comma; write a point"), "decimal comma")
    measured = _WITH_UNIT.fullmatch(plain)
    if measured and measured[2]:
        if unit and same_unit(measured[2], unit):
            return _normal(measured[1], decimal_comma, "")
        raise BadValue(f"has a unit; write it in the header, like value({measured[2]})", "has a unit")
    raise BadValue(ExplainedLine("is not a number"))


_SAME = str.maketrans({"μ": "µ", "℃": "c", "°": "", "²": "2", "³": "3", "㎡": "m2", " ": None})
_UNIT_WORDS = {
    "cel": "c", "degc": "c", "celsius": "c", "degreecelsius": "c", "degreescelsius": "c", "摄氏度": "c",
    "percent": "%", "百分比": "%", "百分点": "%", "个百分点": "%", "千分比": "‰", "yuan": "元", "人民币元": "元",
    "微克/立方米": "µg/m3", "毫克/立方米": "mg/m3", "毫克/升": "mg/l", "微克/升": "µg/l",
    "米/秒": "m/s", "千米/小时": "km/h", "公里/小时": "km/h", "毫米/小时": "mm/h", "帕": "pa", "百帕": "hpa",
    "千帕": "kpa",
}  # fmt: skip
"""Units in words, of UCUM, and in Chinese."""


def same_unit(one: str, other: str) -> bool:
    """Whether two spellings are the same unit: ``°C`` and ``℃``, ``ug/m3`` and ``µg/m³``."""
    return unit_key(one) == unit_key(other)


def unit_key(unit: str) -> str:
    """The one spelling of a unit, in lower case: ``µg/m3``."""
    key = simplified(plain_text(unit).translate(_SAME).lower())
    return "µg" + key[2:] if key.startswith("ug") else _UNIT_WORDS.get(key, key)
