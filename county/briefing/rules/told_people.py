"""How many people a text says are dead, hurt, missing or trapped."""

from __future__ import annotations

import re

from county.briefing.rules.quantities import written_number

_DIGIT = "[一二两三四五六七八九]"
NUMBER = (  # from its first digit: of 一百二十 it is not 二十
    rf"(?<![\d一二两三四五六七八九十百千万零〇])(?:\d{{1,3}}(?:,\d{{3}})+|\d+|"
    rf"{_DIGIT}百(?:零{_DIGIT}|{_DIGIT}?十{_DIGIT}?)?|{_DIGIT}?十{_DIGIT}?|{_DIGIT})"
)
_MANY = r"[余多]?\s?[人名]"
_PEOPLE = (
    "(?:现场|本地|当地|本县|外地|男|女|老年|未成年|成年|年轻|中|小|大|被困|失联|失踪|施工|作业|救援|驾乘|司乘|工作|医务|消防|养护|巡查|"
    "群众|村民|居民|游客|工人|矿工|民工|农民工|员工|职工|农民|渔民|船员|学生|师生|教师|老师|儿童|小孩|孩子|幼儿|老人|妇女|男子|女子|"
    "男性|女性|司机|驾驶员|乘客|乘员|行人|住户|住客|业主|顾客|消防员|队员|民警|辅警|战士|干部|护林员|志愿者|患者|伤员|伤者|人员|者)"
)
"""Of whom a number is: nothing else stands between it and what happened to them."""
_HOW = (
    r"(?:在[^\d，。；]{0,6}中|均|都|全部|已经?|当场|不幸|先后|相继|陆续|"
    "因伤势?过?重|因公|因抢救无效|经?抢救无效|医治无效|经?送医后|确认|被确认)"
)
_TELLS = (
    "(?:为|是|的|有|共计?|已|约|近|达到?|超过|至少|合计|累计|"
    "(?:上升|增加|增|升|更新|更正|核减|下降|减少|降)[至到为]|[：:])"
)
_CHANGED = rf"(?:[由从]{NUMBER}{_MANY}?(?=上升|增|升|更新|更正|核减|下降|减少|降))?"
_LIMIT = "(?!以上|以下|以内)"
"""Not the number of a rule: 死亡3人以上的."""
_HARMS: dict[str, tuple[str, str, str]] = {
    "dead": ("死亡|遇难|罹难|身亡|丧生|溺亡", "死者|遇难者", "死(?![亡者员害势情口伤])"),
    "serious": ("重伤", "重伤员|重伤者", "重伤(?![亡者员害势情口])"),
    "hurt": ("受伤|轻伤", "伤者|伤员", "伤(?![亡者员害势情口])"),
    "missing": ("失联|失踪|下落不明", "失联者", ""),
    "trapped": ("被困|被埋", "被困者", ""),
}
"""What happened to people; those that stand before their number; the end of 3死5伤."""
_ANY = "|".join(are for are, _, _ in _HARMS.values())


def _told(kind: str, are: str, who: str, in_short: str) -> str:
    """A number before or behind these words.  30人死亡1人 tells 1: a number behind the word is its own, unless it has
    another word (3人死亡5人受伤)."""
    own = rf"(?!\s?{NUMBER}{_MANY}(?!{_PEOPLE}{{0,3}}{_HOW}{{0,2}}(?:{_ANY})))"
    ways = [
        rf"(?P<{kind}_before>{NUMBER}){_MANY}{_PEOPLE}{{0,3}}{_HOW}{{0,2}}(?:{are}){own}",
        rf"(?:{who}|{are})(?:人数|人员|群众)?{_CHANGED}(?:{_TELLS}|\s){{0,3}}(?P<{kind}_behind>{NUMBER}){_MANY}{_LIMIT}",
    ]
    if in_short:
        ways.append(rf"(?P<{kind}_short>{NUMBER})[余多]?\s?[人名]?{in_short}")
    return "|".join(ways)


_ALL = re.compile("|".join(_told(kind, *words) for kind, words in _HARMS.items()))
"""All kinds at once, from the left: of 受伤12人死亡1人 the 12 are hurt, of 3人受伤1人死亡 the 3."""
_NOT = re.compile(
    r"(?:未|没有?|无|避免|防止|杜绝|不会)(?:再|有|出现|发生|发现|新增|造成|导致|引发|致使?|人员|人|的|了){0,3}\s?$"
)
"""Before what did not happen."""

Harmed = tuple[str, ...]
DEAD: Harmed = ("dead",)
HURT: Harmed = ("hurt", "serious")
SERIOUSLY_HURT: Harmed = ("serious",)
MISSING: Harmed = ("missing",)
TRAPPED: Harmed = ("trapped",)


def most_told(harmed: Harmed, text: str) -> int | None:
    """The largest number of these people that a text tells; None where it tells none."""
    found = []
    for one in _ALL.finditer(text):
        way = one.lastgroup
        if way is not None and way.partition("_")[0] in harmed and not _NOT.search(text, 0, one.start()):
            found.append(people_of(one[way]))
    return max(found, default=None)


def people_of(written: str) -> int:
    """``1,200``, ``十二``."""
    return written_number(written.replace(",", ""))
