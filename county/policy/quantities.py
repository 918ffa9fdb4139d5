"""The quantities in a text: amounts with their units, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from county.policy.numerals import with_digits

_UNITS = {
    "元": ("元", "块钱", "块"), "%": ("%",), "岁": ("周岁", "岁"), "个月": ("个月",), "工作日": ("个工作日", "工作日"),
    "天": ("天", "日"), "小时": ("小时",), "分钟": ("分钟",), "年": ("年",), "次": ("次",), "平方米": ("平方米",),
    "立方米": ("立方米", "方"), "公斤": ("公斤",), "米": ("米",), "层": ("层",),
    "亩": ("亩",), "只": ("只",), "倍": ("倍",),
}  # fmt: skip
_UNIT_OF = {written: unit for unit, forms in _UNITS.items() for written in forms}
_FORMS = "|".join(sorted(map(re.escape, _UNIT_OF), key=len, reverse=True))
_CONFIRMED = re.compile(r"对吧|对吗|对不对|是吧|是不是|听说|没错吧|不是说")
_QUANTITY = re.compile(rf"(?<![\d.第])(?<!月(?=\d\d?[日号]))(\d+(?:\.\d+)?)({_FORMS})(?!月)")


class Quantity(NamedTuple):
    """An amount and its unit, the same for all words that mean it."""

    amount: float
    unit: str

    def __str__(self) -> str:
        return f"{self.amount:g}{self.unit}"


def quantities(text: str) -> tuple[Quantity, ...]:
    """All quantities of a text, in its order, each once.  Days of a month and clock times are none."""
    found = (Quantity(float(m[1]), _UNIT_OF[m[2]]) for m in _QUANTITY.finditer(with_digits(text)))
    return tuple(dict.fromkeys(found))


def claimed(question: str) -> tuple[Quantity, ...]:
    """The quantities that a question takes to be so: amounts of money and shares, and any of one that wants to have it
    confirmed.  An age or a time that somebody tells of himself is none."""
    found = quantities(question)
    return found if _CONFIRMED.search(question) else tuple(one for one in found if one.unit in ("元", "%"))


def not_in(asked: Iterable[Quantity], written: Iterable[Quantity]) -> dict[Quantity, tuple[Quantity, ...]]:
    """Each asked quantity that an article does not have, with those that it has in the same unit, if any."""
    all_written = tuple(written)
    missing = {}
    for quantity in asked:
        same_unit = tuple(other for other in all_written if other.unit == quantity.unit)
        if same_unit and quantity not in same_unit:
            missing[quantity] = same_unit
    return missing


def disagree(one: Iterable[Quantity], other: Iterable[Quantity]) -> tuple[str, ...]:
    """Units in which both have quantities and none in common."""
    first, second = _by_unit(one), _by_unit(other)
    return tuple(unit for unit, amounts in first.items() if unit in second and not amounts & second[unit])


def _by_unit(all_of: Iterable[Quantity]) -> dict[str, set[float]]:
    amounts: dict[str, set[float]] = {}
    for amount, unit in all_of:
        amounts.setdefault(unit, set()).add(amount)
    return amounts
