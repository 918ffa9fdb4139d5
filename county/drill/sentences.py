"""Conditions as sentences, both ways: in the column 条件 of a sheet and in the editor.

``I02 已送达 且 非 期望 E04 达成 且 自 I02 送达起满 15分``: leaves joined by 且 or 或, 非 before what must not be, and
brackets around what belongs together.  An id with other characters than letters, digits and ``_ . : -`` stands in
「」, with 」 doubled.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple, cast, get_args

from county.alarm_state_names import ALARM_STATE_NAMES
from county.commands import ResponseLevel
from county.drill.conditions import DEEPEST, Comparison, Condition, Elapsed, SensorChoice, Variable, depth
from county.drill.words import INJECT_STATES, STATUSES
from county.durations import Span, iso_of, parse_span
from county.events.state_names import STATE_NAMES
from county.explained import Explained

INJECT_FACTS = {fact: INJECT_STATES[fact].zh for fact in ("delivered", "acknowledged", "skipped")}
EXPECTATION_FACTS = {fact: STATUSES[fact].zh for fact in ("met", "late", "missed")}
EVENT_STATES: dict[str, str] = {state: name.zh for state, name in STATE_NAMES.items()}
ALARM_STATES: dict[str, str] = {state: name.zh for state, name in ALARM_STATE_NAMES.items()}
COMPARISONS: dict[Comparison, str] = {"==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_AND, _OR, _NOT, _ALL, _ANY = "且", "或", "非", "全部", "任一"
_SAME = {
    "并且": _AND, "或者": _OR, "!=": "≠", "<=": "≤", ">=": "≥", "==": "=", "报警": "告警",
    "逾期": STATUSES["late"].zh, "停用": ALARM_STATES["out_of_service"],
}  # fmt: skip
"""What people write, too."""
_KEYWORDS = frozenset(
    {_AND, _OR, _NOT, _ALL, _ANY, "期望", "事件", "告警", "响应级别", "自", "阶段", "变量", "随", "是", "否", *_SAME}
)
_PLAIN = re.compile(r"[A-Za-z0-9_.:\-\u4e00-\u9fff]+")
_TOKEN = re.compile(
    r"\s*(?:「(?P<quoted>(?:[^」]|」」)*)」|(?P<sign>[()]|[<>=!]=|[<>=≠≤≥])|(?P<word>[^\s()「<>=≠≤≥!]+))"
)
_SPAN = re.compile(r"(?:(?P<d>\d+)天)?(?:(?P<h>\d+)小?时)?(?:(?P<m>\d+)分钟?)?(?:(?P<s>\d+)秒钟?)?")


class BadSentence(Explained):
    """A text that is no condition; one line, without its row."""


def sentence(condition: Condition) -> str:
    """``condition`` in words; :func:`condition_of` reads it back as it was."""
    if condition.not_ is not None:
        return f"{_NOT} {_part(condition.not_)}"
    if condition.parts:
        word, alone = (_AND, _ALL) if condition.all_ is not None else (_OR, _ANY)
        if len(condition.parts) == 1:
            return f"{alone} ({sentence(condition.parts[0])})"
        return f" {word} ".join(map(_part, condition.parts))
    return _leaf_sentence(condition)


def condition_of(text: str) -> Condition:
    """The condition that ``text`` states.  Raises BadSentence."""
    parser = _Parser(_tokens(text))
    found = parser.any_of()
    parser.end()
    if depth(found) > DEEPEST:
        raise BadSentence("the condition is nested more than {deepest} times; simplify it", deepest=DEEPEST)
    return found


def after_sentence(inject: str, delay: Span) -> str:
    """``随 I01 之后 12分``: so long after the delivery of an inject."""
    return f"随 {_id(inject)} 之后 {duration_text(delay)}"


def after_of(text: str) -> tuple[str, Span] | None:
    """Inject and delay that ``text`` states; None when it is a condition.  Raises BadSentence."""
    parser = _Parser(_tokens(text))
    return parser.after()


def duration_of(text: str) -> Span:
    """The duration in ``text``: ``1小时30分`` or ISO 8601.  Raises BadSentence."""
    found = _SPAN.fullmatch(text)
    if found and text:
        d, h, m, s = (int(found[key] or 0) for key in "dhms")
        return Span((((d * 24 + h) * 60 + m) * 60 + s) * 1000)
    try:
        return parse_span(text)
    except ValueError:
        raise BadSentence("{word} is no duration; write it like 15分 or 1小时30分", word=text) from None


def _part(condition: Condition) -> str:
    text = sentence(condition)
    return f"({text})" if len(condition.parts) > 1 else text


def _leaf_sentence(leaf: Condition) -> str:
    if leaf.inject is not None:
        return f"{_id(leaf.inject)} {_fact(INJECT_FACTS, leaf.is_)}"
    if leaf.expectation is not None:
        return f"期望 {_id(leaf.expectation)} {_fact(EXPECTATION_FACTS, leaf.is_)}"
    if leaf.event is not None:
        return f"事件 {_id(leaf.event)} 为 {_fact(EVENT_STATES, leaf.is_)}"
    if leaf.alarm is not None:
        sensor = leaf.alarm
        name = _id(sensor) if isinstance(sensor, str) else f"{_id(sensor.village)} 的 {_id(sensor.kind)}"
        return f"告警 {name} 为 {_fact(ALARM_STATES, leaf.is_)}"
    if leaf.response_level is not None:
        return f"响应级别 达到 {leaf.response_level}"
    if leaf.elapsed is not None:
        return f"自 {_id(leaf.elapsed.since)} 送达起满 {duration_text(leaf.elapsed.at_least)}"
    if leaf.phase is not None:
        return f"阶段 {_id(leaf.phase)} 已开始"
    assert leaf.variable is not None
    assert leaf.value is not None
    return f"变量 {_id(leaf.variable)} {COMPARISONS[leaf.compare]} {_value(leaf.value)}"


def _id(name: str) -> str:
    return name if _PLAIN.fullmatch(name) and name not in _KEYWORDS else _quoted(name)


def _quoted(text: str) -> str:
    return f"「{text.replace('」', '」」')}」"


def _fact(names: Mapping[str, str], fact: str) -> str:
    return names.get(fact) or _quoted(fact)


def _value(value: Variable) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return _quoted(value) if isinstance(value, str) else json.dumps(value)


def duration_text(span: Span) -> str:
    """``1小时30分``; ISO 8601 where it is not positive or has parts of seconds."""
    if span <= 0 or span % 1000:
        return iso_of(span)
    left, text = span // 1000, ""
    for name, seconds in (("天", 86_400), ("小时", 3_600), ("分", 60), ("秒", 1)):
        count, left = divmod(left, seconds)
        text += f"{count}{name}" if count else ""
    return text


class _Token(NamedTuple):
    text: str
    quoted: bool


def _tokens(text: str) -> list[_Token]:
    tokens, at, text = [], 0, text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise BadSentence("{rest} cannot be read as part of a condition; correct it", rest=text[at : at + 20])
        at = found.end()
        if found["quoted"] is not None:
            tokens.append(_Token(found["quoted"].replace("」」", "」"), quoted=True))
            continue
        plain = unicodedata.normalize("NFKC", found["sign"] or found["word"])
        pieces = [piece for piece in re.split(r"([()])", plain) if piece]
        tokens += [_Token(_SAME.get(piece, piece), quoted=False) for piece in pieces]
    return tokens


class _Parser:
    """Reads the tokens from left to right; 且 binds closer than 或, 非 closest."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens, self._at, self._open = tokens, 0, 0

    def any_of(self) -> Condition:
        parts = [self._all_of()]
        while self._skips(_OR):
            parts.append(self._all_of())
        return Condition(any_=tuple(parts)) if len(parts) > 1 else parts[0]

    def end(self) -> None:
        if self._at < len(self._tokens):
            raise BadSentence("{word} is not expected here; join conditions by 且 or 或", word=self._word())

    def after(self) -> tuple[str, Span] | None:
        if not self._skips("随"):
            return None
        inject = self._name()
        self._expect("之后")
        delay = self._duration()
        self.end()
        return inject, delay

    def _all_of(self) -> Condition:
        parts = [self._one()]
        while self._skips(_AND):
            parts.append(self._one())
        return Condition(all_=tuple(parts)) if len(parts) > 1 else parts[0]

    def _one(self) -> Condition:
        self._open += 1
        if self._open > 4 * DEEPEST:  # brackets may be more than levels, but not without end
            raise BadSentence("the condition is nested more than {deepest} times; simplify it", deepest=DEEPEST)
        try:
            if self._skips(_NOT):
                return Condition(not_=self._one())
            if self._skips(_ALL):
                return Condition(all_=(self._bracket(),))
            if self._skips(_ANY):
                return Condition(any_=(self._bracket(),))
            return self._bracket() if self._sees("(") else self._leaf()
        finally:
            self._open -= 1

    def _bracket(self) -> Condition:
        self._expect("(")
        found = self.any_of()
        self._expect(")")
        return found

    def _leaf(self) -> Condition:
        if self._skips("期望"):
            return Condition(expectation=self._name(), is_=self._fact_of(EXPECTATION_FACTS))
        if self._skips("事件"):
            return Condition(event=self._name(), is_=self._state_of(EVENT_STATES))
        if self._skips("告警"):
            sensor: str | SensorChoice = self._name()
            if self._skips("的"):
                sensor = SensorChoice(village=cast("str", sensor), kind=self._name())
            return Condition(alarm=sensor, is_=self._state_of(ALARM_STATES))
        if self._skips("响应级别"):
            self._expect("达到")
            level = self._next().text
            if level not in get_args(ResponseLevel):
                raise BadSentence("{level} is no response level; use I, II, III or IV", level=level)
            return Condition(response_level=cast("ResponseLevel", level))
        if self._skips("自"):
            since = self._name()
            self._expect("送达起满")
            return Condition(elapsed=Elapsed(since=since, at_least=self._duration()))
        if self._skips("阶段"):
            phase = self._name()
            self._expect("已开始")
            return Condition(phase=phase)
        if self._skips("变量"):
            name, sign = self._name(), self._next().text
            compare = next((key for key, shown in COMPARISONS.items() if shown == sign), None)
            if compare is None:
                raise BadSentence("{sign} is no comparison; use = ≠ < ≤ > or ≥", sign=sign)
            return Condition(variable=name, compare=compare, value=self._literal())
        return Condition(inject=self._name(), is_=self._fact_of(INJECT_FACTS))

    def _name(self) -> str:
        token = self._next()
        if not token.quoted and (token.text in _KEYWORDS or not _PLAIN.fullmatch(token.text)):
            raise BadSentence(
                "{word} stands where an id is expected; write ids with other signs in 「」", word=token.text
            )
        return token.text

    def _state_of(self, names: Mapping[str, str]) -> str:
        self._expect("为")
        return self._fact_of(names)

    def _fact_of(self, names: Mapping[str, str]) -> str:
        token = self._next()
        if token.quoted:
            return token.text
        for fact, name in names.items():
            if token.text in (name, fact):
                return fact
        known = "、".join(names.values())
        raise BadSentence("{word} is not known here; use one of {known}", word=token.text, known=known)

    def _duration(self) -> Span:
        return duration_of(self._next().text)

    def _literal(self) -> Variable:
        token = self._next()
        if token.quoted:
            return token.text
        if token.text in ("是", "否"):
            return token.text == "是"
        try:
            number = json.loads(token.text)
        except ValueError:
            number = None
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise BadSentence("{word} is no number, 是 or 否; write texts in 「」", word=token.text)
        return number

    def _next(self) -> _Token:
        if self._at == len(self._tokens):
            raise BadSentence("the condition is not complete; finish it")
        self._at += 1
        return self._tokens[self._at - 1]

    def _word(self) -> str:
        return self._tokens[self._at].text if self._at < len(self._tokens) else ""

    def _sees(self, word: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at] == _Token(word, quoted=False)

    def _skips(self, word: str) -> bool:
        seen = self._sees(word)
        self._at += seen
        return seen

    def _expect(self, word: str) -> None:
        if not self._skips(word):
            raise BadSentence("{found} stands where {word} is expected; correct the condition",
                              found=self._word() or "the end", word=word)  # fmt: skip
