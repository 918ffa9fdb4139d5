"""What kind of fact a question asks for, and whether an article states one.

An article about the subject of a question does not answer it when it has no amount for "多少钱", no place for "在哪里".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from county.policy.numerals import with_digits
from county.policy.quantities import quantities

_MONEY = r"\d+(?:\.\d+)?(?:元|角)|\d+/\d+|减半|定额|半价|免费|免收|免除|免交|不承担|不收"
_PERCENT = r"\d+(?:\.\d+)?%|\d+个百分点|\d+/\d+|\d折|减半|半价"
_TIME = r"\d+(?:年|月|日|天|时|个月|小时|个工作日|分钟|周)|按月|按季|每月|每年|每日|当日|之日|当月|期满|前|后"
_SPAN = r"\d+(?:年|日|天|个月|小时|个工作日|分钟|周)|当日|当场|每[月周日年]|立即"
_OFFICE = (
    r"政府|大厅|中心|窗口|医院|卫生院|委会|派出所|公司|局|服务站|联合会|学校|门店|平台|食堂|公安"
    r"|保健院|地点|网上|村民小组|热线"
)
_PLACE = (
    rf"(?:到|向|在|由|经|通过|是|为)[^，。；]{{0,24}}(?:{_OFFICE})"
    rf"|(?:{_OFFICE})[^，。；]{{0,12}}(?:办理|受理|审批|处)"
)
_WHO = r"对象|可以申请|可以申领|凡|是指|归|具有|年满"
_PAPERS = (
    r"[持凭][^，。；]{0,20}证"
    r"|(?:提供|提交|材料为|出示|持|凭)[^。；]{0,40}(?:证|材料|发票|清单|户口簿|证明|照片|合影|卡|说明)"
)
_STEPS = (
    r"申请|办理|提出|登记|提交|报名|提供|预约|补办|查询|举报|责令|处理|罚款|警告|移送|退还|补发|检定"
    r"|复核|缓|上门|取消|追回|放线"
)


class Wanted(NamedTuple):
    """A kind of fact: how it is asked for, and what states one."""

    key: str
    asked: re.Pattern[str]
    stated: re.Pattern[str]


_KINDS = tuple(
    Wanted(key, re.compile(asked), re.compile(stated))
    for key, asked, stated in (
        ("share", r"比例|百分之(?:多少|几)|报销多少|报多少|报销.{0,4}多少|几折|少多少", _PERCENT),
        ("age", r"多大|几岁|多少岁|年纪|多少周岁", r"\d+(?:周岁|岁)"),
        ("money", r"多少钱|多少元|几块|几元|多少块|(?:费用?|价格|票价|水价|收费)(?:是|为)?多少|补多少|给多少|罚多少"
                  r"|领多少|拿多少|报多少|贷多少|额度|补贴多少|补助多少|赔多少|每档多少|兑换|换钱", _MONEY),
        ("span", r"多久|多长时间|(?:几|多少)个?(?:天|日|年|月|工作日|小时)|有效期", _SPAN),
        ("clock", r"几点", r"\d+时|24小时"),
        ("time", r"什么时候|几号|几月|哪天|何时|哪个月|什么时间|啥时候|时间是", _TIME),
        ("place", r"在哪|哪里|哪儿|哪个医院|找谁|向谁|地址|去哪", _PLACE),
        ("payer", r"谁(?:来|给)?(?:出|付|承担|审|管|负责|掏)", r"由|承担|垫付|负责|审批"),
        ("charge", r"收费吗|要钱|收钱|出钱|交费吗|免费吗", r"免|不收|收取|承担|\d元|工本费"),
        ("who", r"(?<![找向])谁(?!来|给|出|付|承担|审|管|负责|掏)|哪些(?:人|农户|家庭|群体|对象)|什么人|什么样的",
                _WHO),
        ("papers", r"材料|证件|带什么|交什么|提交什么|提供什么|什么证明|准备什么", _PAPERS),
        ("steps", r"怎么(?!算)|怎样|如何|程序|流程", _STEPS),
        ("amount", r"多少[？?。！]?$|多少[，,]", r"\d(?:元|%|个百分点|公斤|米|平方米|立方米|亩|层|倍|厘米)|\d/\d"),
        ("penalty", r"罚", r"罚款|罚"),
        ("phone", r"电话(?:号码)?(?:是)?多少|电话号码|联系方式", r"\d{5,}"),
    )
)  # fmt: skip
COUNTED = (
    "个", "家", "所", "台", "辆", "位", "针", "趟", "本", "次", "只",
    "层", "处", "档", "类", "人", "户", "条", "件", "亩", "公斤", "平方米",
    "米", "度", "吨", "倍", "门", "张", "瓶", "种", "斤", "分", "名",
)  # fmt: skip
"""Measure words after 几 and 多少, of which an article must have a number."""
_COUNT = re.compile(
    rf"(?:几|多少)(?!个?(?:月|年|工作日|小时|天))个?({'|'.join(sorted(COUNTED, key=len, reverse=True))})(?!钱)"
)
_COUNTS = {
    unit: Wanted(f"count {unit}", _COUNT, re.compile(rf"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十]){unit}"))
    for unit in COUNTED
}
_GIVEN = {unit: Wanted(f"given {unit}", re.compile(unit), re.compile(rf"\d{unit}")) for unit in ("元", "%")}
"""Whoever names an amount of money or a share asks whether it is right."""
KINDS = (*_KINDS, *_COUNTS.values(), *_GIVEN.values())
"""All that can be asked for."""
_LISTED = {"count 类": re.compile(r"分为[^。；]*、")}
"""A list counts what it names."""


def wanted_in(question: str) -> tuple[Wanted, ...]:
    """The kinds of facts that a question asks for; () where it asks whether something is so."""
    text = with_digits(question)
    found = [kind for kind in _KINDS if kind.asked.search(text)]
    found += [_GIVEN[unit] for _, unit in quantities(question) if unit in _GIVEN]
    if any(kind.key == "share" for kind in found):
        found = [kind for kind in found if kind.key != "money"]
    return tuple(dict.fromkeys((*found, *(_COUNTS[m[1]] for m in _COUNT.finditer(text)))))


def states(text: str, kind: Wanted) -> bool:
    """Whether an article, written with digits, states a fact of a kind."""
    listed = _LISTED.get(kind.key)
    return bool(kind.stated.search(text) or (listed is not None and listed.search(text)))
