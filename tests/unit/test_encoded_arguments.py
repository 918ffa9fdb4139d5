"""Arguments in GBK are read, and what cannot be opened because its name is in GBK is said in one line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import main
from county.explained import WrongArgument
from county.package.open import CountyPackage
from services.command_line.encoded_arguments import readable
from tests.unit.county_files import write_county
from tests.unit.sound_county import COUNTY


def gbk(text: str) -> str:
    """As Python has an argument whose bytes are in GBK."""
    return os.fsdecode(text.encode("gbk"))


@pytest.mark.parametrize("text", ["凤凰县", "--name=凤凰县", "没有.geojson@gcj02", "数据/没有.shp", "plain", "--towns"])
def test_arguments_in_gbk_are_read(text: str) -> None:
    assert readable([gbk(text), "沱江镇"], "utf-8") == [text, "沱江镇"]


def test_a_folder_in_utf_8_before_a_name_in_gbk_is_kept() -> None:
    assert readable([f"数据/{gbk('县界')}.shp"], "utf-8") == ["数据/县界.shp"]


@pytest.mark.parametrize("ending", ["", "@gcj02", "|layername=乡镇界", "/t.shp"])
@pytest.mark.parametrize("option", ["", "--towns="])
def test_what_exists_under_a_name_in_gbk_is_refused_by_its_readable_name(
    option: str, ending: str, tmp_path: Path
) -> None:
    (tmp_path / gbk("乡镇")).mkdir()
    with pytest.raises(WrongArgument, match=rf"{tmp_path}/乡镇.*: the name is in GBK on the disk .*; rename"):
        readable([f"{option}{tmp_path}/{gbk('乡镇')}{ending}"], "utf-8")


def test_what_is_in_no_known_encoding_is_refused() -> None:
    with pytest.raises(WrongArgument, match=r"b'a\\xff': is neither in UTF-8 nor in GBK"):
        readable(["a\udcff"], "utf-8")


def test_a_locale_that_cannot_read_the_arguments_is_named_with_the_way_out() -> None:
    with pytest.raises(WrongArgument, match=r"names of files as ascii; set LC_ALL=C.UTF-8, and remove PYTHONUTF8=0"):
        readable(["\udce5\udc87\udca4"], "ascii")


def test_a_county_is_imported_under_a_name_and_into_a_folder_in_gbk(tmp_path: Path) -> None:
    boundary = write_county(tmp_path)["boundary"]
    folder = f"{tmp_path}/{gbk('安县')}"
    words = ["county", "import", folder, "--name", gbk("安县"), "--code", COUNTY, "--boundary", str(boundary)]
    assert main.main(words) == 0
    assert CountyPackage(tmp_path / "安县").manifest.name == "安县"


def test_a_file_whose_name_is_in_gbk_ends_the_import_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    boundary = write_county(tmp_path)["boundary"].rename(f"{tmp_path}/{gbk('县界')}.geojson")
    words = ["county", "import", str(tmp_path / "p"), "--name", "安县", "--code", COUNTY, "--boundary", str(boundary)]
    assert main.main(words) == 2
    assert capsys.readouterr().err.startswith(f"error: {tmp_path}/县界.geojson: the name is in GBK on the disk")
