"""Where the events of a file are: degrees in any form, metres, one column or two; what was deduced is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from county.commands import ReportEvent
from county.package.crs import transformer
from county.package.offset import Shifted, to_wgs84
from county.tables.row import TableRow
from services.intake.file_options import file_options
from services.intake.items import BadRow, Reported
from services.intake.rows import Interpreter
from tests.unit.test_intake_send import RecordingBackend, send

LON, LAT = 109.6, 27.9
EVENT = {"title": "x", "subclass": "y", "at": "2026-11-20"}


def event(place: dict[str, Any], *pairs: str) -> tuple[Reported, dict[str, int]]:
    """The event of a row with these cells, and what was deduced about its place."""
    of = Interpreter(file_options(pairs, None, None, None))
    [item] = of.items(TableRow("line 2", {key.lower(): value for key, value in (EVENT | place).items()}))
    assert isinstance(item, Reported)
    return item, dict(of.places)


def metres(epsg: int) -> tuple[float, float]:
    """Easting and northing of the place in a zone."""
    east, north = transformer(4490, epsg).transform(LON, LAT)
    return round(east, 3), round(north, 3)


def is_the_place(found: Reported) -> bool:
    return (found.x, found.y, found.metric) == (pytest.approx(LON, abs=1e-7), pytest.approx(LAT, abs=1e-7), False)


@pytest.mark.parametrize(
    "place",
    [
        {"经度": "109°36′0″", "纬度": "27°54′0″"}, {"经度": "109-36-00", "纬度": "27-54-00"},
        {"lon": "109.6E", "lat": "27.9N"}, {"经度(度分秒)": "109度36分", "纬度(度分秒)": "27度54分"},
        {"坐标": "109.6,27.9"}, {"经纬度": "109°36′E 27°54′N"}, {"coordinates": [109.6, 27.9]},
        {"wkt": "POINT(109.6 27.9)"}, {"x坐标": 109.6, "y坐标": "27.9"}, {"GPS坐标": "北纬27.9，东经109.6"},
        {"location.lat": 27.9, "location.lng": 109.6}, {"经度(十进制度)": "109.6", "纬度(十进制度)": "27.9"},
        {"经度(GPS)": "109.6", "纬度(GPS)": "27.9"}, {"坐标(WGS-84)": "109.6,27.9"},
        {"经度(°E)": 109.6, "纬度(°N)": 27.9},
    ],
)  # fmt: skip
def test_degrees_are_read_in_every_form_and_from_one_column_or_two(place: dict[str, Any]) -> None:
    found, deduced = event(place)
    assert is_the_place(found)
    assert deduced == {}


@pytest.mark.parametrize(
    "place",
    [
        {"经度": "27.9", "纬度": "109.6"}, {"坐标": "27.9,109.6"}, {"X坐标": "27°54′", "Y坐标": "109°36′"},
        {"坐标": "POINT(27.9 109.6)"},
    ],
)
def test_a_latitude_in_the_place_of_the_longitude_is_exchanged_and_said(place: dict[str, Any]) -> None:
    found, deduced = event(place)
    assert is_the_place(found)
    assert deduced == {"the latitude stands first or under the name of the longitude: exchanged": 1}


EAST_37, NORTH_37 = metres(4525)
EAST_19, NORTH_19 = metres(4497)


@pytest.mark.parametrize(
    ("place", "how"),
    [
        ({"X坐标": EAST_37, "Y坐标": NORTH_37}, "metres in zone 37 = EPSG 4525"),
        ({"X坐标": f"{NORTH_37}", "Y坐标": f"{EAST_37}"}, "metres in zone 37 = EPSG 4525, the first is the northing"),
        ({"x坐标(km)": NORTH_37 / 1000, "y坐标(km)": EAST_37 / 1000},
         "metres in zone 37 = EPSG 4525, the first is the northing"),
        ({"横坐标": EAST_19, "纵坐标": NORTH_19}, "metres in 6° zone 19 = EPSG 4497"),
        ({"坐标": f"{NORTH_37},{EAST_37}"}, "metres in zone 37 = EPSG 4525, the first is the northing"),
        ({"坐标(米)": f"{EAST_37},{NORTH_37}"}, "metres in zone 37 = EPSG 4525"),
        ({"坐标(km)": f"{EAST_37 / 1000} {NORTH_37 / 1000}"}, "metres in zone 37 = EPSG 4525"),
        ({"x": metres(3857)[0], "y": metres(3857)[1]}, "metres of Web Mercator"),
    ],
)  # fmt: skip
def test_metres_with_the_number_of_their_zone_are_converted_and_said(place: dict[str, Any], how: str) -> None:
    found, deduced = event(place)
    assert (found.x, found.y) == (pytest.approx(LON, abs=1e-7), pytest.approx(LAT, abs=1e-7))
    assert deduced == {how: 1}


@pytest.mark.parametrize("exchanged", [False, True])
def test_metres_without_a_zone_are_in_that_of_the_county_which_the_backend_knows(
    tmp_path: Path, exchanged: bool
) -> None:
    class InZone37(RecordingBackend):
        welcome = replace(RecordingBackend.welcome, epsg=4525)

    x, y = reversed(metres(4546)) if exchanged else metres(4546)
    item, deduced = event({"X坐标": x, "Y坐标": y})
    assert (item.x, item.y, item.metric) == (*metres(4546), True)
    assert [*deduced] == [f"metres in the county's zone{', the first is the northing' if exchanged else ''}"]
    head = "subclass,title,at,{}\nrubble,x,2026-11-20,{},{}\n"
    backend, sender = send(tmp_path / "a.csv", head.format("X坐标,Y坐标", x, y), backend=InZone37)
    again, _ = send(tmp_path / "b.csv", head.format("lon,lat", LON, LAT), backend=InZone37)
    [command], [same] = backend.commands, again.commands
    assert isinstance(command.body, ReportEvent)
    assert (command.body.x_m, command.body.y_m) == (pytest.approx(metres(4525)[0], abs=0.01), pytest.approx(NORTH_37))
    assert command.id == same.id, "the same place in degrees"
    assert any("places of 1 events: metres in the county's zone" in line for line in str(sender.report).splitlines())


@pytest.mark.parametrize(
    ("headers", "shift"),
    [(("高德经度", "高德纬度"), "gcj02"), (("lon_bd09", "lat_bd09"), "bd09"), (("坐标(百度)",), "bd09")],
)
def test_columns_of_a_web_map_are_shifted_back_and_said(headers: tuple[str, ...], shift: Shifted) -> None:
    cells = dict(zip(headers, (LON, LAT), strict=True)) if len(headers) == 2 else {headers[0]: f"{LON},{LAT}"}
    found, deduced = event(cells)
    lon, lat = to_wgs84(np.array([[LON, LAT]]), shift)[0]
    assert (found.x, found.y) == (pytest.approx(lon), pytest.approx(lat))
    assert [*deduced] == [f"{shift.upper().replace('CJ', 'CJ-').replace('BD', 'BD-')} by their header: converted"]


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ({"坐标": "沱江镇西门街12号"}, "坐标 '沱江镇西门街12号' is no position like 109.6,27.9"),
        ({"坐标": ""}, "has no place: 坐标 is empty"), ({"lon": "", "lat": ""}, "has no place: lon, lat are empty"),
        ({"lon": "109.6", "lat": ""}, "place 109.6,  is not a longitude and latitude"),
        ({"X坐标": "1", "Y坐标": "999999"}, "is neither degrees nor metres of a zone of China"),
        ({"X坐标": "564000", "Y坐标": ""}, "place 564000,  has one coordinate only"),
        ({"X坐标": "400000", "Y坐标": "500000"}, "is neither degrees nor metres of a zone of China"),
        ({"X坐标(像素)": "400000", "Y坐标(像素)": "3000000"}, "place is in '像素' by its header"),
        ({"坐标(km)": "564000 3089000"}, "is neither degrees nor metres of a zone of China"),
        ({"坐标(高德)": f"{EAST_37},{NORTH_37}"}, "place is in '高德' by its header, not in metres"),
        ({"lon": 564000, "lat": 3089000}, "is not a longitude and latitude in degrees"),
        ({"lon": "109°75′", "lat": "27°54′"}, "lon '109°75′' is not a number"),
    ],
)  # fmt: skip
def test_what_is_no_place_is_refused_with_its_cells(place: dict[str, Any], why: str) -> None:
    with pytest.raises(BadRow, match=why):
        event(place)


def test_of_several_places_the_best_is_used_and_the_others_are_without_a_use() -> None:
    of = Interpreter()
    row = TableRow("line 2", EVENT | {"坐标": "x", "x": 1, "y": 2, "lon": LON, "lat": LAT, "location": "西门街"})
    [found] = of.items(row)
    assert isinstance(found, Reported)
    assert is_the_place(found)
    assert of.layout(row).unused == ("坐标", "x", "y", "location")
    mapped, _ = event({"lon": 1, "lat": 2, "定位": f"{LON},{LAT}"}, "lonlat=定位")
    assert is_the_place(mapped)


@pytest.mark.parametrize("headers", [("经度", "纬度"), ("坐标",)])
def test_degrees_that_may_be_minutes_and_seconds_are_noticed_in_one_column_as_in_two(headers: tuple[str, ...]) -> None:
    of = Interpreter()
    pairs = [(f"109.35{second}", f"27.54{second}") for second in range(10, 20)]
    rows = [EVENT | dict(zip(headers, pair if len(headers) == 2 else [", ".join(pair)], strict=True)) for pair in pairs]
    of.survey([TableRow(f"line {number}", row) for number, row in enumerate(rows, start=2)])
    assert of.packed


def test_positions_of_json_are_read_as_arrays_and_objects(tmp_path: Path) -> None:
    rows = [
        EVENT | {"subclass": "rubble", "location": {"lat": LAT, "lng": LON}},
        EVENT | {"subclass": "rubble", "coordinates": [LON, LAT], "title": "y"},
    ]
    backend, _ = send(tmp_path / "e.jsonl", "\n".join(map(json.dumps, rows)) + "\n")
    first, second = (command.body for command in backend.commands)
    assert isinstance(first, ReportEvent)
    assert isinstance(second, ReportEvent)
    assert (first.x_m, first.y_m) == (second.x_m, second.y_m)


def shifted(shift: Shifted) -> Reported:
    """The event at the place that a web map with ``shift`` shows at LON, LAT."""
    x, y = to_wgs84(np.array([[LON, LAT]]), shift)[0]
    return replace(event({"lon": LON, "lat": LAT})[0], x=float(x), y=float(y))


@pytest.mark.parametrize(
    ("place", "pairs", "shift"),
    [
        ({"百度地图经度": LON, "百度地图纬度": LAT}, ("lon=百度地图经度", "lat=百度地图纬度"), "bd09"),
        ({"百度坐标": f"{LON},{LAT}"}, ("lonlat=百度坐标",), "bd09"),
        ({"lng_gcj-02_amap": LON, "y1": LAT}, ("lon=lng_gcj-02_amap", "lat=y1"), "gcj02"),
        ({"经度": LON, "纬度": LAT, "坐标系": "GCJ02"}, (), "gcj02"),
        ({"坐标": f"{LON},{LAT}", "坐标类型": "百度坐标系"}, (), "bd09"),
    ],
)  # fmt: skip
def test_the_shift_of_a_web_map_is_removed_that_a_header_or_the_row_names(
    place: dict[str, Any], pairs: tuple[str, ...], shift: Shifted
) -> None:
    found, how = event(place, *pairs)
    expected = shifted(shift)
    assert (found.x, found.y) == pytest.approx((expected.x, expected.y), abs=1e-9)
    assert any("converted" in text for text in how)


@pytest.mark.parametrize("datum", ["WGS84", "CGCS2000", "EPSG:4490", "2000国家大地坐标系", "", "-"])
def test_places_of_the_national_datum_stay_where_they_are(datum: str) -> None:
    assert is_the_place(event({"经度": LON, "纬度": LAT, "坐标系": datum})[0])
    east, north = metres(4525)
    found = event({"X坐标": north, "Y坐标": east, "坐标系": datum or "CGCS2000_3_Degree_GK_Zone_37"})[0]
    assert (found.x, found.y) == pytest.approx((LON, LAT), abs=1e-6)


@pytest.mark.parametrize("datum", ["北京54", "西安80", "本地坐标系"])
def test_places_of_another_datum_are_refused(datum: str) -> None:
    with pytest.raises(BadRow, match=datum):
        event({"经度": LON, "纬度": LAT, "坐标系": datum})
    with pytest.raises(BadRow, match=datum):
        event({"X坐标": metres(4525)[1], "Y坐标": metres(4525)[0], "坐标系": datum})
