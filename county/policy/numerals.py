"""Chinese numerals as digits, so that 八十周岁 and 80岁, 百分之八十五 and 85% are the same text."""

from __future__ import annotations

import re
import unicodedata

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
PLACES = {"十": 10, "百": 100, "千": 1_000}
GROUPS = {"万": 10_000, "亿": 100_000_000}
_SIGNS = "".join(DIGITS) + "".join(PLACES) + "".join(GROUPS)
_UNIT = (
    "周岁|岁|元|角|块|分钱|个|年|月|日|号|天|小时|时|分钟|分|点|周|次|倍|成|层|平方米|平|立方米|方|公里|厘米|公斤|克|米|吨|亩"
    "|人|户|口|只|条|处|档|餐|荤|件|级|孩|胎|阶梯|等|折|套|寸|类|所|种|名|位|座|辆|头|株|袋"
)
_NUMERAL = f"(?<![{_SIGNS}])[{_SIGNS}]+"
"""From its first sign: one that is tried from each of them takes the square of its length."""
_PERCENT = re.compile(rf"百分之([{_SIGNS}]+(?:点[{_SIGNS}]+)?|\d+(?:\.\d+)?)")
_PART = re.compile(rf"({_NUMERAL}|(?<!\d)\d+)分之([{_SIGNS}]+|\d+)")
_DECIMAL = re.compile(rf"({_NUMERAL})点([{''.join(DIGITS)}]+)(?=个|{_UNIT}|%|以|的|$)")
_COUNTED = re.compile(rf"{_NUMERAL}(?=(?:多|余)?(?:{_UNIT})(?!性|之)|[至到][{_SIGNS}\\d]+(?:{_UNIT}))")
_MIXED = re.compile(r"((?<!\d)\d+(?:\.\d+)?)([千万亿])")
_HEIGHT = re.compile(rf"([{_SIGNS}\d])米([{''.join(DIGITS)}\d])(?![{_SIGNS}\d])(?!{_UNIT})")


def value_of(numeral: str) -> int:
    """The value of a Chinese numeral, such as 一千二百五十 or 二〇二四; raises ValueError for another text."""
    if not numeral or any(sign not in _SIGNS for sign in numeral):
        raise ValueError(f"{numeral!r} is not a Chinese numeral")
    if len(numeral) > 1 and all(sign in DIGITS for sign in numeral):
        return int("".join(str(DIGITS[sign]) for sign in numeral))
    whole = group = 0
    digit: int | None = None
    for sign in numeral:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in PLACES:
            group += (1 if digit is None else digit) * PLACES[sign]
            digit = None
        else:
            whole = (whole + group + (digit or 0) or 1) * GROUPS[sign]
            group, digit = 0, None
    return whole + group + (digit or 0)


def with_digits(text: str) -> str:
    """``text`` in the width and case of ASCII, with digits for numerals that count, measure or date something."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _PERCENT.sub(lambda m: _digits(m[1]) + "%", text)
    text = _PART.sub(lambda m: f"{_digits(m[2])}/{_digits(m[1])}", text)
    text = _MIXED.sub(lambda m: f"{float(m[1]) * ({'千': 1_000} | GROUPS)[m[2]]:.15g}", text)
    text = _HEIGHT.sub(lambda m: f"{_digits(m[1])}.{_digits(m[2])}米", text)
    text = _DECIMAL.sub(lambda m: f"{value_of(m[1])}.{''.join(str(DIGITS[s]) for s in m[2])}", text)
    return _COUNTED.sub(lambda m: str(value_of(m[0])), text)


def _digits(numeral: str) -> str:
    if numeral[0].isdigit():
        return numeral
    whole, _, decimals = numeral.partition("点")
    return str(value_of(whole)) + (f".{''.join(str(DIGITS.get(s, '')) for s in decimals)}" if decimals else "")
