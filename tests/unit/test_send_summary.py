"""What `send` says: how the file is read before anything is stored, and one summary at the end."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import ClassVar

import openpyxl
import pytest
from msgspec.structs import replace

import main
from county.catalog import Catalog, load
from county.clock import ManualClock
from county.commands import Command
from county.numbering import COUNTY_TIME
from county.realm import LIVE
from county.sensing import ChannelTable, Reading
from services.intake.file_options import FileOptions, file_options
from services.protocol.messages import Accepted, Rejected
from services.sending.dry_run import dry_run
from services.sending.known_channels import KnownChannels
from tests.unit.test_intake_send import RecordingBackend, send

EVENTS = "标题,小类,经度,纬度,发生时间,处置人\n垃圾,暴露垃圾,114.0,30.0,2026-11-20 08:00,王\n"
READING_ROWS: list[dict[str, object]] = [
    {"sensor_id": "noise-1", "channel": "level", "at": f"2026-11-2{day} 08:00:00", "value": day} for day in range(3)
]


def as_csv(rows: list[dict[str, object]]) -> str:
    return "\n".join(",".join(map(str, cells)) for cells in ([*rows[0]], *(row.values() for row in rows))) + "\n"


def as_json_lines(rows: list[dict[str, object]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_the_same_content_under_another_name_or_in_another_format_is_the_same_delivery(tmp_path: Path) -> None:
    (csv, _), (renamed, _), (lines, _) = (
        send(tmp_path / name, text)
        for name, text in (
            ("a.csv", as_csv(READING_ROWS)), ("b.txt", as_csv(READING_ROWS)), ("a.jsonl", as_json_lines(READING_ROWS)),
        )
    )  # fmt: skip
    assert csv.deliveries == renamed.deliveries == lines.deliveries != [""]


@pytest.mark.parametrize(
    "again",
    [
        EVENTS,
        "title,subclass,lon,lat,at\n垃圾,暴露垃圾,114.0,30.0,2026-11-20T08:00:00+08:00\n",
        "title,subclass,lon,lat,at\n 垃圾 ,暴露垃圾,114,30,20261120080000\n",
        '{"title": "垃圾", "subclass": "暴露垃圾", "lon": 114, "lat": 30, "at": 1795132800000}\n',
    ],
)
def test_an_event_is_known_by_what_it_says_in_whatever_file(tmp_path: Path, again: str) -> None:
    first, _ = send(tmp_path / "a.csv", EVENTS)
    second, _ = send(tmp_path / "b", again)
    other, _ = send(tmp_path / "a.csv", EVENTS.replace("114.0", "114.1"))
    assert [command.id for command in first.commands] == [command.id for command in second.commands]
    assert [command.id for command in first.commands] != [command.id for command in other.commands]


def test_the_summary_names_the_columns_used_those_without_a_use_and_the_rows_read(tmp_path: Path) -> None:
    _, sender = send(tmp_path / "e.csv", EVENTS + "垃圾,暴露垃圾,x,30,,\n" * 300)
    refused, found, how, unused, last = str(sender.report).splitlines()
    assert refused.startswith("unusable 300 at lines 3, 4, 5, 6, 7, …; the first: 经度 'x' is not a number; ")
    assert found == "read as CSV in UTF-8, separated by ',', header in line 1"
    assert how == "events: title from 标题, subclass from 小类, lon from 经度, lat from 纬度, at from 发生时间"
    assert unused == "columns without a use here: 处置人"
    assert last == (
        f"{tmp_path / 'e.csv'}: 301 rows read, 1 events and 0 readings stored, 0 known already, 0 gaps kept, "
        "0 refused, 300 rows unusable"
    )


def test_columns_that_no_format_knows_are_refused_in_one_line_with_the_way_out(tmp_path: Path) -> None:
    _, sender = send(tmp_path / "e.csv", "甲,乙\n" + "1,2\n" * 500)
    first, *rest = str(sender.report).splitlines()
    assert first == (
        "unusable 500 at lines 2, 3, 4, 5, 6, …; the first: has the columns of no known format: 甲, 乙; give events: "
        "title, subclass, lon, lat or readings: sensor_id, channel, at, value, under known headers or with "
        "--map FIELD=HEADER"
    )
    assert len(rest) == 2


def test_what_the_retention_of_the_backend_drops_is_said(tmp_path: Path) -> None:
    _, sender = send(tmp_path / "r.csv", as_csv(READING_ROWS))
    assert "3 readings stored, 0 known already, 0 gaps" in str(sender.report)
    sender.report.readings = 9_340_051
    sender.report.by_channel.update({("noise-1", "level"): 9_327_000, ("air-1", "co"): 13_048})
    assert (
        "9,340,051 readings stored, at most 113,048 of them kept (the newest 100,000 of each channel), 0 known"
    ) in str(sender.report).splitlines()[-1]


def test_the_summary_tells_events_stored_now_from_those_known_already(tmp_path: Path) -> None:
    class HeadKnowingBackend(RecordingBackend):
        welcome = replace(RecordingBackend.welcome, head_seq=2)

        def submit(self, commands: list[Command]) -> list[Accepted | Rejected]:
            return [Accepted(command_id=x.id, first_seq=1 + i, last_seq=1 + i) for i, x in enumerate(commands)]

    def last(text: str) -> str:
        return str(send(tmp_path / "e.csv", text, backend=HeadKnowingBackend)[1].report).splitlines()[-1]

    row = EVENTS.splitlines()[1]
    assert ": 1 rows read, 0 events and 0 readings stored, 1 known already, 0 gaps" in last(EVENTS)
    assert ": 3 rows read, 1 events and 0 readings stored, 2 known already, 0 gaps" in last(EVENTS + f"{row}\n" * 2)


class StoringBackend(RecordingBackend):
    """Knows the readings that it was sent, also by the test before."""

    stored: ClassVar[set[Reading]] = set()

    def submit_readings(self, readings: list[Reading], delivery: str = "") -> list[Accepted | Rejected]:
        known = len(readings) - len(set(readings) - self.stored)
        self.stored.update(readings)
        return [Accepted(command_id="r", first_seq=0, last_seq=-1, known=known)]


def test_the_summary_says_how_many_readings_were_stored_already(tmp_path: Path) -> None:
    def said(rows: list[dict[str, object]]) -> tuple[list[str], str]:
        _, sender = send(tmp_path / "r.csv", as_csv(rows), backend=StoringBackend)
        *lines, last = str(sender.report).splitlines()
        counts = last.partition("rows read, 0 events and ")[2].partition(", 0 gaps")[0]
        return [line for line in lines if "stored already" in line], counts

    already = "{} of the readings were stored already; they are not stored twice"
    StoringBackend.stored.clear()
    assert said(READING_ROWS[:2]) == ([], "2 readings stored, 0 known already")
    assert said(READING_ROWS) == ([already.format(2)], "1 readings stored, 2 known already")
    assert said([*READING_ROWS, *READING_ROWS]) == ([already.format(6)], "0 readings stored, 6 known already")


def test_readings_of_another_century_are_refused_and_never_stored(tmp_path: Path) -> None:
    times = ("0", "1000", "146000", "20260", "1970-01-01 08:00:00", "197001010800", "0000000000001", "1976/5/1")
    rows = "".join(f"noise-1,level,{at},1\n" for at in (*times, "2026-11-20 08:00"))
    backend, sender = send(tmp_path / "r.csv", "sensor_id,channel,at,value\n" + rows)
    assert len(backend.readings) == 1
    assert sender.report.unusable.total == len(times)


@pytest.mark.parametrize("value", ["1_000", "true", "0x10", "1,234", "12.5℃", "１2x"])
def test_a_value_that_is_no_number_raises_nothing(tmp_path: Path, value: str) -> None:
    backend, sender = send(tmp_path / "r.csv", f'sensor_id,channel,at,value\nnoise-1,level,20261120,"{value}"\n')
    assert not backend.readings
    assert "value " in str(sender.report).splitlines()[0]


@pytest.mark.parametrize(
    ("sensor", "channel", "known"),
    [
        ("noise-1", "等效声级", ("noise-1", "level")), ("NOISE-1", "Level", ("noise-1", "level")),
        ("ｎｏｉｓｅ－１", "level", ("noise-1", "level")), ("air-1", "细颗粒物", ("air-1", "pm25")),
        ("air-1", "PM2.5", ("air-1", "pm25")), ("air-1", "一氧化碳", ("air-1", "co")),
        ("air-1", "水位", None), ("air-9", "pm25", None), ("a", "x", None),
    ],
)  # fmt: skip
def test_sensors_and_channels_are_found_by_their_names_in_the_catalogue(
    sensor: str, channel: str, known: tuple[str, str] | None
) -> None:
    table = ChannelTable([("noise-1", "level"), ("air-1", "pm25"), ("air-1", "co"), ("A", "x"), ("ａ", "x")])
    assert KnownChannels(table, load).key(sensor, channel) == known


def test_a_refused_place_far_away_is_one_line(tmp_path: Path) -> None:
    class FarAwayBackend(RecordingBackend):
        def submit(self, commands: list) -> list[Accepted | Rejected]:
            return [Rejected(command_id=command.id, code="place_outside", params={}) for command in commands]

    _, sender = send(tmp_path / "e.csv", EVENTS + "x,暴露垃圾,-76.6,39.3,,\n" * 200, backend=FarAwayBackend)
    assert sum(line.startswith("refused") for line in str(sender.report).splitlines()) == 1


NOW_MS = round(datetime(2026, 11, 26, 12, tzinfo=COUNTY_TIME).timestamp() * 1000)


def dry(
    tmp_path: Path, text: str, options: FileOptions | None = None, catalog: Catalog | None = None
) -> list[str]:
    (tmp_path / "f.csv").write_text(text, encoding="utf-8")
    given, known = options or FileOptions(), catalog or load()
    return str(dry_run(tmp_path / "f.csv", given, lambda share, step: None, NOW_MS, known, realm=LIVE)).splitlines()


def test_a_dry_run_shows_three_rows_as_they_are_understood_and_what_is_refused(tmp_path: Path) -> None:
    rows = "坑,没有,114,30,2026-11-20,\n" * 5 + ",,x,,,\n" * 100
    found, how, place, days, unused, *lines = dry(tmp_path, EVENTS + rows)
    assert found == "read as CSV in UTF-8, separated by ',', header in line 1"
    assert how.startswith("events: title from 标题, subclass from 小类, ")
    assert place.startswith("5 of the first 6 events are at one place (114, 30), ")
    assert days == "5 events have a day, but no time: taken as 00:00 of it"
    assert unused == "columns without a use here: 处置人"
    pit = "event 2026-11-20 00:00:00+08:00, at 114, 30: subclass '没有' (not in this catalogue), general, from file: 坑"
    assert lines == [
        "line 2: event 2026-11-20 08:00:00+08:00, at 114, 30: 暴露垃圾 (exposed_garbage), general, from file: 垃圾",
        f"line 3: {pit}",
        f"line 4: {pit}",
        "would be refused 5 at lines 3, 4, 5, 6, 7; the first: Subclass 没有 is not in the catalogue; choose one of "
        "its keys or Chinese names",
        "unusable 100 at lines 8, 9, 10, 11, 12, …; the first: 经度 'x' is not a number; fix the row",
        "no county is known: names and codes of divisions were not checked; "
        "sensors, places and a county's own subclasses are known only to its backend",
        f"{tmp_path / 'f.csv'}: 106 rows read, 1 events and 0 readings, 0 gaps, 5 would be refused, 100 rows unusable; "
        "nothing was sent or stored (--dry-run)",
    ]


@pytest.mark.parametrize(("clock", "said"), [(0, True), (8, False)])
def test_times_of_a_workbook_are_days_when_all_are_at_midnight(clock: int, said: bool, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["标题", "小类", "经度", "纬度", "发生时间"])
    for hour in (0, clock):
        sheet.append(["垃圾", "暴露垃圾", 114.0, 30.0, datetime(2026, 11, 20, hour)])
    book.save(tmp_path / "e.xlsx")
    report = str(dry_run(tmp_path / "e.xlsx", FileOptions(), lambda share, step: None, NOW_MS, load(), realm=LIVE))
    assert ("2 events have a day, but no time: taken as 00:00 of it" in report) == said


def test_times_that_are_all_at_midnight_are_days_alone(tmp_path: Path) -> None:
    export = dry(tmp_path, "标题,小类,经度,纬度,时间\n" + "垃圾,暴露垃圾,114,30,2026-11-20 00:00:00\n" * 2)
    assert "2 events have a day, but no time: taken as 00:00 of it" in export


@pytest.mark.parametrize("run", ["dry", "sent"])
def test_events_without_a_time_of_day_or_without_any_time_are_said(tmp_path: Path, run: str) -> None:
    def said(text: str) -> list[str]:
        return dry(tmp_path, text) if run == "dry" else str(send(tmp_path / "e.csv", text)[1].report).splitlines()

    head, row = "标题,小类,经度,纬度", "垃圾,暴露垃圾,114,30"
    days = said(f"{head},日期,时间\n{row},2026-11-20,\n{row},2026-11-20,—\n{row},2026-11-20,08:00\n{row},,\n")
    assert "2 events have a day, but no time: taken as 00:00 of it" in days
    line = "unusable line 5: 时间 and 日期 is empty; fill it in, or give --map at==now if the events happen now"
    assert line in days
    for day in ("2026-11-20", "2026年11月20日", "20261120", "20/11/2026", "46346", "20 Nov 2026"):
        one = said(f"{head},日期\n{row},{day}\n{row},2026-11-20 00:00\n{row},2026-11-20 08:00\n")
        assert "1 events have a day, but no time: taken as 00:00 of it" in one, day
    levels = "".join(f"noise-1,level,2026-11-{at},50\n" for at in ("20", "21 00:00", "21 01:00"))
    daily = said("设备编号,监测项,时间,值\n" + levels)
    assert "readings of 1 rows have a day, but no time: taken as 00:00 of it" in daily
    assert (
        "3 events have no time of their own: taken as of now; those without a number are stored again when the file "
        "is sent on another day"
    ) in said(f"{head}\n" + f"{row}\n" * 3)
    assert not [line for line in said(f"{head},时间\n{row},2026-11-20 08:00\n") if "taken as" in line]


@pytest.mark.parametrize("word", ["{retired}", "open_burning", " {retired} "])
def test_a_dry_run_refuses_a_subclass_that_is_no_longer_used(tmp_path: Path, word: str) -> None:
    catalog = RecordingBackend(ManualClock(NOW_MS)).catalog()
    word = word.format(retired=catalog.subclasses["open_burning"].name.zh)
    lines = dry(tmp_path, f"标题,小类,经度,纬度\nx,{word},114,30\nx,rubble,114,30\n", catalog=catalog)
    assert f"would be refused line 2: Subclass {word.strip()} is no longer used; choose another one" in lines
    assert "1 events and 0 readings, 0 gaps, 1 would be refused" in lines[-1]


def test_a_dry_run_of_readings_shows_values_with_the_units_of_the_program(tmp_path: Path) -> None:
    text = "设备编号,采集时间,PM2.5(mg/m³),湿度\n" + "air-1,20261120080000,0.035,NA\n" * 4
    shown = "sensor air-1, 2026-11-20 08:00:00+08:00: pm25 35 µg/m³, 1 gaps (good)"
    lines = [line for line in dry(tmp_path, text) if line.startswith("line")]
    assert lines == [f"line {i}: {shown}" for i in (2, 3, 4)]


def test_a_feature_without_a_point_is_said_to_have_none(tmp_path: Path) -> None:
    ring = [[114.0, 30.0], [114.1, 30.0], [114.1, 30.1], [114.0, 30.0]]
    geometries = [{"type": "Point", "coordinates": [114.0, 30.0]}, {"type": "Polygon", "coordinates": [ring]}, None]
    properties = {"标题": "x", "小类": "暴露垃圾"}
    features = [{"type": "Feature", "properties": properties, "geometry": geometry} for geometry in geometries]
    lines = dry(tmp_path, json.dumps({"type": "FeatureCollection", "features": features}))
    assert "unusable 2 at features 2, 3; the first: has no point; give it one" in lines


@pytest.mark.parametrize(
    ("columns", "lacks"),
    [
        ("标题,经度,纬度", "lacks subclass for events"),
        ("设备编号,监测时间,甲", "lacks channel, value for readings"),
        ("测点编号,指标,数值", "lacks at for readings"),
    ],
)  # fmt: skip
def test_columns_that_the_nearest_format_lacks_are_named(tmp_path: Path, columns: str, lacks: str) -> None:
    field = lacks.split()[1].rstrip(",")
    assert (
        f"unusable line 2: {lacks}; its columns: {', '.join(columns.split(','))}; name the others with "
        f"--map {field}=HEADER, or give a constant with --map {field}==TEXT"
    ) in dry(tmp_path, f"{columns}\n1,2,3\n")


def test_events_without_any_column_for_their_place_are_told_what_can_hold_it(tmp_path: Path) -> None:
    assert (
        "unusable line 2: lacks the place of the events: lon, lat, or division, village, town, address; its columns: "
        "标题, 小类, 时间; name one with --map village=HEADER"
    ) in dry(tmp_path, "标题,小类,时间\n1,2,3\n")


FRAME = "##0285ST=22;CN=2011;MN=air-1;CP=&&DataTime=20261126080000;a34004-Rtd=35.2,a34004-Flag=N&&1C80"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("标题,小类,经度,纬度\n", "there are no rows after the header; give a file with at least one"),
        (FRAME, "is a raw HJ 212 message, not a table; give a table with the columns MN, DataTime and one for"),
        (f"{FRAME}\n{FRAME}\n{FRAME}\n", "is a raw HJ 212 message, not a table; give a table with the columns MN"),
    ],
)
def test_why_a_file_has_no_rows_is_said(tmp_path: Path, text: str, why: str) -> None:
    assert any(why in line for line in dry(tmp_path, text))
    _, sender = send(tmp_path / "e.csv", text)
    assert why in str(sender.report)


def test_a_dry_run_counts_times_that_every_backend_refuses(tmp_path: Path) -> None:
    events = "".join(f"x,暴露垃圾,114,30,{at},\n" for at in ("2026-11-26 12:09", "2026-11-26 12:11", "2016-11-01"))
    lines = dry(tmp_path, "标题,小类,经度,纬度,时间\n" + events)
    assert "2 would be refused, 0 rows unusable" in lines[-1]
    assert "would be refused line 3: The time is 11 min ahead of the backend's clock, more than 10 min; c" in lines[-4]
    assert (
        "would be refused line 4: The time of occurrence is more than 10 years in the past; correct it if it is wrong, "
        "or leave this out: nothing that old is kept here"
    ) in lines[-3]
    readings = "".join(f"air-1,co,2026-11-{day},1\n" for day in (26, 28))
    assert "1 readings, 0 gaps, 1 would be refused" in dry(tmp_path, "sensor_id,channel,at,value\n" + readings)[-1]


def test_readings_outside_the_range_of_their_channel_are_said_to_be_stored_as_bad(tmp_path: Path) -> None:
    rows = "sensor_id,channel,at,value\n" + "".join(f"air-1,{name},2026-11-20,-9999\n" for name in ("co", "CO"))
    rows += "air-1,co,2026-11-21,1\nair-1,odd,2026-11-21,1e9\n"
    said = "2 readings are outside the range of their channel: stored as bad"
    lines = dry(tmp_path, rows)
    assert said in lines
    assert "line 2: sensor air-1, 2026-11-20 00:00:00+08:00: co -9999 mg/m³ (out of range: bad)" in lines
    _, sender = send(tmp_path / "r.csv", rows)
    assert said in str(sender.report).splitlines()
    _, sender = send(tmp_path / "r.csv", rows, speed=1e9)
    assert "outside the range" not in str(sender.report)


def test_a_dry_run_needs_no_backend_and_exits_with_1_when_nothing_could_be_sent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "e.csv"
    file.write_text("甲,乙,x,y\nSRType,2018,114,30\n", encoding="utf-8")
    assert main.main(["send", str(file), "--dry-run"]) == 1
    mapped = ["--map", "title=甲,lon=x", "--map", "lat=y"]
    assert main.main(["send", str(file), "--dry-run", *mapped]) == 0
    assert "line 2: event now, at 114, 30: 其他事项 (other_matter), general, from f" in capsys.readouterr().out
    assert main.main(["send", str(file), "--dry-run", "--date-order", "dym"]) == 2
    assert "--date-order dym: is no order of a date; give dmy, mdy or ymd" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_a_report_that_the_encoding_of_the_output_lacks_is_printed_with_escapes(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "e.csv"
    file.write_text("title,subclass,lon,lat\n100 m² 垃圾 \U0001f5d1,exposed_garbage,114,30\n", encoding="utf-8")
    command = [sys.executable, main.__file__, "send", str(file), "--dry-run"]
    environment = {"PYTHONIOENCODING": encoding, "PATH": "", "HOME": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, timeout=100, env=environment)
    assert done.returncode == 0, done.stderr
    shown = "100 m² 垃圾".encode(encoding, errors="backslashreplace")
    assert shown in done.stdout
    assert b"rows read" in done.stdout


def test_options_of_the_command_line_are_read_in_any_case() -> None:
    assert file_options((), None, "DMY", None).date_order == "dmy"


def test_events_without_a_title_are_called_by_their_class_and_the_summary_says_so(tmp_path: Path) -> None:
    backend, sender = send(tmp_path / "e.csv", EVENTS + ",暴露垃圾,114.0,30.0,2026-11-20 09:00,王\n")
    assert [command.body.title for command in backend.commands] == ["垃圾", "暴露垃圾"]
    assert "1 events have no title: they are called by the name of their class" in str(sender.report).splitlines()
    _, titled = send(tmp_path / "t.csv", EVENTS)
    assert "no title" not in str(titled.report)
