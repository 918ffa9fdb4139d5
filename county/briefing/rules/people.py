"""L6 casualties and missing people whose number falls, L9 names, phones and identity numbers in a public version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from county.briefing.linted import BriefFinding, LintedDocument
from county.briefing.rules.told_people import DEAD, HURT, MISSING, TRAPPED, Harmed, most_told
from county.identity_numbers import IDENTITY_NUMBER

_NONE_MISSING, _NONE_TRAPPED = (re.compile(f"(?:无|没有)(?:人员)?(?:{are})") for are in ("失联|失踪", "被困|被埋"))
_FOUND = re.compile("找到|寻获|搜救出|救出|获救|脱险|脱困|取得联系|恢复联系|送医|遗体")
_NOBODY = re.compile("(?:无|没有|未造成)(?:人员)?(?:伤亡|死亡)")
_REASON = re.compile("核减|更正|经核实|核实后|订正|修正|误报|重复统计|不属于|转为死亡|抢救无效")
_PHONE = re.compile(r"(?<!\d)(?:(?:86[- ]?)?1[3-9]\d{9}|1[3-9]\d[ -]\d{4}[ -]\d{4}|0\d{2,3}[- ]?\d{7,8})(?!\d)")
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛范彭郎鲁韦昌马苗花方俞任袁柳史唐费廉岑薛雷贺倪汤"
    "滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元顾孟黄穆萧尹姚邵汪祁毛狄明戴宋庞熊纪舒屈项祝董梁杜阮蓝闵席季强贾路娄江童颜郭梅林钟徐邱骆高夏蔡田"
    "樊胡凌霍虞万柯管卢莫房丁邓郁单洪包左石崔吉龚程嵇邢裴陆荣翁荀羊惠曲封储靳焦侯全秋仲宁仇栾甘厉刘龙叶黎白欧谭申冉阎连向古易廖曾游覃"
)
_TOLD = re.compile(
    rf"(?:报警人|报告人|来电人|投诉人|举报人|联系人|当事人|伤者|死者|遇难者|患者|老人|群众|学生|儿童|男子|女子|工人|村民|居民|住户|业主|司机|驾驶员|户主)[：:\s]?"
    rf"([{_SURNAMES}](?!某)[\u4e00-\u9fff]{{1,2}}?)(?=[，。；、：:（(\s]|电话|反映|报警|称|家|等|死亡|受伤|$)"
)


class _Told(NamedTuple):
    """People of one kind, as texts tell how many they are."""

    name: str
    harmed: tuple[Harmed, ...]
    nobody: re.Pattern[str]
    why_fewer: re.Pattern[str] | None
    """Words that say why they are fewer, besides those that do for all."""


_TOLD_PEOPLE = (
    _Told("死亡", (DEAD,), _NOBODY, None),
    _Told("伤亡合计", (DEAD, HURT), _NOBODY, None),
    _Told("失联（失踪）", (MISSING,), _NONE_MISSING, _FOUND),
    _Told("被困", (TRAPPED,), _NONE_TRAPPED, _FOUND),
)


def casualties(document: LintedDocument) -> Iterator[BriefFinding]:
    """L6: fewer dead, fewer hurt and dead, or fewer missing than the report before said, and no reason is told."""
    if not document.earlier:
        return
    text = "\n".join(one.text for one in document.texts)
    if _REASON.search(text):
        return
    for kind in _TOLD_PEOPLE:
        before, now = (_people(kind, told) for told in (document.earlier, text))
        if before is None or now is None or now >= before or (kind.why_fewer and kind.why_fewer.search(text)):
            continue
        told_in = (one.place for one in document.texts if _tells(kind, one.text))
        yield BriefFinding("L6", "E", next(told_in, "title"), f"{kind.name}人数由 {before} 降为 {now}，未说明原因")
        return


def _tells(kind: _Told, text: str) -> bool:
    return any(most_told(who, text) is not None for who in kind.harmed)


def _people(kind: _Told, text: str) -> int | None:
    """The largest number told of each of them, added; None where none is."""
    told = [most for who in kind.harmed if (most := most_told(who, text)) is not None]
    if told:
        return sum(told)
    return 0 if kind.nobody.search(text) else None


def private_data(document: LintedDocument) -> Iterator[BriefFinding]:
    """L9."""
    if document.classification != "public":
        return
    for text in document.texts:
        for found in IDENTITY_NUMBER.finditer(text.text):
            yield BriefFinding("L9", "E", text.place, f"公开稿含身份证号 {found[0][:6]}…")
        for found in _PHONE.finditer(text.text):
            yield BriefFinding("L9", "E", text.place, f"公开稿含电话 {found[0][:3]}…")
        for found in _TOLD.finditer(text.text):
            yield BriefFinding("L9", "E", text.place, f"公开稿含姓名 {found[1][0]}某")
        for name in sorted(document.people):
            if name in text.text:
                yield BriefFinding("L9", "E", text.place, f"公开稿含姓名 {name[0]}某")
