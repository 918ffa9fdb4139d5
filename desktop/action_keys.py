"""The key of every action on an event: one table, read by the buttons, their shortcuts and the list of keys.

The letters are those of the Chinese names where two do not need the same one.  All need Alt: a letter alone would act
on an event when somebody types pinyin while a list has the focus.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from county import commands as c

ACTION_KEYS: Mapping[type[c.EventCommand], str] = {
    c.FileEvent: "Alt+L",
    c.RejectEvent: "Alt+B",
    c.MergeEvent: "Alt+M",
    c.UnmergeEvent: "Alt+U",
    c.DispatchEvent: "Alt+P",
    c.AddUnit: "Alt+Z",
    c.ReleaseUnit: "Alt+C",
    c.SetMainUnit: "Alt+A",
    c.ReportDeparture: "Alt+O",
    c.ReportArrival: "Alt+D",
    c.AcceptTask: "Alt+J",
    c.ReturnTask: "Alt+T",
    c.RequestExtension: "Alt+Q",
    c.RefuseExtension: "Alt+N",
    c.ExtendDeadline: "Alt+Y",
    c.SuspendEvent: "Alt+G",
    c.ResumeEvent: "Alt+X",
    c.SuperviseEvent: "Alt+S",
    c.FeedBack: "Alt+F",
    c.ReworkEvent: "Alt+R",
    c.CloseEvent: "Alt+H",
    c.FollowUpEvent: "Alt+V",
    c.EvaluateEvent: "Alt+E",
    c.ReopenEvent: "Alt+W",
    c.CorrectEvent: "Alt+I",
}
"""立案 L, 不予受理 B, 并案 M, 撤销并案 U, 派遣 P, 增派 Z, 撤回 C, 变更主办 A, 出动 O, 到场 D, 接受任务 J, 退回 T,
申请延期 Q, 不予延期 N, 延期 Y, 挂账 G, 销账 X, 督办 S, 反馈 F, 返工 R, 核查结案 H, 回访 V, 综合评价 E, 重新交办 W,
更正 I."""
MAIN_KEY = "Enter"
"""The highlighted action of the selected event, in a list or in its card."""
SEND_KEYS = ("Ctrl+Return", "Ctrl+Enter")
"""Send the form that has the focus; the second one is that of the number pad."""
LEAVE_KEY = "Esc"
"""Close the form that has the focus."""
NEXT_KEY = "F7"
"""Select the next event that needs a step of this key."""
NEWS_KEY = "F5"
"""Bring the rows that wait into the lists."""
NEARBY_KEY = "F9"
"""What is near the selected event."""
PROPOSAL_KEYS = ("Alt+1", "Alt+2", "Alt+3")
"""Take a proposed class in the report form."""


def is_main_key(event: QKeyEvent) -> bool:
    """Whether the key for the main action was pressed; a key that is held down gives one step only."""
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and not event.isAutoRepeat()
