"""The key of every action on an event, on several events and on alarms, and its name in the list of keys.

The letters are those of the Chinese names where two do not need the same one; the claim has the one that was left, and
with Shift it is taken back or handed over; a note has that of its English name with Shift.  All need Alt: a letter
alone would act on an event when somebody types pinyin while a list has the focus.  What is done with several events or
with alarms has Shift, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from county import commands as c
from county.catalog import Name


class ActionKey(NamedTuple):
    """A key as QKeySequence reads it in English, and the action's name."""

    key: str
    name: Name


def _action(key: str, zh: str, en: str) -> ActionKey:
    return ActionKey(f"Alt+{key}", Name(zh, en))


ACTION_KEYS: Mapping[type[c.EventCommand], ActionKey] = {
    c.FileEvent: _action("L", "立案", "File"),
    c.RejectEvent: _action("B", "不予受理", "Reject"),
    c.MergeEvent: _action("M", "并案", "Merge"),
    c.UnmergeEvent: _action("U", "撤销并案", "Undo the merge"),
    c.DispatchEvent: _action("P", "派遣", "Dispatch"),
    c.AddUnit: _action("Z", "增派力量", "Send a further unit"),
    c.ReleaseUnit: _action("C", "撤回力量", "Release a unit"),
    c.SetMainUnit: _action("A", "变更主办", "Set the main unit"),
    c.ReportDeparture: _action("O", "出动", "Departed"),
    c.ReportArrival: _action("D", "到场", "Arrived"),
    c.AcceptTask: _action("J", "接受任务", "Accept task"),
    c.ReturnTask: _action("T", "退回", "Return task"),
    c.RequestExtension: _action("Q", "申请延期", "Ask for an extension"),
    c.RefuseExtension: _action("N", "不予延期", "Refuse the extension"),
    c.ExtendDeadline: _action("Y", "延期", "Extend"),
    c.SuspendEvent: _action("G", "挂账", "Suspend"),
    c.ResumeEvent: _action("X", "销账", "Resume"),
    c.SuperviseEvent: _action("S", "督办", "Supervise"),
    c.FeedBack: _action("F", "反馈结果", "Feed back"),
    c.ReworkEvent: _action("R", "返工", "Send back"),
    c.CloseEvent: _action("H", "核查结案", "Verify and close"),
    c.FollowUpEvent: _action("V", "回访", "Follow up"),
    c.EvaluateEvent: _action("E", "综合评价", "Evaluate"),
    c.ReopenEvent: _action("W", "重新交办", "Assign again"),
    c.CorrectEvent: _action("I", "更正", "Correct"),
    c.ClaimEvent: _action("K", "认领", "Claim"),
    c.HandOverEvent: _action("Shift+Y", "移交", "Hand over"),
    c.ReleaseClaim: _action("Shift+K", "取消认领", "Release the claim"),
    c.NoteEvent: _action("Shift+N", "添加备注", "Add a note"),
}


BULK_KEYS: Mapping[str, ActionKey] = {
    "file": _action("Shift+L", "批量立案", "File several"),
    "dispatch": _action("Shift+P", "批量派遣", "Dispatch several"),
    "supervise": _action("Shift+S", "批量督办", "Supervise several"),
    "merge": _action("Shift+M", "批量并案", "Merge several"),
    "export": _action("Shift+E", "导出所选事件", "Export the selected"),
}
"""By the step's name in :class:`desktop.events.bulk_bar.BulkBar`."""
ALARM_KEYS: Mapping[type[c.AlarmCommand], ActionKey] = {
    c.ShelveAlarm: _action("Shift+G", "搁置", "Shelve"),
    c.UnshelveAlarm: _action("Shift+X", "取消搁置", "Unshelve"),
    c.SuppressAlarm: _action("Shift+Z", "抑制", "Suppress"),
    c.UnsuppressAlarm: _action("Shift+U", "取消抑制", "Unsuppress"),
    c.TakeOutOfService: _action("Shift+T", "停用", "Take out of service"),
    c.ReturnToService: _action("Shift+F", "恢复使用", "Return to service"),
}
"""All but the acknowledgement, which has Enter."""
ALARM_EVENT_KEY = _action("Shift+O", "打开或上报事件", "Open or report its event")
ALARM_LOCATE_KEY = _action("Shift+D", "定位", "Locate")


def key_of(command: type[c.EventCommand]) -> str:
    """The key of an action, "" where it has none."""
    return ACTION_KEYS[command].key if command in ACTION_KEYS else ""


def is_main_key(event: QKeyEvent) -> bool:
    """Whether Enter was pressed alone; a key that is held down gives one step only."""
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and not event.isAutoRepeat()
