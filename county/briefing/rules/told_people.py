"""How many people a text says are dead, hurt, missing or trapped."""

from __future__ import annotations

import re

from county.briefing.rules.quantities import written_number

_DIGIT = "[一二两三四五六七八九]"
_NUMBER = (  # from its first digit: of 一百二十 it is not 二十
    rf"(?<![\d一二两三四五六七八九十百千万零〇])(\d{{1,3}}(?:,\d{{3}})+|\d+|"
    rf"{_DIGIT}百(?:零{_DIGIT}|{_DIGIT}?十{_DIGIT}?)?|{_DIGIT}?十{_DIGIT}?|{_DIGIT})[余多]?"
)
_WHO = "[^\\d，。；、！？“”（）：伤无死亡]{0,6}?"
"""Between a number of people and what happened to them: 名工人当场."""


def _harmed(are: str, who: str, in_short: str) -> re.Pattern[str]:
    """People of whom these words tell; ``who``: those that stand before a number; ``in_short``: of 3死5伤."""
    return re.compile(
        rf"(?:{are}|{who})(?:人数|人员)?[^\d，。；无]{{0,4}}?{_NUMBER}\s?[人名]|{_NUMBER}\s?[人名]{_WHO}(?:{are})|"
        rf"{_NUMBER}\s?[人名]?{in_short}(?![亡者员害势情口])"
    )


def _people_who(are: str) -> re.Pattern[str]:
    """A number of people before or behind these words."""
    return re.compile(
        rf"(?:{are})(?:人数|人员|群众)?[^\d，。；无]{{0,4}}?{_NUMBER}\s?[人名]|{_NUMBER}\s?[人名](?:群众|村民|人员)?(?:{are})"
    )


DEAD = _harmed("死亡|遇难|罹难|身亡|丧生|溺亡", "死者|遇难者", "死")
HURT = _harmed("受伤|重伤|轻伤", "伤者|伤员", "伤")
SERIOUSLY_HURT = _harmed("重伤", "重伤员|重伤者", "重伤")
MISSING, TRAPPED = _people_who("失联|失踪|下落不明"), _people_who("被困|被埋")


def most_told(pattern: re.Pattern[str], text: str) -> int | None:
    """The largest number of people that a text tells; None where it tells none."""
    found = [next(filter(None, one.groups())) for one in pattern.finditer(text)]
    return max((written_number(one.replace(",", "")) for one in found), default=None)
