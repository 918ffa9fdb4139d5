"""The columns of a scenario's sheet (演练脚本), other names for them, and the words of their values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from county.drill.words import APPROVALS, INJECT_KINDS, MEASURED, RELEASES
from county.tables.simplified import simplified

SHEET = "演练脚本"
SETTINGS = "情景设置"
"""The sheet with the tables that are no rows of the script: heading, roles, objectives, phases."""
ORDER = "order"
"""A row of it: the order of the expectations in the file, where the rows have another one."""
TABLE, CONTENT = "表", "内容"
"""Its columns."""


class SheetColumn(NamedTuple):
    """One column: its key here, its header, and other headers for the same, in lower case."""

    key: str
    header: str
    others: tuple[str, ...] = ()


COLUMNS: tuple[SheetColumn, ...] = (
    SheetColumn("no", "序号", ("no", "no.", "#", "number", "event number", "control number", "inject no", "inject #",
                            "msel #", "item", "编号序")),
    SheetColumn("phase", "阶段", ("phase", "move", "section", "环节")),
    SheetColumn("at", "时间", ("time", "trigger time", "trigger", "launch time", "delivery time", "when to send",
                            "designated scenario time", "scheduled time", "relative time", "t", "触发时间",
                            "注入时间")),
    SheetColumn("when", "条件", ("condition", "dependency", "depends on", "触发条件")),
    SheetColumn("kind", "注入方式", ("type", "inject type", "inject mode", "delivery method", "method", "方式",
                              "注入类型")),
    SheetColumn("from", "来源", ("from", "sender", "from org", "source", "发送方")),
    SheetColumn("to", "接收", ("to", "receiver", "recipient", "recipients", "teams", "team", "audience", "to org",
                             "target", "assigned to", "接收方", "接收对象")),
    SheetColumn("title", "标题", ("title", "name", "subject", "inject title", "名称")),
    SheetColumn("content", "内容", ("content", "description", "message", "text", "body", "details", "inject",
                                 "注入内容", "情景描述")),
    SheetColumn("subclass", "事件小类", ("subclass", "event type", "小类")),
    SheetColumn("lon", "经度", ("lon", "lng", "longitude")),
    SheetColumn("lat", "纬度", ("lat", "latitude")),
    SheetColumn("level", "等级", ("level", "event level", "事件等级")),
    SheetColumn("expected", "期望", ("expectation", "expected action", "expected actions", "expected outcome",
                                   "expected participant response", "expected response", "期望行动", "预期行动")),
    SheetColumn("what", "期望类型", ("expectation type",)),
    SheetColumn("target", "目标用时", ("target time",)),
    SheetColumn("limit", "最迟用时", ("limit", "time limit")),
    SheetColumn("weight", "分值", ("score", "weight", "points")),
    SheetColumn("critical", "关键", ("critical",)),
    SheetColumn("by", "评价人", ("evaluator",)),
    SheetColumn("approval", "审批", ("approval", "status", "审批状态")),
    SheetColumn("remark", "备注", ("remark", "remarks", "note", "notes", "comment", "comments", "说明")),
    SheetColumn("release", "释放", ("release",)),
    SheetColumn("id", "注入编号", ("inject id", "id")),
    SheetColumn("expects", "期望编号", ("expectation id", "expectation ids")),
    SheetColumn("objective", "目标编号", ("objective", "exercise objective", "objective id")),
    SheetColumn("rest", "注入其他", ("inject fields",)),
    SheetColumn("expected_rest", "期望其他", ("expectation fields",)),
)  # fmt: skip
LEVELS = {"general": "一般", "larger": "较大", "major": "重大", "major_special": "特别重大"}
CRITICAL = {True: "是", False: "否"}
WORDS: Mapping[str, Mapping[str, str]] = {"level": LEVELS} | {
    column: {value: name.zh for value, name in names.items()}
    for column, names in (
        ("kind", INJECT_KINDS), ("approval", APPROVALS), ("release", RELEASES), ("what", MEASURED),
    )
}  # fmt: skip
OTHER_WORDS: Mapping[str, Mapping[str, str]] = {
    "kind": {"传感器读数": "reading", "媒体": "media", "事件报送": "report", "灾情": "hazard", "问题": "question"},
    "release": {"手动": "manual"},
    "what": {"报警确认": "alarm_acknowledged", "告警确认": "alarm_acknowledged", "避免差错": "not_done",
             "评价观察": "observed"},
}  # fmt: skip
"""What people write for the same, too."""
SEPARATORS = frozenset("、,，;；/\n")
"""Between the receivers in one cell."""
TITLE_FIELD = {"report": "title", "media": "outlet"}
"""Field of an inject's table that stands in the column 标题."""
TEXT_FIELD = {"report": "note", "notice": "text", "media": "text", "resource": "reason", "hazard": "text",
              "question": "text", "task": "text"}  # fmt: skip
"""Field that stands in the column 内容."""
_BY_HEADER = {name: column.key for column in COLUMNS for name in (column.header, *column.others)}


def columns_of(headers: Iterable[str], stated: Mapping[str, str]) -> dict[str, str]:
    """By key: the header of a table that is meant; ``stated``: header by key where the person chose."""
    found: dict[str, str] = dict(stated)
    for header in headers:
        key = _BY_HEADER.get(plain_header(header))
        if key is not None and header not in found.values():
            found.setdefault(key, header)
    return found


def plain_header(header: str) -> str:
    """``header`` as it is compared: full-width forms, case, blanks and what follows in brackets do not matter."""
    text = simplified(unicodedata.normalize("NFKC", header).lower())
    return " ".join(re.sub(r"[(\[].*", "", text).replace("_", " ").split()) or text.strip()


def word_of(column: str, value: str) -> str:
    """``value`` as it is written in a sheet."""
    return WORDS[column].get(value, value)


def value_of(column: str, word: str) -> str:
    """What a word of a sheet means; unknown ones as they are, for the check of the scenario to refuse."""
    text = simplified(unicodedata.normalize("NFKC", word).strip().lower())
    known = next((value for value, name in WORDS[column].items() if text in (name, value)), None)
    return known or OTHER_WORDS.get(column, {}).get(text, text)
