"""Kinds of fields that only the drill as a whole has: its rain, its variables, and what is on by default."""

from __future__ import annotations

import json
import re
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP

from county.drill.baseline import EMPTY, FILE
from county.drill.sentences import duration_of, duration_text
from county.drill.words import BASELINES
from county.durations import MINUTE_MS, Span
from desktop.drill_editor.field_kinds import BadCell, ChoiceKind, FlagKind, StepsKind, TextKind
from desktop.drill_editor.vocabulary import Vocabulary

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
_FLAGS = {"是": True, "否": False, "true": True, "false": False}
NO_EQUALS = str(QT_TRANSLATE_NOOP("explained", "{text} has no name and value; write it like water_m = 2.5"))
TWICE = str(QT_TRANSLATE_NOOP("explained", "{text} stands there twice; remove one of them"))
NO_TEXT = str(QT_TRANSLATE_NOOP("explained", "{text} is no text in quotation marks; write it like \"12\""))


class BaselineKind(ChoiceKind):
    """How the drill begins: by name, or an earlier drill and a time of it, ``20260715-001@20:30``."""

    def __init__(self) -> None:
        super().__init__(BASELINES)

    def text(self, value: Any, known: Vocabulary) -> str:
        return super().text(value.removeprefix(FILE) if isinstance(value, str) else EMPTY, known)

    def value(self, text: str, known: Vocabulary) -> Any:
        found = super().value(text, known)
        if found in (None, EMPTY):
            return None
        return found if found in BASELINES or str(found).startswith(FILE) else f"{FILE}{found}"


class OnKind(FlagKind):
    """Yes or no; yes is left out."""

    def text(self, value: Any, known: Vocabulary) -> str:
        return super().text(value is not False, known)

    def value(self, text: str, known: Vocabulary) -> Any:
        return None if super().value(text, known) else False


class RainKind(StepsKind):
    """The rain of each step, up to the minute that is named: ``10分 4；20分 12``."""

    def __init__(self) -> None:
        super().__init__(times=True)

    def text(self, value: Any, known: Vocabulary) -> str:
        if not isinstance(value, list) or not all(isinstance(one, list) and len(one) == 2 for one in value):
            return TextKind.text(self, value, known)
        return "；".join(f"{_minutes_text(minute)} {mm:g}" for minute, mm in value)

    def _pair(self, part: str) -> list[Any]:
        iso, mm = super()._pair(part)
        minutes = duration_of(iso) / MINUTE_MS
        return [int(minutes) if minutes == int(minutes) else minutes, mm]


class VariablesKind(TextKind):
    """A line for each variable: ``water_m = 2.5``.  A text that looks like another value stands in quotation marks."""

    def __init__(self) -> None:
        super().__init__(lines=4)

    def text(self, value: Any, known: Vocabulary) -> str:
        if not isinstance(value, dict):
            return super().text(value, known)
        return "\n".join(f"{name} = {_written(one)}" for name, one in value.items())

    def value(self, text: str, known: Vocabulary) -> Any:
        found: dict[str, Any] = {}
        for line in filter(None, map(str.strip, text.splitlines())):
            name, equals, rest = (part.strip() for part in line.partition("="))
            if not name or not equals or not rest:
                raise BadCell(NO_EQUALS, text=line)
            if name in found:
                raise BadCell(TWICE, text=name)
            found[name] = _read(rest)
        return found or None


def _minutes_text(minute: float) -> str:
    ms = round(minute * MINUTE_MS)
    return "0分" if ms == 0 else duration_text(Span(ms))


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if not isinstance(value, str):
        return f"{value:.10g}" if isinstance(value, float) else str(value)
    plain = value == value.strip() and "\n" not in value and not value.startswith('"') and isinstance(_read(value), str)
    return value if plain and value else json.dumps(value, ensure_ascii=False)


def _read(text: str) -> Any:
    if text.startswith('"'):
        try:
            return json.loads(text)
        except ValueError:
            raise BadCell(NO_TEXT, text=text) from None
    if text in _FLAGS:
        return _FLAGS[text]
    if not _NUMBER.fullmatch(text):
        return text
    return float(text) if set(text) & set(".eE") else int(text)
