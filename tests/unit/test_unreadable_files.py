"""What a file is that cannot be read is said in one line: empty, a folder, a lock, an archive in one, encrypted."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import main
from tests.unit.county_files import write_county
from tests.unit.sound_county import COUNTY


def _refusal(folder: Path, capsys: pytest.CaptureFixture[str], option: str, path: Path) -> str:
    """Of an import with ``path``: its only line, without the folder."""
    boundary = write_county(folder)["boundary"]
    words = ["county", "import", str(folder / "p"), "--name", "安县", "--code", COUNTY, "--boundary", str(boundary)]
    assert main.main([*words, option, str(path)]) in (1, 2)
    (line,) = capsys.readouterr().err.splitlines()
    return line.replace(f"{folder}/", "")


@pytest.mark.parametrize(
    ("option", "name"),
    [
        ("--terrain", "a.tif"), ("--terrain", "a.asc"), ("--terrain", "a.img"), ("--terrain", "a.zip"),
        ("--towns", "a.shp"), ("--towns", "a.geojson"), ("--towns", "a.gpkg"), ("--towns", "a.zip"),
        ("--codes", "a.xlsx"), ("--codes", "a.csv"), ("--sensors", "a.xls"),
    ],
)  # fmt: skip
def test_an_empty_file_is_said_to_be_empty(
    option: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).touch()
    assert _refusal(tmp_path, capsys, option, tmp_path / name).startswith(f"error: {name}: is empty; ")


@pytest.mark.parametrize(
    ("option", "name"),
    [("--terrain", "a.tif"), ("--towns", "a.geojson"), ("--codes", "a.xlsx"), ("--sensors", "a.csv")],
)
def test_a_folder_is_said_to_be_one(
    option: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).mkdir()
    assert _refusal(tmp_path, capsys, option, tmp_path / name).startswith(f"error: {name}: is a folder; give the file")


@pytest.mark.parametrize("lock", ["~$t.xlsx", ".~lock.t.xlsx#", ".~t.xlsx"])
@pytest.mark.parametrize("option", ["--codes", "--sensors"])
def test_the_lock_of_an_open_table_is_named_with_the_table(
    option: str, lock: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / lock).write_bytes(b"\x05clerk".ljust(165, b" "))
    line = _refusal(tmp_path, capsys, option, tmp_path / lock)
    assert line.startswith(f"error: {lock}: is the lock of a table that is open")
    assert line.endswith("give t.xlsx")


@pytest.mark.parametrize("inner", ["乡镇/乡镇.zip", "t.rar", "t.7z"])
@pytest.mark.parametrize("option", ["--towns", "--terrain"])
def test_an_archive_in_an_archive_is_to_be_unpacked(
    option: str, inner: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as archive:
        archive.writestr(inner, b"PK\5\6".ljust(22, b"\0"))
    line = _refusal(tmp_path, capsys, option, tmp_path / "outer.zip")
    assert line == f"error: outer.zip: contains an archive ({inner}); unpack it, and give what is in it"


def test_a_workbook_that_a_password_protects_is_said_to_be_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")
    names = "".join(name.ljust(64, "\0") for name in ("Root Entry", "EncryptionInfo", "EncryptedPackage"))
    (tmp_path / "a.xlsx").write_bytes(container + names.encode("utf-16-le"))
    line = _refusal(tmp_path, capsys, "--codes", tmp_path / "a.xlsx")
    assert line == "error: a.xlsx: is protected by a password; save it without one"
