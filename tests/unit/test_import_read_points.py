"""Places where goods are scanned, from a table: ids as scans give them, kinds of the catalogue, telephones."""

from __future__ import annotations

from pathlib import Path

import msgspec

from county.package.open import CountyPackage
from services.tracing.places import read_points_of
from tests.unit.county_files import finding, imported, write_county
from tests.unit.sound_county import point, sound_county


def test_read_points_have_name_kind_place_and_telephone_and_an_unknown_kind_is_an_error(tmp_path: Path) -> None:
    county = CountyPackage(sound_county().write(tmp_path / "sound"))
    lines = ["读点编号,名称,类型,电话,经度,纬度"]
    for row, kind in enumerate(("粮油加工厂", "shop", "动物园")):
        at = point(1 + row, 2)
        (lon,), (lat,) = county.lonlat([at.x], [at.y])
        lines.append(f"urn:epc:id:sgln:9521234.0000{row}.0,单位{row},{kind},0999-61000{row:02d},{lon:.8f},{lat:.8f}")
    (tmp_path / "f.csv").write_text("\n".join(lines), encoding="utf-8")
    manifest = imported(tmp_path / "p", **write_county(tmp_path), read_points=tmp_path / "f.csv")
    assert "1 of unknown kind '动物园' were left out" in finding(manifest, "动物园")
    package = CountyPackage(tmp_path / "p")
    points = read_points_of(package, package.catalog.trace_places)
    mill = points.find("urn:epc:id:sgln:9521234.00000.0")
    assert (len(points), mill.name, mill.phone) == (2, "单位0", "0999-6100000")
    assert (mill.kind, mill.stage) == ("mill", "processing")
    assert mill.x_m is not None
    assert msgspec.json.decode(msgspec.json.encode(mill), type=type(mill)) == mill, "it can be sent"
