"""Findings on a scenario in words, without the file and line: the editor leads there by a click."""

from __future__ import annotations

from collections.abc import Mapping

from county.catalog import Name
from county.drill.editing import Values, rows_of
from county.drill.finding import Fault
from county.explained import ExplainedLine
from desktop.drill_editor.table_fields import FORMS, TABLE_NAMES
from desktop.drill_words import KINDS, MEASURED
from desktop.i18n import pick
from desktop.wording import explained

_THINGS: Mapping[str, Name] = {
    "role": Name("角色", "role"), "inject": Name("注入", "inject"), "expectation": Name("期望", "expectation"),
    "phase": Name("阶段", "phase"), "variable": Name("变量", "variable"), "objective": Name("目标", "objective"),
    "subclass": Name("事件小类", "category"), "channel": Name("监测项", "channel"), "village": Name("村", "village"),
    "division": Name("区划", "division"), "road": Name("道路", "road"), "unit": Name("单位", "unit"),
    "unit kind": Name("单位类型", "unit kind"), "department": Name("部门", "department"),
    "record": Name("记录", "record"), **MEASURED, **KINDS,
}  # fmt: skip
"""What findings name by a word of the program."""
_LABELS = {field.key.rpartition(".")[2]: field.label for fields in FORMS.values() for field in fields}
_HEADING = Name("情景信息", "Heading")


def finding_line(fault: Fault) -> str:
    """``✕ …`` or ``! …``: never told by colour alone."""
    text, params = fault.text, dict(fault.text.params)
    words = {"what": _THINGS, "kind": _THINGS, "name": _LABELS, "key": _LABELS}
    for key, named in words.items():
        last = str(params.get(key, "")).rpartition(".")[2]
        params |= {key: pick(named[last])} if last in named else {}
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
