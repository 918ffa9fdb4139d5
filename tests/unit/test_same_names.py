"""Divisions that have one name are said: the column is another one's, or the value was filled down."""

from __future__ import annotations

from pathlib import Path

import pytest

from county.package.open import Table
from tests.unit.county_files import imported, write_county
from tests.unit.sound_county import sound_county, texts


@pytest.mark.parametrize(
    ("names", "severity"),
    [
        (("甲村", "甲村", "丙村", "丙村"), "error"), (("东镇", "东镇", "西乡", "西乡"), "error"),
        (("甲村", "甲村", "丙村", "丁村"), "warning"), (("甲村", "乙村", "甲村", "乙村"), ""),
        (("甲村", "乙村", "丙村", "丁村"), ""),
    ],
)  # fmt: skip
def test_villages_of_a_town_with_one_name_are_said(names: tuple[str, ...], severity: str, tmp_path: Path) -> None:
    villages = sound_county().tables["villages"]
    table = Table(villages.geometry, {**villages.columns, "name": texts(*names)})
    found = imported(tmp_path / "p", **write_county(tmp_path, villages=table)).findings
    lines = [line for line in found if "have their name with others" in line]
    assert [line.split(":")[0] for line in lines] == [severity] * bool(severity)


def test_towns_with_one_name_are_an_error(tmp_path: Path) -> None:
    towns = sound_county().tables["towns"]
    table = Table(towns.geometry, {**towns.columns, "name": texts("乡镇", "乡镇")})
    found = imported(tmp_path / "p", **write_county(tmp_path, towns=table)).findings
    assert any(line.startswith("error: towns: 2 towns have their name with others: 乡镇 (") for line in found)
