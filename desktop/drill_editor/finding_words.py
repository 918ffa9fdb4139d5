"""Findings on a scenario in words, without the file and line: the editor leads there by a click."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from county.catalog import Name
from county.drill.editing import Row
from county.drill.words import INJECT_KINDS, MEASURED
from county.explained import ExplainedLine
from county.toml_files.finding import Fault
from county.toml_files.lines import Path
from desktop.drill_editor.table_fields import FORMS, HEADING, MAIN, TABLE_NAMES
from desktop.drill_editor.unread_texts import UnreadText
from desktop.drill_editor.vocabulary import Vocabulary
from desktop.i18n import pick
from desktop.wording import explained

_THINGS: Mapping[str, Name] = {
    "role": Name("角色", "role"), "inject": Name("注入", "inject"), "expectation": Name("期望", "expectation"),
    "phase": Name("阶段", "phase"), "variable": Name("变量", "variable"), "objective": Name("目标", "objective"),
    "subclass": Name("事件小类", "category"), "channel": Name("监测项", "channel"), "village": Name("村", "village"),
    "division": Name("区划", "division"), "road": Name("道路", "road"), "unit": Name("单位", "unit"),
    "unit kind": Name("单位类型", "unit kind"), "department": Name("部门", "department"),
    "record": Name("记录", "record"), **MEASURED, **INJECT_KINDS,
}  # fmt: skip
"""What findings name by a word of the program."""
_WHY: tuple[tuple[str, Name], ...] = (
    (r"Expected 'str' of length >= 1", Name("不能为空", "must not be empty")),
    (r"Expected 'array' of length >= 1", Name("不能为空", "must not be empty")),
    (r"Expected '(?:int|float)' >= (.+)", Name("不能小于 {0}", "must be at least {0}")),
    (r"Expected '(?:int|float)' <= (.+)", Name("不能大于 {0}", "must be at most {0}")),
    (r"Expected 'str', got .*", Name("应为文字", "must be a text")),
    (r"Expected 'array', got .*", Name("应为列表", "must be a list")),
    (r"Expected 'object', got .*", Name("应为表", "must be a table")),
    (r"(.+) is not a duration.*", Name("{0} 不是时长，请写成 15分", "{0} is not a duration, such as 15分")),
    (r"Expected '(?:int|float).*', got .*", Name("应为数字", "must be a number")),
    (r"Invalid enum value (.+)", Name("没有 {0} 这个选项", "there is no choice {0}")),
)  # fmt: skip
"""What the library that reads values says of wrong ones, in words."""
_LABELS = {field.key.rpartition(".")[2]: field.label for fields in (*FORMS.values(), HEADING) for field in fields}
_LABELS |= {"text": MAIN.label, "reason": MAIN.label}
HEADING_NAME = Name("演练信息", "The drill")
_NAMES: Mapping[str, Callable[[Vocabulary], Mapping[str, str]]] = {
    "role": lambda known: known.rows("roles"), "other": lambda known: known.rows("roles"),
    "kind": lambda known: known.county.sensor_kinds, "kinds": lambda known: known.county.unit_kinds,
    "village": lambda known: known.county.villages,
}  # fmt: skip
"""Names by what findings call by an id, or by several in a line."""


def finding_line(fault: Fault, known: Vocabulary) -> str:
    """``✕ …`` or ``! …``: never told by colour alone.  What has a name in the scenario or the county is told by it."""
    text, params = fault.text, {**fault.text.params, **_named(fault.text.params, known)}
    words = {"what": _THINGS, "kind": _THINGS, "name": _LABELS, "key": _LABELS}
    for key, named in words.items():
        last = str(params.get(key, "")).rpartition(".")[2]
        params |= {key: pick(named[last])} if last in named else {}
    for form, words_of in _WHY:
        if found := re.fullmatch(form, str(params.get("why", ""))):
            params["why"] = pick(words_of).format(*found.groups())
    line = ExplainedLine(text.template, **params) if params else text
    return f"{'✕' if fault.severity == 'error' else '!'} {explained(line)}"


def _named(params: Mapping[str, str], known: Vocabulary) -> dict[str, str]:
    """Names in place of ids and codes; what is not known there stays as it is."""
    return {
        key: "、".join(named(known).get(id, id) for id in params[key].split(", "))
        for key, named in _NAMES.items()
        if key in params
    }


def unread_line(path: Path, unread: UnreadText) -> str:
    """``✎ …``: what is typed into a field and is not taken.  The path of a row's field ends with its key."""
    text = QCoreApplication.translate("FindingList", "✎ {field}: {text} is not taken. {why}")
    table = str(path[0])
    fields, key = (FORMS[table], path[-1]) if table in FORMS else (HEADING, ".".join(map(str, path)))  # type: ignore[index]
    label = next(field.label for field in fields if field.key == key)
    return text.format(field=pick(label), text=" ".join(unread.text.split()), why=explained(unread.why))


def finding_place(path: Path, rows: Mapping[str, Sequence[Row]]) -> str:
    """Table and row of a finding: ``情景注入 I02``, ``角色 总策划``.  ``rows`` by table."""
    table = str(path[0]) if path else ""
    name = pick(next((name for key, name in TABLE_NAMES.items() if key == table), HEADING_NAME))
    if len(path) < 2 or not isinstance(path[1], int) or table not in rows:
        return name
    here = rows[table]
    row = here[path[1]] if path[1] < len(here) else {}
    called = next((text for key in ("name", "id") if isinstance(text := row.get(key), str) and text), path[1] + 1)
    return f"{name} {called}"
