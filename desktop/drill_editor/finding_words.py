"""Findings on a scenario in words, without the file and line: the editor leads there by a click."""

from __future__ import annotations

import re
from collections.abc import Mapping

from county.catalog import Name
from county.drill.editing import Values, rows_of
from county.drill.finding import Fault
from county.drill.words import INJECT_KINDS, MEASURED
from county.explained import ExplainedLine
from desktop.drill_editor.table_fields import FORMS, HEADING, TABLE_NAMES
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
    (r"Expected '(?:int|float).*', got .*", Name("应为数字", "must be a number")),
    (r"Invalid enum value (.+)", Name("没有 {0} 这个选项", "there is no choice {0}")),
)  # fmt: skip
"""What the library that reads values says of wrong ones, in words."""
_LABELS = {field.key.rpartition(".")[2]: field.label for fields in (*FORMS.values(), HEADING) for field in fields}
_HEADING = Name("情景信息", "Heading")


def finding_line(fault: Fault) -> str:
    """``✕ …`` or ``! …``: never told by colour alone."""
    text, params = fault.text, dict(fault.text.params)
    words = {"what": _THINGS, "kind": _THINGS, "name": _LABELS, "key": _LABELS}
    for key, named in words.items():
        last = str(params.get(key, "")).rpartition(".")[2]
        params |= {key: pick(named[last])} if last in named else {}
    for form, words_of in _WHY:
        if found := re.fullmatch(form, str(params.get("why", ""))):
            params["why"] = pick(words_of).format(*found.groups())
    line = ExplainedLine(text.template, **params) if params else text
    return f"{'✕' if fault.severity == 'error' else '!'} {explained(line)}"


def finding_place(fault: Fault, values: Values) -> str:
    """Table and row of a finding: ``情景注入 I02``."""
    table = str(fault.path[0]) if fault.path else ""
    name = pick(next((name for key, name in TABLE_NAMES.items() if key == table), _HEADING))
    if len(fault.path) < 2 or not isinstance(fault.path[1], int):
        return name
    rows = rows_of(values, table)
    id = rows[fault.path[1]].get("id") if fault.path[1] < len(rows) else None
    return f"{name} {id if isinstance(id, str) else fault.path[1] + 1}"
