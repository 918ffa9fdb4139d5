"""Whether a note says what a reported value comes from."""

from __future__ import annotations

from county.tables.simplified import simplified
from county.tables.values import plain_text

FILLERS = frozenset({
    "无", "暂无", "没有", "空", "略", "同上", "待补", "待补充", "待定", "待查", "未知", "不详", "未提供", "不适用",
    "无依据", "无佐证", "无来源", "na", "none", "null", "nil", "no", "nan", "unknown", "tbd", "tba",
})  # fmt: skip
"""What people write into a cell that must not be empty, in letters and digits alone."""


def is_evidence(note: str) -> bool:
    """Whether ``note`` names something: no filler like 暂无, ``/``, — or N/A."""
    said = "".join(filter(str.isalnum, simplified(plain_text(note)).lower()))
    return said not in FILLERS | {""}
