"""L15 an event whose casualties or losses ask for a higher level than the report tells, L16 one where they may."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from county.briefing.elements import LEVEL_NAMES, TO_VERIFY
from county.briefing.kinds import EVENT_KINDS
from county.briefing.linted import BriefFinding, LintedDocument, LintedText
from county.briefing.rules.told_people import DEAD, HURT, MISSING, SERIOUSLY_HURT, TRAPPED, most_told
from county.commands import EventLevel
from county.events.harm_level import Harm, is_higher, level_of_harm

_LEVELS: dict[str, EventLevel] = {name: level for level, name in LEVEL_NAMES.items()}
_TOLD = re.compile("(特别重大|重大|较大|一般)级?[\u4e00-\u9fffA-Za-z]{0,10}?(?:事件|事故|灾害|灾情|火灾)")
_LOSS = re.compile(r"(?:直接)?经济损失[^\d，。；]{0,6}?(\d[\d,]*(?:\.\d+)?)\s?([万亿])[余多]?元")
_YUAN = {"万": 1e4, "亿": 1e8}
_OPEN = re.compile(f"{TO_VERIFY}|核实中|接报称|据称|疑似|可能|预计|恐有")
"""What is told with these words is not verified."""
_MANY = re.compile(r"(?:\d{2,}|[2-9]|[二两三四五六七八九十])\s?[起次]")
"""Several events in one sentence, whose casualties are those of all."""
_ANOTHER_SCALE = "地震"
_VERIFIED = ("nature", "extent", "losses", "trend")
"""Elements that tell what is known of the event itself; others may tell of an earlier one."""
_WAY_OUT = "先更正事件等级，再更新数据（性质由人改写的，一并改写）"


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
        text = f"{asked.why}，按规定至少为{LEVEL_NAMES[asked.level]}事件，现为{LEVEL_NAMES[told]}：{_WAY_OUT}"
        yield BriefFinding("L15", "E", asked.place, text)


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
    possible = _highest(one for text in document.texts for one in _possible(text.place, text.text))
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
    for line in document.lines:
        if line.place in _VERIFIED:
            certain = "".join(one for one in _clauses(line) if not _OPEN.search(one))
            yield from _certain(line.place, certain)


def _clauses(line: LintedText) -> list[str]:
    """Parts that are verified or not, each as a whole."""
    return re.findall(r"[^。；;\n]+[。；;\n]?", line.text)


def _certain(place: str, text: str) -> Iterator[_HarmTold]:
    dead, hurt = most_told(DEAD, text) or 0, most_told(SERIOUSLY_HURT, text) or 0
    if dead:
        yield _HarmTold(level_of_harm(Harm(dead=dead)), place, f"死亡 {dead:,} 人")
    if hurt:
        yield _HarmTold(level_of_harm(Harm(seriously_injured=hurt)), place, f"重伤 {hurt:,} 人")
    for found in _LOSS.finditer(text):
        yuan = float(found[1].replace(",", "")) * _YUAN[found[2]]
        yield _HarmTold(level_of_harm(Harm(loss_yuan=yuan)), place, f"经济损失 {found[1]} {found[2]}元")


def _possible(place: str, text: str) -> Iterator[_HarmTold]:
    yield from _certain(place, text)
    dead = most_told(DEAD, text) or 0
    missing = sum(most_told(pattern, text) or 0 for pattern in (MISSING, TRAPPED))
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
            told, asked = _LEVELS[named[0]], _highest(_certain(line.place, sentence))
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
