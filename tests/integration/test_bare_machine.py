"""Machines that lack something: fonts, space on the disk.  One line says what, and how to get it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from county.package.importer import import_county
from county.package.manifest import PackageError
from tests.integration.small_file_system import small_file_system
from tests.unit.county_files import COUNTY, write_county, write_heights


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have Chinese fonts")
def test_without_a_chinese_font_the_command_that_installs_one_is_named(small_county: Path, tmp_path: Path) -> None:
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    configuration = tmp_path / "fonts.conf"
    configuration.write_text(
        f"<?xml version='1.0'?><fontconfig><dir>{fonts}</dir><cachedir>{tmp_path / 'cache'}</cachedir></fontconfig>"
    )
    ended = subprocess.run(
        [sys.executable, "main.py", "run", str(small_county), "--snapshot", str(tmp_path / "out"), "--seconds", "0"],
        env=os.environ | {"FONTCONFIG_FILE": str(configuration)}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert ended.returncode == 1
    (line,) = [line for line in ended.stderr.splitlines() if line.startswith("error:")]
    assert "no font with Chinese characters" in line
    assert "apt-get install fonts-noto-cjk" in line


def test_an_import_to_a_full_disk_says_that_it_is_full_and_leaves_nothing(tmp_path: Path) -> None:
    files = write_county(tmp_path) | {
        "terrain": write_heights(tmp_path / "dem.tif", lon=(109.5, 109.8), lat=(27.8, 28.1))
    }
    with small_file_system(tmp_path / "small", 1) as disk:
        (disk / "filler").write_bytes(bytes(1_020_000))
        with pytest.raises(PackageError, match="No space left"):
            import_county(disk / "county", name="安县", code=COUNTY, **files)  # type: ignore[arg-type]
        assert [path.name for path in disk.iterdir()] == ["filler"]
