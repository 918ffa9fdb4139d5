"""Files as offices have them: nothing in them is taken for something else in silence."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from county.catalog import load
from county.explained import Explained
from county.numbering import COUNTY_TIME
from county.realm import LIVE
from county.tables.row import TableRow
from services.intake.file_options import FileOptions
from services.intake.items import BadRow, Measured, Reported
from services.intake.rows import Interpreter
from services.sending.dry_run import dry_run
from tests.unit.test_intake_send import send
from tests.unit.test_send_summary import NOW_MS
from tests.unit.test_send_summary import dry as dry_lines

HEAD = "标题,小类,经度,纬度,时间,备注\n"
ROW = "{title},暴露垃圾,{lon},{lat},2026-11-20 08:00,{note}\n"


def row(title: str = "a", lon: object = 109.6, lat: object = 27.9, note: str = "") -> str:
    return ROW.format(title=title, lon=lon, lat=lat, note=note)


def dry(path: Path) -> list[str]:
    return str(dry_run(path, FileOptions(), lambda share, step: None, NOW_MS, load(), realm=LIVE)).splitlines()


def dry_text(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "f.csv").write_text(text, encoding="utf-8")
    return dry(tmp_path / "f.csv")


def event(**cells: Any) -> Reported:
    [item] = Interpreter().items(TableRow("line 2", {"小类": "y", "经度": 109.6, "纬度": 27.9, **cells}))
    assert isinstance(item, Reported)
    return item


MEANT = "路边垃圾无人清理"


@pytest.mark.parametrize("field", ["标题", "备注", "上报人"])
@pytest.mark.parametrize(
    ("text", "how"),
    [
        (MEANT.encode().decode("latin-1"), "UTF-8 read as Latin-1"),
        (MEANT.encode("gbk").decode("latin-1"), "GBK read as Latin-1"),
        ("湖南垃圾".encode().decode("gb18030"), "UTF-8 read as GBK"),
    ],
)
def test_a_text_that_was_decoded_wrongly_before_it_was_saved_is_refused_with_what_it_was(
    field: str, text: str, how: str
) -> None:
    line = rf"{field} was decoded wrongly before it was saved \({how}\): .*was perhaps '(路边|湖南)垃圾"
    with pytest.raises(BadRow, match=line):
        event(**{"标题": "a", "时间": "2026-11-20", field: text})


def test_a_text_with_characters_for_private_use_is_refused_with_what_it_was() -> None:
    with pytest.raises(BadRow, match="is not text in the encoding the file was read in, was perhaps '路边垃圾无人"):
        event(标题=MEANT.encode().decode("gb18030", "replace"), 时间="2026-11-20")


def test_a_title_of_question_marks_is_refused_and_questions_are_not() -> None:
    with pytest.raises(BadRow, match=r"标题 was decoded wrongly .*export the file again as UTF-8"):
        event(标题="????", 时间="2026-11-20")
    assert event(标题="垃圾什么时候清理??", 时间="2026-11-20", 备注="???").note == "???"


@pytest.mark.parametrize("run", ["dry", "sent"])
def test_rows_that_say_the_same_are_counted(tmp_path: Path, run: str) -> None:
    otherwise = row(lon=109.600000001).replace("暴露垃圾", "exposed_garbage")
    text = HEAD + row() * 2 + otherwise + row("b") + row("b") + row("c")
    text += row("no").replace("暴露垃圾", "无此类") * 2  # refused
    lines = dry_text(tmp_path, text) if run == "dry" else str(send(tmp_path / "e.csv", text)[1].report).splitlines()
    assert "3 events say the same as an earlier row: each is an event of its own" in lines


def test_degrees_that_may_be_packed_are_said_in_the_report(tmp_path: Path) -> None:
    def said(places: list[tuple[str, str]]) -> bool:
        lines = dry_text(tmp_path, HEAD + "".join(row(f"t{i}", *place) for i, place in enumerate(places)))
        return any("may be degrees, minutes and seconds without signs between them (109.3512" in line for line in lines)

    packed = [(f"109.{30 + i}{12 + i}", f"27.{50 + i}{10 + i}") for i in range(9)]
    assert said(packed)
    assert not said([*packed, ("109.6712", "27.91")]), "67 minutes"
    assert not said(packed[:1] * 20), "one place, often"


@pytest.mark.parametrize(("lon", "lat"), [("0", "0"), ("0.0", "0.000"), ("-1", "-1"), ("99", "99"), ("27.9", "27.9")])
def test_a_number_that_stands_for_no_place_is_refused(lon: str, lat: str) -> None:
    with pytest.raises(BadRow, match=r"is (one number twice, no position|not a longitude and latitude in degrees)"):
        event(标题="a", 时间="2026-11-20", 经度=lon, 纬度=lat)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (row("长" * 201), "The text is longer than 200 characters"), (row("…"), ""), (row("\u0301"), "title"),
        (row(note="长" * 4001), "The text is longer than 4000 characters"),
    ],
)  # fmt: skip
def test_a_dry_run_refuses_texts_that_every_backend_refuses(tmp_path: Path, cells: str, why: str) -> None:
    lines = dry_text(tmp_path, HEAD + cells + row("b"))
    refused = [line for line in lines if line.startswith("would be refused line 2")]
    assert len(refused) == bool(why)
    assert f"{1 if why else 2} events and 0 readings" in lines[-1]


@pytest.mark.parametrize("name", ["受理", "来电", "登记", "事发"])
def test_a_date_and_a_time_of_one_name_belong_together(name: str) -> None:
    found = event(**{"标题": "a", f"{name}日期": datetime(2026, 11, 20), f"{name}时间": time(8, 30)})
    assert found.at_ms == round(datetime(2026, 11, 20, 8, 30, tzinfo=COUNTY_TIME).timestamp() * 1000)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [(time(8, 30), "'08:30:00'"), (timedelta(hours=30), "'1 day, 6:00:00'"), (date(1999, 1, 2), "'1999-01-02'")],
)
def test_a_cell_that_a_workbook_keeps_as_a_time_is_shown_as_people_read_it(cell: Any, shown: str) -> None:
    with pytest.raises(BadRow, match=shown):
        event(标题="a", 时间=cell)


@pytest.mark.parametrize(
    "rows",
    [
        "dev-1,2026-11-20 08:00:00,pm25,35\ndev-1,2026-11-20 08:01:00,pm25,36\n",
        "2026/11/20 8:00;dev-1;x\n2026/11/20 8:01;dev-1;y\n",
        "甲,2026-11-20T08:00:00Z\n乙,2026-11-20T08:00:00Z\n",
    ],
)
def test_a_table_without_a_header_is_refused_as_such(tmp_path: Path, rows: str) -> None:
    with pytest.raises(Explained, match="line 1 should name the columns but contains 2026"):
        dry_text(tmp_path, rows)


def test_columns_may_be_named_by_days(tmp_path: Path) -> None:
    assert not any("should name" in line for line in dry_text(tmp_path, "编号,2026-11-20,2026-11-21\na,1,2\n"))


def test_a_workbook_of_a_hotline_is_read_as_it_is(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in (
        ["凤凰县12345热线工单明细"], ["导出时间：2026-11-20"],
        ["序号", "工单编号", "诉求标题", "问题类型", "受理日期", "受理时间", "X坐标", "Y坐标", "来源渠道", "事件等级"],
        [1, "GD1", "垃圾", "暴露垃圾", datetime(2026, 11, 20), time(8, 30), 3089000.5, 37564000.2, "微信公众号", "Ⅳ级"],
        [2, "GD2", "井盖破损", "暴露垃圾", datetime(2026, 11, 20), None, 3089010.5, 37564010.2, "12345", "三级"],
        ["合计", 2],
    ):  # fmt: skip
        sheet.append(cells)
    book.save(tmp_path / "f.xlsx")
    lines = dry(tmp_path / "f.xlsx")
    shown = [line for line in lines if line.startswith("row ")]
    assert [line.partition(", at ")[0] for line in shown] == [
        "row 4: event GD1, 2026-11-20 08:30:00+08:00", "row 5: event GD2, 2026-11-20 00:00:00+08:00",
    ]  # fmt: skip
    assert "general, from citizen" in shown[0]
    assert "larger, from hotline" in shown[1]
    assert "places of 2 events: metres in zone 37 = EPSG 4525, the first is the northing" in lines
    assert "2 events and 0 readings" in lines[-1]


@pytest.mark.parametrize("header", ["设备名称", "测点名称", "站点名称"])
def test_a_device_may_be_given_in_a_column_of_names(header: str) -> None:
    [found] = Interpreter().items(TableRow("line 2", {"timestamp": "2026-11-20", header: "air-1", "temperature": 21}))
    assert isinstance(found, Measured)
    assert found.sensor_id == "air-1"


@pytest.mark.parametrize(("decimals", "km"), [(0, "100"), (1, "10"), (2, "1"), (3, "")])
def test_degrees_that_are_rounded_to_kilometres_are_said(decimals: int, km: str, tmp_path: Path) -> None:
    rows = "".join(row(f"a{i}", f"{109.517 + i / 9:.{decimals}f}", f"{27.817 + i / 9:.{decimals}f}") for i in range(6))
    line = f"longitudes and latitudes are rounded to some {km} km, and so are the places of the events"
    assert (line in dry_lines(tmp_path, HEAD + rows)) == bool(km)


@pytest.mark.parametrize(("same", "others", "said"), [(5, 0, True), (6, 6, True), (4, 0, False), (6, 8, False)])
def test_one_place_for_most_events_is_said(same: int, others: int, said: bool, tmp_path: Path) -> None:
    rows = "".join(row(f"a{i}", 109.51234, 27.91234) for i in range(same))
    rows += "".join(row(f"b{i}", 109.51234 + i / 100, 27.8) for i in range(others))
    line = f"{same} of the first {same + others} events are at one place (109.51234, 27.91234), perhaps the default "
    assert (f"{line}of a program: compare a few" in dry_lines(tmp_path, HEAD + rows)) == said
