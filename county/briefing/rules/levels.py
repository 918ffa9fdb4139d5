"""L15 an event whose casualties or losses ask for a higher level than the report tells, L16 one where they may.

L15 cannot be answered, so that it rests on what leaves no doubt: the casualties that the site reported, where an
element shows them, else parts of elements with nothing but 死亡 3 人; every other text is a question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from county.briefing.elements import LEVEL_NAMES, TO_VERIFY
from county.briefing.kinds import EVENT_KINDS
from county.briefing.linted import BriefFinding, LintedDocument, LintedText
from county.briefing.rules.told_people import (
    DEAD,
    HURT,
    MISSING,
    NUMBER,
    SERIOUSLY_HURT,
    TRAPPED,
    most_told,
    people_of,
)
from county.commands import EventLevel
from county.events.harm_level import Harm, is_higher, level_of_harm
from county.numbering import COUNTY_TIME

_LEVELS: dict[str, EventLevel] = {name: level for level, name in LEVEL_NAMES.items()}
_TOLD = re.compile("(特别重大|重大|较大|一般)级?[\u4e00-\u9fffA-Za-z]{0,10}?(?:事件|事故|灾害|灾情|火灾)")
_LOSS = re.compile(
    r"(?<!保险)(?<!间接)(?<!挽回)(?<!避免)(?<!减少)(?<!保险直接)(?<!挽回直接)(?<!避免直接)(?<!减少直接)(?<!直接)"
    r"(?:直接)?经济损失[^\d，。；]{0,6}?(\d[\d,]*(?:\.\d+)?)\s?([万亿])[余多]?元"
)
_YUAN = {"万": 1e4, "亿": 1e8}
_BEFORE = (
    "(?:目前|现|截至目前|该|本次|此次|事故|事件|灾害|火灾|塌方|"
    "已经?|确认|共计?|累计|合计|其中|造成|导致|致使?|有)*"
)
_PART = re.compile(r"[^，。；;、：:（）()\n,]+(?:,\d{3}[^，。；;、：:（）()\n,]*)*")
"""Between marks; a comma in a number is none."""
_EXACT: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (harm, re.compile(rf"{_BEFORE}(?:{are}\s?({NUMBER})\s?人|({NUMBER})\s?人{are})"))
    for harm, are in (("dead", "死亡"), ("seriously_injured", "重伤"))
)
_EXACT_LOSS = re.compile(rf"{_BEFORE}直接经济损失(?:约|达|为|共计?|合计)?\s?(\d[\d,]*(?:\.\d+)?)\s?([万亿])元")
_SITE = re.compile(r"死亡 [\d,]+ 人，失联 [\d,]+ 人，受伤 [\d,]+ 人|无人员伤亡、失联")
"""As :func:`~county.briefing.linked.casualties_text` tells what the site reported; its note is a text of people."""
_OPEN = re.compile(
    f"{TO_VERIFY}|核实中|待核实|未经?核实|未证实|接报称|据称|据传|网传|传言|谣|不实|误报|否认|疑|可能|预计|预估|恐有|或将|"
    "不排除|如果|假[如设]|一旦|若|最多|最坏|演练|模拟|未|没有|并非|不是|避免|防止|邻县|邻市|邻省|外县|外市|外省|另一|另有|其他|"
    "同类|类似|案例|通报的|规定|标准|条例|预案"
)
"""What is told with these words is not verified, did not happen, or is told of something else: a question at most."""
_EARLIER = re.compile("去年|前年|上年|往年|历年|近年|历史上|曾|以往|此前该|上[一次]起|上一次")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?年")
_MANY = re.compile(r"(?:\d{2,}|[2-9]|[二两三四五六七八九十])\s?[起次]")
"""Several events in one sentence, whose casualties are those of all."""
_ANOTHER_SCALE = "地震"
_VERIFIED = ("nature", "extent", "losses", "trend")
"""Elements that tell what is known of the event itself; others may tell of an earlier one."""
_WAY_OUT = (
    "先更正事件等级，再更新数据（性质由人改写的，一并改写）；事件已办结的不能再更正等级，请把“性质”改写为“{name}事件”，或重新交办后更正"
)


class _HarmTold(NamedTuple):
    """What a text says of the harm, and the level that it asks for."""

    level: EventLevel
    place: str
    why: str


def above_level(document: LintedDocument) -> Iterator[BriefFinding]:
    """L15, of a report about an event: what its elements tell without a doubt."""
    told = _told_level(document)
    asked = None if told is None else _highest(_verified(document))
    if asked is not None and told is not None and is_higher(asked.level, told):
        name = LEVEL_NAMES[asked.level]
        least = f"按规定至少为{name}事件，现为{LEVEL_NAMES[told]}"
        yield BriefFinding("L15", "E", asked.place, f"{asked.why}，{least}：{_WAY_OUT.format(name=name)}")


def perhaps_above_level(document: LintedDocument) -> Iterator[BriefFinding]:
    """L16: what is not verified, who is missing, those hurt of whom it is not told how badly, other texts; of other
    briefings each sentence that tells of one event, its level and its casualties."""
    if document.kind not in EVENT_KINDS:
        yield from _of_sentences(document)
        return
    told = _told_level(document)
    if told is None:
        return
    certain = _highest(_verified(document))
    above = told if certain is None or is_higher(told, certain.level) else certain.level
    of_now = ((text.place, _without_earlier(document, text.text)) for text in document.texts)
    possible = _highest(one for place, text in of_now for one in _possible(place, text))
    if possible is not None and is_higher(possible.level, above):
        may_be = f"可能达到{LEVEL_NAMES[possible.level]}事件，现为{LEVEL_NAMES[told]}"
        text = f"{possible.why}，{may_be}：核实后更正事件等级，或说明理由"
        yield BriefFinding("L16", "W", possible.place, text)


def _told_level(document: LintedDocument) -> EventLevel | None:
    """What the report calls the event, else what it is on the desk; None where that is not known, it has another
    scale, or it is no report about an event."""
    if document.kind not in EVENT_KINDS or _ANOTHER_SCALE in document.title:
        return None
    nature = next((one.text for one in document.lines if one.place == "nature"), "")
    if _ANOTHER_SCALE in nature:
        return None
    named = _TOLD.findall(nature)
    return _LEVELS[named[-1]] if named else document.level


def _verified(document: LintedDocument) -> Iterator[_HarmTold]:
    site = next((found for line in document.lines if (found := _site(line)) is not None), None)
    if site is not None:
        yield from _of_people("dead", "losses", most_told(DEAD, site) or 0)
    for line in document.lines:
        if line.place in _VERIFIED:
            for clause in _clauses(_without_earlier(document, line.text)):
                if not _OPEN.search(clause):
                    yield from _exact(line.place, clause, dead_known=site is not None)


def _site(line: LintedText) -> str | None:
    """The casualties that the site reported; None where the line does not show them, or a person wrote it."""
    found = _SITE.search(line.text) if line.place == "losses" else None
    return found[0] if found is not None and line.is_figure(*found.span()) else None


def _exact(place: str, clause: str, *, dead_known: bool) -> Iterator[_HarmTold]:
    """Parts that tell one number of people or one loss, and nothing else."""
    for part in (one.strip(" “”\"") for one in _PART.findall(clause)):
        for harm, pattern in _EXACT:
            found = pattern.fullmatch(part)
            if found is not None and not (dead_known and harm == "dead"):
                yield from _of_people(harm, place, people_of(found[1] or found[2]))
        if loss := _EXACT_LOSS.fullmatch(part):
            yield _of_loss(place, loss)


def _clauses(text: str) -> list[str]:
    """Parts that are verified or not, each as a whole."""
    return re.findall(r"[^。；;\n]+[。；;\n]?", text)


def _without_earlier(document: LintedDocument, text: str) -> str:
    """Without the clauses that tell of something before this event: another year than that of the data, or of the
    one that ended a month before."""
    return "".join(one for one in _clauses(text) if not _EARLIER.search(one) and not _is_of_year_before(document, one))


def _is_of_year_before(document: LintedDocument, clause: str) -> bool:
    if document.as_of_ms is None:
        return False
    since = datetime.fromtimestamp(document.as_of_ms / 1000, COUNTY_TIME) - timedelta(days=31)
    return any(int(year) < since.year for year in _YEAR.findall(clause))


def _of_people(harm: str, place: str, people: int) -> Iterator[_HarmTold]:
    if people and harm == "dead":
        yield _HarmTold(level_of_harm(Harm(dead=people)), place, f"死亡 {people:,} 人")
    elif people:
        yield _HarmTold(level_of_harm(Harm(seriously_injured=people)), place, f"重伤 {people:,} 人")


def _of_loss(place: str, found: re.Match[str]) -> _HarmTold:
    yuan = float(found[1].replace(",", "")) * _YUAN[found[2]]
    return _HarmTold(level_of_harm(Harm(loss_yuan=yuan)), place, f"经济损失 {found[1]} {found[2]}元")


def _told_harm(place: str, text: str) -> Iterator[_HarmTold]:
    """What a text tells in any words."""
    yield from _of_people("dead", place, most_told(DEAD, text) or 0)
    yield from _of_people("seriously_injured", place, most_told(SERIOUSLY_HURT, text) or 0)
    for found in _LOSS.finditer(text):
        yield _of_loss(place, found)


def _possible(place: str, text: str) -> Iterator[_HarmTold]:
    yield from _told_harm(place, text)
    dead = most_told(DEAD, text) or 0
    missing = sum(most_told(harmed, text) or 0 for harmed in (MISSING, TRAPPED))
    if missing:
        yield _HarmTold(level_of_harm(Harm(dead=dead + missing)), place, f"死亡、失联和被困共 {dead + missing:,} 人")
    hurt = most_told(HURT, text) or 0
    if hurt and most_told(SERIOUSLY_HURT, text) is None:
        yield _HarmTold(level_of_harm(Harm(seriously_injured=hurt)), place, f"受伤 {hurt:,} 人，未说明其中重伤人数")


def _of_sentences(document: LintedDocument) -> Iterator[BriefFinding]:
    for line in document.lines:
        for sentence in re.findall(r"[^。；;\n]+", line.text):
            named = _TOLD.findall(sentence)
            if len(named) != 1 or _MANY.search(sentence) or _ANOTHER_SCALE in sentence:
                continue
            told, asked = _LEVELS[named[0]], _highest(_told_harm(line.place, sentence))
            if asked is not None and is_higher(asked.level, told):
                least = f"按规定至少为{LEVEL_NAMES[asked.level]}，文中为{LEVEL_NAMES[told]}"
                yield BriefFinding("L16", "W", line.place, f"{asked.why}，{least}：更正，或说明理由")


def _highest(asked: Iterable[_HarmTold]) -> _HarmTold | None:
    """The first one with the highest level; None where nothing is told."""
    highest: _HarmTold | None = None
    for one in asked:
        if highest is None or is_higher(one.level, highest.level):
            highest = one
    return highest
