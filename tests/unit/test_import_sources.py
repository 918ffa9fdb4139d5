"""Files as they lie on an office's disk: named with CRS and layer, zipped, in other encodings and formats."""

from __future__ import annotations

import json
import sqlite3
import struct
import zipfile
from pathlib import Path

import numpy as np
import pyogrio.raw
import pytest
import shapely

from county.package.importing import utf8_copy
from county.package.importing.named_file import named_file
from county.package.importing.other_formats import OTHERS
from county.package.importing.read import read_features
from county.package.manifest import PackageError
from county.package.open import CountyPackage, Table
from main import main
from tests.unit.county_files import DIVISION, displacement_m, finding, imported, write_county, write_file
from tests.unit.sound_county import COUNTY, box, sound_county, texts

PLAIN = {"code": "code", "name": "name"}


# ---------------------------------------------------------------------------------- names with CRS and layer


def test_a_file_whose_name_has_an_at_or_a_bar_is_opened(tmp_path: Path) -> None:
    for name in ("a@gcj02.geojson", "b.geojson@4547", "c|layername=x.geojson", "d@e@f.csv"):
        (tmp_path / name).write_text("")
        assert named_file(tmp_path / name).path == tmp_path / name
        assert named_file(tmp_path / name).crs is None


def test_crs_and_layer_follow_the_name_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a@b.gpkg").write_text("")
    endings = (("@gcj02", "gcj02", ""), ("|layername=乡镇界", None, "乡镇界"), ("|layername=村@bd09", "bd09", "村"))
    for text, crs, layer in endings:
        source = named_file(Path(f"{tmp_path}/a@b.gpkg{text}"))
        assert (source.path.name, source.crs, source.layer) == ("a@b.gpkg", crs, layer)
    assert named_file(tmp_path / "a@b.gpkg@EPSG:4547").crs.to_epsg() == 4547  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["@mars", "@99999", "@"])
def test_an_unknown_crs_after_a_name_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text("{}")
    with pytest.raises(PackageError, match="is not a known CRS; give an EPSG number"):
        read_features(Path(f"{path}{text}"), "towns")


def test_the_command_line_takes_crs_and_layer_and_names_a_missing_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = write_county(tmp_path)
    words = ["county", "import", str(tmp_path / "p"), "--name", "安县", "--code", COUNTY]
    assert main([*words, "--boundary", f"{files['boundary']}@4490"]) == 0
    assert main([*words, "--boundary", f"{tmp_path}/none.gpkg|layername=a@4490"]) == 2
    assert "none.gpkg: no such file; check the path" in capsys.readouterr().err


# ------------------------------------------------------------------------------------------------- layers


def several_layers(path: Path, names: dict[str, str]) -> Path:
    """A GeoPackage of layers of the valid county, by the name that they have in it."""
    for name, layer in names.items():
        table = sound_county().tables[layer]
        kinds = {g.geom_type for g in table.geometry}
        pyogrio.raw.write(
            path, geometry=shapely.to_wkb(table.geometry), field_data=[np.asarray(table[c]) for c in PLAIN],
            fields=list(PLAIN), layer=name, driver="GPKG", geometry_type=kinds.pop(), crs="EPSG:4546",
            append=path.exists(),
        )  # fmt: skip
    return path


def test_several_layers_of_polygons_are_listed_and_one_is_chosen_by_name(tmp_path: Path) -> None:
    path = several_layers(tmp_path / "a.gpkg", {"乡镇界": "towns", "村界": "villages", "驻地": "places"})
    files = write_county(tmp_path)
    with pytest.raises(PackageError) as refusal:
        imported(tmp_path / "p", **files | {"towns": path})
    layers = "乡镇界: 2 polygons, 村界: 4 polygons, 驻地: 7 points"
    assert f"({layers}); give one as \"{path}|layername=乡镇界\"" in str(refusal.value)
    chosen = {"towns": Path(f"{path}|layername=乡镇界"), "villages": Path(f"{path}|layername=村界")}
    assert imported(tmp_path / "p", **files | chosen).findings == ()
    assert displacement_m(tmp_path / "p", "villages") < 0.01


def test_a_layer_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    path = several_layers(tmp_path / "a.gpkg", {"乡镇界": "towns", "村界": "villages"})
    with pytest.raises(PackageError, match="has no layer 镇界, but 乡镇界, 村界; give one of these"):
        read_features(Path(f"{path}|layername=镇界"), "towns")


def test_the_only_layer_of_the_right_geometry_is_taken_and_the_others_are_said(tmp_path: Path) -> None:
    path = several_layers(tmp_path / "a.gpkg", {"乡镇界": "towns", "驻地": "places"})
    files = write_county(tmp_path)
    found = finding(imported(tmp_path / "p", **files | {"towns": path}), "of its layers")
    assert "of its layers 乡镇界 is read, not 驻地" in found
    assert len(read_features(path, "places")) == 7


def test_a_layer_named_like_the_argument_needs_no_choice(tmp_path: Path) -> None:
    path = several_layers(tmp_path / "a.gpkg", {"towns": "towns", "villages": "villages"})
    assert imported(tmp_path / "p", **write_county(tmp_path) | {"towns": path, "villages": path}).findings == ()


# --------------------------------------------------------------------------------------------------- zips


def shapefile(folder: Path, stem: str, layer: str, *, encoding: str = "GBK", cpg: bool = False) -> list[Path]:
    folder.mkdir(exist_ok=True)
    headers = {"code": "code", "name": "name"}
    write_file(folder / f"{stem}.shp", sound_county().tables[layer], headers=headers, encoding=encoding)
    if not cpg:
        (folder / f"{stem}.cpg").unlink()
    return sorted(folder.glob(f"{stem}.*"))


def test_a_fault_of_a_zipped_file_names_the_zip_and_the_file(tmp_path: Path) -> None:
    write_file(tmp_path / "v.shp", sound_county().tables["villages"], headers={"code": "code", "name": "name"})
    parts = {f"县界/村{part.suffix}": part for part in tmp_path.glob("v.*") if part.suffix not in (".dbf", ".zip")}
    archive = zipped(tmp_path / "v.zip", parts)
    with pytest.raises(PackageError) as refused:
        imported(tmp_path / "p", **write_county(tmp_path) | {"villages": archive})
    assert str(refused.value).startswith(f"{archive} (县界/村.shp): 村.dbf is missing next to it;")
    broken = tmp_path / "村.tif"
    broken.write_bytes(b"II*\0" + bytes(100))
    archive = zipped(tmp_path / "z.zip", {"地形/村.tif": broken})
    with pytest.raises(PackageError, match=r"z\.zip") as refused:
        imported(tmp_path / "p", **write_county(tmp_path), terrain=archive)
    assert "county-import-" not in str(refused.value)


def zipped(path: Path, files: dict[str, Path], *, names_in: str = "utf-8") -> Path:
    """A zip of files by their names in it, which are written in ``names_in``; as by Windows if that is GBK."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, file in files.items():
            if names_in == "utf-8":
                archive.write(file, name)
            else:
                info = zipfile.ZipInfo(name.encode(names_in).decode("cp437"))
                archive.writestr(info, file.read_bytes())
    if names_in != "utf-8":
        _unflagged(path)
    return path


def _unflagged(path: Path) -> None:
    """Write the names as bytes of code page 437, without the flag of UTF-8 that zipfile sets."""
    with zipfile.ZipFile(path) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    raw = bytearray()
    central = bytearray()
    for name, content in members:
        plain = name.encode("cp437")
        head = (20).to_bytes(2, "little") + bytes(8) + zipfile.crc32(content).to_bytes(4, "little")  # type: ignore[attr-defined]
        head += len(content).to_bytes(4, "little") * 2 + len(plain).to_bytes(2, "little") + bytes(2)
        central += b"PK\1\2" + (20).to_bytes(2, "little") + head + bytes(10) + len(raw).to_bytes(4, "little") + plain
        raw += b"PK\3\4" + head + plain + content
    n = len(members).to_bytes(2, "little")
    end = b"PK\5\6" + bytes(4) + n + n + len(central).to_bytes(4, "little") + len(raw).to_bytes(4, "little") + bytes(2)
    path.write_bytes(bytes(raw + central + end))


@pytest.mark.parametrize("names_in", ["utf-8", "gbk"])
@pytest.mark.parametrize("inside", ["", "数据/乡镇/", "a\\b\\"], ids=["root", "folders", "backslashes"])
def test_a_zipped_shapefile_is_read_from_any_folder_and_with_names_in_gbk(
    inside: str, names_in: str, tmp_path: Path
) -> None:
    parts = shapefile(tmp_path / "s", "村界", "villages")
    path = zipped(tmp_path / "v.zip", {inside + part.name: part for part in parts}, names_in=names_in)
    assert imported(tmp_path / "p", **write_county(tmp_path) | {"villages": path}).findings == ()
    assert list(CountyPackage(tmp_path / "p").table("villages")["name"]) == ["甲社区", "乙村", "丙村", "丁村"]


def test_several_shapefiles_in_a_zip_are_listed_and_one_is_chosen(tmp_path: Path) -> None:
    parts = [*shapefile(tmp_path / "s", "乡镇界", "towns"), *shapefile(tmp_path / "s", "村界", "villages")]
    path = zipped(tmp_path / "a.zip", {f"{part.stem}/{part.name}": part for part in parts}, names_in="gbk")
    files = write_county(tmp_path)
    with pytest.raises(PackageError) as refusal:
        imported(tmp_path / "p", **files | {"villages": path})
    assert f"(乡镇界/乡镇界.shp, 村界/村界.shp); give one as \"{path}|layername=乡镇界\"" in str(refusal.value)
    chosen = {"villages": Path(f"{path}|layername=村界"), "towns": Path(f"{path}|layername=乡镇界")}
    assert imported(tmp_path / "p", **files | chosen).findings == ()


def test_files_of_macos_in_a_zip_are_ignored(tmp_path: Path) -> None:
    parts = shapefile(tmp_path / "s", "v", "villages")
    inside = {part.name: part for part in parts} | {f"__MACOSX/._{part.name}": part for part in parts}
    path = zipped(tmp_path / "v.zip", inside)
    assert len(read_features(path, "villages")) == 4


def test_a_zip_without_a_file_that_can_be_read_names_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "a.dwg").write_bytes(b"AC1027")
    path = zipped(tmp_path / "a.zip", {"图/a.dwg": tmp_path / "a.dwg"})
    with pytest.raises(PackageError, match=r"contains none of .*, but 图/a\.dwg"):
        read_features(path, "villages")


@pytest.mark.parametrize("missing", [".dbf", ".shx"])
def test_a_shapefile_without_a_part_is_refused_with_its_name(missing: str, tmp_path: Path) -> None:
    parts = shapefile(tmp_path / "s", "v", "villages")
    path = zipped(tmp_path / "v.zip", {part.name: part for part in parts if part.suffix != missing})
    with pytest.raises(PackageError, match=f"v{missing} is missing next to it"):
        read_features(path, "villages")


def kml(*placemarks: str) -> str:
    schema = '<Schema name="T" id="T"><SimpleField name="XZDM" type="string"/></Schema>'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{schema}'
        + "".join(placemarks)
        + "</Document></kml>"
    )


def folder_of(town: int, data: str) -> str:
    lonlat = shapely.transform(
        sound_county().tables["towns"].geometry[town], lambda xy: np.column_stack(_degrees(xy))
    )
    ring = " ".join(f"{lon},{lat},0" for lon, lat in shapely.get_coordinates(lonlat))
    return (
        f"<Folder><name>F{town}</name><Placemark><name>{'东镇' if town == 0 else '西乡'}</name><ExtendedData>{data}"
        f"</ExtendedData><MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates>"
        "</LinearRing></outerBoundaryIs></Polygon><Point><coordinates>109.6,27.9</coordinates></Point></MultiGeometry>"
        "</Placemark></Folder>"
    )


def _degrees(xy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    from county.package.crs import transformer

    lon, lat = transformer(4546, 4490).transform(xy[:, 0], xy[:, 1])
    return lon, lat


@pytest.mark.parametrize(
    "data",
    ['<SchemaData schemaUrl="#T"><SimpleData name="XZDM">{code}</SimpleData></SchemaData>',
     '<Data name="XZDM"><value>{code}</value></Data>', '<Data name="区划代码"><value>{code}</value></Data>'],
    ids=["schema", "data", "Chinese"],
)  # fmt: skip
@pytest.mark.parametrize("suffix", [".kml", ".kmz"])
def test_kml_with_folders_and_extended_data_is_read(data: str, suffix: str, tmp_path: Path) -> None:
    codes = [COUNTY + "100000", COUNTY + "200000"]
    text = kml(*(folder_of(i, data.format(code=code)) for i, code in enumerate(codes)))
    path = tmp_path / f"t{suffix}"
    if suffix == ".kml":
        path.write_text(text, encoding="utf-8")
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("doc.kml", text)
            archive.writestr("files/other.kml", kml())
    manifest = imported(tmp_path / "p", **write_county(tmp_path) | {"towns": path})
    assert "its folders F0, F1 are read together" in finding(manifest, "folders")
    assert list(CountyPackage(tmp_path / "p").table("towns")["name"]) == ["东镇", "西乡"]
    assert displacement_m(tmp_path / "p", "towns") < 0.01


@pytest.mark.parametrize("suffix", [".geojson", ".kml"])
@pytest.mark.parametrize("encoding", ["gbk", "utf-16", "utf-8-sig"])
def test_text_files_in_other_encodings_are_read(encoding: str, suffix: str, tmp_path: Path) -> None:
    files = write_county(tmp_path)
    path = write_file(tmp_path / f"v{suffix}", sound_county().tables["villages"], headers=DIVISION)
    stated = encoding.removesuffix("-sig")
    text = path.read_text(encoding="utf-8").replace('encoding="UTF-8"', f'encoding="{stated}"')
    path.write_text(text, encoding=encoding)
    imported(tmp_path / "p", **files | {"villages": path})
    assert list(CountyPackage(tmp_path / "p").table("villages")["name"]) == ["甲社区", "乙村", "丙村", "丁村"]


# ---------------------------------------------------------------------------------------------------- DBF


def dbf_bytes(path: Path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert content.count(old) == 1
    assert len(old) == len(new)
    path.write_bytes(content.replace(old, new))


def imported_villages(tmp_path: Path) -> tuple[list[str], tuple[str, ...]]:
    files = write_county(tmp_path) | {"villages": tmp_path / "s" / "v.shp"}
    manifest = imported(tmp_path / "p", **files)
    return list(CountyPackage(tmp_path / "p").table("villages")["name"]), manifest.findings


@pytest.mark.parametrize(
    ("written", "declared", "said"),
    [
        ("GBK", "UTF-8", "v.cpg says utf-8, but the bytes of name are not: read as GBK"),
        ("UTF-8", "GBK", "v.cpg says gbk, but the bytes of name are not: read as UTF-8"),
        ("UTF-8", "936", "v.cpg says gbk, but the bytes of name are not: read as UTF-8"),
        ("GBK", "ISO-8859-1", ""), ("UTF-8", "ISO-8859-1", ""), ("GBK", "OEM 936", ""), ("UTF-8", "65001", ""),
        ("GBK", "nonsense", ""), ("GBK", None, ""), ("UTF-8", None, ""),
    ],
)  # fmt: skip
def test_a_code_page_is_believed_if_it_can_be_and_named_otherwise(
    written: str, declared: str | None, said: str, tmp_path: Path
) -> None:
    shapefile(tmp_path / "s", "v", "villages", encoding=written)
    if declared is not None:
        (tmp_path / "s" / "v.cpg").write_text(declared)
    names, findings = imported_villages(tmp_path)
    assert names == ["甲社区", "乙村", "丙村", "丁村"]
    assert [said in line for line in findings] == ([True] if said else [])


@pytest.mark.parametrize(("encoding", "cut"), [("GBK", 1), ("UTF-8", 1), ("UTF-8", 2)])
def test_a_text_cut_within_a_character_loses_only_that(encoding: str, cut: int, tmp_path: Path) -> None:
    shapefile(tmp_path / "s", "v", "villages", encoding=encoding)
    whole = "甲社区".encode(encoding)
    dbf_bytes(tmp_path / "s" / "v.dbf", whole, whole[:-cut] + b" " * cut)
    names, findings = imported_villages(tmp_path)
    assert names == ["甲社", "乙村", "丙村", "丁村"]
    assert "1 texts of v.dbf are cut within a character, which was dropped: 甲社" in findings[0]


def test_each_column_and_each_row_has_its_own_encoding(tmp_path: Path) -> None:
    table = sound_county().tables["villages"]
    worker = texts("王磊", "李霞", "张伟", "赵敏")
    two = Table(table.geometry, {**table.columns, "worker": worker})
    (tmp_path / "s").mkdir()
    headers = {"code": "code", "name": "name", "worker": "worker"}
    write_file(tmp_path / "s" / "v.shp", two, headers=headers, encoding="UTF-8")
    (tmp_path / "s" / "v.cpg").unlink()
    for name in worker:
        raw = name.encode()
        dbf_bytes(tmp_path / "s" / "v.dbf", raw, name.encode("gbk").ljust(len(raw)))
    found = read_features(tmp_path / "s" / "v.shp", "villages")
    assert list(found.columns["name"]) == list(table["name"])
    assert list(found.columns["worker"]) == list(worker)


# ----------------------------------------------------------------------------------------- other formats


@pytest.mark.parametrize("suffix", [*OTHERS, ".unknown"])
def test_a_format_of_another_program_is_refused_with_a_remedy(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"towns{suffix}"
    path.write_bytes(b"x")
    with pytest.raises(PackageError) as refusal:
        read_features(path, "towns")
    line = str(refusal.value)
    assert line.startswith(str(path))
    assert "; " in line


def test_a_dbf_alone_is_a_table_and_next_to_its_shp_a_part_of_it(tmp_path: Path) -> None:
    places = sound_county().tables["places"]
    lonlat = {"lon": np.full(len(places), 109.5), "lat": np.full(len(places), 27.875)}
    write_file(tmp_path / "P.shp", Table(places.geometry, lonlat), headers={"lon": "lon", "lat": "lat"})
    with pytest.raises(PackageError, match=r"P\.dbf: is one part of a Shapefile; give its \.shp"):
        read_features(tmp_path / "P.dbf", "sensors")
    (tmp_path / "P.shp").unlink()
    found = read_features(tmp_path / "P.dbf", "sensors").geometry
    assert shapely.get_coordinates(found).tolist() == [[109.5, 27.875]] * len(places)


def test_a_folder_is_refused_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "a.gdb").mkdir()
    with pytest.raises(PackageError, match="is a folder; give the file in it"):
        read_features(tmp_path / "data", "towns")
    with pytest.raises(PackageError, match="is an ArcGIS or Access database; save the layer"):
        read_features(tmp_path / "a.gdb", "towns")


# ---------------------------------------------------------------------------------------------- geometry


@pytest.mark.parametrize("kind", ["heights", "measures", "both"])
def test_heights_and_measures_of_outlines_are_dropped(kind: str, tmp_path: Path) -> None:
    files = write_county(tmp_path)
    table = sound_county().tables["villages"]
    letters = {"heights": "Z", "measures": "M", "both": "ZM"}[kind]
    more = " 1" * len(letters)
    solid = []
    for geometry in table.geometry:
        ring = ", ".join(f"{x} {y}{more}" for x, y in shapely.get_coordinates(geometry))
        solid.append(shapely.from_wkt(f"POLYGON {letters} (({ring}))"))
    path = tmp_path / "v.gpkg"
    pyogrio.raw.write(
        path, geometry=shapely.to_wkb(np.array(solid, dtype=object), output_dimension=2 + len(letters), flavor="iso"),
        field_data=[np.asarray(table[c]) for c in DIVISION], fields=list(DIVISION.values()), driver="GPKG",
        geometry_type="Unknown", crs="EPSG:4546",
    )  # fmt: skip
    assert imported(tmp_path / "p", **files | {"villages": path}).findings == ()
    assert displacement_m(tmp_path / "p", "villages") < 0.01


def test_mixed_geometries_are_reported_and_reversed_rings_are_holes(tmp_path: Path) -> None:
    table = sound_county().tables["villages"]
    outer = shapely.get_coordinates(table.geometry[0])
    hole = shapely.get_coordinates(table.geometry[0].buffer(-500, join_style="mitre"))
    holed = shapely.Polygon(outer, [hole])
    other_way = shapely.Polygon(outer[::-1], [hole])
    for polygon in (holed, other_way):
        assert polygon.area == pytest.approx(8e6 - 3e6)
    mixed = Table(
        np.array([other_way, table.geometry[1], *_lines(table.geometry[2:])], dtype=object), table.columns
    )
    path = write_file(tmp_path / "v.gpkg", mixed, headers=DIVISION)
    manifest = imported(tmp_path / "p", **write_county(tmp_path) | {"villages": path})
    assert "1 closed lines of v.gpkg were taken as outlines: no. 3" in finding(manifest, "closed lines")
    assert "1 features of v.gpkg are not polygons and were left out: no. 4" in finding(manifest, "not polygons")
    villages = CountyPackage(tmp_path / "p").table("villages")
    assert villages.geometry[0].area == pytest.approx(5e6, rel=1e-3)
    assert len(villages) == 3


def test_what_gdal_warns_of_is_a_finding_and_not_printed(
    tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    table = sound_county().tables["villages"]
    table.geometry[0] = shapely.MultiPolygon([box(0, 0, 1, 1), box(1.5, 0, 0.5, 1)])
    path = write_file(tmp_path / "v.shp", table, headers={"code": "code", "name": "name"})
    content = bytearray(path.read_bytes())
    first_record, five_corners = 100 + 8 + 4 + 32 + 4 + 4 + 2 * 4, 5 * 16
    for start in (first_record, first_record + five_corners):
        corners = np.frombuffer(bytes(content[start : start + five_corners]), dtype="<f8").reshape(5, 2)
        content[start : start + five_corners] = corners[::-1].tobytes()
    path.write_bytes(content)
    recwarn.clear()
    found = finding(imported(tmp_path / "p", **write_county(tmp_path) | {"villages": path}), "winding order")
    assert found.startswith("warning: villages v.shp: v.shp contains polygon(s)")
    assert not [warning for warning in recwarn if issubclass(warning.category, RuntimeWarning)]


def _lines(outlines: np.ndarray) -> list[shapely.Geometry]:
    """Two outlines as lines: the first is closed, the second open."""
    closed, whole = (shapely.LineString(outline.exterior.coords) for outline in outlines)
    return [closed, shapely.LineString(whole.coords[:-1])]


def test_curves_become_outlines(tmp_path: Path) -> None:
    """A village whose outline is a circle, as ArcGIS stores it: an arc through five points."""
    table = sound_county().tables["villages"]
    path = write_file(tmp_path / "v.gpkg", table, headers=DIVISION, epsg=4546)
    x, y = table.geometry[0].centroid.coords[0]
    corners = [(x - 900, y), (x, y + 900), (x + 900, y), (x, y - 900), (x - 900, y)]
    arc = struct.pack("<BII", 1, 8, 5) + b"".join(struct.pack("<dd", *corner) for corner in corners)
    with sqlite3.connect(path) as map_:
        for bound in ("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY", "ST_IsEmpty"):
            map_.create_function(bound, 1, lambda blob: 0)
        head = map_.execute("select geom from v where fid = 1").fetchone()[0][:8]
        plain = head[:3] + bytes([head[3] & ~0x0E]) + head[4:]
        map_.execute("update v set geom = ? where fid = 1", (plain + struct.pack("<BII", 1, 10, 1) + arc,))
    map_.close()
    imported(tmp_path / "p", **write_county(tmp_path) | {"villages": path})
    area = CountyPackage(tmp_path / "p").table("villages").geometry[0].area
    assert area == pytest.approx(np.pi * 900**2, rel=0.001)


@pytest.mark.parametrize("content", [{"type": "FeatureCollection", "features": []}, {"type": "FeatureCollection"}])
def test_a_file_without_features_is_refused(content: dict[str, object], tmp_path: Path) -> None:
    path = tmp_path / "v.geojson"
    path.write_text(json.dumps(content))
    with pytest.raises(PackageError, match=r"v\.geojson: contains no features|cannot be read"):
        imported(tmp_path / "p", **write_county(tmp_path) | {"villages": path})


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "gb18030", "utf-8-sig"])
def test_a_geojson_file_in_another_encoding_is_read(encoding: str, tmp_path: Path) -> None:
    files = write_county(tmp_path)
    files["towns"].write_bytes(files["towns"].read_text("utf-8").encode(encoding))
    assert imported(tmp_path / "p", **files).findings == ()
    assert list(CountyPackage(tmp_path / "p").table("towns")["name"]) == ["东镇", "西乡"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_wrong_byte_of_a_geojson_file_costs_one_character_which_is_an_error(encoding: str, tmp_path: Path) -> None:
    files = write_county(tmp_path)
    content = files["towns"].read_text("utf-8").replace("西乡", "西乡A").encode(encoding)
    whole = "乡".encode(encoding)
    files["towns"].write_bytes(content.replace(whole + b"A", whole[:-1] + b"\xffA"))
    found = finding(imported(tmp_path / "p", **files), "mojibake")
    assert "1 values of 名称 are mojibake, characters that could not be decoded (no. 2: " in found
    assert str(CountyPackage(tmp_path / "p").table("towns")["name"][0]) == "东镇"


def test_an_error_on_a_copy_in_another_encoding_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "t.geojson"
    for encoding in ("utf-16", "utf-32", "gb18030"):
        path.write_bytes('["不是要素"]'.encode(encoding))
        with pytest.raises(PackageError) as refusal:
            read_features(path, "towns")
        assert "county-import-" not in str(refusal.value)
        assert str(refusal.value).startswith(str(path))


def test_a_large_file_in_another_encoding_is_refused_as_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(utf8_copy, "LONGEST", 10)
    path = write_county(tmp_path)["towns"]
    path.write_bytes(path.read_text("utf-8").encode("gb18030"))
    with pytest.raises(PackageError, match=r"towns\.geojson: is larger than 1 GB and not in UTF-8"):
        read_features(path, "towns")
