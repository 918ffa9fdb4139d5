"""Names of the channels by which events are reported, and of the source that only drills know."""

from __future__ import annotations

from collections.abc import Mapping

from county.names import Name

CHANNEL_NAMES: Mapping[str, Name] = {
    "hotline": Name("12345 热线", "Hotline 12345"),
    "grid_worker": Name("网格员", "Grid worker"),
    "sensor": Name("感知设备", "Sensor"),
    "video": Name("视频智能识别", "Video analytics"),
    "department": Name("部门", "Department"),
    "citizen": Name("群众上报", "Citizen"),
    "file": Name("文件导入", "File"),
    "petition": Name("信访", "Petition"),
    "opinion": Name("网络舆情", "Public opinion"),
}
SOURCE_NAMES: Mapping[str, Name] = {**CHANNEL_NAMES, "simulated": Name("模拟", "Simulated")}
