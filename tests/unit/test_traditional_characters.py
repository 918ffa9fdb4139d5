"""Files in traditional characters are read as those in simplified ones, and keep their own in what they name."""

from __future__ import annotations

from pathlib import Path

import pytest

from county.catalog import load
from county.package.importing.full_names import without_parents
from county.package.open import CountyPackage, Table
from county.realm import LIVE
from county.tables.aliases import header_key, headers, meaning
from county.tables.mojibake import meant
from county.tables.positions import coordinates_in
from county.tables.simplified import simplified
from county.tables.times import moment_ms
from county.tables.totals import TotalRow, total_in
from county.tables.units import factor
from county.tables.values import is_gap
from services.intake.file_options import FileOptions
from services.sending.dry_run import dry_run
from tests.unit.county_files import imported, write_codes, write_county, write_file
from tests.unit.sound_county import COUNTY, sound_county, texts
from tests.unit.test_send_summary import NOW_MS


def dry(path: Path, content: str, encoding: str = "utf-8") -> list[str]:
    path.write_text(content, encoding=encoding)
    return str(dry_run(path, FileOptions(), lambda share, step: None, NOW_MS, load(), realm=LIVE)).splitlines()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("鄉鎮", "乡镇"), ("標題", "标题"), ("臺灣", "台湾"), ("經緯度", "经纬度"), ("abc", "abc"), ("乡镇", "乡镇")],
)
def test_characters_are_simplified_one_by_one(text: str, expected: str) -> None:
    assert simplified(text) == expected
    assert simplified(expected) == expected


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("標題", "title"), ("問題描述", "title"), ("類別", "subclass"), ("時間", "at"), ("發生時間", "at"),
        ("來源", "source"), ("級別", "level"), ("備註", "note"), ("工單編號", "event_id"), ("事發地址", "address"),
    ],
)  # fmt: skip
def test_headers_of_events_are_found(header: str, field: str) -> None:
    assert header_key(header) in map(header_key, headers("events", field))


def test_words_of_cells_have_their_meaning() -> None:
    assert meaning("source", "網格員") == "grid_worker"
    assert meaning("level", "較大") == "larger"
    assert is_gap("缺測")
    assert is_gap("無")
    assert total_in(["合計", "", 3]) is TotalRow.YES
    assert factor("萬人", "人") == 10_000
    assert coordinates_in("東經109.6°, 北緯27.9°") == ("E109.6°", "N27.9°")
    assert moment_ms("2026年11月26日 上午8時30分") == moment_ms("2026-11-26 08:30")


def test_events_are_read_with_the_words_of_their_cells(tmp_path: Path) -> None:
    lines = dry(
        tmp_path / "f.csv",
        "標題,事件小類,發生時間,經度,緯度,來源,級別\n"
        "道路積水無人處理,道路積水,2026年11月20日 8時,109.6,27.9,網格員,較大\n",
        "big5",
    )
    [event] = [line for line in lines if line.startswith("line 2")]
    assert "2026-11-20 08:00" in event
    assert "道路积水 (road_flooding), larger, from grid_worker: 道路積水無人處理" in event


def test_readings_are_read(tmp_path: Path) -> None:
    lines = dry(tmp_path / "f.csv", "設備編號,監測時間,溫度(攝氏度)\nbin-1,2026-11-20 8時,12.5\n")
    assert any("temperature 12.5 ℃ (good)" in line for line in lines)


@pytest.mark.parametrize("names", [("東鎮", "西鄉"), ("東街道", "西鄉")])
def test_towns_without_codes_are_found_in_a_list_in_simplified_characters(
    names: tuple[str, str], tmp_path: Path
) -> None:
    towns = Table(sound_county().tables["towns"].geometry, {"鄉鎮名稱": texts(*names)})
    path = write_file(tmp_path / "t.geojson", towns, headers={"鄉鎮名稱": "鄉鎮名稱"})
    listed = {COUNTY + "100001": ("甲社区", "东镇"), COUNTY + "200201": ("丙村", "西乡")}
    codes = write_codes(tmp_path / "c.csv", listed)
    manifest = imported(tmp_path / "p", **write_county(tmp_path) | {"towns": path}, codes=codes)
    assert not [line for line in manifest.findings if line.startswith("error")]
    found = CountyPackage(tmp_path / "p").table("towns")
    assert list(found["code"]) == [COUNTY + "100000", COUNTY + "200000"]
    assert list(found["name"]) == list(names)


def test_names_that_differ_in_the_form_of_their_characters_are_not_named_otherwise(tmp_path: Path) -> None:
    towns = sound_county().tables["towns"]
    columns = {**towns.columns, "name": texts("東鎮", "西鄉")}
    files = write_county(tmp_path, towns=Table(towns.geometry, columns))
    listed = {COUNTY + "100001": ("甲社区", "东镇"), COUNTY + "200201": ("丙村", "西乡")}
    del files["villages"]
    manifest = imported(tmp_path / "p", **files, codes=write_codes(tmp_path / "c.csv", listed))
    assert not [line for line in manifest.findings if "named otherwise" in line]


def test_parents_before_names_are_left_out() -> None:
    names = texts("湖南省鳳凰縣沱江鎮大眾村", "湖南省鳳凰縣沱江鎮杜田村", "湖南省鳳凰縣茶田鎮茶田村")
    assert list(without_parents(names, towns=False).names) == ["大眾村", "杜田村", "茶田村"]


@pytest.mark.parametrize("text", ["第五個", "鐘鼓樓社區", "板橋鎮", "面牆村", "發射井"])
def test_names_in_traditional_characters_are_no_mojibake(text: str) -> None:
    assert meant(text) is None
