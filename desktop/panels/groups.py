"""The groups under which the menu lists the panels."""

from __future__ import annotations

from typing import Literal

from county.catalog import Name

PanelGroup = Literal["duty", "events", "response", "evaluation", "decisions", "system", "map"]

GROUPS: dict[PanelGroup, Name] = {
    "duty": Name("值守", "Duty"),
    "events": Name("事件", "Events"),
    "response": Name("资源与响应", "Resources and response"),
    "evaluation": Name("研判与评价", "Assessment and evaluation"),
    "decisions": Name("决策", "Decisions"),
    "system": Name("系统", "System"),
    "map": Name("地图", "Map"),
}
"""In the order of the menu."""
