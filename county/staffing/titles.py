"""What questions about staffing and policies are about, in words."""

from __future__ import annotations

from typing import Final

from county.names import Name
from county.staffing.questions import (
    AgentsQuestion,
    AllowanceQuestion,
    AnyQuestion,
    ChangeQuestion,
    FacilityQuestion,
    GridsQuestion,
    StaffingQuestion,
    WaitingQuestion,
)

PARTS: Final[dict[type[StaffingQuestion], Name]] = {
    AgentsQuestion: Name("热线坐席需求与排班", "Agents and shifts of the hotline"),
    WaitingQuestion: Name("坐席、窗口与开放时间", "Agents, counters and opening hours"),
    AllowanceQuestion: Name("津贴门槛与金额", "Ages and amounts of an allowance"),
    FacilityQuestion: Name("设施增设与迁移", "A facility more, or elsewhere"),
    GridsQuestion: Name("网格员配置", "Grid workers"),
    ChangeQuestion: Name("已做改变的效果", "What a change has done"),
}
UNCHANGED, CHANGED = Name("若不改变", "If nothing changes"), Name("改变后", "With the change")
DIFFERENCE = Name("相差", "Difference")


def title_of(question: AnyQuestion) -> Name:
    return PARTS[type(question)]
