"""Texts that were decoded in a wrong encoding and saved again are recognised, and restored where that is possible."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from county.package.open import Table
from county.tables.mojibake import meant
from tests.unit.county_files import DIVISION, VILLAGES, finding, imported, write_county, write_file
from tests.unit.sound_county import sound_county, texts

NAMES = ("湖南", "凤凰县", "沱江镇", "土桥坳社区", "板参嗮金塘村", "东镇（老街）", "第3网格", "石家庄·新村A区")
RARE = "筸子坪镇"
"""Its first character is not in GB 2312."""


@pytest.mark.parametrize("name", [*NAMES, RARE])
@pytest.mark.parametrize(
    ("wrong", "how"),
    [("latin-1", "Latin-1"), ("mac_roman", "Mac Roman"), ("cp437", "code page 437"), ("cp850", "code page 850")],
)
def test_utf8_that_was_read_as_a_code_page_of_the_west_is_restored(wrong: str, how: str, name: str) -> None:
    found = meant(name.encode().decode(wrong))
    assert found is not None
    assert (found.text, found.how) == (name, f"UTF-8 read as {how}")


def test_what_windows_cannot_decode_is_lost_and_the_rest_is_restored() -> None:
    found = meant("æ¹–å—")
    assert found is not None
    assert found.text == "湖\ufffd"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("unknown", ["\ufffd", "?", ""])
def test_utf8_that_was_read_as_gbk_is_restored_as_far_as_it_is_there(unknown: str, name: str) -> None:
    found = meant(name.encode().decode("gbk", "replace").replace("\ufffd", unknown))
    assert found is not None
    assert found.how == "UTF-8 read as GBK"
    assert sum(sign in name for sign in found.text) >= len(name) // 2
    if len(name.encode()) % 2 == 0 and name.encode().decode("gbk", "ignore").encode("gbk") == name.encode():
        assert found.text == name


@pytest.mark.parametrize("name", ["湖南", "凤凰县", "沱江镇", "土桥坳社区", "第3网格"])
def test_gbk_that_was_read_as_latin_is_restored(name: str) -> None:
    for wrong in ("latin-1", "cp1252"):
        found = meant(name.encode("gbk").decode(wrong))
        assert found is not None
        assert (found.text, found.how) == (name, "GBK read as Latin-1")


@pytest.mark.parametrize("name", ["湖南", "凤凰县", "沱江镇"])
def test_what_was_misread_twice_and_what_is_written_as_escapes_is_restored(name: str) -> None:
    once = name.encode().decode("latin-1")
    for text in (
        once.encode().decode("latin-1"),
        name.encode("ascii", "xmlcharrefreplace").decode(),
        name.encode("unicode_escape").decode(),
        "".join(f"%{byte:02X}" for byte in name.encode()),
    ):
        found = meant(text)
        assert found is not None, text
        assert found.text == name


@pytest.mark.parametrize(
    "text", ["??", "????", "???3?", "凤\ufffd县", "锟斤拷锟斤拷", "烫烫烫烫", "\ue863村", "֮\ufffd"]
)
def test_what_is_lost_is_recognised(text: str) -> None:
    found = meant(text)
    assert found is not None
    assert found.text == ""


@pytest.mark.parametrize(
    "text",
    [*NAMES, RARE, "", "?", "Fenghuang", "what?", "No. 5 (old)", "http://a.cn/?b=1&c=2", "100%", "São Paulo", "Çay",
     "ئۇيغۇر", "ᠮᠣᠩᠭᠣᠯ", "Владивосток", "㵲阳镇", "𬇙水村", "１２３号", "PM₂.₅ μg/m³", "25℃", "瀹溧",
     "婀娜村", "媛媛", "鑫淼垚村", "10²×3", "··", "½½", "\U0001fae8", "\U000323b0",
     "http://a.cn/%E6%B9%96%E5%8D%97", "详见 https://a.cn/%E6%B9%96%E5%8D%97?x=1", "道路破损&#39;严重&#39;"],
)  # fmt: skip
def test_names_of_places_and_other_scripts_are_left_alone(text: str) -> None:
    assert meant(text) is None


def misread(names: tuple[str, ...], wrong: str) -> np.ndarray:
    return texts(*(name.encode().decode(wrong, "replace") for name in names))


VILLAGE_NAMES = ("甲社区", "乙村", "丙村", "丁村")


@pytest.mark.parametrize("name", ["v.geojson", "v.gpkg", "v.shp", "v.kml"])
@pytest.mark.parametrize("wrong", ["latin-1", "gbk"])
def test_garbled_names_of_a_file_are_an_error_with_file_column_and_what_they_would_be(
    wrong: str, name: str, tmp_path: Path
) -> None:
    table = sound_county().tables["villages"]
    names = misread(VILLAGE_NAMES, wrong)
    file = write_file(
        tmp_path / name, Table(table.geometry, table.columns | {"name": names}), headers=DIVISION,
        encoding="utf-8" if name == "v.shp" else None,
    )  # fmt: skip
    manifest = imported(tmp_path / "p", **write_county(tmp_path) | {"villages": file})
    found = finding(manifest, "mojibake")
    assert found.startswith(f"error: villages {name}: 4 values of 名称 are mojibake, UTF-8 read as ")
    assert "(no. 1: '" in found
    assert "would be '甲" in found


def test_one_garbled_name_among_others_is_named_with_its_place(tmp_path: Path) -> None:
    table = sound_county().tables["villages"]
    names = texts("甲社区", "乙村", "æ¹–å\x8d—", "丁村")
    file = write_file(tmp_path / "v.geojson", Table(table.geometry, table.columns | {"name": names}), headers=DIVISION)
    manifest = imported(tmp_path / "p", **write_county(tmp_path) | {"villages": file})
    assert "1 values of 名称 are mojibake, UTF-8 read as Latin-1 (no. 3: " in finding(manifest, "would be '湖南'")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_garbled_names_of_a_list_of_codes_are_reported(encoding: str, tmp_path: Path) -> None:
    rows = [f"{code},{name.encode().decode('gbk', 'replace')},东镇" for code, (name, _) in VILLAGES.items()]
    (tmp_path / "c.csv").write_text("code,name,township\n" + "\n".join(rows), encoding=encoding, errors="replace")
    manifest = imported(tmp_path / "p", **write_county(tmp_path), codes=tmp_path / "c.csv")
    assert "3 values of name are mojibake, UTF-8 read as GBK (line 3: " in finding(manifest, "error: codes c.csv")
    assert finding(manifest, "codes line 2: ").startswith("error: "), "its last character was lost, and with it the row"


def test_garbled_headers_are_reported_with_what_they_would_be(tmp_path: Path) -> None:
    table = sound_county().tables["villages"]
    header = "名称".encode().decode("gbk")
    file = write_file(tmp_path / "v.geojson", table, headers={"code": "code", "name": header})
    manifest = imported(tmp_path / "p", **write_county(tmp_path) | {"villages": file})
    assert f"1 headers are mojibake, UTF-8 read as GBK ('{header}' would be '名称')" in finding(manifest, "headers are")
