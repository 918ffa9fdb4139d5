"""How the values of a scenario are shown and read again: one kind of field for every form of value.

A text that is no value of its kind raises an Explained error; a name that nobody knows is taken as an id, for the
check to tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP

from county.catalog import Name
from county.drill.sentences import duration_of, duration_text
from county.drill.times import UnclearTime, drill_time
from county.durations import iso_of, parse_span
from county.explained import Explained
from county.numbering import COUNTY_TIME
from desktop.drill_editor.vocabulary import Vocabulary
from desktop.i18n import pick

_BETWEEN = re.compile(r"[、,，;；\n]")
_LIST = "、"
_STEPS = re.compile(r"[;；\n]")
NO_NUMBER = str(QT_TRANSLATE_NOOP("explained", "{text} is no number; write digits"))
NO_UNIT = str(QT_TRANSLATE_NOOP("explained", "{text} has no unit; write {text}分, {text}小时 or {text}天"))
NO_START = str(QT_TRANSLATE_NOOP("explained", "{text} is no date with a time; write it like 2026-07-15 20:00"))
NO_END_NUMBER = str(QT_TRANSLATE_NOOP("explained", "{text} has no number at its end; write it like 20分 48"))
Choices = Sequence[tuple[str, str]]
"""Text and value of each."""


class BadCell(Explained):
    """A text that is no value of its field; one line."""


class TextKind:
    """A text; the base of the other kinds."""

    lines = 1
    """How many lines its editor shows."""
    chosen = False
    """Whether its editor is a list of choices."""

    def __init__(self, lines: int = 1) -> None:
        self.lines = lines

    def text(self, value: Any, known: Vocabulary) -> str:
        """As it is shown and typed; "" for None."""
        return "" if value is None else str(value)

    def value(self, text: str, known: Vocabulary) -> Any:
        """None where nothing is typed: the field is left out.  Raises Explained errors."""
        return text.strip() or None

    def choices(self, known: Vocabulary) -> Choices:
        return ()


class NumberKind(TextKind):
    """A number; whole ones stay whole."""

    def text(self, value: Any, known: Vocabulary) -> str:
        return f"{value:.10g}" if isinstance(value, float) else super().text(value, known)

    def value(self, text: str, known: Vocabulary) -> Any:
        text = text.strip()
        if not text:
            return None
        try:
            return int(text) if re.fullmatch(r"[+-]?\d+", text) else float(text)
        except ValueError:
            raise BadCell(NO_NUMBER, text=text) from None


class ChoiceKind(TextKind):
    """One of the values that the program has, by name."""

    chosen = True

    def __init__(self, names: Mapping[str, Name], also: Mapping[str, Name] | None = None) -> None:
        """``also``: other names of the values, which may be typed."""
        super().__init__()
        self._names, self._also = names, also or {}

    def text(self, value: Any, known: Vocabulary) -> str:
        return pick(self._names[value]) if value in self._names else super().text(value, known)

    def value(self, text: str, known: Vocabulary) -> Any:
        named = (*self._names.items(), *self._also.items())
        return next((key for key, name in named if text in (pick(name), key)), text.strip() or None)

    def choices(self, known: Vocabulary) -> Choices:
        return [(pick(name), key) for key, name in self._names.items()]


class FlagKind(ChoiceKind):
    """Yes or no; no is left out."""

    def __init__(self) -> None:
        super().__init__({"yes": Name("是", "Yes"), "no": Name("否", "No")})

    def text(self, value: Any, known: Vocabulary) -> str:
        return super().text("yes" if value else "no", known)

    def value(self, text: str, known: Vocabulary) -> Any:
        return True if super().value(text, known) == "yes" else None


class NamedKind(TextKind):
    """The id of something that the scenario or the county has, shown by its name."""

    chosen = True

    def __init__(self, names: Callable[[Vocabulary], Mapping[str, str]]) -> None:
        super().__init__()
        self._names = names

    def text(self, value: Any, known: Vocabulary) -> str:
        names = self._names(known)
        return _shown(names, value) if isinstance(value, str) and value in names else super().text(value, known)

    def value(self, text: str, known: Vocabulary) -> Any:
        return _id_of(self._names(known), text.strip()) or None

    def choices(self, known: Vocabulary) -> Choices:
        names = self._names(known)
        counts = Counter(names.values())
        return [(name if counts[name] == 1 and not set(_LIST) & set(name) else id, id) for id, name in names.items()]


class SeveralKind(NamedKind):
    """Several ids, one after the other."""

    chosen = False

    def text(self, value: Any, known: Vocabulary) -> str:
        if not isinstance(value, list):
            return super().text(value, known)
        return _LIST.join(super(SeveralKind, self).text(one, known) for one in value)

    def value(self, text: str, known: Vocabulary) -> Any:
        names = self._names(known)
        return [_id_of(names, part.strip()) for part in _BETWEEN.split(text) if part.strip()] or None


class SpanKind(TextKind):
    """A duration: ``15分``."""

    def text(self, value: Any, known: Vocabulary) -> str:
        return "" if value is None else _span_text(value)

    def value(self, text: str, known: Vocabulary) -> Any:
        return iso_of(duration_of(text.strip())) if text.strip() else None


class DrillTimeKind(TextKind):
    """A time of the drill: ``T+45分``, or as people write it."""

    def text(self, value: Any, known: Vocabulary) -> str:
        return "" if value is None else _at_text(value)

    def value(self, text: str, known: Vocabulary) -> Any:
        if not text.strip():
            return None
        found = drill_time(text, start_of(known))
        if isinstance(found, UnclearTime):
            raise BadCell(NO_UNIT, text=text.strip())
        return iso_of(found)


class StartKind(TextKind):
    """What the drill's clock shows at the start."""

    def text(self, value: Any, known: Vocabulary) -> str:
        start = start_of(known)
        return f"{start:%Y-%m-%d %H:%M}" if start is not None else super().text(value, known)

    def value(self, text: str, known: Vocabulary) -> Any:
        try:
            found = datetime.fromisoformat(text.strip())
        except ValueError:
            raise BadCell(NO_START, text=text.strip()) from None
        return (found if found.tzinfo else found.replace(tzinfo=COUNTY_TIME)).isoformat()


class QuorumKind(TextKind):
    """All, any, or how many of several addressees."""

    chosen = True

    _NAMES = {"all": Name("全部", "All"), "any": Name("任一", "Any")}  # noqa: RUF012

    def text(self, value: Any, known: Vocabulary) -> str:
        return pick(self._NAMES[value]) if value in self._NAMES else super().text(value, known)

    def value(self, text: str, known: Vocabulary) -> Any:
        text = text.strip()
        word = next((key for key, name in self._NAMES.items() if text in (pick(name), key)), text or None)
        return int(text) if text.isdecimal() else word

    def choices(self, known: Vocabulary) -> Choices:
        return [(pick(name), key) for key, name in self._NAMES.items()]


class StepsKind(TextKind):
    """Pairs such as a course of readings ``0分 12；20分 48``, or a scale ``已核对 1；未核对 0``."""

    def __init__(self, *, times: bool) -> None:
        super().__init__(lines=2)
        self._times = times

    def text(self, value: Any, known: Vocabulary) -> str:
        if not isinstance(value, list) or not all(isinstance(one, list) and len(one) == 2 for one in value):
            return super().text(value, known)
        return "；".join(f"{_span_text(first) if self._times else first} {second:g}" for first, second in value)

    def value(self, text: str, known: Vocabulary) -> Any:
        return [self._pair(part) for part in _STEPS.split(text) if part.strip()] or None

    def _pair(self, part: str) -> list[Any]:
        first, _, second = part.strip().rpartition(" ")
        try:
            number = float(second)
        except ValueError:
            raise BadCell(NO_END_NUMBER, text=part.strip()) from None
        return [iso_of(duration_of(first.strip())) if self._times else first.strip(), number]


def start_of(known: Vocabulary) -> datetime | None:
    """The start of the drill; None where the file has none that can be read."""
    found = known.start
    try:
        return found if isinstance(found, datetime) else datetime.fromisoformat(str(found))
    except ValueError:
        return None


def _span_text(iso: Any) -> str:
    span = parse_span(iso)
    return "0分" if span == 0 else duration_text(span)


def _at_text(iso: Any) -> str:
    span = parse_span(iso)
    text = "0分" if span == 0 else duration_text(span)
    return text if text.startswith(("P", "-")) else f"T+{text}"


def _shown(names: Mapping[str, str], id: str) -> str:
    """The name, with the id where two have the same."""
    name = names[id]
    return name if list(names.values()).count(name) == 1 and not set(_LIST) & set(name) else id


def _id_of(names: Mapping[str, str], text: str) -> str:
    if text in names:
        return text
    found = [id for id, name in names.items() if name == text]
    return found[0] if len(found) == 1 else text
