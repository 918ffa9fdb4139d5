"""Characters that cannot be seen are removed from the names, codes and ids of an import, and this is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from county.package.open import CountyPackage, Table
from tests.unit.county_files import DIVISION, VILLAGES, finding, imported, write_codes, write_county, write_file
from tests.unit.sound_county import point, sound_county, texts


def sensors(path: Path, *rows: tuple[str, str]) -> Path:
    """A table of trash bins in the county: ids and names."""
    county = CountyPackage(sound_county().write(path.with_suffix("")))
    lines = ["id,name,kind,lon,lat"]
    for i, (key, name) in enumerate(rows):
        at = point(1 + i, 2)
        lon, lat = county.lonlat([at.x], [at.y])
        lines.append(f"{key},{name},bin,{lon[0]},{lat[0]}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("sign", ["\u200b", "\u202e", "\ufeff", "\u2066", "\u200d", "\x1b", "\u3164"])
def test_what_cannot_be_seen_in_a_name_is_removed_and_counted(sign: str, tmp_path: Path) -> None:
    table = sound_county().tables["villages"]
    names = texts(f"甲{sign}社区", "乙村", f"{sign}丙村", "丁村")
    changed = Table(table.geometry, table.columns | {"name": names})
    file = write_file(tmp_path / "v.geojson", changed, headers=DIVISION)
    manifest = imported(tmp_path / "p", **write_county(tmp_path) | {"villages": file})
    assert list(CountyPackage(tmp_path / "p").table("villages")["name"]) == ["甲社区", "乙村", "丙村", "丁村"]
    assert manifest.findings == (
        "warning: villages v.geojson: in 2 values of 名称, characters that cannot be seen were removed "
        f"(no. 1: U+{ord(sign):04X} in 甲社区)",
    )


def test_a_blank_that_does_not_break_becomes_a_plain_one(tmp_path: Path) -> None:
    path = sensors(tmp_path / "s.csv", ("\u00a0B\u00a01", "东门\u00a0桶"))
    manifest = imported(tmp_path / "p", **write_county(tmp_path), sensors=path)
    (sensor,) = CountyPackage(tmp_path / "p").sensors
    assert (sensor.id, sensor.name) == ("B 1", "东门 桶")
    assert "U+00A0 in B 1" in finding(manifest, "values of id")


def test_ids_that_become_equal_are_named(tmp_path: Path) -> None:
    path = sensors(tmp_path / "s.csv", ("B1", "甲"), ("B1\u200b", "乙"), ("\u202eB1", "丙"), ("B2", "丁"))
    manifest = imported(tmp_path / "p", **write_county(tmp_path), sensors=path)
    assert "in 2 values of id, characters that cannot be seen were removed (line 3: U+200B in B1)" in finding(
        manifest, "cannot be seen"
    )
    assert "2 have a duplicate id and were left out: B1; give each its own" in finding(manifest, "duplicate")


def test_ids_are_those_by_which_send_names_a_sensor(tmp_path: Path) -> None:
    """Full-width letters, and what Excel adds to a number that is a text."""
    path = sensors(tmp_path / "s.csv", ("Ｂ１", "甲"), ("'007", "乙"))
    imported(tmp_path / "p", **write_county(tmp_path), sensors=path)
    assert sorted(sensor.id for sensor in CountyPackage(tmp_path / "p").sensors) == ["007", "B1"]


def test_a_list_of_codes_with_such_characters_agrees_with_the_map(tmp_path: Path) -> None:
    listed = {f"{code}\u200b": (f"\u202a{name}\u202c", town) for code, (name, town) in VILLAGES.items()}
    codes = write_codes(tmp_path / "c.csv", listed)
    manifest = imported(tmp_path / "p", **write_county(tmp_path), codes=codes)
    assert [line.split(",")[0] for line in manifest.findings] == [
        "warning: codes c.csv: in 4 values of code12", "warning: codes c.csv: in 4 values of name",
    ]  # fmt: skip
