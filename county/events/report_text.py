"""What the text of a report says: where, which numbers, and which matter.

Words are cut by rjieba; the table ``report_words`` says which of them mean the same, which point to a subclass, and
which only say where.  Names and numbers are found by their form: plates, house numbers, roads, villages.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from county.catalog import Catalog
from county.syllables import sound

_HAN = "[\u4e00-\u9fff]"
_NUMERAL = re.compile("[零〇一二两三四五六七八九十百]{1,8}(?=[号栋幢组楼层米厘盏户人台天袋处块株只辆亩晚次名]|单元)")
_DIGIT = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLATE = re.compile(r"[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新][a-z][a-z0-9]{5,6}")
_HOUSE = re.compile(r"\d{1,5}号")
_BUILDING = re.compile(r"(\d{1,4}(?:栋|幢|单元|室))")
_ROAD_CODE = re.compile(r"(?<![a-z0-9])([gsxy]\d{3})(?!\d)")
_TOWN = re.compile(f"{_HAN}{{1,3}}[镇乡]")
_VILLAGE = re.compile(f"({_HAN}{{1,3}})(?:村(?!委)|社区)")
_ROAD_KIND = "(?:大道|路(?![灯面基])|街(?!道)|巷)"
_ROAD = re.compile(
    f"({_HAN}{{2,3}}){_ROAD_KIND}(?=\\d)|"
    f"(?:^|(?<=[^\u4e00-\u9fff0-9]))({_HAN}{{2,3}}?){_ROAD_KIND}(?=[\u4e00-\u9fff(])(?![上中面边旁])"
)
"""Before a number, or at the beginning of a part of a sentence."""
_UNSAID = re.compile(
    "市民|群众|居民|来电人?|反映|称|请求?|希望|要求|尽快|相关|有关|部门|核实|处理|回复|答复|解决|谢谢|地点|位置|麻烦|有人|"
    "疑似|存在|严重|影响|需要|出现|担心|持续|很大|好多|几天"
)
"""Words of every report: they say nothing about its matter."""

READ_AT_MOST = 1_000
"""Characters of a title or a note that are read: the matter is named at the beginning."""


class ReadText(NamedTuple):
    """The text of one report as read."""

    whole: str
    """All of it, in one form of digits, letters and widths."""
    names: Mapping[str, frozenset[str]]
    """By kind (``plate``, ``house``, ``building``, ``road``, ``village``)."""
    sounds: frozenset[str]
    """Pairs of neighbouring characters of what remains without names, places and phrases, by their sound."""
    words: Mapping[str, str]
    """Words of the matter by their meaning: the name of their row of ``same``, otherwise the word itself."""
    subclasses: Mapping[str, float]
    """How strongly words point to subclasses, each > 0."""
    leading: Mapping[str, tuple[str, ...]]
    """The words that point to each of them."""


class ReportReader:
    """Reads texts with the words of one catalogue."""

    def __init__(self, catalog: Catalog) -> None:
        table = catalog.report_words
        self._meaning = {word: key for key, row in table.same.items() for word in row.words}
        self._points_to: dict[str, list[str]] = {}
        for key, subclass in catalog.offered_subclasses().items():
            row = table.subclasses.get(key)
            for word in {*(() if row is None else row.words), subclass.name.zh}:
                self._points_to.setdefault(normal(word), []).append(key)
        self._places = _one_of(word for row in table.places.values() for word in row.words)
        self._same = _one_of(self._meaning)
        self._pointing = _one_of(self._points_to)

    def read(self, title: str, note: str, address: str = "") -> ReadText:
        """The text of a report.  Of the ``address`` only the names count: its words say nothing about the matter."""
        text, place = (normal(part) for part in (f"{title[:READ_AT_MOST]}\n{note[:READ_AT_MOST]}", address))
        rest, names = _named(text)
        if place:
            names = {kind: found | names[kind] for kind, found in _named(place)[1].items()}
        whole = f"{text}\n{place}" if place else text
        for pattern in (_HOUSE, _BUILDING, self._places, _UNSAID):
            rest = pattern.sub(" ", rest)
        rest = re.sub(r"\d+", " ", rest)
        words = self._words(rest)
        weights, leading = self._pointed(rest)
        matter = sound("".join(filter(str.isalpha, rest)))
        sounds = frozenset(matter[i : i + 2] for i in range(len(matter) - 1))
        return ReadText(whole, names, sounds, words, weights, leading)

    def _words(self, text: str) -> dict[str, str]:
        """Words of one meaning first, the longest at every place; what lies between them is cut into words."""
        found: dict[str, str] = {}
        end = 0
        for match in self._same.finditer(text):
            self._cut(text[end : match.start()], found)
            end, word = match.end(), match[0]
            found.setdefault(self._meaning.get(word, word), word)
        self._cut(text[end:], found)
        return found

    def _cut(self, text: str, found: dict[str, str]) -> None:
        from rjieba import cut  # with the first text: its dictionary takes 0.1 s and 30 MB

        for word in cut(text) if len(text) > 1 else ():
            if len(word) > 1 and word.isalpha():
                found.setdefault(word, word)

    def _pointed(self, text: str) -> tuple[dict[str, float], dict[str, tuple[str, ...]]]:
        weights: dict[str, float] = {}
        leading: dict[str, list[str]] = {}
        for word in dict.fromkeys(self._pointing.findall(text)):
            keys = self._points_to.get(word, ())
            for key in keys:
                weights[key] = weights.get(key, 0.0) + len(word) / len(keys)
                leading.setdefault(key, []).append(word)
        return weights, {key: tuple(words) for key, words in leading.items()}


def _named(text: str) -> tuple[str, dict[str, frozenset[str]]]:
    """``text`` without the names of towns, villages, plates and roads, and the names in it by kind."""
    rest = _TOWN.sub(" ", text)
    names: dict[str, frozenset[str]] = {
        "plate": frozenset(_PLATE.findall(rest)),
        "house": frozenset(_HOUSE.findall(rest)),
        "building": frozenset(_BUILDING.findall(rest)),
        "village": frozenset(_VILLAGE.findall(rest)),
    }
    rest = _VILLAGE.sub(" ", _PLATE.sub(" ", rest))
    roads = {with_number or alone for with_number, alone in _ROAD.findall(rest)}
    names["road"] = frozenset(roads | set(_ROAD_CODE.findall(rest)))
    return _ROAD.sub(" ", rest), names


def normal(text: str) -> str:
    """``text`` in one form: compatibility characters replaced (NFKC), lower case, numerals before a unit as digits."""
    return _NUMERAL.sub(lambda match: _digits(match[0]), unicodedata.normalize("NFKC", text).casefold())


def _digits(numeral: str) -> str:
    """A Chinese numeral below 1,000 in digits; a row of digits (一二三) digit by digit."""
    if not {"十", "百"} & set(numeral):
        return "".join(str(_DIGIT[sign]) for sign in numeral)
    total, digit = 0, 0
    for sign in numeral:
        if sign in "十百":
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = _DIGIT[sign]
    return str(total + digit)


def _one_of(words: Iterable[str]) -> re.Pattern[str]:
    """Finds the longest of ``words`` at every place; nothing when there are none."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, ordered)) or r"(?!)")
