"""Files that refer to other files, to URLs or to programs are refused in one line, and nothing they name is opened."""

from __future__ import annotations

import ast
import json
import os
import shutil
import socket
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from rasterio.transform import from_origin

from county import zip_files
from county.catalog import faults
from county.contained import Outside, read_text_file
from county.package import gdal_files
from county.package.check import check
from county.package.importer import import_county
from county.package.importing.read import read_features
from county.package.importing.site import Site
from county.package.importing.terrain import read_terrain
from county.package.manifest import CACHE, CATALOG, MANIFEST, MAP, TERRAIN, PackageError
from county.package.open import CountyPackage
from county.package.schema import SCHEMA
from main import main
from tests.tiny_county import write_tiny_county
from tests.unit.county_files import write_county

SITE = Site("433199", None, 4546, shapely.box(500_000, 3_000_000, 501_000, 3_001_000), shapely.Polygon())
POINTS = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {"name": "a"}, "geometry": {"type": "Point", "coordinates": [109, 27]}}
    ],
}


class UnreachedServer:
    """A server on loopback that must see no connection."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/x.geojson"

    def close(self) -> None:
        with self._socket, pytest.raises(BlockingIOError):
            self._socket.accept()


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[UnreachedServer]:
    """Fails when something connected; a connection is given up after two seconds."""
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GDAL_HTTP_TIMEOUT", "2")
    found = UnreachedServer()
    yield found
    found.close()


def refused(read: Callable[[], object]) -> str:
    with pytest.raises(PackageError) as error:
        read()
    line = str(error.value)
    assert "\n" not in line
    assert "; " in line
    return line


STEP = np.repeat(np.float32([[[1, 2]]]), 20, axis=2).repeat(40, axis=1)
"""Heights of 1 m in the west and 2 m in the east."""


def heights(path: Path, **tags: str) -> Path:
    with rasterio.open(
        path, "w", driver="GTiff", width=40, height=40, count=1, dtype="float32", crs="EPSG:4546",
        transform=from_origin(499_900, 3_001_100, 30, 30),
    ) as sink:  # fmt: skip
        sink.write(STEP)
        sink.update_tags(ns="OVERVIEWS", **tags)
    return path


def vrt_of_features(url: str) -> str:
    return (
        '<OGRVRTDataSource><OGRVRTLayer name="towns">'
        f"<SrcDataSource>/vsicurl/{url}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )


def vrt_of_heights(url: str) -> str:
    return (
        '<VRTDataset rasterXSize="40" rasterYSize="40"><VRTRasterBand dataType="Float32" band="1"><SimpleSource>'
        f"<SourceFilename>/vsicurl/{url}</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>"
    )


REFERRING: dict[str, Callable[[str], str]] = {
    "a virtual data source": vrt_of_features,
    "a virtual raster": vrt_of_heights,
    "a WFS": lambda url: f"<OGRWFSDataSource><URL>{url}</URL></OGRWFSDataSource>",
    "a WMS": lambda url: f'<GDAL_WMS><Service name="TMS"><ServerUrl>{url}</ServerUrl></Service></GDAL_WMS>',
    "a WMTS": lambda url: f"<GDAL_WMTS><GetCapabilitiesUrl>{url}</GetCapabilitiesUrl></GDAL_WMTS>",
    "a pipeline": lambda url: json.dumps({"type": "gdal_streamed_alg", "command_line": f"gdal vector info {url}"}),
    "a URL": lambda url: url,
    "a URL in JSON": json.dumps,
    "a linked CRS": lambda url: json.dumps(
        POINTS | {"crs": {"type": "link", "properties": {"href": url, "type": "proj4"}}}
    ),
    "a linked CRS, escaped": lambda url: json.dumps(
        POINTS | {"crs": {"type": "LINK", "properties": {"href": url}}}
    ).replace('"crs"', '"\\u0063\\u0072s"'),
    "a CRS by URL": lambda url: json.dumps(POINTS | {"crs": {"type": "url", "properties": {"url": url}}}),
}


@pytest.mark.parametrize("suffix", [".geojson", ".json", ".gpkg", ".shp", ".kml", ".vrt", ".xml", ".gml", ".sqlite"])
@pytest.mark.parametrize("content", REFERRING)
def test_features_from_somewhere_else_are_refused_under_any_name(
    content: str, suffix: str, tmp_path: Path, listener: UnreachedServer
) -> None:
    path = tmp_path / f"towns{suffix}"
    path.write_text(REFERRING[content](listener.url))
    assert str(path) in refused(lambda: read_features(path, "towns"))


@pytest.mark.parametrize("suffix", [".tif", ".tiff", ".vrt", ".xml", ".img"])
@pytest.mark.parametrize("content", ["a virtual raster", "a WMS", "a WMTS", "a URL"])
def test_heights_from_somewhere_else_are_refused_under_any_name(
    content: str, suffix: str, tmp_path: Path, listener: UnreachedServer
) -> None:
    path = tmp_path / f"dem{suffix}"
    path.write_text(REFERRING[content](listener.url))
    assert str(path) in refused(lambda: read_terrain(path, SITE))


def test_heights_whose_metadata_name_other_overviews_are_refused(tmp_path: Path, listener: UnreachedServer) -> None:
    path = heights(tmp_path / "dem.tif", OVERVIEW_FILE=f"/vsicurl/{listener.url}")
    assert "overviews" in refused(lambda: read_terrain(path, SITE))


def test_files_next_to_heights_are_not_opened(tmp_path: Path, listener: UnreachedServer) -> None:
    path = heights(tmp_path / "dem.tif")
    for suffix in (".ovr", ".msk"):
        Path(f"{path}{suffix}").write_text(vrt_of_heights(listener.url))
    Path(f"{path}.aux.xml").write_text(
        '<PAMDataset><Metadata domain="OVERVIEWS">'
        f'<MDI key="OVERVIEW_FILE">/vsicurl/{listener.url}</MDI></Metadata></PAMDataset>'
    )
    assert np.nanmax(read_terrain(path, SITE).terrain.z_m) == 2


def test_a_world_file_places_heights_that_state_no_position(tmp_path: Path) -> None:
    stated, placed = heights(tmp_path / "stated.tif"), tmp_path / "placed.tif"
    with rasterio.open(
        placed, "w", driver="GTiff", width=40, height=40, count=1, dtype="float32", crs="EPSG:4546"
    ) as sink:
        sink.write(STEP)
    placed.with_suffix(".tfw").write_text("30\n0\n0\n-30\n499915\n3001085\n")
    expected, found = read_terrain(stated, SITE).terrain, read_terrain(placed, SITE).terrain
    assert (found.west_m, found.north_m, found.cell_m) == (expected.west_m, expected.north_m, expected.cell_m)
    np.testing.assert_array_equal(found.z_m, expected.z_m)


def test_a_network_link_of_kml_is_not_followed(tmp_path: Path, listener: UnreachedServer) -> None:
    path = tmp_path / "towns.kml"
    path.write_text(
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link><href>{listener.url}</href></Link>'
        f"</NetworkLink><Placemark><styleUrl>{listener.url}#s</styleUrl><name>a</name>"
        "<Point><coordinates>109,27</coordinates></Point></Placemark></Document></kml>"
    )
    assert len(read_features(path, "towns")) == 1


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/hostname">]><kml><name>&a;</name></kml>',
        '<!DOCTYPE kml [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><kml><name>&b;</name></kml>',
        f'<!--{" " * 5000}--><!DOCTYPE kml SYSTEM "http://127.0.0.1/"><kml/>',
    ],
    ids=["another file", "nested entities", "after a comment"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_in_kml_is_refused(text: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "towns.kml"
    path.write_text(text, encoding=encoding)
    refused(lambda: read_features(path, "towns"))


def test_a_geopackage_with_functions_of_other_files_opens_none(tmp_path: Path, listener: UnreachedServer) -> None:
    write_tiny_county(tmp_path)
    path = tmp_path / MAP
    with sqlite3.connect(path) as map_:
        map_.execute(f"create view evil as select fid, geom, ogr_geocode('{listener.url}') as name from towns")
        map_.execute(
            "insert into gpkg_contents(table_name,data_type,identifier,srs_id) "
            "select 'evil','features','evil',srs_id from gpkg_contents where table_name='towns'"
        )
    map_.close()
    refused(lambda: CountyPackage(tmp_path).table("towns"))
    refused(lambda: read_features(path, "towns"))


@pytest.mark.parametrize("kind", ["raster", "features"])
@pytest.mark.parametrize(
    "name",
    ["/vsicurl/{url}", "/vsizip/{folder}/a.zip/a.geojson", "/vsistdin/", "/vsis3/b/a.tif", "/vsimem/a.tif", "{url}"],
)
def test_a_name_that_is_no_file_is_refused(name: str, kind: str, tmp_path: Path, listener: UnreachedServer) -> None:
    path = Path(name.format(url=listener.url, folder=tmp_path))
    option = "terrain" if kind == "raster" else "roads"
    refused(lambda: import_county(tmp_path / "p", name="x", code="433199", **write_county(tmp_path), **{option: path}))
    with pytest.raises(PackageError), gdal_files.opened_raster(path):
        pass
    with pytest.raises(PackageError):
        gdal_files.layers(path)


@pytest.mark.parametrize("option", ["--boundary", "--terrain", "--codes"])
def test_a_url_on_the_command_line_is_refused(
    option: str, tmp_path: Path, listener: UnreachedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    boundary = str(write_county(tmp_path)["boundary"])
    words = ["county", "import", str(tmp_path / "p"), "--name", "x", "--code", "433199", "--boundary", boundary]
    assert main([*words, option, listener.url]) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert line.endswith("no such file; check the path")


def test_a_relative_path_that_looks_like_a_url_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listener: UnreachedServer
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path(listener.url)
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(POINTS))
    assert len(read_features(path, "towns")) == 1


@pytest.mark.parametrize("sidecar", [".dbf", ".shx", ".prj", ".CPG"])
def test_a_sidecar_that_is_a_link_out_of_its_folder_is_refused(sidecar: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    point = shapely.to_wkb(np.array([shapely.Point(109, 27)]))
    pyogrio.raw.write(
        tmp_path / "in" / "towns.shp", geometry=point, field_data=[np.array(["a"], object)], fields=["name"],
        driver="ESRI Shapefile", geometry_type="Point", crs="EPSG:4326",
    )  # fmt: skip
    outside, link = tmp_path / f"outside{sidecar}", tmp_path / "in" / f"towns{sidecar}"
    outside.write_bytes(link.read_bytes() if link.exists() else b"UTF-8")
    link.unlink(missing_ok=True)
    link.symlink_to(outside)
    assert str(link) in refused(lambda: read_features(tmp_path / "in" / "towns.shp", "towns"))


def test_only_the_named_drivers_are_left(tmp_path: Path) -> None:
    path = tmp_path / "towns.geojson"
    path.write_text(json.dumps(POINTS))
    gdal_files.layers(path)
    assert pyogrio.list_drivers().keys() <= gdal_files.FEATURE_DRIVERS


def test_gdal_reads_files_in_one_module_only() -> None:
    """Others may write with a named driver, and compute on arrays."""
    allowed = {"gdal_files.py": {"open", "read", "list_layers", "read_info"}, "write.py": {"open"}}
    root = Path(gdal_files.__file__).parents[2]
    rooms = ("county", "services", "layers", "drawing", "desktop", "twin", "bench")
    for path in (path for room in rooms for path in (root / room).rglob("*.py")):
        if b"rasterio" not in (source := path.read_bytes()) and b"pyogrio" not in source:
            continue
        calls = {
            call.func.attr
            for call in ast.walk(ast.parse(source))
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
            and ast.unparse(call.func.value) in ("rasterio", "pyogrio", "pyogrio.raw")
        }  # fmt: skip
        read = calls & {"open", "read", "list_layers", "read_info", "read_bounds", "read_dataframe", "read_arrow"}
        assert read <= allowed.get(path.name, set()), path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_tiny_county(tmp_path / "inside")
    return tmp_path / "inside"


@pytest.mark.parametrize("name", [MANIFEST, MAP, TERRAIN, f"{MAP}-wal", f"{TERRAIN}.aux.xml"])
@pytest.mark.parametrize("kind", ["another file", "a missing file", "a pipe", "a device"])
def test_a_package_with_files_outside_its_folder_is_refused(name: str, kind: str, folder: Path) -> None:
    path, outside = folder / name, folder.parent / "outside"
    path.touch()
    shutil.move(path, outside)
    if kind == "a pipe":
        os.mkfifo(path)
    else:
        path.symlink_to({"another file": "../outside", "a missing file": "gone", "a device": "/dev/zero"}[kind])
    assert str(path) in refused(lambda: CountyPackage(folder))
    (finding,) = check(folder)
    assert str(path) in str(finding)


def test_tables_of_a_package_outside_its_folder_are_refused(folder: Path) -> None:
    outside = folder.parent / "departments.toml"
    outside.write_text("")
    (folder / CATALOG).mkdir()
    link = folder / CATALOG / "departments.toml"
    link.symlink_to(outside)
    assert [str(fault) for fault in faults(folder / CATALOG)] == [
        f"{link}: is a link that leads out of its folder; replace it by the file"
    ]


def test_the_cache_of_a_package_is_neither_read_nor_written_through_a_link(folder: Path) -> None:
    outside = folder.parent / "elsewhere"
    outside.mkdir()
    (folder / CACHE).symlink_to(outside)
    os.utime(folder / MAP, (0, 0))
    assert len(CountyPackage(folder).table("towns")) == 2
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("layer", ["../../towns", "/etc/passwd", "/vsicurl/{url}", "{url}"])
def test_a_name_in_the_manifest_opens_no_file(layer: str, folder: Path, listener: UnreachedServer) -> None:
    path = folder / MANIFEST
    text = path.read_text(encoding="utf-8").replace("[layers.towns]", f'[layers."{layer.format(url=listener.url)}"]')
    path.write_text(text, encoding="utf-8")
    check(folder)
    package = CountyPackage(folder)
    assert all(package.table(name) is not None for name in SCHEMA)


def huge_tiff(path: Path, side: int) -> Path:
    """A TIFF of some hundred bytes that claims ``side`` x ``side`` heights."""
    tags = [(256, 4, side), (257, 4, side), (258, 3, 32), (259, 3, 1), (262, 3, 1), (277, 3, 1), (339, 3, 3)]
    tags += [(273, 4, 0), (278, 4, side), (279, 4, 0)]
    body = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in sorted(tags))
    path.write_bytes(b"II*\0\x08\0\0\0" + struct.pack("<H", len(tags)) + body + b"\0" * 800)
    return path


@pytest.mark.parametrize("side", [9_000, 200_000, 2_000_000])
def test_a_small_raster_that_claims_many_cells_is_refused(side: int, folder: Path) -> None:
    path = huge_tiff(folder / TERRAIN, side)
    refused(lambda: read_terrain(path, SITE))
    refused(lambda: CountyPackage(folder).terrain)
    assert any(finding.layer == TERRAIN for finding in check(folder))


@pytest.mark.parametrize(
    "content",
    [
        "[" * 200_000,
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":' + "[" * 200_000,
        '{"type":"Feature","geometry":' + '{"type":"GeometryCollection","geometries":[' * 50_000,
        "{" + '"a":{' * 100_000 + '"crs":"link"' + "}" * 100_001,
    ],
    ids=["arrays", "a property", "collections", "objects"],
)
def test_deeply_nested_json_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "towns.geojson"
    path.write_text(content)
    refused(lambda: read_features(path, "towns"))


@pytest.mark.parametrize(
    "content",
    ["a" + ".a" * 20_000 + " = 1", "a = " + "[" * 100_000, "a = " + "9" * 1_000_000, "#" * (17 << 20)],
    ids=["dotted key", "arrays", "digits", "size"],
)
def test_a_manifest_or_table_without_end_is_refused(content: str, folder: Path) -> None:
    (folder / CATALOG).mkdir()
    (folder / CATALOG / "rules.toml").write_text(content)
    assert len(faults(folder / CATALOG)) == 1
    (folder / MANIFEST).write_text(content)
    refused(lambda: CountyPackage(folder))


def test_a_cell_without_end_in_a_table_of_codes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text("code,name\n433199100001," + "x" * 1_000_000 + "\n")
    refused(lambda: read_features(path, "places"))


def packed(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_a_zip_that_the_user_names_is_read(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"folder/towns.geojson": json.dumps(POINTS).encode(), "readme.txt": b"x"})
    assert len(read_features(path, "towns")) == 1
    dem = packed(tmp_path / "dem.zip", {"dem.tif": heights(tmp_path / "dem.tif").read_bytes()})
    assert read_terrain(dem, SITE).terrain.cell_m == pytest.approx(30)


@pytest.mark.parametrize(
    "files",
    [
        {"../towns.geojson": b"{}"},
        {"/towns.geojson": b"{}"},
        {"a\\..\\..\\towns.geojson": b"{}"},
        {"a/towns.geojson": b"{}", "b/towns.geojson": b"{}"},
        {"towns.vrt": b"<OGRVRTDataSource/>"},
        {"towns.zip": b"PK"},
        {},
    ],
    ids=["parent", "absolute", "backslashes", "twice", "another format", "nested", "empty"],
)
def test_a_zip_with_other_paths_or_files_is_refused(files: dict[str, bytes], tmp_path: Path) -> None:
    refused(lambda: read_features(packed(tmp_path / "in.zip", files), "towns"))
    assert {path.name for path in tmp_path.iterdir()} == {"in.zip"}


def test_a_link_in_a_zip_is_a_file_with_its_target_as_content(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    member = zipfile.ZipInfo("towns.geojson")
    member.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "/etc/hostname")
    refused(lambda: read_features(path, "towns"))


def test_a_zip_is_unpacked_up_to_a_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_files, "MAX_BYTES", 1 << 20)
    path = packed(tmp_path / "a.zip", {"towns.geojson": b" " * (2 << 20)})
    assert "MB" in refused(lambda: read_features(path, "towns"))


DOTS = "." * 300


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        (f"# {DOTS}\na = 1\n", False),
        (f'a = "{DOTS}"\n', False),
        (f"a = 'x{DOTS}'\n", False),
        (f'a = """\nx = 1\n{DOTS}\n"""\n', False),
        (f'a = "\\"{DOTS}" # {DOTS}\n', False),
        ("a = [" + "1.5, " * 300 + "]\n", False),
        ("a" + ".a" * 300 + " = 1\n", True),
        ("[a" + ".a" * 300 + "]\n", True),
        ("[[a" + ' . "#"' * 300 + "]]\n", True),
        ("a = {b" + ".'='" * 300 + " = 1}\n", True),
    ],
)
def test_only_the_dots_of_a_key_count_as_its_parts(tmp_path: Path, text: str, refused: bool) -> None:
    (tmp_path / "county.toml").write_text(text, encoding="utf-8")
    if refused:
        with pytest.raises(Outside, match="more than 200 parts"):
            read_text_file(tmp_path / "county.toml", tmp_path)
    else:
        assert read_text_file(tmp_path / "county.toml", tmp_path).decode() == text


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_a_text_of_a_package_in_another_encoding_is_to_be_saved_in_utf_8(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "county.toml").write_text('name = "凤凰县"\n', encoding=encoding)
    with pytest.raises(Outside, match=r"county\.toml: is not in UTF-8; save it as UTF-8"):
        read_text_file(tmp_path / "county.toml", tmp_path)


def test_a_text_of_a_package_may_begin_with_the_mark_of_utf_8(tmp_path: Path) -> None:
    (tmp_path / "county.toml").write_text('name = "凤凰县"\n', encoding="utf-8-sig")
    assert read_text_file(tmp_path / "county.toml", tmp_path).decode() == 'name = "凤凰县"\n'
