"""The names of the fields of events, readings and inputs of figures, for the columns of a file."""

from __future__ import annotations

from functools import cache

from county.catalog import Catalog, Name, load
from county.channels import CHANNEL_NAMES
from desktop.i18n import pick
from layers.events import LEVEL_NAMES

KINDS: dict[str, Name] = {
    "events": Name("事件", "Events"),
    "readings": Name("监测读数", "Readings"),
    "calls": Name("热线话务", "Hotline calls"),
    "visits": Name("网格走访", "Grid visits"),
    "indicators": Name("指标数值", "Indicators"),
    "scans": Name("溯源扫描", "Scans of goods"),
}
FIELDS: dict[str, Name] = {
    "title": Name("标题", "Title"),
    "subclass": Name("事件小类", "Subclass"),
    "at": Name("时间", "Time"),
    "date": Name("日期（与时间分列）", "Date, apart from the time"),
    "lon": Name("经度", "Longitude"),
    "lat": Name("纬度", "Latitude"),
    "lonlat": Name("经纬度（一列）", "Longitude and latitude in one"),
    "latlon": Name("区域（CAP）", "Area (CAP)"),
    "x": Name("东坐标（米）", "Easting (m)"),
    "y": Name("北坐标（米）", "Northing (m)"),
    "lon_gcj02": Name("经度（高德）", "Longitude (GCJ-02)"),
    "lat_gcj02": Name("纬度（高德）", "Latitude (GCJ-02)"),
    "lon_bd09": Name("经度（百度）", "Longitude (BD-09)"),
    "lat_bd09": Name("纬度（百度）", "Latitude (BD-09)"),
    "datum": Name("坐标系", "Datum"),
    "source": Name("来源渠道", "Channel"),
    "level": Name("事件级别", "Level"),
    "address": Name("地址", "Address"),
    "town": Name("乡镇（街道）", "Town"),
    "village": Name("村（社区）", "Village"),
    "reporter": Name("报送人", "Reporter"),
    "phone": Name("电话", "Phone"),
    "note": Name("说明", "Note"),
    "event_id": Name("案卷号", "Event number"),
    "sensor_id": Name("传感器编号", "Sensor"),
    "channel": Name("监测项", "Channel of the sensor"),
    "value": Name("数值", "Value"),
    "unit": Name("计量单位", "Unit"),
    "quality": Name("质量标识", "Quality"),
    "year": Name("年", "Year"),
    "half": Name("半年", "Half-year"),
    "month": Name("月", "Month"),
    "quarter": Name("季度", "Quarter"),
    "day": Name("日", "Day"),
    "hour": Name("时", "Hour"),
    "station": Name("站点（不是本县的）", "Station of elsewhere"),
    "period": Name("统计时段", "Period"),
    "offered": Name("来电量", "Calls offered"),
    "answered": Name("接通量", "Calls answered"),
    "grid": Name("网格编码", "Grid"),
    "worker": Name("工号", "Work number"),
    "indicator": Name("指标", "Indicator"),
    "division": Name("区划代码", "Division"),
    "part": Name("分子", "Numerator"),
    "whole": Name("分母", "Denominator"),
    "scan_kind": Name("扫描类型", "Kind of scan"),
    "read_point": Name("读点", "Read point"),
    "location": Name("存放地点", "Location afterwards"),
    "biz_step": Name("业务环节", "Step of business"),
    "action": Name("动作", "Action"),
    "parent": Name("容器", "Container"),
    "goods": Name("批次", "Goods"),
    "amounts": Name("批次与数量", "Goods with quantities"),
    "quantity": Name("数量", "Quantity"),
    "inputs": Name("投入批次", "Inputs"),
    "input_amounts": Name("投入与数量", "Inputs with quantities"),
    "outputs": Name("产出批次", "Outputs"),
    "output_amounts": Name("产出与数量", "Outputs with quantities"),
    "transformation": Name("加工编号", "Transformation"),
    "documents": Name("单据号", "Documents"),
    "sent_from": Name("发货方", "Sent from"),
    "sent_to": Name("收货方", "Sent to"),
    "wrong": Name("更正原因", "Why it is wrong"),
}


def field_name(field: str) -> str:
    """The name of a field in the current language; the key of one that has none."""
    return pick(FIELDS[field]) if field in FIELDS else field


def field_word(field: str, word: str) -> str:
    """The name of this program's word for a field in the current language; the word where it has no name."""
    match field:
        case "subclass":
            known = _catalog().subclasses.get(word)
            return word if known is None else pick(known.name)
        case "source":
            return pick(CHANNEL_NAMES[word]) if word in CHANNEL_NAMES else word
        case "level":
            return pick(LEVEL_NAMES[word]) if word in LEVEL_NAMES else word
    return word


@cache
def _catalog() -> Catalog:
    """The program's own: profiles name its words."""
    return load()
