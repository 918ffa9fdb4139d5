"""A field of a row: which values of the row it shows, and how the row is changed by what is typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from county.catalog import Name
from county.drill.conditions import Condition
from county.drill.editing import Row, value_at, with_value
from county.drill.inject_text import TEXT_FIELDS
from county.drill.scenario import After
from county.drill.sentences import after_of, after_sentence, condition_of, sentence
from county.drill.writing import plain_values
from county.durations import iso_of
from county.explained import Explained
from county.toml_files.strict import convert
from desktop.drill_editor.field_kinds import Choices, DrillTimeKind, TextKind
from desktop.drill_editor.timing_phrases import timing_phrases
from desktop.drill_editor.vocabulary import Vocabulary

MAIN_TEXT = {**TEXT_FIELDS, "reading": ""}
"""Field of the table of each kind of inject that says what happens."""

_TIME_LIKE = re.compile(r"[+\-−TtDd第\d]")
_FACT = re.compile("[已达为满后]")
"""A sentence has one of them, a time has none."""
_NOTHING = Name("", "")


def _always(row: Row) -> bool:
    return True


@dataclass(frozen=True)
class RowField:
    """The value at one path."""

    key: str
    label: Name
    kind: TextKind = field(default_factory=TextKind)
    hint: Name = _NOTHING
    shows: Callable[[Row], bool] = _always
    """Whether a row has this field."""

    @property
    def fixed(self) -> bool:
        """Whether it can only be read."""
        return False

    def text(self, row: Row, known: Vocabulary) -> str:
        """A value that the kind cannot show is shown as it stands in the file."""
        return self._shown(value_at(row, self.key), known)

    def _shown(self, value: Any, known: Vocabulary) -> str:
        try:
            return self.kind.text(value, known)
        except (ValueError, TypeError):
            return str(value)

    def changed(self, row: Row, text: str, known: Vocabulary) -> Row:
        """Raises Explained errors."""
        return with_value(row, self.key, self.kind.value(text, known))

    def choices(self, row: Row, known: Vocabulary) -> Choices:
        return self.kind.choices(known)

    def phrases(self, row: Row, known: Vocabulary) -> Sequence[tuple[str, Sequence[str]]]:
        """Texts that can be inserted, in groups with a title; none where the value is no sentence."""
        return ()


class TimingField(RowField):
    """When an inject comes: a time, so long after another one, or a condition as a sentence; nothing: by hand."""

    _TIME = DrillTimeKind()

    def text(self, row: Row, known: Vocabulary) -> str:
        try:
            if "after" in row:
                after = convert(row["after"], After)
                return after_sentence(after.inject, after.delay)
            return sentence(convert(row["when"], Condition)) if "when" in row else self._TIME.text(row.get("at"), known)
        except (ValueError, TypeError):  # msgspec's errors are ValueErrors
            return str(row.get("after") or row.get("when") or row.get("at"))

    def changed(self, row: Row, text: str, known: Vocabulary) -> Row:
        if text.strip() == self.text(row, known):
            return row
        rest = {key: value for key, value in row.items() if key not in ("at", "after", "when")}
        if not text.strip():
            return {**rest, "release": "manual"}
        try:
            return {**rest, "at": self._TIME.value(text, known)}
        except Explained:
            if _TIME_LIKE.match(text.strip()) and not _FACT.search(text):
                raise
        after = after_of(text)
        if after is not None:
            return {**rest, "after": {"inject": after[0], "delay": iso_of(after[1])}}
        return {**rest, "when": plain_values(condition_of(text))}

    def phrases(self, row: Row, known: Vocabulary) -> Sequence[tuple[str, Sequence[str]]]:
        return timing_phrases(str(row.get("id", "")), known)


class InjectKindField(RowField):
    """What an inject is: another kind takes over the main text, in a table of its own."""

    def changed(self, row: Row, text: str, known: Vocabulary) -> Row:
        kind, before = self.kind.value(text, known), row.get("kind")
        if kind == before or kind not in MAIN_TEXT:
            return {**row, "kind": kind or before}
        words = value_at(row, f"{before}.{MAIN_TEXT.get(str(before), '')}") or ""
        changed = {key: value for key, value in row.items() if key != before}
        return {**changed, "kind": kind, **({kind: {MAIN_TEXT[kind]: words}} if words and MAIN_TEXT[kind] else {})}


class MainTextField(RowField):
    """The main text of an inject, whatever its kind is; of readings what they are of."""

    def text(self, row: Row, known: Vocabulary) -> str:
        if row.get("kind") == "reading":
            sensor = value_at(row, "reading.sensor")
            kinds, villages = known.county.sensor_kinds, known.county.villages
            if isinstance(sensor, dict):
                sensor = f"{_named(kinds, sensor.get('kind'))} · {_named(villages, sensor.get('village'))}"
            channel = _named(known.county.channels, value_at(row, "reading.channel"))
            return f"{channel} · {sensor or ''}"
        key = MAIN_TEXT.get(str(row.get("kind")))
        return " ".join(str(value_at(row, f"{row['kind']}.{key}") or "").split()) if key else ""

    def changed(self, row: Row, text: str, known: Vocabulary) -> Row:
        key = MAIN_TEXT.get(str(row.get("kind")))
        same = not key or text.strip() == self.text(row, known)
        return row if same else with_value(row, f"{row['kind']}.{key}", text.strip() or None)


class SensorPartField(RowField):
    """A sensor by its kind and village, which another county has, too."""

    @property
    def _part(self) -> str:
        return self.key.rpartition(".")[2]

    def text(self, row: Row, known: Vocabulary) -> str:
        sensor = value_at(row, "reading.sensor")
        return self._shown(sensor.get(self._part), known) if isinstance(sensor, dict) else ""

    def changed(self, row: Row, text: str, known: Vocabulary) -> Row:
        sensor = value_at(row, "reading.sensor")
        value = self.kind.value(text, known)
        if value is None and not isinstance(sensor, dict):
            return row
        parts = with_value(sensor if isinstance(sensor, dict) else {}, self._part, value)
        return with_value(row, "reading.sensor", parts or None)


class SensorIdField(RowField):
    """A sensor of this county by its id."""

    def text(self, row: Row, known: Vocabulary) -> str:
        sensor = value_at(row, "reading.sensor")
        return sensor if isinstance(sensor, str) else ""

    def changed(self, row: Row, text: str, known: Vocabulary) -> Row:
        by_place = isinstance(value_at(row, "reading.sensor"), dict)
        return row if by_place and not text.strip() else with_value(row, "reading.sensor", text.strip() or None)


class FixedField(RowField):
    """Names of rows that belong to this one; they are changed at those rows."""

    @property
    def fixed(self) -> bool:
        return True

    def changed(self, row: Row, text: str, known: Vocabulary) -> Row:
        return row


def _named(names: Mapping[str, str], id: Any) -> str:
    """The name, else what stands there."""
    return names.get(id, id) if isinstance(id, str) else str(id or "")
