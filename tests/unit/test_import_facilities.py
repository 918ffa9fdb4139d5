"""Facilities of public services from a table: kinds by the names of the catalogue, capacities as they are known."""

from __future__ import annotations

from pathlib import Path

from county.package.open import CountyPackage
from tests.unit.county_files import finding, imported, write_county
from tests.unit.sound_county import point, sound_county


def test_facilities_have_their_kind_capacity_and_division_and_an_unknown_kind_is_an_error(tmp_path: Path) -> None:
    county = CountyPackage(sound_county().write(tmp_path / "sound"))
    lines = ["编号,名称,类型,床位数,经度,纬度"]
    for row, (kind, beds) in enumerate((("养老机构", "40"), ("clinic", ""), ("动物园", "3"))):
        at = point(1 + row, 2)
        (lon,), (lat,) = county.lonlat([at.x], [at.y])
        lines.append(f"f{row},设施{row},{kind},{beds},{lon:.8f},{lat:.8f}")
    (tmp_path / "f.csv").write_text("\n".join(lines), encoding="utf-8")
    manifest = imported(tmp_path / "p", **write_county(tmp_path), facilities=tmp_path / "f.csv")
    table = CountyPackage(tmp_path / "p").table("facilities")
    assert list(table["id"]) == ["f0", "f1"]
    assert list(table["kind"]) == ["elder_care", "clinic"]
    assert list(table["capacity"]) == [40, -1]
    assert all(table["division"])
    assert "1 of unknown kind '动物园' were left out (f2)" in finding(manifest, "动物园")
    assert "elder_care (养老机构)" in finding(manifest, "动物园")
