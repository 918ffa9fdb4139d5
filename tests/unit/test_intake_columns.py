"""Which column is which field: known headers in Chinese and English, ``--map``, profiles; nothing is silent."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from county.catalog import load
from county.explained import WrongArgument
from county.numbering import COUNTY_TIME
from county.package.offset import Shifted, to_wgs84
from county.sensing import Quality
from county.tables.aliases import BadAliases
from county.tables.row import RowFault, TableRow
from services.intake.file_options import file_options
from services.intake.items import BadRow, Item, Measured, Reported
from services.intake.profiles import FOLDER, profiles, read_profile
from services.intake.rows import Interpreter
from services.sending.event_keys import EventKeys

AT = datetime(2018, 4, 12, 11, 11, 26, tzinfo=COUNTY_TIME)
AT_MS = round(AT.timestamp() * 1000)
KEY_BEFORE = "fb284725d47a69152136d13b177e8ec5"
"""Of a row, as programs wrote it that did not keep the address."""


def interpreter(
    *pairs: str, profile: str | None = None, date_order: str | None = None, decimal_comma: bool | None = None
) -> Interpreter:
    return Interpreter(file_options(pairs, profile, date_order, decimal_comma))


def items(values: dict[str, Any], of: Interpreter | None = None) -> list[Item | RowFault]:
    return (of or Interpreter()).items(TableRow("line 2", {key.lower(): value for key, value in values.items()}))


def event(values: dict[str, Any], of: Interpreter | None = None) -> Reported:
    [item] = items(values, of)
    assert isinstance(item, Reported)
    return item


def measured(values: dict[str, Any], of: Interpreter | None = None) -> Measured:
    [item] = items(values, of)
    assert isinstance(item, Measured)
    return item


@pytest.mark.parametrize(
    "headers",
    [
        ("标题", "小类", "经度", "纬度", "发生时间", "事件级别", "来源", "备注", "案卷号"),
        ("事件标题", "事件小类", "东经", "北纬", "上报 时间", "级别", "问题来源", "问题描述", "工单编号"),
        ("Title", "Event Type", "Longitude", "Latitude", "Created-At", "level", "Source", "Description", "Event ID"),
        ("title", "subclass", "lng", "lat", "AT", "LEVEL", "SOURCE", "note", "event_id"),
        ("\ufeff标题（必填）", "小类名称", "经度(°)", "纬度(°)", "时间", "等级", "来源渠道", "内容", "任务号"),
    ],
)
def test_the_headers_of_events_are_known_in_chinese_and_english(headers: tuple[str, ...]) -> None:
    cells = ("垃圾", "暴露垃圾", "109.5", "28.0", "2018/4/12 11:11:26", "较大", "市民热线", "门口", "A1")
    assert event(dict(zip(headers, cells, strict=True))) == Reported(
        "line 2", AT_MS, 109.5, 28.0, "暴露垃圾", "垃圾", "hotline", "larger", "", "门口", "A1"
    )


@pytest.mark.parametrize(
    "headers",
    [
        ("设备编号", "监测项", "监测时间", "监测值", "数据质量"),
        ("测点编号", "指标", "采集时间", "数值", "质量标识"),
        ("Device ID", "Parameter", "Timestamp", "Result", "Quality"),
        ("sensor_id", "channel", "at", "value", "quality"),
    ],
)
def test_the_headers_of_readings_are_known_in_chinese_and_english(headers: tuple[str, ...]) -> None:
    cells = (" S0501", "水位", "20180412111126", "3.25", "存疑")
    expected = Measured("line 2", AT_MS, "S0501", {"水位": 3.25}, 0, Quality.UNCERTAIN)
    assert measured(dict(zip(headers, cells, strict=True))) == expected


@pytest.mark.parametrize(
    ("field", "word", "key"),
    [
        ("level", "特别重大", "major_special"), ("level", "Ⅰ级", "major_special"), ("level", "一般", "general"),
        ("level", "", "general"), ("source", "网格员", "grid_worker"), ("source", "12345", "hotline"),
        ("source", "视频监控", "video"), ("source", "微信", "citizen"), ("source", "", "file"),
        ("source", "信访", "petition"), ("source", "来信来访", "petition"), ("source", "网络舆情", "opinion"),
    ],
)  # fmt: skip
def test_the_words_of_level_and_source_are_known_in_chinese(field: str, word: str, key: str) -> None:
    values = {"title": "x", "subclass": "暴露垃圾", "lon": 109.5, "lat": 28, field: word}
    assert getattr(event(values), field) == key


def test_a_register_of_petitions_and_a_list_of_opinions_are_read_as_events() -> None:
    petition = {
        "信访件编号": "X-17", "信访事项": "小区物业不作为", "内容分类": "暴露垃圾", "登记时间": "2018-04-12 11:11:26",
        "信访人": "某某", "问题属地": "东街", "经度": "109.5", "纬度": "28",
    }  # fmt: skip
    found = event(petition, interpreter("source==信访"))
    assert (found.event_id, found.title, found.source, found.reporter) == ("X-17", "小区物业不作为", "petition", "某某")
    assert (found.subclass, found.address, found.at_ms) == ("暴露垃圾", "东街", AT_MS)
    opinion = {
        "舆情编号": "Y-3", "舆情标题": "河水发黑", "舆情类别": "暴露垃圾", "发布时间": "2018-04-12 11:11:26",
        "经度": "109.5", "纬度": "28",
    }  # fmt: skip
    found = event(opinion, interpreter("source==舆情"))
    assert (found.event_id, found.title, found.source, found.at_ms) == ("Y-3", "河水发黑", "opinion", AT_MS)


@pytest.mark.parametrize("word", ["红色", "Severe", "3"])
def test_a_warning_level_is_no_event_level(word: str) -> None:
    with pytest.raises(BadRow, match="is not one of major_special, major, larger, general"):
        event({"title": "x", "subclass": "暴露垃圾", "lon": 109.5, "lat": 28, "level": word})


def test_map_names_columns_and_constants() -> None:
    row = {"SRType": "Pothole", "CreatedDate": "2018-04-12 11:11:26", "经度": 109.5, "纬度": 28}
    found = event(row, interpreter("title=SRType,at=created date", "subclass==other_matter, source==电话"))
    assert (found.title, found.at_ms, found.subclass, found.source) == ("Pothole", AT_MS, "other_matter", "hotline")
    readings = {"t": "2018-04-12 11:11:26", "v": 7}
    found_reading = measured(readings, interpreter("at=t,value=v,sensor_id==noise-1,channel==level"))
    assert found_reading == Measured("line 2", AT_MS, "noise-1", {"level": 7.0})


def test_with_map_an_event_may_lack_its_subclass_or_its_title_and_without_it_needs_both() -> None:
    row = {"SRType": "Pothole", "lon": 109.5, "lat": 28}
    assert event(row, interpreter("title=SRType")).subclass == "other_matter"
    assert event(row, interpreter("subclass=SRType")).title == "Pothole"
    with pytest.raises(BadRow, match="lacks title, subclass for events; its columns: srtype, lon, lat"):
        event(row)


@pytest.mark.parametrize(
    ("pair", "line"),
    [
        ("at", "--map at: is not FIELD=HEADER; write it like title=SRType,at=CreatedDate"),
        ("at=", "--map at=: is not FIELD=HEADER"),
        ("when=x", "--map when=x: there is no field when; choose one of title, subclass, "),
        ("at=when", "--map at=when: the file has no such column; its columns: title, lon"),
    ],
)
def test_a_map_that_does_not_fit_is_refused_with_the_way_out(pair: str, line: str) -> None:
    with pytest.raises(WrongArgument) as wrong:
        items({"title": "x", "lon": 1}, interpreter(pair))
    assert str(wrong.value).startswith(line)


REQUEST = {
    "SRRecordID": "R1", "ServiceRequestNum": "18-00269879", "SRType": "SW-Dirty Alley", "MethodReceived": "Phone",
    "CreatedDate": "04/12/2018 11:11:26 AM", "Agency": "x", "Outcome": "", "Latitude": 28.08, "Longitude": 109.48,
}  # fmt: skip


def test_a_311_export_is_recognised_by_its_columns_and_its_types_become_subclasses() -> None:
    of = Interpreter()
    assert event(REQUEST, of) == Reported(
        "line 2", AT_MS, 109.48, 28.08, "exposed_garbage", "SW-Dirty Alley", "hotline", event_id="18-00269879"
    )
    assert event(REQUEST | {"SRType": "BGE-StLight(s) Out Rear"}, of).subclass == "street_lamp"
    assert event(REQUEST | {"SRType": "FCCS-Refunds", "MethodReceived": "Fax"}, of).source == "hotline"
    assert of.otherwise == {("subclass", "other_matter"): 1, ("source", "hotline"): 1}
    assert of.unknown_words["subclass", "other_matter"] == ["FCCS-Refunds"]
    [layout] = of.layouts.values()
    assert layout.unused == ("srrecordid", "agency")


ALERT = {
    "identifier": "a", "sender": "b", "sent": "2018-04-12T11:11:26+08:00", "status": "Actual", "msgType": "Alert",
    "info.event": "山洪", "info.severity": "Extreme", "info.headline": "山洪红色预警", "info.description": "转移",
    "info.area.polygon": "28.0,109.4 28.0,109.6 28.2,109.6 28.2,109.4 28.0,109.4",
}  # fmt: skip


def test_cap_alerts_become_events_at_their_area_and_keep_the_warning_level_out_of_the_event_level() -> None:
    found = event(ALERT)
    assert (found.subclass, found.title, found.level, found.at_ms) == ("river_level", "山洪红色预警", "general", AT_MS)
    assert 109.4 < found.x < 109.6
    assert 28.0 < found.y < 28.2
    circle = ALERT | {"info.area.circle": "28.05,109.45 12"}
    assert (event(circle).x, event(circle).y) == (109.45, 28.05)
    assert event(ALERT | {"info.event": "大风"}).subclass == "other_matter"


@pytest.mark.parametrize(
    ("column", "word", "reason"),
    [
        ("status", "Test", "is a test, no alert"), ("status", "test", "is a test, no alert"),
        ("status", "Exercise", "is an exercise, no alert"), ("status", "Draft", "is a draft, no alert"),
        ("status", "System", "is a message between systems, no alert"),
        ("msgType", "Update", "updates an earlier alert; change its event on the desk"),
        ("msgType", "Cancel", "cancels an earlier alert; close its event on the desk"),
        ("msgType", "Ack", "acknowledges an earlier alert; it is left out"),
        ("msgType", "Error", "rejects an earlier alert; it is left out"),
    ],
)  # fmt: skip
def test_only_new_and_actual_cap_alerts_become_events(column: str, word: str, reason: str) -> None:
    of = Interpreter()
    with pytest.raises(BadRow, match=reason):
        event(ALERT | {column: word}, of)
    [layout] = of.layouts.values()
    assert not {"status", "msgtype"} & {*layout.unused}
    assert layout.profile is not None
    assert "severity of an alert is a warning level, no event level" in layout.profile.remark


@pytest.mark.parametrize(
    ("area", "reason"),
    [
        ("凤凰县", "is neither a circle nor a polygon"), ("31.0.1,110.0 5", "is neither a circle nor a polygon"),
        ("..,..", "is neither a circle nor a polygon"), ("31,110 31,x", "is neither a circle nor a polygon"),
        ("31,110 wide", "is neither a circle nor a polygon"), ("131.0,310.0 5", "not a longitude and latitude"),
        ("31,110 31,111 95,111 31,110", "not a longitude and latitude"),
    ],
)  # fmt: skip
def test_an_area_of_an_alert_that_is_no_place_is_refused(area: str, reason: str) -> None:
    with pytest.raises(BadRow, match=re.escape(reason)):
        event({"title": "x", "subclass": "y", "place": area}, interpreter("latlon=place"))


@pytest.mark.parametrize(
    "area", ["31.0,110.0 5", "31.0 , 110.0 5", "３１,１１０", "31,110 31,110 31,110 31,110", "31,110 31,112 31,110"]
)
def test_a_circle_a_point_and_a_polygon_without_an_area_are_places(area: str) -> None:
    found = event({"title": "x", "subclass": "y", "place": area}, interpreter("latlon=place"))
    assert (found.x, found.y) == (110.0, 31.0)


def test_observations_of_sensorthings_are_readings_of_the_thing_and_its_observed_property() -> None:
    row = {
        "@iot.id": 7, "phenomenonTime": "2018-04-12T03:11:26.000Z", "result": 3.5, "Datastream.@iot.id": 4,
        "Datastream.Thing.name": "water-1", "Datastream.ObservedProperty.name": "level",
    }  # fmt: skip
    assert measured(row) == Measured("line 2", AT_MS, "water-1", {"level": 3.5})
    assert measured({k: v for k, v in row.items() if "Thing" not in k}).sensor_id == "4"
    with pytest.raises(BadRow, match=r"phenomenontime .* is not a time like"):
        measured(row | {"phenomenonTime": "2018-04-12T03:00:00Z/2018-04-12T04:00:00Z"})
    assert measured(row | {"phenomenonTime": "x", "resultTime": AT}, interpreter("at=resultTime")).at_ms == AT_MS


def test_telemetry_of_thingsboard_is_read_as_series_and_as_values_of_a_device() -> None:
    series = {"key": "temperature", "ts": AT_MS, "value": "36.5"}
    expected = Measured("line 2", AT_MS, "bin-1", {"temperature": 36.5})
    assert measured(series, interpreter("sensor_id==bin-1")) == expected
    with pytest.raises(BadRow, match=r"lacks sensor_id for profile thingsboard-series; .* --map sensor_id==TEXT"):
        measured(series)
    gateway = {"key": "bin-1", "ts": AT_MS, "values.temperature": 36.5, "values.fill": "80"}
    assert measured(gateway) == Measured("line 2", AT_MS, "bin-1", {"temperature": 36.5, "fill": 80.0})
    one = {"ts": AT_MS, "values.temperature": 36.5}
    assert measured(one, interpreter("sensor_id==bin-1")) == expected
    status, fault = sorted(items(gateway | {"values.fill": "full"}), key=lambda item: isinstance(item, RowFault))
    assert (status, isinstance(fault, RowFault)) == (Measured("line 2", AT_MS, "bin-1", {"temperature": 36.5}), True)


def test_hj_212_factors_are_readings_by_their_flags_and_gases_need_a_unit() -> None:
    row = {
        "MN": "W1", "DataTime": "20180412111126", "w01001-Rtd": "7.2", "w01001-Flag": "N", "w01009-Rtd": "8.1",
        "w01009-Flag": "D", "w21003-Rtd": "", "a34004-Rtd": "35",
    }  # fmt: skip
    of = Interpreter()
    assert items(row, of) == [
        Measured("line 2", AT_MS, "W1", {"ph": 7.2}, 1),
        Measured("line 2", AT_MS, "W1", {"dissolved_oxygen": 8.1}, 0, Quality.BAD),
    ]
    [layout] = of.layouts.values()
    assert layout.left_out == {
        "a34004-rtd": "is pm25, but its header states no unit; write it there, like (µg/m³)"
    }
    stated = {"MN": "A1", "DataTime": "20180412111126", "a34004-Rtd(mg/m3)": "0.035", "a21005-Avg(ug/m³)": "900"}
    assert measured(stated).values == {"pm25": pytest.approx(35), "co": pytest.approx(0.9)}


def test_a_table_with_a_column_per_channel_is_read_by_the_names_of_the_catalogue_and_converted() -> None:
    row = {"设备编号": "air-1", "时间": AT, "PM2.5(mg/m³)": "0.035", "气温": "12.5℃", "气压(kPa)": 100}
    values = {"pm25": pytest.approx(35), "temperature": 12.5, "pressure": pytest.approx(1000)}
    assert measured(row) == Measured("line 2", AT_MS, "air-1", values)
    of = Interpreter()
    assert measured(row | {"湿度(g)": 3}, of).values == values
    [layout] = of.layouts.values()
    assert layout.left_out == {"湿度(g)": "is humidity, but is in g, which cannot be converted to %"}


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        ("2018/4/12", "11:11:26"), ("20180412", "上午11:11:26"), (AT.date(), AT.time()),
        ("2018年4月12日", "11时11分26秒"),
        (datetime(2018, 4, 12), timedelta(hours=11, minutes=11, seconds=26)), ("43202", 0.46627314814814815),
        ("2018-04-12", "2018-04-12 11:11:26"), ("", "2018-04-12 11:11:26"),
    ],
)  # fmt: skip
def test_the_date_and_the_time_of_day_may_be_in_two_columns(day: object, clock: object) -> None:
    row = {"设备编号": "a", "监测项": "b", "日期": day, "时间": clock, "数值": 1}
    assert measured(row).at_ms == AT_MS
    values = {"标题": "x", "小类": "y", "经度": 109.5, "纬度": 28, "日期": day, "时间": clock}
    assert event(values).at_ms == AT_MS


@pytest.mark.parametrize(
    ("day", "clock"),
    [("", "11:11:26"), ("2018-04-12", "25:00"), ("1976-04-12", "11:11"), ("2018-04-12 11:11", "11:11"), ("x", "1")],
)
def test_a_time_of_day_without_a_day_or_out_of_range_is_refused(day: str, clock: str) -> None:
    with pytest.raises(BadRow):
        measured({"设备编号": "a", "监测项": "b", "日期": day, "时间": clock, "数值": 1})


@pytest.mark.parametrize("day", ["2018-04-12", "20180412", date(2018, 4, 12), datetime(2018, 4, 12), "43202"])
@pytest.mark.parametrize("clock", ["", None, "—", "NULL", "=\"\""])
def test_a_day_with_an_empty_time_of_day_is_that_day_for_an_event_and_no_time_for_a_reading(
    day: Any, clock: Any
) -> None:
    found = event({"标题": "x", "小类": "y", "经度": 109.5, "纬度": 28, "日期": day, "时间": clock})
    assert found.at_ms == round(datetime(2018, 4, 12, tzinfo=COUNTY_TIME).timestamp() * 1000)
    with pytest.raises(BadRow, match="时间 is empty: a reading needs the time of day, too"):
        measured({"设备编号": "a", "监测项": "b", "日期": day, "时间": clock, "数值": 1})
    with pytest.raises(BadRow, match="时间 is empty: a reading needs the time of day, too"):
        measured({"设备编号": "a", "日期": day, "时间": clock, "pm2.5": 1})


@pytest.mark.parametrize(
    ("times", "names"),
    [
        ({"时间": ""}, "时间"), ({"at": None}, "at"), ({"日期": "", "时间": "-"}, "时间 and 日期"),
        ({"受理时间": "无"}, "受理时间"), ({"date": ""}, "date"),
    ],
)  # fmt: skip
def test_an_event_whose_time_is_empty_is_never_one_of_now(times: dict[str, Any], names: str) -> None:
    with pytest.raises(BadRow, match=f"{names} is empty; fill it in, or give --map at==now"):
        event(EVENT | times)
    now = event(EVENT | times, interpreter("at==now"))
    assert now.at_ms is None


@pytest.mark.parametrize(
    ("day", "clock", "line"),
    [
        ("yesterday", "11:11", "日期 'yesterday' is not a time"), ("2018-04-12", "25:00", "时间 '25:00' is not"),
        ("2018-04-12 11:11", "11:11", "日期 '2018-04-12 11:11' has a time of day already"),
        ("1976-04-12", "11:11", "日期 '1976-04-12' is 1976-04-12 00:00, before 2000"),
    ],
)  # fmt: skip
def test_the_column_with_the_fault_is_named_date_or_time(day: str, clock: str, line: str) -> None:
    with pytest.raises(BadRow, match=re.escape(line)):
        measured({"设备编号": "a", "监测项": "b", "日期": day, "时间": clock, "数值": 1})


def test_the_dates_of_a_whole_file_decide_their_order() -> None:
    def survey(*days: str) -> tuple[Interpreter, list[TableRow]]:
        rows = [
            TableRow(f"line {i}", {"sensor_id": "a", "channel": "b", "at": day, "value": "1"})
            for i, day in enumerate(days, 2)
        ]
        of = Interpreter()
        of.survey(rows)
        return of, rows

    of, rows = survey("04/12/2018 11:11:26", *["04/05/2018"] * 3_000, "04/13/2018")
    assert of.items(rows[0]) == [Measured("line 2", AT_MS, "a", {"b": 1.0})]
    of, rows = survey("12/04/2018 11:11:26", "13/04/2018")
    assert of.items(rows[0]) == [Measured("line 2", AT_MS, "a", {"b": 1.0})]
    for days in (("04/12/2018", "04/05/2018"), ("04/12/2018", "04/13/2018", "13/04/2018")):
        of, rows = survey(*days)
        with pytest.raises(BadRow, match="could be exchanged; give --date-order dmy or mdy"):
            of.items(rows[0])
    given = interpreter(date_order="MDY")
    assert given.items(TableRow("line 2", {**rows[0].values, "at": "04/12/2018 11:11:26"}))[0].at_ms == AT_MS  # type: ignore[union-attr]


def test_a_year_of_two_digits_is_never_decided_by_other_rows() -> None:
    days = ("18-04-12 11:11:26", "26.11.2024", "04/05/2018")
    first, other, unclear = (
        TableRow(f"line {i}", {"sensor_id": "a", "channel": "b", "at": day, "value": "1"})
        for i, day in enumerate(days, 2)
    )
    of = Interpreter()
    of.survey([first, other, unclear])
    with pytest.raises(BadRow, match="has a year of two digits; give --date-order dmy, mdy or ymd"):
        of.items(first)
    assert [of.items(row)[0].at_ms for row in (other, unclear)] == [  # type: ignore[union-attr]
        round(datetime(*day, tzinfo=COUNTY_TIME).timestamp() * 1000) for day in ((2024, 11, 26), (2018, 5, 4))
    ]
    [found] = interpreter(date_order="ymd").items(first)
    assert isinstance(found, Measured)
    assert found.at_ms == AT_MS
    two = TableRow("line 2", {"sensor_id": "a", "channel": "b", "date": "18-04-12", "at": "11:11", "value": "1"})
    of.survey([two, TableRow("line 3", {**two.values, "date": "26.11.2024"})])
    with pytest.raises(BadRow, match="date '18-04-12' has a year of two digits"):
        of.items(two)


def test_decimal_commas_are_read_where_the_option_says_so() -> None:
    row = {"sensor_id": "a", "channel": "b", "at": AT, "value": "12,5"}
    assert measured(row, interpreter(decimal_comma=True)).values == {"b": 12.5}
    with pytest.raises(BadRow, match="has a decimal comma; write a point, or give --decimal-comma"):
        measured(row)


@pytest.mark.parametrize("profile", profiles(), ids=lambda profile: profile.name)
def test_a_profile_uses_only_words_of_the_catalogue(profile: Any) -> None:
    catalog = load()
    words = {**profile.words, **profile.beginnings}
    subclasses = {*profile.words.get("subclass", {}).values(), *profile.beginnings.get("subclass", {}).values()}
    subclasses |= {profile.otherwise["subclass"]} if "subclass" in profile.otherwise else set()
    assert subclasses <= catalog.subclasses.keys()
    channels = {
        (channel.key, channel.unit) for kind in catalog.sensor_kinds.values() for channel in kind.channels
    }
    assert {(column.channel, column.unit) for column in profile.channels.values()} <= channels
    assert words.keys() <= {"subclass", "source", "level", "quality"}


def test_an_unknown_or_faulty_profile_is_refused_in_one_line(tmp_path: Any) -> None:
    with pytest.raises(WrongArgument, match="--profile x: there is no such profile; choose one of 311, cap, epcis"):
        interpreter(profile="x")
    own = tmp_path / "own.toml"
    own.write_text((FOLDER / "311.toml").read_text(encoding="utf-8").replace("SRType", "Kind"), encoding="utf-8")
    row = {"Kind" if key == "SRType" else key: value for key, value in REQUEST.items()}
    assert event(row, interpreter(profile=str(own))).subclass == "exposed_garbage"
    own.write_text('title = "x"\nkind = "events"\nrecognise = ["a"]\ncolour = 1\n', encoding="utf-8")
    with pytest.raises(BadAliases, match=r"own\.toml: .*colour"):
        read_profile(own)


@pytest.mark.parametrize("number", ["2.02611E+16", "2.02611e+16", " 2E+17", 2.026112600012346e16, 1e15])
def test_an_id_that_a_spreadsheet_has_shortened_is_refused(number: Any) -> None:
    with pytest.raises(BadRow, match=r"工单编号 .* was shortened by Excel .*its last digits are lost") as bad:
        event({"title": "x", "subclass": "y", "lon": 109.5, "lat": 28, "工单编号": number})
    assert bad.value.reason == "工单编号 was shortened by Excel"
    with pytest.raises(BadRow, match=r"mn .* was shortened by Excel"):
        items({"MN": number, "DataTime": AT, "w01001-Rtd": 7})


@pytest.mark.parametrize(
    ("number", "event_id"),
    [
        ("20261126000123456", "20261126000123456"), (20261126000123456, "20261126000123456"),
        (202611260001234.0, "202611260001234"), ("12E5", "12E5"), ("00126.0", "00126"),
    ],
)  # fmt: skip
def test_an_id_with_all_its_digits_is_kept(number: Any, event_id: str) -> None:
    found = event({"title": "x", "subclass": "y", "lon": 109.5, "lat": 28, "工单编号": number})
    assert found.event_id == event_id


@pytest.mark.parametrize(
    "header",
    [
        "反映时间", "诉求时间", "派单时间", "受理时间", "日期时间", "采集时间", "监测时间", "数据时间",
        "上报日期", "登记时间", "发生日期",
    ],
)  # fmt: skip
def test_the_usual_headers_of_times_are_the_time_of_an_event(header: str) -> None:
    assert event(EVENT | {header: AT}).at_ms == AT_MS


EVENT = {"title": "x", "subclass": "y", "lon": 109.5, "lat": 28}


def surveyed(of: Interpreter, *rows: dict[str, Any]) -> Interpreter:
    of.survey([TableRow(f"line {i}", row) for i, row in enumerate(rows, 2)])
    return of


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("接单时刻点", "2018-04-12 11:11:26"), ("when", AT), ("when", "04/12/2018"), ("x date", "20180412111126"),
        ("办理时间", 43202.4663),
    ],
)  # fmt: skip
def test_events_with_their_time_in_an_unknown_column_are_refused(header: str, value: Any) -> None:
    row = EVENT | {"remarks": "2018", header: value}
    with pytest.raises(WrongArgument) as wrong:
        surveyed(interpreter(), row, EVENT | {"remarks": "", header: "—"}, row)
    assert str(wrong.value) == (
        f"no column is known as the time of the events, but {header} holds times; give --map at={header}, or "
        "--map at==now if they happen now"
    )
    assert event(row, surveyed(interpreter("at==now"), row)).at_ms is None
    given = interpreter(f"at={header}", date_order="mdy")
    assert event(row, surveyed(given, row)).at_ms is not None


def test_numbers_names_and_few_times_in_an_unknown_column_are_no_time_of_the_events() -> None:
    rows = [EVENT | {"phone": "1380000000", "floors": 43202, "extra": extra} for extra in ("none", "new", "2018-04-12")]
    assert event(rows[0], surveyed(interpreter(), *rows)).at_ms is None


def test_a_date_alone_is_the_time_of_an_event() -> None:
    found = event(EVENT | {"d": "2018-04-12"}, interpreter("date=d"))
    assert found.at_ms == round(datetime(2018, 4, 12, tzinfo=COUNTY_TIME).timestamp() * 1000)


@pytest.mark.parametrize("character", ["\ue5e5", "\ufffd", "\u0378", "\U00100000"])
def test_a_text_in_another_encoding_is_refused(character: str) -> None:
    with pytest.raises(BadRow, match=r"title '垃圾.*' is not text in the encoding the file was read in;") as bad:
        event(EVENT | {"title": f"垃圾{character}"})
    assert bad.value.reason == "is not text in the encoding the file was read in"


@pytest.mark.parametrize("title", ["𬮿村", "😀", "㼆", "é", "\U000323b0"])
def test_rare_characters_are_text(title: str) -> None:
    assert event(EVENT | {"title": title}).title == title


@pytest.mark.parametrize("header", ["问题描述", "诉求内容", "内容"])
def test_without_a_title_an_event_has_the_beginning_of_its_description(header: str) -> None:
    found = event({header: "垃圾\n" + "堆" * 300, "问题类别": "暴露垃圾", "经度": 109.5, "纬度": 28})
    assert (found.title, found.note) == ("垃圾 " + "堆" * 197, "垃圾\n" + "堆" * 300)
    assert found.subclass == "暴露垃圾"
    assert event({"标题": "a", header: "b", "类别": "x", "经度": 109.5, "纬度": 28}).title == "a"


@pytest.mark.parametrize("header", ["点位编号", "站点编码", "监测点编号"])
def test_more_headers_of_the_sensor_are_known(header: str) -> None:
    assert measured({header: "a", "监测项": "水位", "时间": AT, "数值": 1}).sensor_id == "a"


def placed(lon: str, lat: str) -> Reported:
    """An event whose longitude and latitude have these headers."""
    return event({"小类": "暴露垃圾", "标题": "a", "时间": "2026-11-22 08:30", lon: "109.5", lat: "28.0"})


@pytest.mark.parametrize(
    ("unit", "shift"), [("百度", "bd09"), ("高德", "gcj02"), ("GCJ-02", "gcj02"), ("bd09", "bd09")]
)
def test_degrees_of_a_web_map_are_shifted_back(unit: str, shift: Shifted) -> None:
    lon, lat = to_wgs84(np.array([[109.5, 28.0]]), shift)[0]
    found = placed(f"经度({unit})", f"纬度({unit})")
    assert (found.x, found.y) == (pytest.approx(lon), pytest.approx(lat))
    assert abs(found.x - 109.5) > 0.003


@pytest.mark.parametrize("unit", ["", "°", "度"])
def test_plain_degrees_stay_as_they_are(unit: str) -> None:
    header = f"({unit})" if unit else ""
    found = placed(f"经度{header}", f"纬度{header}")
    assert (found.x, found.y) == (109.5, 28.0)


@pytest.mark.parametrize("header", ["地址", "事发地址", "问题地点", "Address", "incident address"])
def test_a_column_of_addresses_is_the_address_of_the_event(header: str) -> None:
    row = {"标题": "井盖缺失", "小类": "井盖", "经度": 109.6, "纬度": 27.9, "发生时间": "2026-11-22 12:00"}
    assert event(row | {header: " 解放路12号\u202e "}).address == "解放路12号", "without what cannot be seen"
    assert event(row).address == ""


def test_a_row_has_the_same_key_whether_its_address_is_kept_or_not() -> None:
    row = {"标题": "井盖缺失", "小类": "井盖", "经度": 109.6, "纬度": 27.9, "发生时间": "2026-11-22 12:00"}
    with_address, without = event(row | {"地址": "解放路12号"}), event(row)
    assert EventKeys().of(with_address, AT_MS) == EventKeys().of(without, AT_MS) == KEY_BEFORE


@pytest.mark.parametrize("header", ["时间(UTC)", "time_utc", "UTC时间", "世界时"])
def test_times_below_a_header_of_utc_are_not_taken_as_beijing_time(header: str) -> None:
    reading = {"sensor_id": "air-1", "channel": "pm25", "value": 35, header: "2018-04-12 03:11:26"}
    assert measured(reading).at_ms == AT_MS
    report = {"标题": "灯不亮", "小类": "路灯不亮", "经度": 109.6, "纬度": 27.9, header: "2018-04-12 03:11:26"}
    assert event(report).at_ms == AT_MS
    assert event({**report, header: "2018-04-12T11:11:26+08:00"}).at_ms == AT_MS
    split = {key: value for key, value in report.items() if key != header}
    assert event({**split, "日期": "2018-04-12", "时间(UTC)": "03:11:26"}).at_ms == AT_MS


def test_a_time_is_found_under_the_name_of_beijing_time_before_that_of_universal_time() -> None:
    both = {"sensor_id": "air-1", "channel": "pm25", "value": 35, "世界时": "2018-04-12 03:11:26"}
    assert measured({**both, "北京时间": "2018-04-12 11:11:26"}).at_ms == AT_MS


@pytest.mark.parametrize(
    ("unit", "value"),
    [("mg/m3", 35.0), ("毫克/立方米", 35.0), ("μg/m³", 0.035), ("ug/m3", 0.035), ("", 0.035), ("-", 0.035),
     ("凤凰县生态环境局", 0.035)],
)
def test_a_value_is_in_the_unit_of_its_row(unit: str, value: float) -> None:
    row = {"设备编号": "air-1", "监测时间": "2018-04-12 11:11:26", "监测项目": "PM2.5", "监测值": "0.035", "单位": unit}
    assert measured(row).values == {"PM2.5": pytest.approx(value)}


def test_a_value_is_in_the_unit_of_its_header_where_that_has_one() -> None:
    row = {"设备编号": "air-1", "监测时间": "2018-04-12 11:11:26", "监测项目": "PM2.5"}
    assert measured({**row, "监测值(mg/m3)": "0.035"}).values == {"PM2.5": pytest.approx(35.0)}
    assert measured({**row, "监测值（必填）": "35"}).values == {"PM2.5": 35.0}


def test_a_value_in_a_unit_that_is_not_that_of_its_channel_is_refused() -> None:
    row = {"设备编号": "air-1", "监测时间": "2018-04-12 11:11:26", "监测项目": "气温", "监测值": "68", "单位": "℉"}
    with pytest.raises(BadRow, match="the value of 气温 is temperature, but is in ℉, which cannot be converted to ℃"):
        measured(row)
    assert measured({**row, "监测项目": "本县自定", "单位": "件"}).values == {"本县自定": 68.0}


def test_observations_of_sensorthings_are_in_the_unit_of_their_datastream() -> None:
    row = {
        "phenomenonTime": "2018-04-12T03:11:26Z", "result": 0.8, "Datastream.Thing.name": "air-1",
        "Datastream.ObservedProperty.name": "CO", "Datastream.unitOfMeasurement.symbol": "ug/m3",
    }  # fmt: skip
    assert measured(row).values == {"CO": pytest.approx(0.0008)}


def test_a_value_may_repeat_the_unit_of_its_channel_and_no_other() -> None:
    row = {"设备编号": "bin-1", "监测时间": "2018-04-12 11:11:26", "监测项目": "满溢度"}
    assert measured({**row, "监测值": "50%"}).values == {"满溢度": 50.0}
    with pytest.raises(BadRow, match="has a unit"):
        measured({**row, "监测值": "50 mm"})
