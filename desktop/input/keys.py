"""Every key and mouse gesture of the program: menus and shortcuts take their keys from this table, and
:class:`desktop.input.keys_dialog.KeysDialog` shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QKeySequence

from county.catalog import Name
from desktop.input.action_keys import ACTION_KEYS, ALARM_EVENT_KEY, ALARM_KEYS, ALARM_LOCATE_KEY, BULK_KEYS
from desktop.scenes.registry import DRILL_SCENES, SCENES

KeyGroup = Literal[
    "event", "card", "choice", "action", "bulk", "alarm", "list", "kanban", "view", "scene", "map", "twin", "replay",
    "drill", "editor", "leader",
]

KEY_GROUPS: dict[KeyGroup, Name] = {
    "event": Name("事件", "Events"),
    "card": Name("详情卡与表单", "Details card and forms"),
    "choice": Name("回访与评价", "Follow-up and evaluation"),
    "action": Name("所选事件的办理", "Actions on the selected event"),
    "bulk": Name("多件事件的办理", "Actions on several events"),
    "alarm": Name("所选告警的处置", "Actions on the selected alarms"),
    "list": Name("事件列表与任务看板", "Event lists and task boards"),
    "kanban": Name("阶段看板", "Kanban"),
    "view": Name("视图", "View"),
    "scene": Name("场景", "Scene"),
    "map": Name("地图", "Map"),
    "twin": Name("三维孪生", "3D twin"),
    "replay": Name("回放", "Replay"),
    "drill": Name("演练", "Drill"),
    "editor": Name("演练情景编辑器", "Scenario editor"),
    "leader": Name("领导视图", "Leader's page"),
}
"""In the order of the dialog."""


@dataclass(frozen=True)
class KeyUse:
    """What some keys or a mouse gesture do in one part of the window."""

    group: KeyGroup
    text: Name
    keys: tuple[str, ...] = ()
    """Each as QKeySequence reads it in English; every one of them does it."""
    gesture: Name | None = None
    """What the mouse does instead."""

    @property
    def sequences(self) -> list[QKeySequence]:
        """The keys, for actions and shortcuts."""
        return [QKeySequence(key) for key in self.keys]


def _key(group: KeyGroup, keys: str, zh: str, en: str) -> KeyUse:
    """``keys`` separated by blanks."""
    return KeyUse(group, Name(zh, en), tuple(keys.split()))


def _mouse(group: KeyGroup, gesture: tuple[str, str], zh: str, en: str) -> KeyUse:
    return KeyUse(group, Name(zh, en), gesture=Name(*gesture))


_CLICK = ("单击", "Click")
_DOUBLE_CLICK = ("双击", "Double click")
_WHEEL = ("滚轮", "Wheel")

KEYS: Mapping[str, KeyUse] = {
    "report": _key("event", "Ctrl+N", "上报事件", "Report an event"),
    "search": _key("event", "Ctrl+F", "搜索事件", "Search events"),
    "emergency": _key("event", "F6", "查看最早的紧急事项", "Show the oldest emergency"),
    "silence": _key("event", "F12", "消音：停止当前提示音", "Silence the tones"),
    "print": _key("event", "Ctrl+P", "打印事件 …", "Print the event …"),
    "pdf": _key("event", "Ctrl+Shift+P", "事件另存为 PDF …", "Save the event as PDF …"),
    "import": _key("event", "Ctrl+I", "导入 …", "Import …"),
    "evaluation": _key("event", "Ctrl+E", "评价", "Evaluation"),
    "operator": _key("event", "Ctrl+D", "当班人员 …", "Who is on duty …"),
    "leave": _key("event", "Ctrl+Q", "退出", "Quit"),
    "card.approve": _key("card", "F8", "批准并派遣建议的处置单位", "Dispatch the suggested unit"),
    "card.nearby": _key("card", "F9", "所选事件的周边", "What is near the selected event"),
    "card.brief": _key("card", "Ctrl+B", "起草所选事件的首报、续报或终报", "Draft the event's next report"),
    "form.send": _key("card", "Ctrl+Return Ctrl+Enter", "提交光标所在的表单", "Send the form that has the focus"),
    "form.leave": _key("card", "Esc", "离开光标所在的表单、搜索栏或周边列表", "Leave the form, search or nearby list"),
    "form.class": _key("card", "Alt+1 Alt+2 Alt+3", "上报：采用建议的小类", "Report: take a proposed category"),
    "choice.take": _key("choice", "1 2 3 4 5", "选中该行第几项，转到下一行", "Take that choice, go to the next line"),
    "choice.send": _key("choice", "Return", "提交", "Send"),
    **{f"action.{command.__name__}": KeyUse("action", name, (key,)) for command, (key, name) in ACTION_KEYS.items()},
    **{f"bulk.{step}": KeyUse("bulk", name, (key,)) for step, (key, name) in BULK_KEYS.items()},
    **{f"alarm.{command.__name__}": KeyUse("alarm", name, (key,)) for command, (key, name) in ALARM_KEYS.items()},
    "alarm.event": KeyUse("alarm", ALARM_EVENT_KEY.name, (ALARM_EVENT_KEY.key,)),
    "alarm.locate": KeyUse("alarm", ALARM_LOCATE_KEY.name, (ALARM_LOCATE_KEY.key,)),
    "list.step": _key("list", "Return", "该行的下一步", "Next step of the row"),
    "list.bulk": _key("list", "Return", "选中多件：共同的下一步", "Several selected: their common next step"),
    "list.found": _key("list", "Return", "搜索栏：选中找到的第一件事件", "Search line: select the first event found"),
    "list.acknowledge": _key("list", "Return", "告警列表：确认所选告警", "Alarms: acknowledge the selected"),
    "list.next": _key("list", "F7", "选中下一件待办事件", "Select the next event that waits for you"),
    "list.menu": _key("list", "Menu Shift+F10", "当前行或地图所选对象的菜单", "Menu of the row or selection"),
    "list.news": _key("list", "F5", "显示待更新的事件", "Show the events that wait"),
    "list.select": _mouse("list", _CLICK, "选中事件，打开其详情卡", "Select an event and show its card"),
    "list.several": _mouse("list", ("Ctrl／⇧＋单击", "Ctrl or ⇧ and click"), "事件列表：选中多件，批量操作",
                           "Event list: select several"),
    "list.fly": _mouse("list", _DOUBLE_CLICK, "在地图和三维孪生中定位", "Show the place on map and twin"),
    "kanban.next": _key("kanban", "Left Right", "转到相邻一列", "Go to the neighbouring column"),
    "kanban.move": _key("kanban", "Ctrl+Left Ctrl+Right", "把卡片移到相邻一列", "Move the card to that column"),
    "kanban.step": _key("kanban", "Return", "执行卡片的下一步", "Give the next step of the card"),
    "kanban.cancel": _key("kanban", "Esc", "取消拖动", "Cancel a drag"),
    "kanban.drag": _mouse("kanban", ("拖动卡片", "Drag a card"), "移到另一列，即执行相应操作",
                          "Give the step that leads there"),
    "view.map": _key("view", "F2", "地图", "Map"),
    "view.both": _key("view", "F3", "地图与孪生", "Map and twin"),
    "view.twin": _key("view", "F4", "三维孪生", "3D twin"),
    "own_twin": _key("view", "Ctrl+T", "在单独窗口中打开三维孪生", "3D twin in a window of its own"),
    "list": _key("view", "Ctrl+S", "到事件列表", "Go to the event list"),
    "alarms": _key("view", "Ctrl+G", "到告警列表", "Go to the alarms"),
    "shifts": _key("view", "Ctrl+J", "到交接班", "Go to the shift handover"),
    "replay": _key("view", "Ctrl+R", "回放 …", "Replay …"),
    "editor": _key("view", "Ctrl+Shift+E", "演练情景编辑器 …", "Scenario editor …"),
    "full_screen": _key("view", "F11", "全屏", "Full screen"),
    "language": _key("view", "Ctrl+L", "English", "中文"),
    "keys": _key("view", "F1 ?", "快捷键与鼠标操作", "Keys and mouse gestures"),
    **{f"scene.{name}": KeyUse("scene", SCENES[name].name, (f"Ctrl+{i}",)) for i, name in enumerate(SCENES, 1)},
    "map.zoom": _key("map", "+ = -", "缩放", "Zoom"),
    "map.move": _key("map", "Left Right Up Down", "平移", "Move"),
    "map.home": _key("map", "Home", "显示全县", "Show the whole county"),
    "map.clear": _key("map", "Esc", "收起展开，取消选中，取消选点，结束量距", "Fold; select nothing; stop choosing"),
    "map.fan": _key("map", "Space", "展开选中处的各项；← → 逐项选择", "Fan out what is there; ← → choose"),
    "map.select": _mouse("map", _CLICK, "选中；再次单击选中该处下一项", "Select; again: the next thing there"),
    "map.fly": _mouse("map", _DOUBLE_CLICK, "飞到该处", "Fly there"),
    "map.menu": _mouse("map", ("右键单击", "Right click"), "该处或该对象的菜单（列表各行同）",
                       "Menu of the thing or the place (also on rows)"),
    "map.cluster": _mouse("map", ("单击聚合点", "Click a cluster"), "放大，或展开同一处的各项", "Zoom in, or fan out"),
    "map.pan": _mouse("map", ("拖动", "Drag"), "平移", "Move"),
    "map.wheel": _mouse("map", _WHEEL, "向光标处缩放", "Zoom to the cursor"),
    "map.box": _mouse("map", ("⇧＋拖动", "⇧ and drag"), "框选", "Select what is in a box"),
    "map.hover": _mouse("map", ("移动鼠标", "Move the mouse"), "显示坐标和数值", "Show coordinates and values"),
    "twin.zoom": _key("twin", "+ = -", "缩放", "Zoom"),
    "twin.turn": _key("twin", "Left Right Up Down", "旋转和俯仰", "Turn and tilt"),
    "twin.home": _key("twin", "Home", "显示全县", "Show the whole county"),
    "twin.north": _key("twin", "N", "正北俯视", "From above, north up"),
    "twin.select": _mouse("twin", _CLICK, "选中", "Select"),
    "twin.menu": _mouse("twin", ("右键单击", "Right click"), "该处或该对象的菜单", "Menu of the place or thing"),
    "twin.fly": _mouse("twin", _DOUBLE_CLICK, "飞到该处", "Fly there"),
    "twin.pan": _mouse("twin", ("拖动", "Drag"), "平移", "Move"),
    "twin.drag": _mouse("twin", ("右键拖动或 Ctrl＋拖动", "Drag, right button or Ctrl"), "旋转和俯仰", "Turn and tilt"),
    "twin.wheel": _mouse("twin", _WHEEL, "向光标处缩放", "Zoom to the cursor"),
    "replay.step": _key(
        "replay", "Left Right", "时间轴：后退或前进一条记录", "Time slider: one record back or forward",
    ),
    "replay.minute": _key("replay", "Shift+Left Shift+Right", "后退或前进一分钟", "One minute back or forward"),
    "replay.late": _key(
        "replay", "PgUp PgDown", "演练：上一条、下一条逾期或未达成的期望", "Drill: to what was late or missed",
    ),
    "replay.compare": _key("replay", "C", "列出从所示时刻起的变化", "List what changes from the moment now shown"),
    "replay.play": _key("replay", "Space", "播放或暂停", "Play or pause"),
    "replay.ends": _key("replay", "Home End", "到开头、到末尾", "To the beginning, to the end"),
    "replay.go": _mouse("replay", ("单击或拖动时间轴", "Click or drag the slider"), "转到该时刻", "Go to that time"),
    "replay.wheel": _mouse("replay", _WHEEL, "缩放时间轴", "Zoom the time slider"),
    "replay.whole": _mouse("replay", _DOUBLE_CLICK, "显示全部时间", "Show all of the time"),
    **{f"scene.{name}": KeyUse("drill", scene.name, (f"Ctrl+{i}",))
       for i, (name, scene) in enumerate(DRILL_SCENES.items(), len(SCENES) + 1)},
    "drill.release": _key("drill", "Ctrl+Alt+R", "放行所选注入", "Release the chosen inject"),
    "drill.hold": _key("drill", "Ctrl+Alt+H", "暂缓所选注入", "Hold the chosen inject"),
    "drill.skip": _key("drill", "Ctrl+Alt+S", "跳过所选注入", "Skip the chosen inject"),
    "drill.delay": _key("drill", "Ctrl+Alt+D", "推迟所选注入", "Delay the chosen inject"),
    "drill.improvise": _key("drill", "Ctrl+Alt+I", "即兴注入 …", "Improvise an inject …"),
    "drill.jump": _key("drill", "Ctrl+Alt+J", "跳转", "Jump ahead"),
    "drill.pause": _key("drill", "Ctrl+Alt+P", "暂停或继续演练", "Pause or resume the drill"),
    "drill.abort": _key("drill", "Ctrl+Alt+X", "中止演练 …", "Abort the drill …"),
    "drill.present": _key("drill", "Ctrl+Alt+Y", "应答点名", "Answer the roll call"),
    "drill.acknowledge": _key("drill", "Ctrl+Alt+A", "确认收到所选注入", "Acknowledge the chosen inject"),
    "drill.note": _key("drill", "Ctrl+Alt+N", "评估记录 …", "Evaluator's note …"),
    "editor.new": _key("editor", "Ctrl+N", "新建情景", "New scenario"),
    "editor.open": _key("editor", "Ctrl+O", "打开 …", "Open …"),
    "editor.save": _key("editor", "Ctrl+S", "保存", "Save"),
    "editor.save_as": _key("editor", "Ctrl+Shift+S", "另存为 …", "Save as …"),
    "editor.undo": _key("editor", "Ctrl+Z", "撤销", "Undo"),
    "editor.redo": _key("editor", "Ctrl+Y Ctrl+Shift+Z", "重做", "Redo"),
    "editor.start": _key("editor", "Ctrl+Return Ctrl+Enter", "启动演练", "Start the drill"),
    "editor.tabs": _key("editor", "Ctrl+PgUp Ctrl+PgDown", "上一张或下一张表", "Previous or next table"),
    "editor.add": _key("editor", "Ins", "表格：增加一行", "Table: add a row"),
    "editor.copy": _key("editor", "Ctrl+D", "表格：复制该行", "Table: copy the row"),
    "editor.remove": _key("editor", "Del", "表格：删除所选行", "Table: remove the selected rows"),
    "editor.approve": _key("editor", "Ctrl+Shift+A", "情景注入：批准所选各行", "Injects: approve the selected rows"),
    "editor.up": _key("editor", "Alt+Up", "表格：上移该行", "Table: move the row up"),
    "editor.down": _key("editor", "Alt+Down", "表格：下移该行", "Table: move the row down"),
    "editor.cell": _key("editor", "F2", "表格：就地编辑单元格", "Table: edit the cell in place"),
    "editor.finding": _key("editor", "F8", "到下一个检查发现", "Go to the next finding"),
    "editor.remedy": _key("editor", "Shift+F8", "对检查发现采用所列改法", "Do what is offered about a finding"),
    "editor.place": _key("editor", "Ctrl+M", "在地图上选点", "Place on the map"),
    "editor.minute": _key("editor", "Left Right", "时间线：移动一分钟（⇧ 五分钟）", "Time line: one minute (⇧ five)"),
    "editor.drag": _mouse("editor", ("拖动注入", "Drag an inject"), "时间线：改变其时间", "Time line: change its time"),
    "leader.open": _key("leader", "Return", "数字：趋势和乡镇；列表：该行的操作", "Number: trend, towns; row: action"),
    "leader.menu": _key("leader", "Menu Shift+F10", "数字的菜单：口径、记录、趋势、写入专报", "Menu of a number"),
    "leader.story": _key("leader", "Space Left Right", "讲述：开始、上一章、下一章", "Story: begin, before, next"),
    "leader.time": _key("leader", "Left Right Home End", "时间条：一天（⇧ 一小时）、最早、现在",
                        "Time: a day (⇧ an hour), ends"),
}  # fmt: skip
"""By name, in the order of the dialog within each group."""

_SHOWN = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Return": "Enter", "-": "−", "Shift": "⇧"}


def shown_key(key: str) -> str:
    """A key as buttons, hints and the list of keys write it: ``Alt+⇧G``."""
    if key in ("+", "-"):
        return _SHOWN.get(key, key)
    *modifiers, last = key.split("+")
    return "+".join(_SHOWN.get(part, part) for part in (*modifiers, last)).replace("⇧+", "⇧")


def label_of(name: str) -> str:
    """The first key of a use, for a button."""
    return shown_key(KEYS[name].keys[0])
