"""What the states of alarms (ISA-18.2) are called, on every screen and in the conditions of drills."""

from __future__ import annotations

from county.alarms import AlarmState
from county.names import Name

ALARM_STATE_NAMES: dict[AlarmState, Name] = {
    AlarmState.UNACKNOWLEDGED: Name("未确认", "Unacknowledged"),
    AlarmState.ACKNOWLEDGED: Name("已确认", "Acknowledged"),
    AlarmState.RETURNED: Name("已恢复未确认", "Returned, unacknowledged"),
    AlarmState.NORMAL: Name("正常", "Normal"),
    AlarmState.SHELVED: Name("已搁置", "Shelved"),
    AlarmState.SUPPRESSED: Name("已抑制", "Suppressed"),
    AlarmState.OUT_OF_SERVICE: Name("已停用", "Out of service"),
}
